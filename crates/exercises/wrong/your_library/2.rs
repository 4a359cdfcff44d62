// It runs everywhere, but the machine's clock is not the clock of every runtime.

use std::future::Future;
use std::time::{Duration, Instant};

use any_runtime::Runtime;

pub async fn measure<T>(_rt: &impl Runtime, work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let result = work.await;
    (result, start.elapsed())
}
