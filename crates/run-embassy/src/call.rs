//! A call of `block_on`, and its tasks.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

use embassy_executor::Spawner;
use embassy_executor::raw::TaskStorage;
use futures_lite::future::BoxedLocal;

/// A call of `block_on`. It owns the futures of its tasks, so they are dropped when it ends.
pub(crate) struct Call {
    spawner: Spawner,
    futures: RefCell<BTreeMap<usize, BoxedLocal<()>>>,
    spawned: Cell<usize>,
    free: Free,
}

/// The memory of tasks that have ended.
pub(crate) type Free = Rc<RefCell<Vec<&'static TaskStorage<Task>>>>;

/// A task, as Embassy sees it. Embassy's tasks have static memory, and nobody can cancel them. So this is small: the
/// future itself belongs to the call.
pub(crate) struct Task {
    call: Weak<Call>,
    number: usize,
    memory: &'static TaskStorage<Self>,
}

impl Call {
    pub(crate) fn new(spawner: Spawner, free: Free) -> Rc<Self> {
        Rc::new(Self { spawner, futures: RefCell::default(), spawned: Cell::new(0), free })
    }

    pub(crate) fn spawn(self: &Rc<Self>, future: impl Future<Output = ()> + 'static) {
        let number = self.spawned.replace(self.spawned.get() + 1);
        self.futures.borrow_mut().insert(number, Box::pin(future));
        let use_memory = |memory: &'static TaskStorage<Task>| {
            memory.spawn(move || Task { call: Rc::downgrade(self), number, memory })
        };
        // A task that is woken in its last poll stays in Embassy's queue for one more round. Until then, its memory is
        // not free.
        let free = self.free.borrow_mut().pop();
        let token = free.and_then(|memory| use_memory(memory).ok()).unwrap_or_else(|| {
            let new = Box::leak(Box::new(TaskStorage::new()));
            use_memory(new).expect("new memory is free")
        });
        self.spawner.spawn(token);
    }
}

impl Future for Task {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(call) = self.call.upgrade() else { return Poll::Ready(()) };
        // The map must not be borrowed during the poll: the future may spawn another task.
        let Some(mut future) = call.futures.borrow_mut().remove(&self.number) else { return Poll::Ready(()) };
        let polled = future.as_mut().poll(cx);
        match polled {
            Poll::Pending => drop(call.futures.borrow_mut().insert(self.number, future)),
            Poll::Ready(()) => call.free.borrow_mut().push(self.memory),
        }
        polled
    }
}
