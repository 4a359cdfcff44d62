"""Runs a lesson: `python -m keep_printing LESSON --every 500ms --for 10s`. `--help` shows all arguments."""

import io
import os
import sys
from typing import NoReturn

from ._rust import command_line


def main() -> NoReturn:
    # Print 시간 종료 as UTF-8 in any locale.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    status = command_line(sys.argv[1:])
    # sys.exit would wait for a thread that prints, and so for a reader that does not read.
    os._exit(status)


if __name__ == "__main__":
    main()
