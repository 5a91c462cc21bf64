"""What `wardxl diff` compares, read from a result workbook, from a JSON report, or from a run over files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from wardxl.comparing import Edition, Figure, Note, Place
from wardxl.errors import CannotRun
from wardxl.frame import HEADINGS, Entry, entries
from wardxl.model import Book, Cell, Finding, Grid, Schema, Severity, State
from wardxl.numerals import to_15_digits
from wardxl.result import Result
from wardxl.text import clean
from wardxl.workbook.places import DATA, PROBLEMS
from wardxl.workbook.styles import SEVERITY

#: What stands for a row of a form without value columns that was sent.
SENT = "đã gửi"
_NOTE_HEADINGS = {
    "severity": "Mức độ",
    "code": "Mã",
    "department": "Đơn vị",
    "appendix": "Phụ lục",
    "row": "Mã dòng",
    "column": "Cột",
    "found": "Đang ghi",
    "expected": "Lẽ ra",
    "message": "Vấn đề và việc cần làm",
    "file": "Tệp nguồn",
    "sheet": "Trang",
    "cell": "Ô nguồn",
}
_FIGURE_HEADINGS = {
    name: HEADINGS[name]
    for name in (
        "appendix", "row", "name", "unit", "column", "heading",
        "value", "text", "low", "high", "file", "sheet", "cell",
    )
}  # fmt: skip


# ── A result of this run ──────────────────────────────────────────────────────────────────


def of_result(result: Result, name: str) -> Edition:
    """Return a run over files as an edition; its sender where it is one file that could be read."""
    read = [s for s in result.submissions if s.state is State.ACCEPTED]
    figures = (_of_entry(entry) for entry in entries(result))
    return Edition(
        name,
        {figure.place: figure for figure in figures},
        tuple(_of_finding(finding) for finding in result.findings),
        sender=(read[0].department or "") if len(read) == 1 else None,
    )


def _of_entry(entry: Entry) -> Figure:
    source = "!".join(part for part in (entry.file, entry.sheet, entry.cell) if part)
    return Figure(
        (entry.appendix, entry.row, entry.column),
        entry.name,
        entry.unit,
        entry.heading,
        entry.value,
        entry.text or (SENT if not entry.column and source else ""),
        entry.low is not None or entry.high is not None,
        source,
    )


def _of_finding(finding: Finding) -> Note:
    return Note(
        finding.code,
        finding.severity,
        finding.message,
        **{
            name: getattr(finding, name) or ""
            for name in (
                "appendix", "row", "column", "department", "file", "sheet", "cell", "found", "expected",
            )
        },
    )  # fmt: skip


# ── A result workbook ─────────────────────────────────────────────────────────────────────


def is_result(book: Book) -> bool:
    """Whether a workbook is a result of ours, saved by anybody since or not."""
    return {DATA, PROBLEMS} <= {grid.sheet for grid in book.grids}


def of_workbook(book: Book, name: str) -> Edition:
    """Read an edition from a result workbook; raises CannotRun when its sheets are not as we write them."""
    figures: dict[Place, Figure] = {}
    columns: dict[tuple[str, str], str] = {}
    for line in _lines(book, DATA, _FIGURE_HEADINGS, name):
        place = line["appendix"], line["row"], line["column"]
        columns[line["appendix"], line["heading"]] = line["column"]
        source = "!".join(part for part in (line["file"], line["sheet"], line["cell"]) if part)
        figures[place] = Figure(
            place,
            line["name"],
            line["unit"],
            line["heading"],
            _stored(line["value"], name),
            line["text"] or (SENT if not line["column"] and source else ""),
            bool(line["low"] or line["high"]),
            source,
        )
    severities = {look.label: severity for severity, look in SEVERITY.items()}
    notes = []
    for line in _lines(book, PROBLEMS, _NOTE_HEADINGS, name):
        if not line["code"]:
            continue
        line["column"] = columns.get((line["appendix"], line["column"]), line["column"])
        line["cell"] = line["cell"].partition(" ")[0]
        severity = severities.get(line.pop("severity"), Severity.INFO)
        notes.append(Note(severity=severity, **line))
    return Edition(name, figures, tuple(notes))


def _lines(book: Book, sheet: str, headings: Mapping[str, str], name: str) -> Iterator[dict[str, str]]:
    grid = next(grid for grid in book.grids if grid.sheet == sheet)
    head = {clean(cell.value): column for column, cell in grid.rows.get(1, {}).items()}
    lacking = [heading for heading in headings.values() if heading not in head]
    if lacking:
        raise CannotRun(
            f"“{name}”: trang {sheet} không có cột “{lacking[0]}”; hãy lấy đúng tệp kết quả do wardxl ghi."
        )
    for row in sorted(grid.rows):
        if row > 1:
            yield {field: _text(grid, row, head[heading]) for field, heading in headings.items()}


def _text(grid: Grid, row: int, column: int) -> str:
    cell: Cell | None = grid.rows[row].get(column)
    return cell.value if cell else ""


def _stored(text: str, name: str) -> Decimal | None:
    if not text:
        return None
    try:
        return to_15_digits(Decimal(text))
    except InvalidOperation as error:
        raise CannotRun(
            f"“{name}”: trang {DATA} có giá trị “{text}” không phải là số; hãy lấy tệp kết quả chưa bị sửa."
        ) from error


# ── A JSON report ─────────────────────────────────────────────────────────────────────────


def of_report(data: bytes, name: str, schema: Schema) -> Edition:
    """Read an edition from a JSON report; the schema gives the columns' headings. Raises CannotRun otherwise."""
    wrong = CannotRun(f"“{name}” không phải báo cáo JSON của wardxl; hãy chọn tệp do --json ghi.")
    try:
        report = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (UnicodeDecodeError, ValueError) as error:
        raise wrong from error
    if isinstance(report, list):
        raise CannotRun(f"“{name}” là báo cáo của nhiều phường; hãy so sánh báo cáo của từng phường.")
    try:
        figures = [
            _of_row(place, row, value, schema)
            for code, rows in report["appendices"].items()
            for row in rows
            for place, value in _cells(code, row)
        ]
        notes = tuple(_of_reported(finding) for finding in report["findings"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise wrong from error
    return Edition(name, {figure.place: figure for figure in figures}, notes)


def _cells(appendix: str, row: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    values = row["values"]
    if not values:
        yield (appendix, row["code"], ""), SENT if row.get("status") != "missing" else None
    for column, value in values.items():
        yield (appendix, row["code"], column), value


def _of_row(place: Place, row: Mapping[str, Any], value: Any, schema: Schema) -> Figure:
    form = schema.forms.get(place[0])
    column = form.column(place[2]) if form else None
    bounded = isinstance(value, dict)
    text = value["text"] if isinstance(value, dict) else value if isinstance(value, str) else ""
    return Figure(
        place,
        row.get("name") or "",
        row.get("unit") or "",
        column.heading if column else place[2],
        value if isinstance(value, Decimal) else None,
        text,
        bounded,
        row.get("sources", {}).get(place[2], ""),
    )


def _of_reported(finding: Mapping[str, Any]) -> Note:
    names = ("appendix", "row", "column", "department", "file", "sheet", "cell", "found", "expected")
    return Note(
        finding["code"],
        Severity(finding["severity"]),
        finding["message"],
        **{name: finding.get(name) or "" for name in names},
    )
