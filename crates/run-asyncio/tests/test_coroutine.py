"""A Rust future is a coroutine of Python, with all that this means."""

import asyncio
import collections.abc
import contextlib
import gc
import threading
import weakref

import pytest
from keep_printing import keep_printing, wait_for
from paper import Paper
from simulated import SimulatedLoop, run


def test_it_is_a_coroutine_with_a_name():
    coroutine = keep_printing()
    assert asyncio.iscoroutine(coroutine) and isinstance(coroutine, collections.abc.Coroutine)
    assert coroutine.__name__ == "keep_printing"


def test_a_call_runs_nothing():
    async def main():
        paper = Paper()
        coroutine = keep_printing(file=paper)
        await asyncio.sleep(10)
        coroutine.close()
        return paper.times

    assert run(main()) == []


def test_it_may_be_created_on_another_thread_and_without_a_loop():
    made = []
    thread = threading.Thread(target=lambda: made.append(wait_for(asyncio.sleep(1, "done"), 2)))
    thread.start()
    thread.join()
    assert run(made.pop()) == "done"


def test_without_a_loop_it_cannot_be_awaited():
    with pytest.raises(RuntimeError, match="no running event loop"):
        keep_printing().send(None)


def test_close_drops_the_future():
    async def main():
        paper = Paper()
        future_has_paper = weakref.ref(paper)
        coroutine = keep_printing(file=paper)
        del paper
        coroutine.send(None)
        coroutine.close()
        coroutine.close()
        assert future_has_paper() is None

    run(main())


def test_the_last_reference_drops_the_future():
    async def main():
        paper = Paper()
        future_has_paper = weakref.ref(paper)
        coroutine = keep_printing(file=paper)
        del paper
        coroutine.send(None)
        del coroutine
        assert future_has_paper() is None

    run(main())


def test_an_exception_thrown_into_it_drops_the_future_and_comes_back():
    async def main():
        error = LookupError("nowhere")
        coroutine = keep_printing(file=Paper())
        coroutine.send(None)
        for thrown in [error], [LookupError, error], [LookupError, error, None]:
            with pytest.raises(LookupError) as raised:
                coroutine.throw(*thrown)
            assert raised.value is error

    run(main())


def test_it_cannot_be_awaited_after_its_end():
    async def main():
        coroutine = wait_for(asyncio.sleep(0), None)
        await coroutine
        with pytest.raises(RuntimeError, match="has ended"):
            await coroutine

    run(main())


def test_it_cannot_be_awaited_twice_at_the_same_time():
    async def main():
        coroutine = wait_for(asyncio.sleep(1, "done"), None)

        async def again():
            return await coroutine

        both = await asyncio.gather(coroutine, again(), return_exceptions=True)
        return [str(result) for result in both]

    assert run(main()) == ["done", "this coroutine is being awaited already"]


def test_two_run_side_by_side():
    async def main():
        slow, quick = Paper(), Paper()
        both = asyncio.gather(keep_printing(every=1, file=slow), keep_printing(every=0.4, file=quick))
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(both, 1.5)
        return slow.times, quick.times

    assert run(main()) == ([0, 1], [0, 0.4, 0.8, 1.2])


def test_the_garbage_collector_does_not_take_a_task_that_waits():
    async def main():
        paper = Paper()
        # asyncio itself holds a task only weakly.
        asyncio.ensure_future(keep_printing(file=paper))  # noqa: RUF006
        for _ in range(3):
            await asyncio.sleep(0.25)
            gc.collect()
        return paper.times

    assert run(main()) == [0, 0.5]


@pytest.mark.parametrize("every", [0, -1, float("nan")])
def test_a_period_that_is_not_greater_than_zero_is_refused(every):
    with pytest.raises(ValueError, match="a period is a number of seconds greater than zero, not"):
        keep_printing(every=every)


@pytest.mark.parametrize("every", [float("inf"), 1e300])
def test_a_period_longer_than_all_time_prints_one_line(every):
    async def main():
        paper = Paper()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(keep_printing(every=every, file=paper), 1_000_000)
        return paper.times

    assert run(main()) == [0]


def test_it_prints_to_the_stdout_of_python(capsys):
    async def main():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(keep_printing(every=1), 2.5)

    run(main())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and all(len(line) == len("2026-11-22 06:48:50.032303") for line in lines)


def test_without_a_stdout_it_prints_nothing(monkeypatch):
    async def main():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(keep_printing(), 2)

    monkeypatch.setattr("sys.stdout", None)
    run(main())


class LoopWithoutTimers(SimulatedLoop):
    def call_later(self, *_arguments, **_options):
        raise LookupError("there are no timers")


def test_a_panic_is_raised_where_the_coroutine_is_awaited(capfd):
    loop = LoopWithoutTimers()
    with pytest.raises(BaseException, match="there are no timers") as panic:
        loop.run_until_complete(keep_printing(file=Paper()))
    loop.close()
    assert type(panic.value).__name__ == "PanicException"
    assert "panicked at" in capfd.readouterr().err


def test_a_panic_drops_the_future():
    loop = LoopWithoutTimers()
    paper = Paper()
    future_has_paper = weakref.ref(paper)
    coroutine = keep_printing(file=paper)
    del paper
    with pytest.raises(BaseException, match="there are no timers"):
        loop.run_until_complete(coroutine)
    loop.close()
    assert future_has_paper() is None
