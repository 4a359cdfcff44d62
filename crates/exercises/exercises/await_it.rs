// Make this future do something.
//
// In Python, `greet()` alone does nothing: it makes a coroutine object, and Python warns that it "was never awaited".
// Rust is the same. A call of an `async fn` returns a future, and a future does nothing until it is polled.
//
// The test fails: the greeting is missing. Read the compiler's warning, too.
//
// Page: "The Python original" (docs/book/original.md; `just book` builds it)

use exercises::Log;

async fn greet(log: &Log) {
    log.add("hello");
}

async fn async_main(log: &Log) {
    // TODO: Make the greeting appear.
    greet(log);
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
