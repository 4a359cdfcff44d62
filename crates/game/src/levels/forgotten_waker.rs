//! This future forgets its waker: show that it hangs

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::AsyncWriteExt;
use keep_printing::Timer;

/// A host opens a door after one second. A guest comes after one second, too, and waits for the open door.
///
/// The guest's future never hands its waker to anybody. Nor does the future at the end of the section on compio in
/// `docs/faults-found.md`: compio polls it all the same, and the other runtimes never do.
///
/// # Errors
///
/// The first error of stdout.
pub async fn forgotten_waker<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let open = Rc::new(Cell::new(false));
    let guest = rt.spawn(guest(rt.clone(), open.clone()));
    let host = rt.spawn(host(rt.clone(), open));
    host.await?;
    guest.await
}

async fn guest<R: Runtime>(rt: Rc<R>, open: Rc<Cell<bool>>) -> io::Result<()> {
    rt.timer().sleep(Duration::from_secs(1)).await;
    rt.stdout().write_all(b"guest: I am at the door\n").await?;
    poll_fn(|_cx| if open.get() { Poll::Ready(()) } else { Poll::Pending }).await;
    rt.stdout().write_all(b"guest: I am in\n").await
}

async fn host<R: Runtime>(rt: Rc<R>, open: Rc<Cell<bool>>) -> io::Result<()> {
    rt.timer().sleep(Duration::from_secs(1)).await;
    open.set(true);
    rt.stdout().write_all(b"host: the door is open\n").await
}
