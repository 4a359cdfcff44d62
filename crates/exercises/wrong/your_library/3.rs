// To block is for `main` alone. `Runtime` does not offer it: a browser, for example, cannot block.

use std::future::Future;
use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::Clock;

pub async fn measure<T>(rt: &impl Runtime, work: impl Future<Output = T>) -> (T, Duration) {
    let start = rt.clock().now();
    let result = rt.block_on(work).expect("it starts");
    (result, rt.clock().now() - start)
}
