"""A working folder for the office: where files come in, where results go, the template, a guide, a file to click.

Nothing that is there is ever overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wardxl.errors import CannotRun
from wardxl.outputs import write_whole
from wardxl.working_guide import guide_text, guide_workbook

FOLDERS = ("inputs", "outputs", "templates")
TEMPLATE = "templates/phu_luc_template.xlsx"

#: `where wardxl.exe`, not `wardxl`: in this folder that name is this file's own.
_BATCH = """\
@echo off
chcp 65001 >nul
setlocal
pushd "%~dp0"
set "PYTHONUTF8=1"
set "RUN="
where wardxl.exe >nul 2>nul && set "RUN=wardxl.exe"
if not defined RUN py -c "import wardxl" >nul 2>nul && set "RUN=py -m wardxl"
if not defined RUN python -c "import wardxl" >nul 2>nul && set "RUN=python -m wardxl"
if not defined RUN echo Máy này chưa cài wardxl. Hãy làm phần Chuẩn bị trong tệp huong-dan.txt rồi bấm lại.
if not defined RUN set "STATUS=2"
if defined RUN %RUN% consolidate %* --open
if defined RUN set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" echo.
if not "%STATUS%"=="0" echo Chưa xong: hãy đọc dòng báo ở trên, sửa rồi bấm đúp lại tệp này.
if not "%STATUS%"=="0" pause
exit /b %STATUS%
"""
_SHELL = """\
#!/bin/sh
cd -- "$(dirname -- "$0")" || exit 2
if command -v wardxl >/dev/null 2>&1; then
    wardxl consolidate "$@" --open
elif python3 -c 'import wardxl' >/dev/null 2>&1; then
    python3 -m wardxl consolidate "$@" --open
else
    echo 'Máy này chưa cài wardxl. Hãy làm phần Chuẩn bị trong tệp huong-dan.txt rồi chạy lại.' >&2
    false
fi
status=$?
if [ "$status" -ne 0 ] && [ -t 0 ]; then
    printf '\\nChưa xong: hãy đọc dòng báo ở trên, sửa rồi chạy lại. Bấm Enter để đóng.' >&2
    read -r _
fi
exit "$status"
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made in a working folder, and what was there already and left alone; paths within it."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def make(folder: Path) -> Made:
    """Make a working folder, or complete one; says what was written and what was left as it is.

    Raises CannotRun where the folder cannot be made or written to.
    """
    written: list[str] = []
    kept: list[str] = []
    for name in FOLDERS:
        made = _make_folder(folder / name)
        (written if made else kept).append(f"{name}/")
    for name, write in _FILES.items():
        path = folder / name
        if path.exists() or path.is_symlink():
            kept.append(name)
        else:
            write(path)
            written.append(name)
    return Made(tuple(written), tuple(kept))


def _make_folder(path: Path) -> bool:
    """Make a folder; False where it is there already."""
    if path.is_dir():
        return False
    try:
        path.mkdir(parents=True)
    except FileExistsError as error:
        raise CannotRun(
            f"“{path}” là một tệp, không phải thư mục; hãy đổi tên tệp đó hoặc chọn thư mục khác."
        ) from error
    except NotADirectoryError as error:
        raise CannotRun(f"“{path.parent}” là một tệp, không phải thư mục; hãy chọn thư mục khác.") from error
    except OSError as error:
        raise CannotRun(
            f"Không tạo được thư mục “{path}” ({error.strerror}); hãy chọn nơi khác hoặc xin quyền ghi."
        ) from error
    return True


def _write_template(path: Path) -> None:
    from wardxl.template_book import write_template

    write_template(path)


def _write_guide(path: Path) -> None:
    # Windows Notepad tells UTF-8 by its mark.
    _write(path, b"\xef\xbb\xbf" + _for_windows(guide_text()))


def _write_guide_workbook(path: Path) -> None:
    _write(path, guide_workbook())


def _write_batch(path: Path) -> None:
    _write(path, _for_windows(_BATCH))


def _write_shell(path: Path) -> None:
    _write(path, _SHELL.encode("utf-8"))
    path.chmod(path.stat().st_mode | 0o111)


def _write(path: Path, content: bytes) -> None:
    write_whole(path, lambda part: part.write_bytes(content))


def _for_windows(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8")


_FILES: dict[str, Callable[[Path], None]] = {
    TEMPLATE: _write_template,
    "huong-dan.txt": _write_guide,
    "huong-dan.xlsx": _write_guide_workbook,
    "wardxl.bat": _write_batch,
    "wardxl.sh": _write_shell,
}
