"""Inputs are never changed: what would be written in the place of a department's file is refused beforehand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from wardxl.errors import CannotRun
from wardxl.inbox import gather
from wardxl.previous import is_result


def spare_inputs(
    places: Mapping[str, Path], outputs: Mapping[str, Path | None], returns: Path | None
) -> None:
    """Raise CannotRun where an output would take the place of a file that was handed in.

    places: where the files lie, by their names in the report. outputs: the files to write by the option that names
    them; an earlier result of ours and an earlier report may be written anew wherever they lie. returns: the folder of
    the annotated copies, which have the names of the files.
    """
    taken = {os.path.realpath(place) for place in places.values()}
    for option, target in outputs.items():
        if target and os.path.realpath(target) in taken and not (is_result(target) or _is_report(target)):
            raise CannotRun(
                f"“{target}” là tệp nằm trong thư mục đầu vào nên không ghi đè; hãy chọn tên khác cho {option}."
            )
    for file, place in places.items() if returns else ():
        if returns and os.path.realpath(returns / file) == os.path.realpath(place):
            raise CannotRun(
                f"Thư mục bản trả lại “{returns}” chứa tệp của đơn vị “{file}”; hãy chọn --returns ở nơi khác."
            )


def spare_compared(paths: Iterable[Path], output: Path) -> None:
    """Raise CannotRun where the comparison would take the place of what is compared, files or files below folders."""
    compared = (item.path for path in paths if path.exists() for item in gather([path], empty=True))
    if os.path.realpath(output) in map(os.path.realpath, compared):
        raise CannotRun(f"“{output}” là tệp được so sánh nên không ghi đè; hãy chọn tên khác cho -o.")


def _is_report(target: Path) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(1) in (b"{", b"[")
    except OSError:
        return False
