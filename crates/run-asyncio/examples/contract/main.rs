//! The promises of every runtime, as a module that Python loads: see `tests/contract.py`.

mod locks;

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use run_asyncio::Asyncio;
use runtime_contract::{Core, Ending};

/// A promise, and the function that checks it.
type Promise = (&'static str, fn() -> Ending);

macro_rules! table {
    ($($file:ident, $title:literal { $($promise:ident)* })*) => {
        &[$($((stringify!($promise), || runtime_contract::$promise::<_, Core>(asyncio).into())),*),*]
    };
}

/// What every runtime promises.
const PROMISES: &[Promise] = runtime_contract::promises!([table]);

/// What only this runtime has to promise: Python has one lock for all its threads.
const OURS: &[Promise] = &[("a_waker_may_take_a_lock_that_another_thread_holds_while_it_wakes", || {
    locks::a_waker_may_take_a_lock_that_another_thread_holds_while_it_wakes();
    Ending::Kept
})];

fn asyncio() -> Asyncio {
    Asyncio::new().expect("the system gives the loop its files")
}

fn all() -> impl Iterator<Item = &'static Promise> {
    PROMISES.iter().chain(OURS)
}

/// The names of all promises.
#[pyfunction]
fn promises() -> Vec<&'static str> {
    all().map(|(name, _)| *name).collect()
}

/// Checks a promise. Returns how it is kept, if there are several ways. A broken promise raises a `PanicException`.
#[pyfunction]
fn check(promise: &str, py: Python<'_>) -> PyResult<Option<String>> {
    let Some((_, check)) = all().find(|(name, _)| *name == promise) else {
        return Err(PyKeyError::new_err(promise.to_owned()));
    };
    Ok(match py.detach(|| runtime_contract::watched(check)) {
        Ending::Kept => None,
        ending => Some(ending.to_string()),
    })
}

/// Raises a `PanicException` if the table on a page does not have the row of this runtime.
#[pyfunction]
fn assert_stated_in(page: &str) {
    runtime_contract::assert_stated_in::<Asyncio>(page);
}

#[pymodule]
mod contract {
    #[pymodule_export]
    use super::{assert_stated_in, check, promises};
}
