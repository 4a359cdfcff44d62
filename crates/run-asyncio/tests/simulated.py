"""An event loop whose clock jumps: where others wait, it adds the time to its clock."""

import asyncio
import selectors

# Nothing here waits for another thread or process. If something does, it hangs.
PATIENCE = 10


class JumpingSelector(selectors.DefaultSelector):
    """A selector that does not wait for a timer. It jumps to it."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            ready = super().select(PATIENCE)
            assert ready, "it hangs: it waits, and no timer is set"
            return ready
        self.now += timeout
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """The loop. Its blocking work does not run on another thread, but at once."""

    def __init__(self):
        self.clock = JumpingSelector()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now

    def run_in_executor(self, _executor, function, *arguments):
        future = self.create_future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


def run(coroutine):
    """Runs a coroutine like `asyncio.run`, on a simulated loop."""
    loop = SimulatedLoop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True)) if left else None
        loop.close()
