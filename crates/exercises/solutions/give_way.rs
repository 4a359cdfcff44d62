// First the promise, then the answer: a future that is pending has given its waker to somebody, or has called it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use exercises::Log;

struct GiveWay {
    given: bool,
}

impl Future for GiveWay {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.given {
            return Poll::Ready(());
        }
        self.given = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

async fn count(name: &str, log: &Log) {
    log.add(&format!("{name} 1"));
    GiveWay { given: false }.await;
    log.add(&format!("{name} 2"));
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use exercises::watched;
    use futures_lite::future::{block_on, zip};

    #[test]
    fn both_take_turns() {
        let lines = watched(|| {
            let log = Log::default();
            block_on(zip(count("tea", &log), count("egg", &log)));
            log.lines()
        });
        assert_eq!(lines, ["tea 1", "egg 1", "tea 2", "egg 2"], "They do not take turns.");
    }
}
