// `.await` polls the future until it is done. Without it, the future is made and thrown away.

use exercises::Log;

async fn greet(log: &Log) {
    log.add("hello");
}

async fn async_main(log: &Log) {
    greet(log).await;
    log.add("goodbye");
}

fn main() {
    futures_lite::future::block_on(async_main(&Log::default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_comes_first() {
        let log = Log::default();
        futures_lite::future::block_on(async_main(&log));
        assert!(log.lines().contains(&"hello".into()), "The body of `greet` never ran: its future was not polled.");
        assert_eq!(log.lines(), ["hello", "goodbye"], "The greeting must come before the goodbye.");
    }
}
