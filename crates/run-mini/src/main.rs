//! The workshop's lessons, run by an executor written by hand.

fn main() -> std::process::ExitCode {
    command::main(run_mini::Mini::default())
}
