//! The workshop's lessons, run by compio.

fn main() -> std::process::ExitCode {
    command::main(run_compio::Compio)
}
