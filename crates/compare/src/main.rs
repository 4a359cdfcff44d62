//! Measures the workshop's program on every runtime, side by side.

fn main() -> std::process::ExitCode {
    compare::main()
}
