// In which order are these lines added?
//
// `yield_now().await` gives the other coroutines a turn. It is `await asyncio.sleep(0)`.
// `zip` polls its first future, then its second, and again until both are done.
//
// Write down what you expect before you run the test. The test says only which line is the first wrong one.
//
// Page: "What a coroutine is" (docs/book/coroutine.md; `just book` builds it)

use exercises::Log;
use futures_lite::future::{yield_now, zip};

async fn count(name: &str, log: &Log) {
    log.add(&format!("{name} 1"));
    yield_now().await;
    log.add(&format!("{name} 2"));
}

async fn program(log: &Log) {
    log.add("start");
    let tea = count("tea", log);
    log.add("tea is made");
    let egg = count("egg", log);
    log.add("egg is made");
    zip(egg, tea).await;
    log.add("end");
}

// TODO: Write the other seven lines: "tea is made", "egg is made", "tea 1", "tea 2", "egg 1", "egg 2", and "end".
const PREDICTION: &[&str] = &["start"];

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prediction_is_right() {
        let log = Log::default();
        futures_lite::future::block_on(program(&log));
        let lines = log.lines();
        let right = lines.iter().zip(PREDICTION).take_while(|(line, predicted)| line == predicted).count();
        let all = right == lines.len() && right == PREDICTION.len();
        assert!(all, "Your prediction is not right yet: look at line {} (and at its spelling).", right + 1);
    }
}
