// Write a `poll` by hand.
//
// Every `async fn` becomes a struct with a `poll`. Here is such a struct, without `async`. Each poll answers with
// `Poll::Pending` ("not yet") or with `Poll::Ready(result)`.
//
// A `Countdown` that begins at 3 answers "not yet" three times. Then it is ready, with "liftoff".
// In Python this is a generator that yields three times and then returns "liftoff".
//
// You can read and change `self.left` as in any method. You need the context `_cx` only in the next exercise, `give_way`.
//
// Page: "What a coroutine is" (docs/book/coroutine.md; `just book` builds it)

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

struct Countdown {
    left: u32,
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        // TODO: Count down, one step for each poll.
        self.left = 0;
        Poll::Ready("liftoff")
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::Waker;

    #[test]
    fn three_polls_are_pending_and_the_fourth_is_ready() {
        let mut countdown = pin!(Countdown { left: 3 });
        let mut cx = Context::from_waker(Waker::noop());
        for number in 1..=3 {
            let answer = countdown.as_mut().poll(&mut cx);
            assert_eq!(answer, Poll::Pending, "Poll {number} of 4 came too early for a liftoff.");
        }
        let answer = countdown.as_mut().poll(&mut cx);
        assert_eq!(answer, Poll::Ready("liftoff"), "Poll 4 of 4 must be ready.");
    }
}
