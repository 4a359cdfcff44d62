# Every command of the workshop. `just` alone lists them.

set windows-shell := ["powershell.exe", "-NoLogo", "-NoProfile", "-Command"]

# List the commands
@_default:
    just --list --unsorted

# Run a lesson on tokio, e.g. `just run-tokio --every 100ms --for 2s`; `--help` shows the rest
@run-tokio *arguments:
    cargo run --quiet -p run-tokio -- {{ arguments }}

# Run a lesson on async-std
@run-async-std *arguments:
    cargo run --quiet -p run-async-std -- {{ arguments }}

# Run a lesson on smol
@run-smol *arguments:
    cargo run --quiet -p run-smol -- {{ arguments }}

# Run the tests
test *arguments:
    cargo test {{ arguments }}

# Run everything that has to pass before a change lands; installs what it needs
ci:
    #!/usr/bin/env bash
    exec bash .ci/run
