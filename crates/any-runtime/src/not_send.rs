use std::rc::Rc;

async fn pause() {}

async fn on_several_threads(executor: &impl any_runtime::WorkStealing) {
    let shared = Rc::new(1);
    executor
        .spawn(async move {
            pause().await;
            println!("{shared}");
        })
        .await;
}
