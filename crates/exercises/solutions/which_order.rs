// A call makes the coroutine, and runs nothing of it. `zip` polls the egg first, because the egg is its first argument.

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

const PREDICTION: &[&str] = &["start", "tea is made", "egg is made", "egg 1", "tea 1", "egg 2", "tea 2", "end"];

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
