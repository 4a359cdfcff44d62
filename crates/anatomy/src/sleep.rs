//! A sleep that is recorded, from its begin until it is done or dropped.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use keep_printing::Timer;
use pin_project_lite::pin_project;

use crate::event::{Awaited, Place, SleepEnd, What};
use crate::recorder::Recorder;

/// Returns a timer that records each of its sleeps, with the place where the timer was made.
pub(crate) fn timer<T: Timer>(timer: T, recorder: Recorder, place: Place) -> impl Timer<Sleep = Sleep<T::Sleep>> {
    move |duration| {
        let number = recorder.set_sleep(duration, place);
        let sleep = timer.sleep(duration);
        Sleep { sleep, ending: Ending { recorder: recorder.clone(), number, noted: false } }
    }
}

pin_project! {
    pub(crate) struct Sleep<S> {
        #[pin]
        sleep: S,
        ending: Ending,
    }
}

impl<S: Future> Future for Sleep<S> {
    type Output = S::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<S::Output> {
        let this = self.project();
        let Ending { recorder, number, .. } = &*this.ending;
        let output = ready!(recorder.poll(Awaited::Sleep(*number), cx, |cx| this.sleep.poll(cx)));
        this.ending.note(SleepEnd::Done);
        Poll::Ready(output)
    }
}

/// Records the end of a sleep, only once.
struct Ending {
    recorder: Recorder,
    number: usize,
    noted: bool,
}

impl Ending {
    fn note(&mut self, how: SleepEnd) {
        if !self.noted {
            self.noted = true;
            self.recorder.note(What::SleepEnded { sleep: self.number, how });
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.note(SleepEnd::Cancelled);
    }
}
