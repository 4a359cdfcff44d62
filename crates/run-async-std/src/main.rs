//! The workshop's lessons, run by async-std.

fn main() -> std::process::ExitCode {
    command::main(run_async_std::AsyncStd)
}
