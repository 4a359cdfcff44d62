//! The workshop's lessons, run by tokio.

fn main() -> std::process::ExitCode {
    command::main(run_tokio::Tokio)
}
