// The warning is silenced, and the future is still dropped.

use exercises::Log;

async fn greet(log: &Log) {
    log.add("hello");
}

async fn async_main(log: &Log) {
    let _ = greet(log);
    log.add("goodbye");
}
