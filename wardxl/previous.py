"""Reads an earlier result of ours: what people typed beside the findings of its sheet `Vấn đề`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from wardxl.decisions import Decisions, Key, Line, collect
from wardxl.errors import CannotRun
from wardxl.model import CellKind, Grid
from wardxl.readers import ReadError, xlsx
from wardxl.readers.package import Malformed
from wardxl.sheet import Sheet
from wardxl.workbook.places import PROBLEMS
from wardxl.workbook.problems import BY, DECISION, EXPLANATION, KEY, WHEN

_NEEDED = (KEY, DECISION, EXPLANATION)


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


def kept(output: Path) -> Decisions:
    """Read the decisions typed in the result that is about to be written anew; none where there is no such result."""
    try:
        return read(output.read_bytes(), output.name)
    except (OSError, CannotRun):
        return {}


def _wrong(name: str) -> CannotRun:
    return CannotRun(
        f"“{name}” không phải tệp kết quả của wardxl (không có trang “{PROBLEMS}” đúng mẫu); "
        "hãy chọn lại tệp cho --previous."
    )


def _lines(grid: Grid, name: str) -> Iterator[Line]:
    sheet = Sheet(grid, name)
    at = {sheet.text(1, column): column for column in grid.rows.get(1, {})}
    if not set(_NEEDED) <= set(at):
        raise _wrong(name)

    def typed(row: int, heading: str) -> str:
        return sheet.text(row, at[heading]) if heading in at else ""

    for row in grid.rows:
        mark = sheet.own(row, at[KEY])
        if row == 1 or mark is None or mark.kind is not CellKind.TEXT:
            continue
        try:
            code, line, column, department, file, figures = json.loads(mark.value)
        except ValueError as error:
            raise _wrong(name) from error
        yield Line(
            Key(code, line, column, department, file),
            figures,
            sheet.ref(row, at[DECISION]),
            text=typed(row, DECISION),
            explanation=typed(row, EXPLANATION),
            by=typed(row, BY),
            when=typed(row, WHEN),
        )
