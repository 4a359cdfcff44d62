"""The README's ten lines run, and a type checker accepts them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture
def program(tmp_path):
    [code] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "program.py"
    file.write_text(code.replace(", 10)", ", 0.7)"), encoding="utf-8")
    return file


def test_it_prints_and_ends_at_its_deadline(program):
    run = [sys.executable, "-X", "utf8", program]
    ended = subprocess.run(run, stdout=subprocess.PIPE, encoding="utf-8", check=True, timeout=60)
    *times, message = ended.stdout.splitlines()
    # A busy machine may be late for the second line.
    assert len(times) in (1, 2) and message == "시간 종료"


@pytest.mark.parametrize("line", ["", "unknown: str = keep_printing(every=0.5)\n", "keep_printing(every='soon')\n"])
def test_a_strict_type_checker_accepts_it_and_finds_mistakes(program, line):
    code = program.read_text(encoding="utf-8").replace("async def main():", "async def main() -> None:")
    program.write_text(code + line, encoding="utf-8")
    check = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", program.parent / "cache", program]
    ended = subprocess.run(check, stdout=subprocess.PIPE, encoding="utf-8", timeout=120)
    assert (ended.returncode == 0) == (line == ""), ended.stdout


def test_the_stubs_agree_with_the_module():
    check = [sys.executable, "-m", "mypy.stubtest", "keep_printing._rust", "--ignore-missing-stub"]
    ended = subprocess.run(check, stdout=subprocess.PIPE, encoding="utf-8", timeout=120)
    assert ended.returncode == 0, ended.stdout
