"""Which files there are, under which names (CONTRACT section 3, issue of litter and names)."""

from __future__ import annotations

from pathlib import Path

import pytest

from wardxl.errors import CannotRun
from wardxl.inbox import gather, is_litter


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_names_are_relative_to_the_folder_given(tmp_path: Path) -> None:
    """“Paths are relative to the folder given on the command line (a file given by itself: its name)”."""
    put(tmp_path, "b.xlsx", "Phòng A/c.xlsx", "d.xlsx")
    assert [item.file for item in gather([tmp_path])] == ["Phòng A/c.xlsx", "b.xlsx", "d.xlsx"]
    assert [item.file for item in gather([tmp_path / "Phòng A" / "c.xlsx"])] == ["c.xlsx"]


def test_the_same_name_below_two_folders(tmp_path: Path) -> None:
    put(tmp_path, "one/a.xlsx", "two/a.xlsx")
    items = gather([tmp_path / "one", tmp_path / "two"])
    assert [(item.file, item.path.parent.name) for item in items] == [
        ("a.xlsx", "one"),
        ("two/a.xlsx", "two"),
    ]


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".~lock.a.xlsx#"]
)
def test_litter(name: str) -> None:
    assert is_litter(name)


@pytest.mark.parametrize("name", ["a.xlsx", "~a.xlsx", "a (1).xlsx", "ghi chú.docx"])
def test_no_litter(name: str) -> None:
    assert not is_litter(name)


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="Không có tệp hoặc thư mục"):
        gather([tmp_path / "nowhere"])


def test_nothing_to_read(tmp_path: Path) -> None:
    put(tmp_path, "~$a.xlsx")
    with pytest.raises(CannotRun, match="Không có tệp nào"):
        gather([tmp_path])
