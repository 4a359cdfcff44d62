//! Checks the promises of every workshop command on `run-smol`.

command_contract::suite!("run-smol");
