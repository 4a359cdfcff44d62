//! The promises of every runtime, as a module that Python loads: see `tests/contract.py`.

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

const PROMISES: &[Promise] = runtime_contract::promises!([table]);

fn asyncio() -> Asyncio {
    Asyncio::new().expect("the system gives the loop its files")
}

/// The names of all promises.
#[pyfunction]
fn promises() -> Vec<&'static str> {
    PROMISES.iter().map(|(name, _)| *name).collect()
}

/// Checks a promise. Returns how it is kept, if there are several ways. A broken promise raises a `PanicException`.
#[pyfunction]
fn check(promise: &str, py: Python<'_>) -> PyResult<Option<String>> {
    let Some((_, check)) = PROMISES.iter().find(|(name, _)| *name == promise) else {
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
