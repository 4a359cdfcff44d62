// Too late: the goodbye is already there.

use exercises::Log;

async fn greet(log: &Log) {
    log.add("hello");
}

async fn async_main(log: &Log) {
    log.add("goodbye");
    greet(log).await;
}
