//! What a runtime must do, checked on asyncio.
//!
//! The tests of other runtimes are a program. Here, such a program would need Python as a library, which few machines
//! have. So the promises are a module, `examples/contract.rs`. Python loads it and checks them: `tests/contract.py`.

use std::env;
use std::process::{Command, ExitCode};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contract.py");

fn main() -> ExitCode {
    let python = env::var_os("PYTHON").unwrap_or_else(|| if cfg!(windows) { "python" } else { "python3" }.into());
    match Command::new(&python).arg(SCRIPT).args(env::args_os().skip(1)).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{} cannot be started: {error}; Python 3.10 or newer is needed", python.display());
            ExitCode::FAILURE
        }
    }
}
