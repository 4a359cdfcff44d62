//! The workshop's lessons, run by async-std.

fn main() -> std::process::ExitCode {
    workshop::main(run_async_std::AsyncStd)
}
