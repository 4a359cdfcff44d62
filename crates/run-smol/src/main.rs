//! The workshop's lessons, run by smol.

fn main() -> std::process::ExitCode {
    command::main(run_smol::Smol::default())
}
