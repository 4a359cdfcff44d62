//! Checks the promises of every workshop command on `run-tokio`.

command_contract::suite!("run-tokio");
