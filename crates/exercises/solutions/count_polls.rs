// A future remembers its state in its fields. Nothing else remains between two polls.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

struct Countdown {
    left: u32,
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        if self.left == 0 {
            return Poll::Ready("liftoff");
        }
        self.left -= 1;
        Poll::Pending
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
