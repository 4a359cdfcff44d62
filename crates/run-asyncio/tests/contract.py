"""Checks the promises of every runtime on asyncio, and prints what the tests of other runtimes print.

Usage: contract.py [--show-output] [--list] [--exact] [NAME]…
"""

import argparse
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

CRATE = Path(__file__).resolve().parents[1]


def load():
    """Builds the module and loads it."""
    build = [os.environ.get("CARGO", "cargo"), "build", "--package", "run-asyncio", "--example", "contract"]
    build += ["--message-format", "json-render-diagnostics"]
    built = subprocess.run(build, cwd=CRATE, stdout=subprocess.PIPE, check=True)
    for message in map(json.loads, built.stdout.splitlines()):
        if message.get("target", {}).get("name") == "contract":
            file = message["filenames"][0]
    loader = importlib.machinery.ExtensionFileLoader("contract", file)
    contract = importlib.util.module_from_spec(importlib.util.spec_from_file_location("contract", file, loader=loader))
    loader.exec_module(contract)
    return contract


def tests(contract):
    """All tests by name: the promises, and that the book states what is declared."""
    page = (CRATE.parents[1] / "docs/runtimes.md").read_text(encoding="utf-8")
    book = {"the_book_states_what_is_declared": lambda: contract.assert_stated_in(page)}
    return {name: lambda name=name: contract.check(name) for name in contract.promises()} | book


def selected(name, arguments):
    filters = arguments.name
    return not filters or any(name == part if arguments.exact else part in name for part in filters)


def main(words):
    if sys.version_info < (3, 10):
        sys.exit("This needs Python 3.10 or newer, and this is Python {}.{}.".format(*sys.version_info))
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--show-output", action="store_true", help="print how each promise is kept")
    parser.add_argument("--list", action="store_true", help="print the names only")
    parser.add_argument("--exact", action="store_true", help="match names exactly")
    parser.add_argument("name", nargs="*", help="a part of the names of the tests to run")
    arguments = parser.parse_args(words)
    everything = tests(load())
    chosen = {name: test for name, test in everything.items() if selected(name, arguments)}
    if arguments.list:
        return print(*(f"{name}: test" for name in chosen), sep="\n")

    print(f"\nrunning {len(chosen)} tests")
    start, outputs, failures = time.monotonic(), {}, []
    for name, test in chosen.items():
        try:
            outputs[name] = test()
        except BaseException as broken:  # a panic of Rust is no Exception
            if isinstance(broken, KeyboardInterrupt):
                raise
            failures.append(f"{name}: {broken}")
        print(f"test {name} ... {'ok' if name in outputs else 'FAILED'}", flush=True)
    if arguments.show_output:
        print("\nsuccesses:")
        for name in filter(outputs.get, outputs):
            print(f"\n---- {name} stdout ----\n{outputs[name]}")
    if failures:
        print("\nfailures:", *failures, sep="\n    ")
    result, passed, took = "FAILED" if failures else "ok", len(outputs), time.monotonic() - start
    print(
        f"\ntest result: {result}. {passed} passed; {len(failures)} failed; 0 ignored; 0 measured; "
        f"{len(everything) - len(chosen)} filtered out; finished in {took:.2f}s\n"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
