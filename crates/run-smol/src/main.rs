//! The workshop's lessons, run by smol.

fn main() -> std::process::ExitCode {
    workshop::main(run_smol::Smol::default())
}
