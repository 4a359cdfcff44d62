//! The workshop's lessons, run by tokio.

fn main() -> std::process::ExitCode {
    workshop::main(run_tokio::Tokio)
}
