"""A command starts fast: it imports what it uses, and the list of commands imports none of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from wardxl.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
#: What no command needs before it has something to read or to write.
SLOW = (
    "pandas",
    "openpyxl",
    "xlsxwriter",
    "rich",
    "distributed",
    "fsspec",
    "msoffcrypto",
    "xlrd",
    "python_calamine",
)


def imported(*words: str, folder: Path) -> set[str]:
    """The modules that a command has imported when it ends."""
    program = (
        "import sys\n"
        "from wardxl.cli import main\n"
        "try:\n"
        f"    main({list(words)!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, check=True
    )
    return set(done.stderr.decode("utf-8").splitlines()[-1].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_each_command_says_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.get_short_help_str(1000) == COMMANDS[name]


def test_the_list_of_commands_imports_no_command(tmp_path: Path) -> None:
    modules = imported("--help", folder=tmp_path)
    assert {name for name in modules if name.startswith("wardxl")} == {
        "wardxl", "wardxl.cli", "wardxl._version", "wardxl.errors",
    }  # fmt: skip
    assert modules.isdisjoint(SLOW)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_imports_no_slow_package(name: str, tmp_path: Path) -> None:
    assert imported(name, "--help", folder=tmp_path).isdisjoint(SLOW)


def test_a_wards_run_imports_what_it_uses(tmp_path: Path) -> None:
    """pandas costs 0.4 s, openpyxl 0.1 to 0.2 s: neither is needed to read .xlsx and write the workbook."""
    modules = imported("consolidate", str(ROOT / "inputs"), "-o", "x.xlsx", "--no-returns", folder=tmp_path)
    assert (tmp_path / "x.xlsx").exists()
    assert modules.isdisjoint(set(SLOW) - {"xlsxwriter"})
    assert not {
        name for name in modules if name.startswith(("concurrent", "multiprocessing", "wardxl.wards"))
    }
