// The deadline is polled first, so it wins although the result is there.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use keep_printing::Elapsed;

async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut deadline = pin!(deadline);
    poll_fn(|cx| {
        if deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(Elapsed));
        }
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        Poll::Pending
    })
    .await
}
