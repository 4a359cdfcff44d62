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

# Run a lesson on compio: the kernel does the I/O, by io_uring where it may
@run-compio *arguments:
    cargo run -p run-compio -- {{ arguments }}

# Run a lesson on a small executor, written by hand for learning
@run-mini *arguments:
    cargo run -p run-mini -- {{ arguments }}

# Run a lesson on a simulated clock: ten seconds pass at once
@run-simulated *arguments:
    cargo run -p run-simulated -- {{ arguments }}

# Run the lessons in a web page: it prints the page's address; crates/run-browser/README.md says what it needs
@run-browser *arguments:
    cargo run -p run-browser --features page -- {{ arguments }}

# Run the program on a microcontroller, emulated by QEMU; it needs the tools in crates/run-embassy/README.md
@run-embassy *arguments:
    cargo run -p run-embassy -- {{ arguments }}

# Run a lesson of the Python original on asyncio
@run-asyncio *arguments:
    {{ python }} docs/original/keep_printing.py {{ arguments }}

# Run a lesson in Rust on asyncio: builds a Python package; it needs Python 3.10 or newer, with venv
@run-asyncio-rust *arguments:
    {{ python }} crates/run-asyncio/in_venv.py -m keep_printing {{ arguments }}

# Run a lesson on every runtime in turn: `just run-all blocking`
@run-all lesson *arguments:
    echo "== tokio"
    -just run-tokio {{ lesson }} {{ arguments }}
    echo "== async-std"
    -just run-async-std {{ lesson }} {{ arguments }}
    echo "== smol"
    -just run-smol {{ lesson }} {{ arguments }}
    echo "== compio"
    -just run-compio {{ lesson }} {{ arguments }}
    echo "== mini"
    -just run-mini {{ lesson }} {{ arguments }}
    echo "== simulated"
    -just run-simulated {{ lesson }} {{ arguments }}

# Measure the same coroutine on every runtime: prints a table and opens a page in the browser
@compare *arguments:
    cargo run --release -p compare -- {{ arguments }}

# Watch all runtimes print at the same time: `just race --for 5s`; q quits
@race *arguments:
    cargo run --release -p race -- {{ arguments }}

# Step through a run, poll by poll, forward and back: `just step mini concurrent`; q quits
@step *arguments:
    cargo run -p step -- {{ arguments }}

# Play: you are the executor, and the referee says what you broke: `just play 2`; q quits
@play *arguments:
    cargo run -p play -- {{ arguments }}

# Do the exercises: with rustlings if it is installed; otherwise it says how to do them with cargo
[unix]
@exercises *arguments:
    cd crates/exercises && if command -v rustlings > /dev/null; then rustlings {{ arguments }}; else {{ without_rustlings }}; fi

[windows]
@exercises *arguments:
    cd crates/exercises; if (Get-Command rustlings -ErrorAction SilentlyContinue) { rustlings {{ arguments }} } else { {{ without_rustlings }} }

# Prove the exercises: each fails as it should, its solution passes, and its wrong answers fail
exercises-check:
    cargo run -p exercises-check

# Run the tests
test *arguments:
    cargo test {{ arguments }}

# Run the contract of every runtime, and write the tables in docs/runtimes.md
@runtimes *arguments:
    cargo run -p evidence -- {{ arguments }}

# Build the book: it prints where the first page is
@book:
    cargo run -p book

# Check the book: its outputs are fresh, its code is included, its links lead somewhere
@book-check:
    cargo run -p book -- --check

# Measure timer queues: ours, and the alternatives that we did not choose
bench-timers:
    cargo bench -p exact-timer-queue

# Run all checks that a change must pass; as root or with CI=true, it installs missing Debian packages
ci:
    #!/usr/bin/env bash
    exec bash .ci/run

python := if os_family() == "windows" { "python" } else { "python3" }
without_rustlings := 'echo "rustlings is not installed: cargo install rustlings --locked. Or, in crates/exercises: cargo test --bin await_it. README.md there lists the names."'
