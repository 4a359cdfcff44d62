// It does not remember that it was pending already. It is polled for ever.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use exercises::Log;

struct GiveWay {
    given: bool,
}

impl Future for GiveWay {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.given {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn count(name: &str, log: &Log) {
    log.add(&format!("{name} 1"));
    GiveWay { given: false }.await;
    log.add(&format!("{name} 2"));
}
