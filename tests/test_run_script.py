"""`run.py` prepares what it needs once, says what is missing, and passes on what it is given."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


class Machine:
    """Stands in for the machine: takes down the commands instead of running them."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.code = 0

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        self.commands.append([Path(command[0]).stem, *command[1:]])
        return subprocess.CompletedProcess(command, self.code, b"", b"the reason")

    def ran(self, *words: str) -> int:
        """How many commands held the words in a row."""
        return sum(" ".join(words) in " ".join(command) for command in self.commands)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def script(tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, in a folder of its own."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.PACKAGING:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module.subprocess, "run", machine)
    return module


def test_the_main_job(script: ModuleType, machine: Machine) -> None:
    assert script.main([]) == 0
    assert machine.commands[-1] == ["wardxl", "consolidate"]


def test_the_tests_with_their_arguments(script: ModuleType, machine: Machine) -> None:
    assert script.main(["test", "-k", "golden"]) == 0
    assert machine.ran("--editable .[test]") == 1
    assert machine.commands[-1] == ["python", "-m", "pytest", "-rs", "-n", "2", "-k", "golden"]


def test_any_other_words_go_to_wardxl(script: ModuleType, machine: Machine) -> None:
    script.main(["check", "inputs"])
    assert machine.commands[-1] == ["wardxl", "check", "inputs"]


def test_installed_once_until_the_packaging_changes(script: ModuleType, machine: Machine) -> None:
    for _ in range(3):
        script.main([])
    assert machine.ran("pip install") == 1
    (script.ROOT / "setup.cfg").write_text("[metadata]\n", encoding="utf-8")
    script.main([])
    assert machine.ran("pip install") == 2


def test_what_the_tests_need_serves_the_main_job_too(script: ModuleType, machine: Machine) -> None:
    script.main(["test"])
    script.main([])
    assert machine.ran("pip install") == 1


def test_exit_status_is_passed_on(
    script: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "works", lambda: True)
    monkeypatch.setattr(script, "install", lambda extra: None)
    machine.code = 2
    assert script.main([]) == 2


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_python_too_old(script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(script, "OLDEST", (99, 1))
    with pytest.raises(SystemExit) as end:
        script.main([])
    assert end.value.code == 2
    assert "Cần Python 99.1 trở lên" in _one_line(capsys)


def test_python_without_ensurepip(script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(script, "works", lambda: False)
    monkeypatch.setattr(script.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as end:
        script.main([])
    assert end.value.code == 2
    assert "python3-venv" in _one_line(capsys)


def test_no_network(
    script: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """The reason is shown and nothing is taken for installed."""
    monkeypatch.setattr(script, "works", lambda: True)
    machine.code = 1
    with pytest.raises(SystemExit) as end:
        script.main([])
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()
    assert "the reason" in said
    assert "mạng" in said[-1]
    assert not list(script.VENV.glob("*.stamp"))
