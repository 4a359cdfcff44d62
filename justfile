# Every command of the workshop. `just` alone lists them.

set windows-shell := ["powershell.exe", "-NoLogo", "-NoProfile", "-Command"]

# List the commands
@_default:
    just --list --unsorted

# Run a lesson on tokio: `just run-tokio drift --every 100ms --for 2s`; `--list` names the lessons
@run-tokio *arguments:
    cargo run -p run-tokio -- {{ arguments }}

# Run a lesson on async-std
@run-async-std *arguments:
    cargo run -p run-async-std -- {{ arguments }}

# Run a lesson on smol
@run-smol *arguments:
    cargo run -p run-smol -- {{ arguments }}

# Run a lesson on an executor written by hand, to be read
@run-mini *arguments:
    cargo run -p run-mini -- {{ arguments }}

# Run a lesson on a clock that jumps: ten seconds pass at once
@run-simulated *arguments:
    cargo run -p run-simulated -- {{ arguments }}

# Run the program on a microcontroller, which QEMU plays: crates/run-embassy/README.md says what it needs
@run-embassy *arguments:
    cargo run -p run-embassy -- {{ arguments }}

# Run a lesson of the Python original on asyncio
@run-asyncio *arguments:
    {{ python }} docs/original/keep_printing.py {{ arguments }}

# Run a lesson on every runtime in turn: `just run-all blocking`
@run-all lesson *arguments:
    echo "== tokio"
    -just run-tokio {{ lesson }} {{ arguments }}
    echo "== async-std"
    -just run-async-std {{ lesson }} {{ arguments }}
    echo "== smol"
    -just run-smol {{ lesson }} {{ arguments }}
    echo "== mini"
    -just run-mini {{ lesson }} {{ arguments }}
    echo "== simulated"
    -just run-simulated {{ lesson }} {{ arguments }}

# Measure every runtime under the same coroutine: a table here, and a page that opens by itself
@compare *arguments:
    cargo run --release -p compare -- {{ arguments }}

# Watch all runtimes print at once: `just race --for 5s`; q quits
@race *arguments:
    cargo run --release -p race -- {{ arguments }}

# Run the tests
test *arguments:
    cargo test {{ arguments }}

# Measure timer queues: the one that is used and those that are not
bench-timers:
    cargo bench -p exact-timer-queue

# Run everything that has to pass before a change lands. It installs what it needs, on Debian with apt-get as root or by sudo
ci:
    #!/usr/bin/env bash
    exec bash .ci/run

python := if os_family() == "windows" { "python" } else { "python3" }
