"""`wardxl init`: the working folder, its guide, and the files to double-click (CONTRACT 1)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from commands import wardxl
from filling import fill, typed_of
from source import lines

from wardxl import schema
from wardxl.working_folder import make
from wardxl.working_guide import SOURCE, guide_text, guide_workbook, parts

FILES = {
    "templates/phu_luc_template.xlsx",
    "huong-dan.txt",
    "huong-dan.xlsx",
    "wardxl.bat",
    "wardxl.sh",
}
FOLDERS = {"inputs", "outputs", "templates"}
NAME = "Tổng hợp & kế hoạch (2026)"


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder whose name is as awkward as names are."""
    make(tmp_path / NAME)
    return tmp_path / NAME


# ── What is made ──────────────────────────────────────────────────────────────────────────


def test_a_working_folder_is_made(tmp_path: Path) -> None:
    """ "Makes a working folder: `inputs/`, `outputs/`, `templates/phu_luc_template.xlsx`, a short guide"."""
    outcome = wardxl("init", NAME, folder=tmp_path)
    assert outcome.code == 0
    folder = tmp_path / NAME
    assert contents(folder).keys() == FILES
    assert {path.name for path in folder.iterdir() if path.is_dir()} == FOLDERS
    made = {str(Path(NAME) / name) for name in (*FILES, "inputs", "outputs", "templates")}
    assert {line.rstrip("/") for line in outcome.out.splitlines()} == made


def test_the_template_is_the_one_that_is_shipped(folder: Path) -> None:
    assert schema.load(folder / "templates" / "phu_luc_template.xlsx") == schema.load()


def test_two_folders_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "b")
    assert contents(folder) == contents(tmp_path / "b")


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_that_is_there_is_overwritten(name: str, tmp_path: Path) -> None:
    """ "Never overwrites anything that is there"; says what it left alone."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"mine")
    outcome = wardxl("init", ".", folder=tmp_path)
    assert outcome.code == 0
    assert (tmp_path / name).read_bytes() == b"mine"
    assert contents(tmp_path).keys() == FILES
    kept = next(line for line in outcome.talk.splitlines() if "để nguyên" in line)
    assert name in kept
    assert name not in outcome.out.splitlines()


def test_a_second_time_changes_nothing(folder: Path) -> None:
    (folder / "inputs" / "a.xlsx").write_bytes(b"x")
    before = contents(folder)
    outcome = wardxl("init", folder, folder=folder.parent)
    assert (outcome.code, outcome.out) == (0, "")
    assert contents(folder) == before


@pytest.mark.parametrize("there", ["đã có", "đã có/trong", "inputs"])
def test_a_file_in_the_way_is_one_line(there: str, tmp_path: Path) -> None:
    """ "2 for wrong use or when it cannot do its job … with one clear line that names the remedy"."""
    (tmp_path / Path(there).parts[0]).write_bytes(b"mine")
    outcome = wardxl("init", "." if there == "inputs" else there, folder=tmp_path)
    assert (outcome.code, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert (tmp_path / Path(there).parts[0]).read_bytes() == b"mine"


@pytest.mark.parametrize("words", [("init",), ("init", "a", "b"), ("init", "a", "--force")])
def test_wrong_use_is_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    outcome = wardxl(*words, folder=tmp_path)
    assert (outcome.code, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_help_has_an_example(tmp_path: Path) -> None:
    assert "Example: wardxl init" in wardxl("init", "--help", folder=tmp_path).out


# ── The file to double-click on Windows ───────────────────────────────────────────────────


def test_the_batch_file_is_what_windows_reads(folder: Path) -> None:
    content = (folder / "wardxl.bat").read_bytes()
    assert content.startswith(b"@echo off\r\nchcp 65001 >nul\r\n"), (
        "letters are told before the first is shown"
    )
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8")
    assert 'pushd "%~dp0"' in text, "the folder may have blanks, letters and an & in its name"
    assert "(" not in text.replace("import wardxl", ""), "a bracket in a path would end a block"
    assert text.splitlines()[-1] == "exit /b %STATUS%"


def test_the_batch_file_does_not_call_itself(folder: Path) -> None:
    """In its own folder `wardxl` is `wardxl.bat`; the program is `wardxl.exe`, or Python's module."""
    text = (folder / "wardxl.bat").read_text(encoding="utf-8")
    runs = re.findall(r'set "RUN=([^"]+)"', text)
    assert runs == ["wardxl.exe", "py -m wardxl", "python -m wardxl"]
    assert "where wardxl.exe" in text


def test_the_window_stays_open_only_when_something_is_wrong(folder: Path) -> None:
    pauses = [line for line in (folder / "wardxl.bat").read_text("utf-8").splitlines() if "pause" in line]
    assert pauses == ['if not "%STATUS%"=="0" pause']


# ── The file to double-click elsewhere ────────────────────────────────────────────────────


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def double_click(folder: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "wardxl.sh", *words],
        cwd="/",
        env={**os.environ, "PATH": f"{programs}:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


SAY = 'echo "$PWD|$*"; exit ${STATUS:-0}'


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
@pytest.mark.parametrize(
    ("name", "before"), [("wardxl", ""), ("python3", "-m wardxl ")], ids=["installed", "module"]
)
def test_the_shell_script_consolidates_in_its_own_folder(
    name: str, before: str, folder: Path, tmp_path: Path
) -> None:
    if name == "python3" and (shutil.which("wardxl", path="/usr/bin:/bin")):
        pytest.skip("wardxl itself is installed here")
    program(tmp_path / "bin", name, SAY)
    done = double_click(folder, tmp_path / "bin", "a b.xlsx")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == f"{folder}|{before}consolidate a b.xlsx --open"


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_shell_script_tells_how_it_ended(folder: Path, tmp_path: Path) -> None:
    program(tmp_path / "bin", "wardxl", "exit 2")
    assert double_click(folder, tmp_path / "bin").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_shell_script_says_when_wardxl_is_not_installed(folder: Path, tmp_path: Path) -> None:
    if shutil.which("wardxl", path="/usr/bin:/bin"):
        pytest.skip("wardxl itself is installed here")
    program(tmp_path / "bin", "python3", "exit 1")
    done = double_click(folder, tmp_path / "bin")
    assert done.returncode == 1
    assert "chưa cài wardxl" in done.stderr


# ── The guide ─────────────────────────────────────────────────────────────────────────────


def test_the_guide_in_the_package_is_the_one_in_the_docs() -> None:
    docs = Path(__file__).parents[1] / "docs" / "huong-dan.md"
    assert SOURCE.read_text(encoding="utf-8") == docs.read_text(encoding="utf-8"), (
        "run: cp docs/huong-dan.md wardxl/huong_dan.md"
    )


def test_the_guide_as_text_is_read_by_notepad(folder: Path) -> None:
    content = (folder / "huong-dan.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert text == guide_text()
    assert not re.search(r"\*\*|`|^#|\|", text, re.MULTILINE), "no marks of the source are left"
    assert all(len(line) <= 120 for line in text.splitlines())


def test_the_guide_as_text_and_as_a_workbook_says_everything(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(guide_workbook())
    (sheet,) = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    written = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert written == [text for part in parts() for text in part.cells]
    flat = " ".join(guide_text().split()).casefold()
    for part in parts():
        if part.kind != "head":
            for text in part.cells:
                assert " ".join(text.split()).casefold() in flat


def test_the_guide_is_one_page(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(guide_workbook())
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # What is not said is 1.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, None)
    assert len(guide_text().splitlines()) <= 75


def test_what_the_guide_tells_to_type_works(tmp_path: Path) -> None:
    """The guide's commands, run as written, lead from an empty folder to a checked workbook."""
    text = SOURCE.read_text(encoding="utf-8")
    commands = [command for command in re.findall(r"`wardxl ([^`]+)`", text) if " " in command]
    assert commands == ['init "Tổng hợp"', "template --all bieu", "rules Y401"]
    assert wardxl("init", "Tổng hợp", folder=tmp_path).code == 0
    folder = tmp_path / "Tổng hợp"
    assert wardxl(*commands[1].split(), folder=folder).code == 0
    assert wardxl(*commands[2].split(), folder=folder).code == 0
    known = schema.load()
    for number, path in enumerate(sorted((folder / "bieu").iterdir())):
        if typed := typed_of(lines("I"), path.stem):
            fill(path, folder / "inputs" / f"{number}.xlsx", typed, known)
    outcome = wardxl("consolidate", folder=folder)
    assert outcome.code == 0
    sheet = openpyxl.load_workbook(folder / "outputs" / "tong_hop.xlsx")["Phụ lục I"]
    assert 46497.8 in [cell.value for line in sheet.iter_rows() for cell in line]
    assert {"Vấn đề"} <= set(openpyxl.load_workbook(folder / "outputs" / "tong_hop.xlsx").sheetnames)
    assert wardxl("template", "--all", "bieu", "--revision", "1", folder=folder).code == 0
    for name in re.findall(r"`((?:inputs|outputs|templates)[^`]*)`", text):
        assert (folder / name).exists() or name == "outputs/tra_lai", name


def test_the_statuses_of_the_guide_are_the_workbooks() -> None:
    from wardxl.workbook.styles import STATUS

    told = {part.cells[0] for part in parts() if part.kind == "row"}
    assert {look.label for look in STATUS.values()} <= told
