"""Which files there are, under which names (CONTRACT section 3, issue of litter and names)."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from wardxl.errors import CannotRun
from wardxl.inbox import gather, is_litter
from wardxl.readers import ReadError


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
    "name",
    [
        *["~$a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".~lock.a.xlsx#", "._a.xlsx"],
        "~WRL0001.tmp",
    ],
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


def archive(path: Path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/"), data)


def test_archives_are_opened_one_level_deep(tmp_path: Path) -> None:
    """“a member of a zip: `a.zip/b.xlsx`”."""
    archive(tmp_path / "gửi.zip", **{"Phòng A__b.xlsx": b"1", "~$b.xlsx": b"", "c.zip": b"PK"})
    items = gather([tmp_path])
    assert [(item.file, item.load()) for item in items] == [
        ("gửi.zip/Phòng A/b.xlsx", b"1"),
        ("gửi.zip/c.zip", b"PK"),
    ]


def test_names_in_an_archive_that_differ_in_case_only_are_two_files(tmp_path: Path) -> None:
    archive(tmp_path / "gửi.zip", **{"BIỂU.xlsx": b"1", "biểu.xlsx": b"2"})
    assert [item.load() for item in gather([tmp_path])] == [b"1", b"2"]


@pytest.mark.parametrize(
    "members", [{}, {"Phòng A__": b""}, {"~$b.xlsx": b""}], ids=["no", "folder", "litter"]
)
def test_an_archive_without_a_file_is_reported_as_itself(members: dict[str, bytes], tmp_path: Path) -> None:
    """ "Every file below the inputs is listed"."""
    archive(tmp_path / "gửi.zip", **members)
    (item,) = gather([tmp_path])
    assert item.file == "gửi.zip"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there names of files are Unicode")
def test_names_that_are_no_unicode_can_be_written(tmp_path: Path) -> None:
    """What old programs unpacked has names in bytes of other encodings; each stays a name of its own."""
    for name in (b"Bi\xd3u.xlsx", b"Bi\xd4u.xlsx", b"a\x01b.xlsx", "Biểu.xlsx".encode()):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(b"1")
    archive(tmp_path / "gửi.zip", **{"a\x01\uffff.xlsx": b"1"})
    items = gather([tmp_path])
    assert {item.file for item in items} == {
        *("Bi%D3u.xlsx", "Bi%D4u.xlsx", "a%01b.xlsx", "Biểu.xlsx", "gửi.zip/a%01%FFFF.xlsx")
    }
    assert {item.load() for item in items} == {b"1"}


def test_a_file_without_a_name_in_an_archive_is_a_file(tmp_path: Path) -> None:
    """A name ends at its first zero."""
    archive(tmp_path / "gửi.zip", **{"xyzzy.xlsx": b"1", "b.xlsx": b"2"})
    data = (tmp_path / "gửi.zip").read_bytes()
    (tmp_path / "gửi.zip").write_bytes(data.replace(b"xyzzy", b"\0yzzy"))
    assert {item.file: item.load() for item in gather([tmp_path])} == {
        "gửi.zip/(không tên)": b"1",
        "gửi.zip/b.xlsx": b"2",
    }


def test_an_unsafe_archive_is_reported_as_itself(tmp_path: Path) -> None:
    """S103: nothing of it is unpacked."""
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xlsx", b"0" * (70 << 20))
    (item,) = gather([tmp_path])
    with pytest.raises(ReadError) as refusal:
        item.load()
    assert (item.file, refusal.value.code) == ("bom.zip", "S103")
