//! Checks the promises of every workshop command on `run-async-std`.

command_contract::suite!("run-async-std");
