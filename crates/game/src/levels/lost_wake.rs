//! A wake comes between the check and the waker: show that it is lost

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Poll, Waker};

use any_runtime::Runtime;
use futures_lite::{AsyncWriteExt, future::yield_now};

/// A letter, and the waker of the task that waits for it.
#[derive(Default)]
struct Mailbox {
    letter: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

/// The reader looks into the mailbox, and then asks to be woken. In between, the writer may have its turn.
///
/// compio loses the result of blocking work in this way: see its sixth fault in `docs/faults-found.md`.
///
/// # Errors
///
/// The first error of stdout.
pub async fn lost_wake<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let mailbox = Rc::new(Mailbox::default());
    let reader = rt.spawn(reader(rt.clone(), mailbox.clone()));
    let writer = rt.spawn(writer(rt.clone(), mailbox));
    writer.await?;
    reader.await
}

async fn reader<R: Runtime>(rt: Rc<R>, mailbox: Rc<Mailbox>) -> io::Result<()> {
    if !mailbox.letter.get() {
        rt.stdout().write_all(b"reader: no letter yet\n").await?;
        yield_now().await;
        let mut waits = false;
        poll_fn(|cx| {
            if waits && mailbox.letter.get() {
                return Poll::Ready(());
            }
            waits = true;
            mailbox.waker.set(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }
    rt.stdout().write_all(b"reader: I have it\n").await
}

async fn writer<R: Runtime>(rt: Rc<R>, mailbox: Rc<Mailbox>) -> io::Result<()> {
    yield_now().await;
    mailbox.letter.set(true);
    let told = match mailbox.waker.take() {
        Some(waker) => {
            waker.wake();
            "writer: I wake the reader\n"
        }
        None => "writer: no waker, so I wake nobody\n",
    };
    rt.stdout().write_all(b"writer: it is in the mailbox\n").await?;
    rt.stdout().write_all(told.as_bytes()).await
}
