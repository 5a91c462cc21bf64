"""The consolidated values in long form: one line per row and value column, for pivot tables and programs.

One generator feeds the sheet `Dữ liệu`, the CSV file and `Result.to_frame()`, so that they never differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from wardxl.model import (
    Amount,
    Candidate,
    Column,
    Consolidated,
    Content,
    Fate,
    Period,
    Record,
    Ref,
    Schema,
    Status,
    Target,
    Value,
)

if TYPE_CHECKING:
    import pandas

#: Column of the frame → heading in the sheet and in CSV.
HEADINGS: Mapping[str, str] = {
    "appendix": "Phụ lục",
    "row": "Mã dòng",
    "section": "Mục",
    "name": "Nội dung",
    "unit": "Đơn vị tính",
    "column": "Cột",
    "heading": "Tên cột",
    "year": "Năm",
    "value": "Giá trị",
    "text": "Giá trị bằng chữ",
    "low": "Từ",
    "high": "Đến",
    "shown": "Như trong tệp",
    "status": "Trạng thái",
    "department": "Đơn vị gửi",
    "leads": "Đơn vị chủ trì",
    "file": "Tệp",
    "sheet": "Trang",
    "cell": "Ô",
    "others": "Số liệu không được lấy",
    "decision": "Quyết định",
}
STATUS_WORDS = {
    Status.ERROR: "sai",
    Status.WARNING: "cần xem",
    Status.MISSING: "chưa có",
    Status.UNCHECKED: "chưa kiểm tra được",
    Status.OK: "hợp lệ",
}
FATE_WORDS = {
    Fate.CONSOLIDATED: "được lấy",
    Fate.AGREED: "trùng khớp",
    Fate.SUPERSEDED: "đã bị thay",
    Fate.REPORTED: "không lấy",
}


class Consolidation(Protocol):
    """What the long form is made from: a `Result`, or anything with its schema and appendices."""

    @property
    def schema(self) -> Schema:
        """The template's forms, by which the values are ordered and headed."""

    @property
    def appendices(self) -> Mapping[str, tuple[Consolidated, ...]]:
        """The consolidated rows by appendix."""


class Entry(NamedTuple):
    """One line of the long form; `value` is a figure in the catalogue's unit, `low`/`high` bounds or years."""

    appendix: str
    row: str
    section: str
    name: str
    unit: str
    column: str
    heading: str
    year: int | None
    value: Decimal | None
    text: str
    low: Decimal | None
    high: Decimal | None
    shown: str
    status: Status
    department: str
    leads: str
    file: str
    sheet: str
    cell: str
    others: str
    decision: str


def entries(result: Consolidation) -> Iterator[Entry]:
    """Yield every value of every appendix, in the template's order; blanks and missing rows included.

    A row of a form without value columns has one line with an empty `column`.
    """
    for code, items in result.appendices.items():
        form = result.schema.forms[code]
        for item in items:
            columns: tuple[Column | None, ...] = form.value_columns or (None,)
            for column in columns:
                yield _entry(code, item, column)


def _entry(appendix: str, item: Consolidated, column: Column | None) -> Entry:
    record = item.record
    value = record.values.get(column.key) if record and column else None
    candidates = item.candidates.get(column.key, ()) if column else ()
    content = value.content if value else None
    low, high = _bounds(content)
    filled = value is not None and not value.blank
    ref = value.ref if value and filled else record.name.ref if record and not column else None
    sender = next((c.department for c in candidates if c.fate is Fate.CONSOLIDATED), None)
    if sender is None and record and ref is not None and not candidates:
        sender = record.department
    return Entry(
        appendix,
        item.row.code,
        item.row.section,
        item.row.name,
        item.row.unit,
        column.key if column else "",
        column.heading if column else "",
        int(column.key) if column and column.role == "year" and column.key.isdigit() else None,
        content.value if isinstance(content, Amount) else None,
        _text(value),
        low,
        high,
        value.shown if value else "",
        item.status,
        sender or "",
        "; ".join(item.leads or item.row.leads),
        ref.file if ref else "",
        ref.sheet if ref else "",
        ref.a1 if ref else "",
        "; ".join(_said(c) for c in candidates if c.fate is not Fate.CONSOLIDATED),
        next((c.reason for c in candidates if c.decision), ""),
    )


def _text(value: Value | None) -> str:
    content = value.content if value else None
    if isinstance(content, Target | Period):
        return content.text
    if isinstance(content, str):
        return content
    return "" if value is None or isinstance(content, Amount) else value.shown


def _bounds(content: Content | None) -> tuple[Decimal | None, Decimal | None]:
    if isinstance(content, Target):
        return content.low, content.high
    if isinstance(content, Period):
        ends = content.start, content.end
        return Decimal(ends[0]) if ends[0] else None, Decimal(ends[1]) if ends[1] else None
    return None, None


def _said(candidate: Candidate) -> str:
    return f"{candidate.value.shown} ({candidate.value.ref}, {FATE_WORDS[candidate.fate]})"


# ── Every candidate with its source ───────────────────────────────────────────────────────


class Source(NamedTuple):
    """A value that was in the running for a consolidated cell, chosen or not, with its place."""

    appendix: str
    item: Consolidated
    column: str
    shown: str
    content: Content | None
    department: str | None
    ref: Ref
    fate: Fate
    reason: str


def sources(result: Consolidation) -> Iterator[Source]:
    """Yield, for each consolidated cell, the value that was taken and then those that were not."""
    for code, items in result.appendices.items():
        form = result.schema.forms[code]
        for item in items:
            record = item.record
            if record is None:
                continue
            for column in form.value_columns:
                candidates = item.candidates.get(column.key, ())
                for candidate in candidates:
                    value = candidate.value
                    yield Source(
                        code,
                        item,
                        column.key,
                        value.shown,
                        value.content,
                        candidate.department,
                        value.ref,
                        candidate.fate,
                        candidate.reason,
                    )
                if not candidates and (lone := record.values.get(column.key)) and not lone.blank:
                    yield _unread(code, item, record, column, lone)
            if not form.value_columns:
                name = record.name
                yield Source(
                    code,
                    item,
                    "",
                    name.text,
                    None,
                    record.department,
                    name.ref,
                    Fate.CONSOLIDATED,
                    "dòng đã gửi",
                )


def _unread(code: str, item: Consolidated, record: Record, column: Column, value: Value) -> Source:
    taken = value.content is not None
    fate, reason = (Fate.CONSOLIDATED, "") if taken else (Fate.REPORTED, "không đọc được")
    return Source(
        code, item, column.key, value.shown, value.content, record.department, value.ref, fate, reason
    )


# ── CSV and pandas ────────────────────────────────────────────────────────────────────────


def to_csv(result: Consolidation) -> str:
    """Return the long form as CSV text that begins with the mark by which Excel knows UTF-8.

    Text that a spreadsheet would take for a formula gets an apostrophe in front (only here: in a workbook text is
    written as text).
    """
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    for entry in entries(result):
        writer.writerow([_plain(cell) for cell in entry])
    return "\ufeff" + buffer.getvalue()


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Status):
        return STATUS_WORDS[cell]
    if isinstance(cell, Decimal):
        return format(cell, "f")
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def to_frame(result: Consolidation) -> pandas.DataFrame:
    """Return the long form as a pandas table: one line per row and value column, blanks and missing rows included.

    Columns: `appendix`, `row` (code), `section`, `name`, `unit`; `column` (key: `total`, `2026` …), its `heading` and
    its `year` (nullable integer); `value` (float in the catalogue's unit, a percentage as 96.5; NaN where there is no
    figure), `text` (a value in words), `low` and `high` (floats: a target's bounds, a period's years; NaN where open),
    `shown` (as in the file); `status` of the row (`ok`, `error` …); `department` that sent it, `leads`; `file`,
    `sheet` and `cell` that it was read from; `others` (values that were not taken, with their places); `decision`
    (by which a conflict was settled). Absent text is ''.
    """
    import pandas

    rows: list[dict[str, Any]] = [entry._asdict() for entry in entries(result)]
    frame = pandas.DataFrame(rows, columns=list(HEADINGS))
    for name in ("value", "low", "high"):
        frame[name] = frame[name].astype(float)
    frame["year"] = frame["year"].astype("Int64")
    frame["status"] = frame["status"].map(str).astype("string")
    return frame
