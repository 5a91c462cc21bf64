"""Reads an earlier result of ours: what people typed beside the findings of its sheet `Vấn đề`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from wardxl.decisions import Decisions, Key, Line, collect
from wardxl.errors import CannotRun
from wardxl.model import CellKind, Grid
from wardxl.readers import ReadError, xlsx
from wardxl.readers.limits import Budget
from wardxl.readers.package import Malformed, Package
from wardxl.sheet import Sheet
from wardxl.stamp import PROPERTY, Stamp
from wardxl.workbook.places import PROBLEMS
from wardxl.workbook.problems import BY, DECISION, EXPLANATION, KEY, WHEN

_NEEDED = (KEY, DECISION, EXPLANATION)
#: Somebody may have put lines of their own above the headings.
_HEADINGS_WITHIN = 10
_PARTS = 6
#: What a workbook with a password begins with.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def load(path: Path) -> Decisions:
    """Read the decisions from an earlier result's file.

    Raises CannotRun when there is no such file or it is no result of ours.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotRun(
            f"Không đọc được tệp kết quả trước “{path}”; hãy chọn lại tệp cho --previous."
        ) from error
    return read(data, path.name)


def read(data: bytes, name: str) -> Decisions:
    """Read the decisions from an earlier result's bytes; `name` is how the new result names that file.

    Columns are found by their headings, so that they may be moved and lines sorted. Raises CannotRun when the bytes are
    no result of ours.
    """
    try:
        book = xlsx.read(data, only=PROBLEMS)
    except (ReadError, Malformed) as error:
        raise _wrong(name) from error
    return collect(_lines(book.grids[0], name))


def kept(output: Path) -> Decisions | None:
    """Read the decisions typed in the result that is about to be written anew; none where there is no such result.

    None where there is a result of ours, or a workbook with a password, and nothing can be read from it: it must
    not be written over.
    """
    try:
        data = output.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError:
        return None if output.is_file() else {}
    try:
        return read(data, output.name)
    except CannotRun:
        return None if _is_result(data) or data.startswith(_COMPOUND) else {}


def is_result(path: Path) -> bool:
    """Whether a file is an earlier result of ours."""
    try:
        return _is_result(path.read_bytes())
    except OSError:
        return False


def _is_result(data: bytes) -> bool:
    try:
        told = xlsx.read_properties(Package(data, Budget())).custom
    except (ReadError, Malformed):
        return False
    return told.get(PROPERTY, "").startswith(Stamp.RESULT.value)


def _wrong(name: str) -> CannotRun:
    return CannotRun(
        f"“{name}” không phải tệp kết quả của wardxl (không có trang “{PROBLEMS}” đúng mẫu); "
        "hãy chọn lại tệp cho --previous."
    )


def _lines(grid: Grid, name: str) -> Iterator[Line]:
    """The lines of the list. What somebody has put between them is none of them, unless it decides: then of what?"""
    sheet = Sheet(grid, name)
    head, at = 0, dict[str, int]()
    for head in list(grid.rows)[:_HEADINGS_WITHIN]:
        at = {sheet.text(head, column): column for column in grid.rows[head]}
        if set(_NEEDED) <= set(at):
            break
    else:
        raise _wrong(name)

    def typed(row: int, heading: str) -> str:
        return sheet.text(row, at[heading]) if heading in at else ""

    for row in grid.rows:
        mark = sheet.own(row, at[KEY])
        if row <= head or mark is None or mark.kind is not CellKind.TEXT:
            continue
        parts = _marked(mark.value)
        if parts is None:
            if typed(row, DECISION) or typed(row, EXPLANATION):
                raise _wrong(name)
            continue
        code, line, column, department, file, figures = parts
        yield Line(
            Key(code, line, column, department, file),
            figures,
            sheet.ref(row, at[DECISION]),
            text=typed(row, DECISION),
            explanation=typed(row, EXPLANATION),
            by=typed(row, BY),
            when=typed(row, WHEN),
        )


def _marked(text: str) -> list[str] | None:
    """What a line is known by: six texts; None where the cell holds something else."""
    try:
        parts = json.loads(text)
    except ValueError:
        return None
    fits = isinstance(parts, list) and len(parts) == _PARTS and all(isinstance(part, str) for part in parts)
    return parts if fits else None
