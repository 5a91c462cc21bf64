"""Inputs on any file system that fsspec knows: `s3://…`, `abfs://…`, `sftp://…`, `memory://…`.

A folder there is brought into a temporary folder, as it is, when its turn comes, and goes again when it has been
read: so everything else deals with files alone, and never more than a few wards lie on the disk at once.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from wardxl.errors import CannotRun

#: A path of two letters and more before `:/`; paths lose one of two slashes, and drives have one letter.
_ADDRESS = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]+(?:::[a-zA-Z0-9+.-]+)*):/{1,2}(?=[^/])")


def is_address(path: Path | str) -> bool:
    """Whether a path names a place on another file system."""
    return bool(_ADDRESS.match(str(path)))


def address(path: Path | str) -> str:
    """The address as fsspec wants it, with both slashes."""
    return _ADDRESS.sub(r"\1://", str(path))


@contextmanager
def local(path: Path | str) -> Iterator[Path]:
    """Give the local folder or file of a path: itself, or a copy of what lies at the address.

    Raises CannotRun where there is nothing, or the library for that kind of address is not installed.
    """
    if not is_address(path):
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="wardxl-") as folder:
        yield _bring(address(path), Path(folder))


@contextmanager
def local_all(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give the local places of several paths."""
    with ExitStack() as stack:
        yield [stack.enter_context(local(path)) for path in paths]


def folders(path: Path | str) -> tuple[list[str], int]:
    """The names of the folders right below a place, in order, and how many files lie beside them."""
    if not is_address(path):
        return _local_folders(Path(path))
    system, root = _system(address(path))
    entries = _asked(path, lambda: system.ls(root, detail=True))
    names = [PurePosixPath(entry["name"]).name for entry in entries if entry["type"] == "directory"]
    files = [PurePosixPath(entry["name"]).name for entry in entries if entry["type"] != "directory"]
    return sorted(name for name in names if not name.startswith(".")), sum(map(_visible, files))


def below(path: Path | str, name: str) -> str:
    """The place of a folder below another."""
    return f"{address(path).rstrip('/')}/{name}" if is_address(path) else str(Path(path) / name)


def _local_folders(path: Path) -> tuple[list[str], int]:
    if not path.is_dir():
        raise CannotRun(f"Không có thư mục “{path}”; hãy kiểm tra lại đường dẫn.")
    with os.scandir(path) as entries:
        found = list(entries)
    names = sorted(entry.name for entry in found if entry.is_dir() and not entry.name.startswith("."))
    return names, sum(_visible(entry.name) for entry in found if entry.is_file())


def _visible(name: str) -> bool:
    from wardxl.inbox import is_litter

    return not is_litter(name) and not name.startswith(".")


def _bring(place: str, folder: Path) -> Path:
    """Copy what lies at an address, with the times of saving."""
    system, root = _system(place)
    found: dict[str, Any] = _asked(place, lambda: system.find(root, detail=True))
    if not found:
        raise CannotRun(f"Không có tệp hoặc thư mục “{place}”; hãy kiểm tra lại địa chỉ.")
    base = PurePosixPath(root.rstrip("/"))
    single = list(found) == [str(base)] or system.isfile(root)
    for name, entry in found.items():
        inside = PurePosixPath(name).relative_to(base.parent if single else base)
        parts = [part for part in inside.parts if part not in ("..", "/")]
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        _asked(place, lambda name=name, target=target: system.get_file(name, str(target)))
        saved = _saved(entry)
        if saved is not None:
            os.utime(target, (saved, saved))
    return folder / base.name if single else folder


def _saved(entry: dict[str, Any]) -> float | None:
    """When a file was saved, as its file system says; None where it does not say."""
    for name in ("LastModified", "last_modified", "mtime", "modified", "created"):
        value = entry.get(name)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, int | float):
            return float(value)
    return None


def _system(place: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise CannotRun(f"Để đọc “{place}” cần cài thêm: pip install 'wardxl[remote]'.") from error
    try:
        system, root = url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise CannotRun(
            f"Không mở được “{place}” ({error}); hãy cài thư viện cho loại địa chỉ này."
        ) from error
    return system, root


def _asked(place: Path | str, ask: Any) -> Any:
    """Ask another file system; what it refuses is said in one line."""
    try:
        return ask()
    except (OSError, ValueError) as error:
        what = type(error).__name__ if not str(error) else str(error)
        raise CannotRun(
            f"Không đọc được “{place}” ({what}); hãy kiểm tra địa chỉ và quyền truy cập."
        ) from error
