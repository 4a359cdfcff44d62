"""The Python original of the workshop: each lesson on asyncio.

Usage: python3 keep_printing.py [LESSON] [--every PERIOD] [--for LIMIT] [--list]

  LESSON          the lesson to run (default: async-main)
  --every PERIOD  time between two lines (default: 500ms)
  --for LIMIT     time until the deadline (default: 10s); 0: the deadline has passed already
  --list          list the lessons with their claims

Durations: 500ms, 10s, 1m30s, 0.5s.
Exit status: 0 when the lesson is done or nobody reads its output anymore, 1 when it failed, 2 when
the command line is wrong, 130 after Ctrl-C, 143 after SIGTERM.
"""

import asyncio
import inspect
import itertools
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from functools import partial

# Flush every line, so that it is seen at once, through a pipe too.
show = partial(print, flush=True)


# ANCHOR: original
def print_now():
    print(datetime.now().strftime("%Y-%m-%d %H:%M:%S.%f"), flush=True)


async def keep_printing(every):
    while True:
        print_now()
        await asyncio.sleep(every)


async def async_main(every, limit):
    """A deadline ends the coroutine; the code that set it handles it."""
    try:
        await asyncio.wait_for(keep_printing(every), limit)
    except asyncio.TimeoutError:
        print("시간 종료", flush=True)


# ANCHOR_END: original
async def forever(every, _limit):
    """Without a deadline, a coroutine runs until somebody interrupts it."""
    await keep_printing(every)


async def unhandled(every, limit):
    """An uncaught deadline ends the run, like any other error."""
    await asyncio.wait_for(keep_printing(every), limit)


async def hello(every, limit):
    """Calling an async def runs nothing; awaiting it does."""
    elapsed = stopwatch()
    # There are two pauses. Together they must not be longer than the limit.
    pause = min(every, limit / 2)

    def tell(event):
        show(f"{elapsed():9.1f} ms  {inspect.getcoroutinestate(greeting):14}  {event}")

    async def greet():
        tell("awaited: the first line of its body runs")
        await asyncio.sleep(pause)
        tell("resumed: the sleep is over")

    async def look_on():
        tell("suspended: while it sleeps, others run")

    greeting = greet()
    tell("created: greet() was called")
    await asyncio.sleep(pause)
    tell("nothing ran")
    called = elapsed()
    # A task waits for its turn. Its turn comes when the greeting suspends.
    onlooker = asyncio.create_task(look_on())
    await greeting
    tell("done")
    await onlooker
    show(f"The call ran nothing for {called:.0f} ms; the await took {elapsed() - called:.0f} ms.")


async def concurrent(every, limit):
    """While one coroutine sleeps, its thread runs the others."""
    elapsed = stopwatch()
    lines, threads = Counter(), set()

    async def printer(period):
        while True:
            thread, number = threading.current_thread().name, threading.get_native_id()
            show(f"{elapsed():9.1f} ms  every {f'{period:g} s':9}  on {thread} {number}")
            lines[period] += 1
            threads.add(number)
            await asyncio.sleep(period)

    periods = every, 2 * every, 3 * every
    await side_by_side(limit, *(partial(printer, period) for period in periods))
    counts = " + ".join(str(lines[period]) for period in periods)
    took, total = f"{elapsed() / 1000:.3f} s", f"{limit * len(periods):g} s"
    show(f"{counts} lines, threads: {len(threads)}, {took}: the limit, not the sum ({total}).")


async def blocking(every, limit):
    """A blocking sleep delays the other coroutines and the deadline."""
    loop = asyncio.get_running_loop()
    phase = limit / 4
    # Nothing can end a blocking sleep early, so it must not be longer than the phase.
    every = min(every, phase)

    async def block():
        time.sleep(every)

    async def compare(name, pause):
        start = loop.time()
        lines, ticks, latest = 0, 0, 0

        async def neighbour():
            nonlocal ticks, latest
            while True:
                ticks += 1
                due = loop.time() + every
                try:
                    await asyncio.sleep(every)
                finally:
                    # A cancelled tick never comes. If it was overdue, it is at least this late.
                    latest = max(latest, loop.time() - due)

        async def sleeper():
            nonlocal lines
            # The deadline cannot end code that never awaits, so this stops by itself.
            while loop.time() < start + phase + 2 * every:
                lines += 1
                await pause()

        await side_by_side(phase, neighbour, sleeper)
        late = loop.time() - (start + phase)
        show(f"{name:23} {lines:6} {ticks:6} {latest * 1000:14.1f} ms {late * 1000:14.1f} ms")
        return late * 1000

    show(f"{'the sleep':23} {'lines':>6} {'ticks':>6} {'latest tick':>17} {'deadline':>17}")
    await compare("asyncio.sleep", lambda: asyncio.sleep(every))
    blocked = await compare("time.sleep", block)
    in_thread = partial(loop.run_in_executor, None, time.sleep, every)
    cured = await compare("time.sleep in a thread", in_thread)
    show(f"time.sleep made the deadline {blocked:.0f} ms late; in a thread, only {cured:.0f} ms.")


async def cancel(every, limit):
    """A deadline ends a coroutine at its await; finally blocks still run."""
    elapsed = stopwatch()
    numbers = itertools.count(1)
    begun, passed, cleaned = 0, 0, 0

    def log(event):
        show(f"{next(numbers):3} {elapsed():9.1f} ms  {event}")

    async def wait(name):
        nonlocal begun, passed, cleaned
        begun += 1
        try:
            log(f"{name}: waits")
            await asyncio.sleep(limit + every)
            passed += 1
            log(f"{name}: goes on after its await")
        finally:
            cleaned += 1
            log(f"{name}: finally")

    async def until(deadline, name, coroutine):
        try:
            await asyncio.wait_for(coroutine, deadline)
            log(f"{name}: wait_for returned, in time")
        except asyncio.TimeoutError:
            log(f"{name}: wait_for returned, timed out")

    async def nest():
        await until(limit / 6, "inner", wait("inner"))

    async def errand():
        log("shielded: waits")
        await asyncio.sleep(limit / 3)
        log("shielded: goes on after its await")

    await until(limit / 3, "alone", wait("alone"))
    await until(limit / 3, "outer", nest())
    task = asyncio.create_task(errand())
    await until(limit / 6, "shielded", asyncio.shield(task))
    deadline = elapsed()
    await task
    log("shielded: awaited again, done")

    ended, more = f"{cleaned - passed} of {begun}", f"{elapsed() - deadline:.0f} ms"
    show(f"{ended} ended at their await, and finally ran; the shielded one ran {more} longer.")


async def drift(every, limit):
    """Sleeping after work adds up lateness; a fixed schedule does not."""
    loop = asyncio.get_running_loop()
    start, work = loop.time(), every / 10
    drifting, fixed = [], []

    async def rhythm(mine, other, pause):
        for tick in itertools.count():
            mine.append((loop.time() - (start + tick * every)) * 1000)
            # The second rhythm to reach a tick completes its row.
            if len(mine) <= len(other):
                show(f"{tick:6} {drifting[tick]:18.1f} ms {fixed[tick]:18.1f} ms")
            await asyncio.sleep(work)
            await asyncio.sleep(pause(tick))

    def on_schedule(tick):
        # Negative when the schedule has fallen behind. Then there is no sleep, and it catches up.
        return start + (tick + 1) * every - loop.time()

    show(f"{'tick':>6} {'sleep after work':>21} {'fixed schedule':>21}   work: {work * 1000:g} ms")
    after_work = partial(rhythm, drifting, fixed, lambda _: every)
    await side_by_side(limit, after_work, partial(rhythm, fixed, drifting, on_schedule))
    ends = [f"{ticks[-1]:.1f} ms late" if ticks else "no tick" for ticks in (drifting, fixed)]
    show(f"At the end, sleep after work: {ends[0]}; fixed schedule: {ends[1]}.")


async def side_by_side(limit, *functions):
    """Runs what the functions return, all at once, until the deadline."""

    # These are functions, not coroutines. With a deadline of 0, none is called.
    # Python warns about a coroutine that was created and never awaited.
    async def together():
        await asyncio.gather(*(function() for function in functions))

    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(together(), limit)


def stopwatch():
    """Returns a function that returns the milliseconds since this call."""
    start = time.monotonic()
    return lambda: (time.monotonic() - start) * 1000


IN_ORDER = hello, forever, unhandled, async_main, concurrent, blocking, cancel, drift
LESSONS = {lesson.__name__.replace("_", "-"): lesson for lesson in IN_ORDER}
CLAIMS = "\n".join(f"{name:12}{lesson.__doc__}" for name, lesson in LESSONS.items())

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}
AMOUNT = rf"([0-9]+(?:\.[0-9]+)?)({'|'.join(SECONDS)})"
# The system's sleep counts nanoseconds in 64 bits. That is about 292 years at most.
LONGEST = 100_000 * SECONDS["d"]


def duration(text):
    """Returns the seconds in a text such as 1m30s."""
    if text != "0" and not re.fullmatch(f"({AMOUNT})+", text):
        raise ValueError("a duration is a number with a unit, such as 500ms, 10s or 1m30s")
    seconds = sum(float(number) * SECONDS[unit] for number, unit in re.findall(AMOUNT, text))
    if seconds > LONGEST:
        raise ValueError("a duration is at most 100000d")
    return seconds


def read_command_line(words):
    """Returns what the command line asks for, as a function to call."""
    lesson, durations = None, {"--every": 0.5, "--for": 10.0}
    words = iter(words)
    for word in words:
        option, glued, text = word.partition("=")
        if option in durations:
            text = text if glued else next(words, "")
            try:
                durations[option] = duration(text)
                if option == "--every" and not durations[option]:
                    raise ValueError("a period is longer than zero, such as 500ms, 10s or 1m30s")
            except ValueError as error:
                raise ValueError(f"invalid value {text!r} for {option}: {error}") from None
        elif word in LESSONS and not lesson:
            lesson = LESSONS[word]
        elif word in ("--list", "--help", "-h"):
            return partial(show, CLAIMS if word == "--list" else f"{__doc__}\n{CLAIMS}")
        else:
            known = f"--every PERIOD, --for LIMIT, --list, --help and one of {', '.join(LESSONS)}"
            raise ValueError(f"invalid argument {word!r}; accepted are {known}")
    return lambda: asyncio.run((lesson or async_main)(durations["--every"], durations["--for"]))


def complain(sentence):
    # If stderr is closed or full, nobody can be told.
    with suppress(OSError):
        os.write(2, f"{sentence}\n".encode())


def leave(number, _frame):
    # asyncio.run would cancel the lesson. Then it would wait for the next await and every sleeping thread.
    os._exit(128 + number)


def main(words):
    """Does what the command line asks for and returns the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    try:
        run = read_command_line(words)
    except ValueError as error:
        complain(f"keep_printing.py: {error}")
        return 2
    try:
        if sys.stdout is None:
            raise OSError("stdout is closed")
        # Print 시간 종료 as UTF-8 in any locale.
        sys.stdout.reconfigure(encoding="utf-8")
        run()
    except asyncio.TimeoutError:
        complain("Error: the deadline came before the result")
        return 1
    except OSError as error:
        gone = isinstance(error, BrokenPipeError)
        if not gone:
            complain(f"keep_printing.py: {error}")
        # The line is still in the buffer. sys.exit would try to print it again and fail again.
        os._exit(0 if gone else 1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
