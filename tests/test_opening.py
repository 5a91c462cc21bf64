"""`--open`: the result in the system's spreadsheet program; the systems' calls are replaced."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import wardxl
from make_samples import COLLECTIVE, INPUTS

from wardxl import opening
from wardxl.opening import open_file

PATH = Path("Kế hoạch 100% & phụ lục/tổng hợp (2).xlsx")


class System:
    """Stands in for the system: takes down what it is asked to open."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.fault: Exception | None = None
        self.code = 0
        self.stays = False

    def startfile(self, path: str) -> None:
        self.asked.append(path)
        if self.fault:
            raise self.fault

    def popen(self, command: list[str], **options: Any) -> System:
        assert "shell" not in options
        self.asked.append(command)
        if self.fault:
            raise self.fault
        return self

    def wait(self, seconds: float) -> int:
        if self.stays:
            raise subprocess.TimeoutExpired("xdg-open", seconds)
        return self.code


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    replaced = System()
    monkeypatch.setattr(opening.subprocess, "Popen", replaced.popen)
    monkeypatch.setattr(opening.os, "startfile", replaced.startfile, raising=False)
    return replaced


def test_windows(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert open_file(PATH)
    assert system.asked == [os.path.abspath(PATH)]


@pytest.mark.parametrize(("platform", "program"), [("darwin", "open"), ("linux", "xdg-open")])
def test_other_systems(platform: str, program: str, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert open_file(PATH)
    assert system.asked == [[program, os.path.abspath(PATH)]]


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_no_program_for_it(platform: str, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows: OSError 1155, no application is associated; elsewhere: no such program."""
    monkeypatch.setattr(sys, "platform", platform)
    system.fault = FileNotFoundError(2, "no such program")
    assert not open_file(PATH)


def test_a_program_that_fails(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    system.code = 3
    assert not open_file(PATH)


def test_a_program_that_stays(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    system.stays = True
    assert open_file(PATH)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "Kế hoạch & phụ lục" / "inputs"
    folder.mkdir(parents=True)
    (folder / COLLECTIVE).write_bytes((INPUTS / COLLECTIVE).read_bytes())
    return folder.parent


def test_consolidate_opens_what_it_wrote(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(opening, "open_file", lambda path: opened.append(path) or True)
    assert wardxl("consolidate", "--open", "--no-returns", folder=office).code == 0
    assert opened == [Path("outputs/tong_hop.xlsx")]


def test_the_job_is_done_even_if_nothing_opens(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "open_file", lambda path: False)
    outcome = wardxl("consolidate", "--open", "--no-returns", folder=office)
    assert outcome.code == 0
    assert "hãy tự mở tệp" in outcome.talk


def test_a_result_that_is_open_in_excel(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ "If the target is open in Excel and locked, the result goes to a new name beside it", and that is opened."""
    replace, opened = os.replace, []

    def locked(source: Any, target: Any) -> None:
        if Path(target).name == "tong_hop.xlsx":
            raise PermissionError(13, "The process cannot access the file")
        replace(source, target)

    monkeypatch.setattr(os, "replace", locked)
    monkeypatch.setattr(opening, "open_file", lambda path: opened.append(path) or True)
    outcome = wardxl("consolidate", "--open", "--no-returns", folder=office)
    assert outcome.code == 0
    assert opened == [Path("outputs/tong_hop (2).xlsx")]
    assert "đang mở" in outcome.talk
