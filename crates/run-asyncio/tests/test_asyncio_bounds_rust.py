"""`asyncio.wait_for` bounds a Rust coroutine: the cases of CPython's test_waitfor.py that exist for one.

The other cases have a coroutine that refuses its cancellation, or delays it. A Rust future cannot: a drop asks nobody.
"""

import asyncio
import sys
import weakref

import pytest
from keep_printing import keep_printing, wait_for
from paper import FullPaper, Paper
from simulated import run


async def outcome(awaitable):
    """The exception that an awaitable raises. It must raise one."""
    try:
        result = await awaitable
    except BaseException as exception:
        return exception
    raise AssertionError(f"it returned {result!r}")


def test_a_timeout_ends_it_after_twenty_lines():
    async def main():
        paper = Paper()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(keep_printing(every=0.5, file=paper), 9.75)
        assert asyncio.get_running_loop().time() == 9.75
        return paper.times

    assert run(main()) == [tick * 0.5 for tick in range(20)]


def test_the_rust_future_is_dropped_before_the_timeout_is_seen():
    async def main():
        paper = Paper()
        future_has_paper = weakref.ref(paper)
        coroutine = keep_printing(file=paper)
        del paper
        with pytest.raises(asyncio.TimeoutError):
            try:
                await asyncio.wait_for(coroutine, 1)
            finally:
                dropped = future_has_paper() is None
        assert dropped

    run(main())


def test_no_timer_is_left_after_the_timeout():
    async def main():
        loop = asyncio.get_running_loop()
        timers = []
        call_later = loop.call_later

        def spy(*arguments, **options):
            timers.append(call_later(*arguments, **options))
            return timers[-1]

        loop.call_later = spy
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(keep_printing(every=7, file=Paper()), 1)
        return [timer.cancelled() for timer in timers if timer.when() == 7]

    assert run(main()) == [True]


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_of_zero_or_less_does_not_start_it(timeout):
    async def main():
        paper = Paper()
        assert isinstance(await outcome(asyncio.wait_for(keep_printing(file=paper), timeout)), asyncio.TimeoutError)
        return paper.times

    assert run(main()) == []


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_of_zero_or_less_ends_it_where_it_waits(timeout):
    async def main():
        paper = Paper()
        task = asyncio.ensure_future(keep_printing(file=paper))
        await asyncio.sleep(0.6)
        assert isinstance(await outcome(asyncio.wait_for(task, timeout)), asyncio.TimeoutError)
        assert task.cancelled()
        await asyncio.sleep(10)
        return paper.times

    assert run(main()) == [0, 0.5]


def ready():
    """A Rust coroutine whose result is ready at its first poll."""
    future = asyncio.get_running_loop().create_future()
    future.set_result("done")
    return wait_for(future, None)


@pytest.mark.parametrize("timeout", [None, 10])
def test_a_result_that_is_ready_is_returned(timeout):
    async def main():
        return await asyncio.wait_for(ready(), timeout)

    assert run(main()) == "done"


def test_a_result_before_the_timeout_is_returned():
    async def main():
        result = await asyncio.wait_for(wait_for(asyncio.sleep(1, "done"), None), 2)
        return result, asyncio.get_running_loop().time()

    assert run(main()) == ("done", 1)


def test_a_failed_write_is_raised_unchanged():
    async def main():
        error = OSError(28, "No space left on device")
        paper = FullPaper(error, after=2)
        assert await outcome(asyncio.wait_for(keep_printing(file=paper), 10)) is error
        return paper.times

    assert run(main()) == [0, 0.5]


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), ValueError("I/O on closed file"), KeyError(7)])
def test_any_exception_of_the_file_is_raised_unchanged(error):
    async def main():
        assert await outcome(keep_printing(file=FullPaper(error))) is error

    run(main())


@pytest.mark.parametrize("timeout", [None, 60])
def test_a_cancelled_wait_for_cancels_it(timeout):
    async def main():
        task = asyncio.ensure_future(keep_printing(file=Paper()))
        wait = asyncio.ensure_future(asyncio.wait_for(task, timeout))
        asyncio.get_running_loop().call_later(1, wait.cancel)
        assert isinstance(await outcome(wait), asyncio.CancelledError)
        assert task.cancelled()

    run(main())


def test_a_task_that_is_cancelled_before_it_starts_prints_nothing():
    async def main():
        paper = Paper()
        task = asyncio.ensure_future(keep_printing(file=paper))
        task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        return paper.times

    assert run(main()) == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="asyncio.wait_for loses such a cancellation before Python 3.12")
def test_a_cancellation_after_the_end_of_the_coroutine_is_not_lost():
    # As in CPython's issue 86296: the inner task is done, and the outer one does not know it yet.
    async def main():
        inner = asyncio.ensure_future(ready())
        reached = []

        async def outer():
            await asyncio.wait_for(inner, 100)
            await asyncio.sleep(1)
            reached.append("the end")

        task = asyncio.ensure_future(outer())
        await asyncio.sleep(0)
        task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        assert await inner == "done"
        return reached

    assert run(main()) == []


def test_a_shielded_one_survives_its_timeout():
    async def main():
        paper = Paper()
        task = asyncio.ensure_future(keep_printing(file=paper))
        assert isinstance(await outcome(asyncio.wait_for(asyncio.shield(task), 0.6)), asyncio.TimeoutError)
        await asyncio.sleep(0.6)
        task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        return paper.times

    assert run(main()) == [0, 0.5, 1]


@pytest.mark.parametrize(("inner", "outer"), [(1, 2), (2, 1)])
def test_the_earlier_of_two_timeouts_ends_it(inner, outer):
    async def main():
        nested = asyncio.wait_for(wait_for(keep_printing(file=Paper()), inner), outer)
        assert isinstance(await outcome(nested), asyncio.TimeoutError)
        return asyncio.get_running_loop().time()

    assert run(main()) == 1


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is new in Python 3.11")
def test_asyncio_timeout_ends_it():
    async def main():
        paper = Paper()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.25):
                await keep_printing(file=paper)
        return paper.times

    assert run(main()) == [0, 0.5, 1]
