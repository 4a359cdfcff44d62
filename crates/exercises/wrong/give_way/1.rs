// Pending, but nobody is asked to wake the task. It sleeps for ever.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use exercises::Log;

struct GiveWay {
    given: bool,
}

impl Future for GiveWay {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.given {
            return Poll::Ready(());
        }
        self.given = true;
        Poll::Pending
    }
}

async fn count(name: &str, log: &Log) {
    log.add(&format!("{name} 1"));
    GiveWay { given: false }.await;
    log.add(&format!("{name} 2"));
}
