"""Builds the wheel, installs it in a virtual environment, and runs Python there.

Usage: python3 crates/run-asyncio/in_venv.py ARGUMENTS, where ARGUMENTS are those of Python, such as `-m keep_printing`.

The virtual environment is in the folder `target`. Each version of Python has its own.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

CRATE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", CRATE.parents[1] / "target")).resolve()
ENVIRONMENT = TARGET / "venv-{}.{}".format(*sys.version_info)
WHEELS = ENVIRONMENT / "wheels"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*arguments):
    """Runs Python in the environment. If it fails, this process ends with the same status."""
    status = subprocess.run([PYTHON, *arguments]).returncode
    if status:
        sys.exit(status)


def main(arguments):
    if sys.version_info < (3, 10):
        sys.exit("This needs Python 3.10 or newer, and this is Python {}.{}.".format(*sys.version_info))
    marker = ENVIRONMENT / "complete"
    if not marker.exists():
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        run("-m", "pip", "install", "--quiet", "maturin>=1.9,<2")
        marker.touch()
    for wheel in WHEELS.glob("*.whl"):
        wheel.unlink()
    # The quick build. `pip install crates/run-asyncio` takes longer, and optimises.
    build = ["build", "--profile", "dev", "--manifest-path", CRATE / "Cargo.toml", "--out", WHEELS]
    run("-m", "maturin", *build)
    run("-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", *WHEELS.glob("*.whl"))
    run(*arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
