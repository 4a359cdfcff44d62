// An `async` block around the call is one more future that nobody polls.

use exercises::Log;

async fn greet(log: &Log) {
    log.add("hello");
}

async fn async_main(log: &Log) {
    let _greeting = async { greet(log).await };
    log.add("goodbye");
}
