//! Tries schedules until a test fails, and then finds the smallest schedule that fails.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::Duration;

use crate::choices::{By, Choices};
use crate::{PATIENCE, Schedule, Simulated};

type Panic = Box<dyn Any + Send>;

/// Runs `test` once for each seed. Each seed gives another schedule.
///
/// If a test fails, it looks for the smallest [`Schedule`] that still fails. With fewer choices, the fault is easier to
/// see.
///
/// # Panics
///
/// If `test` panics, with the same panic. First it prints the seed and the smallest schedule to stderr.
///
/// # Examples
///
/// This test wrongly assumes that the first of two tasks always runs first:
///
/// ```should_panic
/// use std::{cell::Cell, rc::Rc};
///
/// use any_runtime::{BlockOn, Runtime};
/// use run_simulated::explore;
///
/// explore(0..100, |rt| {
///     let last = Rc::new(Cell::new(0));
///     let tasks = [1, 2].map(|number| {
///         let last = last.clone();
///         rt.spawn(async move { last.set(number) })
///     });
///     rt.block_on(async {
///         for task in tasks {
///             task.await;
///         }
///     })
///     .unwrap();
///     assert_eq!(last.get(), 2);
/// });
/// ```
pub fn explore(seeds: impl IntoIterator<Item = u64>, test: impl Fn(&mut Simulated)) {
    for seed in seeds {
        if let Err(panic) = attempt(&test, &mut Simulated::new().seed(seed)) {
            eprintln!("It fails with seed {seed}: `Simulated::new().seed({seed})` reproduces it.");
            match shrink(seed, &test) {
                Some(schedule) if schedule.is_empty() => {
                    eprintln!("It also fails without a seed: `Simulated::new()` reproduces it.");
                }
                Some(schedule) => {
                    eprintln!("The smallest schedule that fails is \"{schedule}\": see `Simulated::schedule`.");
                }
                None => eprintln!("But it does not fail every time. So it depends on more than the schedule."),
            }
            panic::resume_unwind(panic);
        }
    }
}

/// Finds the smallest schedule with which `test` fails. It starts with the choices of `seed`, and removes choices.
///
/// Each choice that is left is needed: without it, the test passes. Other small schedules may fail too.
///
/// Returns `None` if the test does not fail with this seed, or does not fail every time. In the second case it depends
/// on more than the schedule.
///
/// It runs the test some hundred times, and does not report the panics of this thread.
///
/// # Panics
///
/// It does not panic if `test` panics: it looks for such panics.
///
/// # Examples
///
/// ```
/// use any_runtime::{BlockOn, Runtime};
/// use run_simulated::{Simulated, shrink};
///
/// /// Fails when the second task runs first.
/// fn test(rt: &mut Simulated) {
///     let theirs = std::rc::Rc::new(std::cell::Cell::new(false));
///     let ours = theirs.clone();
///     let first = rt.spawn(async move { theirs.set(true) });
///     let second = rt.spawn(async move { assert!(ours.get()) });
///     rt.block_on(async { (first.await, second.await) }).unwrap();
/// }
/// let schedules: Vec<_> =
///     (0..100).filter_map(|seed| shrink(seed, test)).map(|schedule| schedule.to_string()).collect();
/// assert!(schedules.iter().any(|schedule| schedule == "0:1"));
/// ```
pub fn shrink(seed: u64, test: impl Fn(&mut Simulated)) -> Option<Schedule> {
    /// Enough time for most wakes from another thread. The last attempt waits longer.
    const LITTLE_PATIENCE: Duration = Duration::from_millis(20);

    quietly(|| {
        let mut rt = Simulated::choosing(Choices::new(By::Seed(seed)).noted(), PATIENCE);
        attempt(&test, &mut rt).err()?;
        let smallest = rt.executor.choices().made().shrunk(|schedule| {
            let choices = Choices::new(By::Schedule(schedule.clone()));
            attempt(&test, &mut Simulated::choosing(choices, LITTLE_PATIENCE)).is_err()
        });
        attempt(&test, &mut Simulated::new().schedule(smallest.clone())).err().map(|_| smallest)
    })
}

fn attempt(test: &impl Fn(&mut Simulated), rt: &mut Simulated) -> Result<(), Panic> {
    panic::catch_unwind(AssertUnwindSafe(|| test(rt)))
}

thread_local! {
    /// Whether the panics of this thread are not reported.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`, and does not report the panics of this thread. Panics of other threads are reported as usual.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                report(panic);
            }
        }));
    });
    QUIET.set(true);
    let done = work();
    QUIET.set(false);
    done
}
