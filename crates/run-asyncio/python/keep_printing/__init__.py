"""Coroutines written in Rust, for asyncio.

>>> import asyncio
>>> from keep_printing import wait_for
>>> asyncio.run(wait_for(asyncio.sleep(0, "done"), 10))
'done'
"""

from ._rust import keep_printing, lesson, wait_for

__all__ = ["keep_printing", "lesson", "wait_for"]
