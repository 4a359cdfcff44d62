// It counts before it looks, so it is ready one poll too early.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

struct Countdown {
    left: u32,
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        self.left -= 1;
        if self.left == 0 { Poll::Ready("liftoff") } else { Poll::Pending }
    }
}
