//! What every command of the workshop promises, checked on this one.

command_contract::suite!("run-mini");
