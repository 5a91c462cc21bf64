"""Results made by hand from the two documents' tables, for tests of what is written out.

The stages before are not run: what a workbook shows must not depend on who computed the result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from source import TABLES, Line, lines

from wardxl import numerals, periods, schema, targets
from wardxl.model import (
    Account,
    Amount,
    Candidate,
    Column,
    Consolidated,
    Content,
    Fate,
    Finding,
    Kind,
    Label,
    Record,
    Ref,
    Row,
    Schema,
    Severity,
    Standing,
    State,
    Status,
    Submission,
    Table,
    Value,
)
from wardxl.result import Result

SCHEMA = schema.load(None)
DATE = datetime(2026, 3, 2, 8, 30)
#: Name of a finding's code → what it weighs, as the contract lists them.
SEVERITIES = {
    "Y401": "error", "Y402": "info", "Y403": "warning", "H501": "error", "H502": "info", "H503": "info",
    "Y404": "error", "Y407": "warning", "Y408": "warning", "V210": "info", "V202": "error", "C602": "warning",
    "C601": "warning", "C603": "error", "S101": "error", "S104": "warning", "V201": "warning",
}  # fmt: skip
FILES = {
    "Phòng Kinh tế, Hạ tầng và Đô thị": "ktht.xlsx",
    "Phòng Văn hóa - Xã hội": "vhxh.xlsx",
    "Ban Quản lý dự án đầu tư - hạ tầng": "ban qlda #1.xlsx",
    "Văn phòng HĐND và UBND": "van_phong.xlsx",
    "Ban Chỉ huy Quân sự phường": "quan_su.xlsx",
    "Công an phường": "cong_an.xlsx",
}


def file_of(row: Row) -> str:
    """The file in which the first lead sends a row."""
    return FILES[row.leads[0]]


def content(row: Row, column: Column, text: str) -> Content | None:
    """Read a cell of the documents."""
    if not text:
        return None
    if column.role == "target":
        return targets.parse(text)
    if column.role == "period":
        return periods.parse(text)
    numeral = numerals.parse(text)
    numeric = column.role in ("baseline", "resolution", "total", "year") and row.kind in (
        Kind.NUMBER,
        Kind.COUNT,
    )
    if numeric and numeral:
        reading = numeral.readings[0]
        return Amount(reading.value, reading.decimals, exact=numeral.dash or row.kind is Kind.COUNT)
    return text


def consolidated(
    line: Line, at: int, changes: Mapping[tuple[str, str], str], template: Schema = SCHEMA
) -> Consolidated:
    """Make the consolidated row of a document's line; `changes` are (row, column) → another text."""
    row = template.rows[line.code]
    form = template.forms[row.appendix]
    file, sheet = file_of(row), f"PL{row.appendix}"
    values: dict[str, Value] = {}
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for place, column in enumerate(form.columns, start=1):
        if not column.holds_values:
            continue
        text = changes.get((row.code, column.key), line.text(column.key))
        value = Value(Ref(file, sheet, at, place), column.key, text, content(row, column, text))
        values[column.key] = value
        if text:
            candidates[column.key] = (Candidate(value, row.leads[0], Fate.CONSOLIDATED, "đơn vị chủ trì"),)
    record = Record(row, row.leads[0], Label(Ref(file, sheet, at, 2), row.name), values, leads=row.leads)
    return Consolidated(row, Status.OK, record, row.leads, line.text("note"), candidates)


def finding(
    code: str, row: str | None, column: str | None, items: Mapping[str, Consolidated], **more: object
) -> Finding:
    """Make a finding at a consolidated cell."""
    item = items.get(row or "")
    record = item.record if item else None
    value = record.values.get(column or "") if record else None
    ref = value.ref if value else record.name.ref if record else None
    given = {
        "file": ref.file if ref else None,
        "sheet": ref.sheet if ref else None,
        "cell": ref.a1 if ref else None,
        "cells": (ref,) if ref else (),
        "appendix": item.row.appendix if item else None,
        "department": item.row.leads[0] if item else None,
        "found": value.shown if value else None,
    } | more
    message = f"{code}: số ở ô này cần xem lại; hãy đối chiếu với văn bản gốc rồi sửa và gửi lại."
    return Finding(
        code,
        f"name-{code}",
        Severity(SEVERITIES[code]),
        message,
        row=row,
        column=column,
        **given,  # type: ignore[arg-type]
    )


def make(
    appendices: Sequence[str] = tuple(TABLES),
    changes: Mapping[tuple[str, str], str] | None = None,
    found: Sequence[tuple[str, str | None, str | None]] = (),
    missing: Sequence[str] = (),
    unchecked: Sequence[str] = (),
    template: Schema = SCHEMA,
) -> Result:
    """Make a result: some appendices as in the documents, some cells changed, some rows not sent."""
    items: dict[str, Consolidated] = {}
    for appendix in template.forms:
        sent = (
            {line.code: (at, line) for at, line in enumerate(lines(appendix), start=8)}
            if appendix in TABLES
            else {}
        )
        for row in template.rows_of(appendix):
            if appendix in appendices and row.code in sent and row.code not in missing:
                at, line = sent[row.code]
                items[row.code] = consolidated(line, at, changes or {}, template)
            else:
                items[row.code] = Consolidated(row, Status.MISSING, None, row.leads, "", {})
    findings = tuple(finding(code, row, column, items) for code, row, column in found)
    for code, item in items.items():
        own = {f.severity for f in findings if f.row == code and f.column}
        if Severity.ERROR in own:
            status = Status.ERROR
        elif Severity.WARNING in own:
            status = Status.WARNING
        else:
            status = Status.UNCHECKED if code in unchecked else item.status
        items[code] = replace(item, status=status)
    by_appendix = {
        code: tuple(item for item in items.values() if item.row.appendix == code) for code in template.forms
    }
    return Result(template, submissions(items, template), standings(items, template), findings, by_appendix)


def submissions(items: Mapping[str, Consolidated], template: Schema) -> tuple[Submission, ...]:
    """One file per department that sent a row."""
    records: dict[str, list[Record]] = {}
    for item in items.values():
        if item.record:
            records.setdefault(item.row.leads[0], []).append(item.record)
    return tuple(
        Submission(
            FILES[name],
            "0" * 64,
            State.ACCEPTED,
            name,
            tables=tuple(
                Table(a, f"PL{a}", 7, 5) for a in template.forms if any(r.row.appendix == a for r in own)
            ),
            records=tuple(own),
            account=Account(consolidated=sum(not v.blank for r in own for v in r.values.values())),
            modified=DATE,
        )
        for name, own in records.items()
    )


def standings(items: Mapping[str, Consolidated], template: Schema) -> tuple[Standing, ...]:
    """How the departments stand."""
    made = []
    for department in template.departments:
        due = tuple(code for code, item in items.items() if department.name in item.row.leads)
        sent = tuple(code for code in due if items[code].record)
        files = (FILES[department.name],) if department.name in FILES and sent else ()
        state = "submitted" if files else "missing" if department.required else "not_due"
        left = tuple(code for code in due if code not in sent)
        made.append(Standing(department.name, department.required, state, files, due, sent, left, ()))
    return tuple(made)


#: DOMAIN section 1: the findings of Từ Liêm's own figures.
TU_LIEM = (
    ("Y402", "I.1", "total"),
    ("H502", "I.1", "2030"),
    ("H503", "I.1", "2030"),
    ("Y408", "I.1", "baseline"),
    ("Y407", "I.1", "2027"),
    ("Y407", "I.16", "2026"),
    ("V210", "I.12", "baseline"),
)


def clean() -> Result:
    """Từ Liêm's appendix I and Yên Hòa's three, as in the documents."""
    return make(found=TU_LIEM)


def dirty() -> Result:
    """Every status at once: sums that do not hold, unreadable and missing cells, a department that sent nothing."""
    changes = {
        ("I.1.1", "2027"): "7.346,6",
        ("I.2.3", "total"): "6",
        ("I.4", "2028"): "khoảng nửa",
        ("I.7", "total"): "trên 94 %",
        ("I.10", "2027"): "",
        ("I.2.2", "2028"): "",
        ("I.20", "total"): "=1+1",
        ("2.1", "product"): "@SUM(1+1)*cmd|' /C calc'!A0",
        ("2.2", "period"): "Quý III/2026 - tháng 6/2027",
    }
    found = (
        ("Y401", "I.1.1", "total"),
        ("H501", "I.1", "2027"),
        ("Y408", "I.1", "baseline"),
        ("Y407", "I.1", "2027"),
        ("Y401", "I.2.3", "total"),
        ("V202", "I.4", "2028"),
        ("V201", "I.10", "2027"),
        ("Y407", "I.16", "2026"),
        ("C602", "I.22", None),
        ("C601", None, None),
    )
    return make(("I", "1", "2"), changes, found, missing=("I.22", "1.3.1", "2.13"), unchecked=("I.2.2",))


def only_text(value: str) -> str:
    """A text without blanks at its ends, as sheets show it."""
    return re.sub(r"\s+", " ", value).strip()
