// First the whole limit passes, and then it looks whether there is a result.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use keep_printing::Elapsed;

async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut deadline = pin!(deadline);
    deadline.as_mut().await;
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => Poll::Ready(Err(Elapsed)),
    })
    .await
}
