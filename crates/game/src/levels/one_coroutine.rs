//! Poll it until it is done, with as few polls as you can

use std::io;
use std::rc::Rc;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{AsyncWriteExt, future};
use keep_printing::Timer;

/// It waits for two things at once. Both are ready at the same instant.
///
/// The contract's promise `two_wakes_do_no_harm` knows that two wakes may lead to one poll or to two.
///
/// # Errors
///
/// The first error of stdout.
pub async fn one_coroutine<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let half = Duration::from_millis(500);
    let mut out = rt.stdout();

    out.write_all(b"water and bread\n").await?;
    let (kettle, toaster) = (rt.timer().sleep(half), rt.timer().sleep(half));
    future::zip(kettle, toaster).await;

    out.write_all(b"tea and toast\n").await?;
    rt.timer().sleep(half).await;

    out.write_all(b"breakfast\n").await
}
