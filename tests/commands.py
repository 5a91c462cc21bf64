"""Runs `wardxl` as a person does, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wardxl.cli import main


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    talk: str

    @property
    def lines(self) -> list[str]:
        """What was said, line by line."""
        return self.talk.splitlines()


def wardxl(*words: str | Path, folder: Path) -> Outcome:
    """Run a command with a folder as the current one."""
    out, talk = io.StringIO(), io.StringIO()
    before = Path.cwd()
    code: int | str | None = 0
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
            main([str(word) for word in words])
    except SystemExit as end:
        code = end.code
    finally:
        os.chdir(before)
    assert isinstance(code, int)
    return Outcome(code, out.getvalue(), talk.getvalue())


def process(*words: str | Path, folder: Path, encoding: str = "utf-8") -> Outcome:
    """Run a command in a process of its own, with a terminal of the given encoding."""
    environment = {
        **os.environ,
        "PYTHONIOENCODING": encoding,
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    done = subprocess.run(
        [sys.executable, "-m", "wardxl", *map(str, words)],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
