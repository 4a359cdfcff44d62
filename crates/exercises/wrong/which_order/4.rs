// Nothing comes after "end": when `zip` is done, both are.

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

const PREDICTION: &[&str] =
    &["start", "tea is made", "egg is made", "egg 1", "tea 1", "egg 2", "tea 2", "end", "tea 2"];
