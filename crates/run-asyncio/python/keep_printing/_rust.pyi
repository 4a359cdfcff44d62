from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")

class _TextFile(Protocol):
    """What `print` writes to, such as `sys.stdout`."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...

def keep_printing(*, every: float = 0.5, file: _TextFile | None = None) -> Coroutine[Any, Any, None]:
    """Print the time now, and then after every period, until it is cancelled.

    every: the period in seconds.
    file: where to print; None is sys.stdout. Another thread calls its methods, so a file that blocks does not hold up
        the event loop.

    Raises ValueError at once, if the period is not greater than zero. The coroutine raises the exception of the file, if
    a write fails.
    """

def wait_for(awaitable: Awaitable[_T], timeout: float | None) -> Coroutine[Any, Any, _T]:
    """Wait for another coroutine, until the timeout in seconds. None is no timeout.

    This is Rust's wait_for. It raises asyncio.TimeoutError, as asyncio.wait_for does. Before that, it cancels the
    coroutine and waits for its end. A result that is ready wins, even if the timeout is zero.
    """

def lesson(name: str, *, every: float = 0.5, limit: float = 10.0) -> Coroutine[Any, Any, None]:
    """Run a lesson of the workshop. every and limit are in seconds.

    Raises ValueError at once, if there is no such lesson, or the period is not greater than zero. The coroutine raises
    TimeoutError in the lesson "unhandled", and OSError when it cannot print.
    """

def command_line(arguments: list[str]) -> int:
    """Run `run-asyncio` with these arguments, and return its exit status."""
