"""What is different on Windows, as docs/windows.md lists it; its system calls are replaced here."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from pathlib import Path

import pytest
from commands import process, wardxl
from make_samples import INPUTS
from running import tu_liem

from wardxl import inbox, watching
from wardxl.long_paths import extended, marked

PACKAGE = Path(__file__).parent.parent / "wardxl"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with blanks and accents in its name, one department's file missing."""
    folder = tmp_path_factory.mktemp("Kế hoạch 5 năm (2026-2030)")
    tu_liem(folder / "tệp đơn vị gửi")
    (folder / "tệp đơn vị gửi" / "Công an phường.xlsx").unlink()
    return folder


# ── Consoles ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "cp437"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status", "tệp đơn vị gửi"), "Chưa nộp: Công an phường."),
        (("check", "tệp đơn vị gửi"), "Toàn bộ hồ sơ"),
        (("diff", "tệp đơn vị gửi", "tệp đơn vị gửi"), "Không có số liệu hay vấn đề nào thay đổi."),
        (("--help",), "Tổng hợp và kiểm tra phụ lục kế hoạch"),
    ],
)
def test_utf_8_whatever_the_code_page(encoding: str, words: tuple[str, ...], said: str, desk: Path) -> None:
    """ "UTF-8 also on a Windows console and in a pipe"."""
    outcome = process(*words, folder=desk, encoding=encoding)
    assert outcome.code == 0
    assert said in outcome.out


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252"])
def test_mistakes_too(encoding: str, desk: Path) -> None:
    outcome = process("status", "thư mục không có", folder=desk, encoding=encoding)
    assert outcome.code == 2
    assert "Không có tệp hoặc thư mục “thư mục không có”" in outcome.talk


# ── Paths ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "long"),
    [
        ("C:\\Kế hoạch\\a.xlsx", "\\\\?\\C:\\Kế hoạch\\a.xlsx"),
        ("\\\\máy chủ\\chung\\a.xlsx", "\\\\?\\UNC\\máy chủ\\chung\\a.xlsx"),
        ("\\\\?\\C:\\a.xlsx", "\\\\?\\C:\\a.xlsx"),
        ("\\\\.\\NUL", "\\\\.\\NUL"),
    ],
)
def test_long_paths(place: str, long: str) -> None:
    assert marked(place) == long
    assert marked(long) == long


def test_elsewhere_paths_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert extended(Path("inputs")) == Path("inputs")


def test_long_paths_are_only_for_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is opened by its long path; names, places and snapshots keep the path that was given."""
    given, reached = tmp_path / "đã cho", tmp_path / "thật"
    shutil.copytree(INPUTS, reached / "tổ 1")
    given.mkdir()
    for module in (inbox, watching):
        monkeypatch.setattr(module, "extended", lambda path: reached / Path(path).relative_to(given))
    items = inbox.gather([given])
    assert {item.file for item in items} == {f"tổ 1/{path.name}" for path in INPUTS.iterdir()}
    for item in items:
        assert item.path == given / item.file
        assert item.load() == (INPUTS / item.path.name).read_bytes()
    seen = watching.look(given, lambda path: False)
    assert seen is not None
    assert set(seen) == {item.path for item in items}
    assert all(watching.whole(path) for path in seen)


def test_forward_slashes_in_reports_and_in_arguments(desk: Path) -> None:
    outcome = wardxl("check", "--format", "json", "./tệp đơn vị gửi/../tệp đơn vị gửi", folder=desk)
    report = json.loads(outcome.out)
    assert all("/" not in entry["file"] and "\\" not in entry["file"] for entry in report["submissions"])


# ── Processes, links, shells ──────────────────────────────────────────────────────────────


def _calls() -> dict[str, set[str]]:
    """For each module the names of all that it calls, `os.symlink` as `symlink`."""
    calls: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                target = node.func
                names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
        calls[path.relative_to(PACKAGE).as_posix()] = names
    return calls


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["symlink", "symlink_to", "hardlink_to", "fork", "system", "set_start_method"]
)
def test_what_windows_does_not_have_is_not_used(name: str) -> None:
    """No links, no forks, no command lines put together from words."""
    assert [module for module, names in _calls().items() if name in names] == []


def test_no_module_runs_when_a_new_process_imports_it() -> None:
    """A spawned process imports the main module again."""
    doing = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                doing.append((path.relative_to(PACKAGE).as_posix(), ast.unparse(node)))
    # Only this: at its end a process ends the workers it started, and at first it has none.
    assert doing == [("readers/worker.py", "atexit.register(close_idle_workers)")]
