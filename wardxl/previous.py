"""Reads an earlier result of ours: what people typed beside the findings of its sheet `Vấn đề`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardxl.decisions import Decisions, Key, Line, collect
from wardxl.errors import CannotRun
from wardxl.model import Ref
from wardxl.text import clean
from wardxl.workbook.places import PROBLEMS
from wardxl.workbook.problems import BY, DECISION, EXPLANATION, KEY, WHEN

if TYPE_CHECKING:
    from openpyxl.cell import Cell

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
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile
    from zlib import error as broken

    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except (
        BadZipFile,
        broken,
        ParseError,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
        TypeError,
        AttributeError,
    ) as error:
        raise _wrong(name) from error
    if PROBLEMS not in book.sheetnames:
        raise _wrong(name)
    return collect(_lines(book[PROBLEMS], name))


def _wrong(name: str) -> CannotRun:
    return CannotRun(
        f"“{name}” không phải tệp kết quả của wardxl (không có trang “{PROBLEMS}” đúng mẫu); "
        "hãy chọn lại tệp cho --previous."
    )


def _lines(sheet: Any, name: str) -> Iterator[Line]:
    rows = sheet.iter_rows()
    head = [clean(str(cell.value or "")) for cell in next(rows, ())]
    if not set(_NEEDED) <= set(head):
        raise _wrong(name)
    at = {heading: place for place, heading in enumerate(head)}
    for row in rows:
        mark = row[at[KEY]].value
        if not isinstance(mark, str):
            continue
        try:
            code, line, column, department, file, figures = json.loads(mark)
        except ValueError as error:
            raise _wrong(name) from error
        place = row[at[DECISION]]
        yield Line(
            Key(code, line, column, department, file),
            figures,
            Ref(name, PROBLEMS, place.row, place.column),
            text=_text(place),
            explanation=_text(row[at[EXPLANATION]]),
            by=_text(row[at[BY]]) if BY in at else "",
            when=_text(row[at[WHEN]]) if WHEN in at else "",
        )


def _text(cell: Cell) -> str:
    """What a person sees in a cell, figures and dates in the Vietnamese way."""
    from wardxl.formats import shown

    value = cell.value
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown(Decimal(repr(value)), cell.number_format)
    return clean(str(value)) if value is not None else ""
