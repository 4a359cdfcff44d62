// error: future cannot be sent between threads safely
// ANCHOR: code
use std::rc::Rc;

/// Starts a task that may move to another thread.
fn spawn(_task: impl Future + Send + 'static) {}

async fn pause() {}

fn main() {
    let shared = Rc::new(1);
    spawn(async move {
        pause().await;
        println!("{shared}");
    });
}
// ANCHOR_END: code
