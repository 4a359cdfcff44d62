//! `async-lock`, locks that know no runtime: their promises on every runtime.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use any_runtime::Runtime;
use async_lock::{Barrier, Mutex, Semaphore};
use futures_lite::future;

every_runtime::tests! {
    /// Only one task at a time holds the lock, also while it waits for something else.
    async fn a_mutex_lets_in_one_at_a_time(rt: &impl Runtime) {
        let (count, inside) = (Arc::new(Mutex::new(0)), Rc::new(Cell::new(0)));
        let tasks: Vec<_> = (0..5)
            .map(|_| {
                let (count, inside) = (count.clone(), inside.clone());
                rt.spawn(async move {
                    for _ in 0..3 {
                        let mut count = count.lock().await;
                        inside.set(inside.get() + 1);
                        assert_eq!(inside.get(), 1);
                        future::yield_now().await;
                        inside.set(inside.get() - 1);
                        *count += 1;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
        assert_eq!(*count.lock().await, 15);
    }

    /// A task that gives up while it waits for the lock passes its turn on.
    async fn a_cancelled_lock_is_passed_on(rt: &impl Runtime) {
        let lock = Arc::new(Mutex::new(()));
        let held = lock.lock().await;
        let (first, second) = (lock.clone(), lock.clone());
        let first = rt.spawn(async move {
            let locking = async { drop(first.lock().await) };
            let giving_up = async {
                for _ in 0..3 {
                    future::yield_now().await;
                }
            };
            future::or(locking, giving_up).await;
        });
        let second = rt.spawn(async move { drop(second.lock().await) });
        first.await;
        drop(held);
        second.await;
    }

    /// Never are more permits out than there are.
    async fn a_semaphore_counts_its_permits(rt: &impl Runtime) {
        let (semaphore, out) = (Arc::new(Semaphore::new(2)), Rc::new(Cell::new(0)));
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let (semaphore, out) = (semaphore.clone(), out.clone());
                rt.spawn(async move {
                    let _permit = semaphore.acquire().await;
                    out.set(out.get() + 1);
                    assert!(out.get() <= 2);
                    future::yield_now().await;
                    out.set(out.get() - 1);
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
        assert!(semaphore.try_acquire().is_some());
    }

    /// Nobody passes the barrier before everyone has come, and one task leads.
    async fn a_barrier_waits_for_everyone(rt: &impl Runtime) {
        let (barrier, come) = (Arc::new(Barrier::new(3)), Rc::new(Cell::new(0)));
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (barrier, come) = (barrier.clone(), come.clone());
                rt.spawn(async move {
                    come.set(come.get() + 1);
                    let passed = barrier.wait().await;
                    assert_eq!(come.get(), 3);
                    passed.is_leader()
                })
            })
            .collect();
        let mut leaders = 0;
        for task in tasks {
            leaders += u32::from(task.await);
        }
        assert_eq!(leaders, 1);
    }
}
