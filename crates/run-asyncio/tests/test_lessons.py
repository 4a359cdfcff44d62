"""The lessons run on the loop of Python, like on any other runtime. Here its clock jumps."""

import asyncio

import pytest
from keep_printing import lesson
from simulated import run

# The last line of each lesson. (The clock jumps, so work takes no time, and nothing is late.)
CONCLUSIONS = {
    "hello": "Created at once, idle for 500.0 ms, then 2 polls; 1000.0 ms in all.",
    "async-main": "시간 종료",
    "concurrent": "3 printers, 11 lines, 1 thread, 2.60 s: the limit, not the sum.",
    "cancel": "Destructors ran before wait_for returned; the line after the await never ran.",
    "drift": "After 6 ticks: 0.0 ms late by waiting, 0.0 ms by the schedule.",
    "threads": "asyncio has no work-stealing executor: it uses one thread.",
    "crowd": "10000 coroutines, 60000 ticks, 1 thread; the last deadline 0.0 ms late.",
}


@pytest.mark.parametrize("name", CONCLUSIONS)
def test_a_lesson_ends_with_its_conclusion(name, capsys):
    run(lesson(name, every=0.5, limit=2.6))
    assert capsys.readouterr().out.splitlines()[-1] == CONCLUSIONS[name]


def test_the_program_prints_twenty_lines_in_ten_seconds(capsys):
    async def main():
        await lesson("async-main")
        return asyncio.get_running_loop().time()

    assert run(main()) == 10
    *times, message = capsys.readouterr().out.splitlines()
    assert len(times) == 20 and message == "시간 종료"


def test_unhandled_raises_its_deadline(capsys):
    with pytest.raises(TimeoutError, match="the deadline came before the result"):
        run(lesson("unhandled", every=0.5, limit=1.75))
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_forever_goes_on_until_python_ends_it(capsys):
    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(lesson("forever", every=0.5, limit=1), 5.25)

    run(main())
    assert len(capsys.readouterr().out.splitlines()) == 11


def test_a_lesson_that_is_cancelled_stops(capsys):
    async def main():
        task = asyncio.ensure_future(lesson("concurrent"))
        await asyncio.sleep(1.75)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        before = capsys.readouterr().out
        await asyncio.sleep(10)
        return before, capsys.readouterr().out

    before, after = run(main())
    assert before and not after


def test_a_name_that_is_no_lesson_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="there is no lesson 'asink-main', only hello, .*, async-main"):
        lesson("asink-main")


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_zero_or_less_is_a_deadline_already_past(limit, capsys):
    run(lesson("async-main", limit=limit))
    assert capsys.readouterr().out.splitlines()[-1] == "시간 종료"
