"""The commands by name: their help, and completion in the shell as docs/install.md says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import wardxl

from wardxl.cli import COMMANDS

_RUN = "import sys; sys.argv[0] = 'wardxl'; from wardxl.cli import main; main()"


def complete(shell: str, what: str, words: str = "", at: int = 1) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "_WARDXL_COMPLETE": f"{shell}_{what}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(at),
    }
    command = [sys.executable, "-c", _RUN]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_for_a_shell(shell: str) -> None:
    done = complete(shell, "source")
    assert done.returncode == 0
    assert "_WARDXL_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        ("wardxl ", 1, set(COMMANDS)),
        ("wardxl st", 1, {"status"}),
        ("wardxl check --fail", 2, {"--fail-on"}),
        ("wardxl check --fail-on w", 3, {"warning"}),
        ("wardxl chek --fail", 2, set()),
    ],
)
def test_what_is_offered(words: str, at: int, offered: set[str]) -> None:
    done = complete("bash", "complete", words, at)
    assert done.stderr == ""
    assert {line.partition(",")[2] for line in done.stdout.split()} == offered


@pytest.mark.parametrize("command", COMMANDS)
def test_one_sentence_and_an_example(command: str, tmp_path: Path) -> None:
    """ "Every command: one-sentence help, an `Example:` in its help"."""
    shown = wardxl(command, "--help", folder=tmp_path)
    assert shown.code == 0
    assert f"Example: wardxl {command}" in shown.out
    (line,) = (
        line for line in wardxl("--help", folder=tmp_path).out.splitlines() if line.split()[:1] == [command]
    )
    assert len(line.split()) > 3
