"""Two deadlines: Python ends a coroutine of Rust, and Rust ends a coroutine of Python. The clock jumps, so it never waits."""

import asyncio
import sys
from pathlib import Path

from keep_printing import keep_printing, wait_for

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import simulated


def note(what):
    print(f"{asyncio.get_running_loop().time():4.1f} s  {what}")


# ANCHOR: python-ends-rust
class Paper:
    """A file that notes what happens to it."""

    def write(self, text):
        note("Rust prints a line")

    def flush(self):
        pass

    def __del__(self):
        note("the Rust coroutine is gone, and so is its file")


async def python_ends_rust():
    try:
        await asyncio.wait_for(keep_printing(every=0.5, file=Paper()), 1.2)
    except asyncio.TimeoutError:
        note("asyncio's wait_for raises TimeoutError")
# ANCHOR_END: python-ends-rust


# ANCHOR: rust-ends-python
async def sleeper():
    note("Python's coroutine sleeps")
    try:
        await asyncio.sleep(10)
    finally:
        note("its finally block begins")
        await asyncio.sleep(3)
        note("its finally block ends")


async def rust_ends_python():
    try:
        await wait_for(sleeper(), 1.0)
    except asyncio.TimeoutError:
        note("Rust's wait_for raises TimeoutError")
# ANCHOR_END: rust-ends-python


simulated.run(python_ends_rust())
print()
simulated.run(rust_ends_python())
