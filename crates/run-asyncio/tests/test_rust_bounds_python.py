"""Rust's `wait_for` bounds a Python coroutine, as `asyncio.wait_for` does: the cases of CPython's test_waitfor.py."""

import asyncio
import sys

import pytest
from keep_printing import wait_for
from simulated import run
from test_asyncio_bounds_rust import outcome


class Diary:
    """A coroutine that notes where it is."""

    def __init__(self):
        self.notes = []

    async def sleep(self, seconds):
        self.notes.append("began")
        try:
            await asyncio.sleep(seconds)
            self.notes.append("woke")
            return "done"
        finally:
            self.notes.append("finally")


def now():
    return asyncio.get_running_loop().time()


def test_a_result_before_the_timeout_is_returned():
    async def main():
        diary = Diary()
        assert await wait_for(diary.sleep(1), 2) == "done"
        return diary.notes, now()

    assert run(main()) == (["began", "woke", "finally"], 1)


def test_at_the_timeout_it_is_cancelled_before_the_error_is_seen():
    async def main():
        diary = Diary()
        try:
            await wait_for(diary.sleep(2), 1)
        except asyncio.TimeoutError:
            diary.notes.append("TimeoutError")
        return diary.notes, now()

    assert run(main()) == (["began", "finally", "TimeoutError"], 1)


def test_a_finally_block_that_awaits_is_waited_for():
    async def main():
        async def slow_to_end():
            try:
                await asyncio.sleep(10)
            finally:
                await asyncio.sleep(3)

        assert isinstance(await outcome(wait_for(slow_to_end(), 1)), asyncio.TimeoutError)
        return now()

    assert run(main()) == 4


def test_a_cancelled_wait_for_cancels_it_before_the_error_is_seen():
    async def main():
        diary = Diary()

        async def outer():
            try:
                await wait_for(diary.sleep(60), 30)
            except asyncio.CancelledError:
                diary.notes.append("CancelledError")
                raise

        task = asyncio.ensure_future(outer())
        await asyncio.sleep(1)
        task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        return diary.notes, now()

    assert run(main()) == (["began", "finally", "CancelledError"], 1)


def test_a_cancelled_wait_for_waits_for_a_finally_block_that_awaits():
    async def main():
        async def slow_to_end():
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(3)

        task = asyncio.ensure_future(wait_for(slow_to_end(), 30))
        await asyncio.sleep(1)
        task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        return now()

    assert run(main()) == 4


def test_a_second_cancellation_reaches_a_finally_block_that_awaits():
    async def main():
        async def slow_to_end():
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(60)

        task = asyncio.ensure_future(wait_for(slow_to_end(), 30))
        for _ in range(2):
            await asyncio.sleep(1)
            task.cancel()
        assert isinstance(await outcome(task), asyncio.CancelledError)
        return now()

    assert run(main()) == 2


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_of_zero_or_less_does_not_start_a_coroutine(timeout):
    async def main():
        diary = Diary()
        assert isinstance(await outcome(wait_for(diary.sleep(1), timeout)), asyncio.TimeoutError)
        return diary.notes

    assert run(main()) == []


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_of_zero_or_less_ends_a_task_that_runs(timeout):
    async def main():
        diary = Diary()
        task = asyncio.ensure_future(diary.sleep(10))
        await asyncio.sleep(1)
        assert isinstance(await outcome(wait_for(task, timeout)), asyncio.TimeoutError)
        assert task.cancelled()
        return diary.notes

    assert run(main()) == ["began", "finally"]


@pytest.mark.parametrize("timeout", [0, -1, 10, None])
def test_a_result_that_is_ready_wins_against_any_timeout(timeout):
    async def main():
        future = asyncio.get_running_loop().create_future()
        future.set_result("done")
        return await wait_for(future, timeout)

    assert run(main()) == "done"


def test_without_a_timeout_it_runs_to_its_end():
    async def main():
        assert await wait_for(Diary().sleep(1_000_000), None) == "done"
        return now()

    assert run(main()) == 1_000_000


def test_its_exception_is_raised_unchanged():
    async def main():
        error = LookupError("nowhere")

        async def fail():
            await asyncio.sleep(1)
            raise error

        assert await outcome(wait_for(fail(), 2)) is error

    run(main())


def test_an_exception_that_it_raises_while_it_is_cancelled_is_raised():
    async def main():
        error = LookupError("nowhere")

        async def fail_at_the_end():
            try:
                await asyncio.sleep(10)
            finally:
                raise error

        assert await outcome(wait_for(fail_at_the_end(), 1)) is error

    run(main())


def test_a_value_that_it_returns_after_its_cancellation_is_too_late():
    # asyncio.wait_for returns the value. In Rust, what is dropped has no result.
    async def main():
        async def refuse():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                return 42

        assert isinstance(await outcome(wait_for(refuse(), 1)), asyncio.TimeoutError)

    run(main())


def test_a_shielded_one_survives_its_timeout():
    async def main():
        task = asyncio.ensure_future(asyncio.sleep(2, "done"))
        assert isinstance(await outcome(wait_for(asyncio.shield(task), 1)), asyncio.TimeoutError)
        return await task

    assert run(main()) == "done"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is new in Python 3.11")
def test_a_timeout_inside_it_is_its_own_affair():
    async def main():
        async def impatient():
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(10)
            except TimeoutError:
                return "impatient"

        return await wait_for(impatient(), 5)

    assert run(main()) == "impatient"
