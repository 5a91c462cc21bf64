"""Files appear whole or not at all: written beside their place, then put there in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from wardxl.errors import CannotRun

_MOST_NAMES = 100


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a temporary file and put it at `path`; returns where it is.

    A target that is open in Excel and locked is left alone and the file gets a new name beside it,
    `tong_hop (2).xlsx`.
    Raises CannotRun when the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".wardxl-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise CannotRun(
            f"Không ghi được vào thư mục “{path.parent}”; hãy chọn thư mục khác hoặc xin quyền ghi."
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(_usual_mode())
        return _put(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """A name beside a file that is not to be written over: `tong_hop (2).xlsx`, the first that is free."""
    free = next((name for name in _names_beside(path) if not name.exists()), None)
    if free is None:
        raise CannotRun(f"Không ghi đè “{path}”; hãy chọn tên khác cho tệp kết quả.")
    return free


def write_text(path: Path, text: str) -> Path:
    """Write a UTF-8 text file whole."""
    return write_whole(path, lambda temporary: temporary.write_bytes(text.encode("utf-8")))


def _put(temporary: Path, path: Path) -> Path:
    if path.is_dir():
        raise CannotRun(f"“{path}” là thư mục, không ghi đè được; hãy đặt tên tệp kết quả khác.")
    for target in chain((path,), _names_beside(path)):
        try:
            os.replace(temporary, target)
        except PermissionError:
            continue
        return target
    raise CannotRun(f"Không ghi được “{path}”; hãy đóng tệp trong Excel rồi chạy lại.")


def _names_beside(path: Path) -> Iterator[Path]:
    for number in range(2, _MOST_NAMES):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")


def _usual_mode() -> int:
    """The permissions that a newly made file has here; temporary files have none for others."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
