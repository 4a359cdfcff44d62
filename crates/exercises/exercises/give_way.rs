// Answer "not yet", and arrange to be polled again.
//
// A `GiveWay` is `asyncio.sleep(0)`: it gives the others one turn. Its first poll is pending, its second is ready.
//
// An executor polls a pending future again only after its waker was called. So a future that answers "not yet" must first
// arrange that call. `cx.waker().wake_by_ref()` says "poll my task again". Here you may call it at once.
//
// Page: "Waking" (docs/book/waking.md; `just book` builds it)

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
        // TODO: Be pending once.
        cx.waker().wake_by_ref();
        Poll::Ready(())
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
