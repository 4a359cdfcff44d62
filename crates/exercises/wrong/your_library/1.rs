// A `dyn Runtime` is not possible: its methods return types that are known only for one runtime.

use std::future::Future;
use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::Clock;

pub async fn measure<T>(rt: &dyn Runtime, work: impl Future<Output = T>) -> (T, Duration) {
    let start = rt.clock().now();
    let result = work.await;
    (result, rt.clock().now() - start)
}
