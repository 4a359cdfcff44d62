"""Files to print to."""

import asyncio


class Paper:
    """A file that keeps its lines, each with the time at which it was printed."""

    def __init__(self):
        self.times = []

    def write(self, line):
        assert line.endswith("\n") and line.count("\n") == 1
        self.times.append(round(asyncio.get_running_loop().time(), 6))

    def flush(self):
        pass


class FullPaper(Paper):
    """A file that takes some lines, and then raises an error."""

    def __init__(self, error, after=0):
        super().__init__()
        self.error, self.left = error, after

    def write(self, line):
        if self.left == 0:
            raise self.error
        self.left -= 1
        super().write(line)
