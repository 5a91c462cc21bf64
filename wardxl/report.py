"""The result as data and as words: JSON (CONTRACT section 3), text for the terminal, the list of rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from wardxl._version import __version__
from wardxl.codes import Code
from wardxl.findings import count
from wardxl.model import (
    Amount,
    Consolidated,
    Content,
    Decision,
    Fate,
    Finding,
    Form,
    Period,
    RuleSetting,
    Schema,
    Severity,
    Standing,
    State,
    Submission,
    Target,
    Value,
)
from wardxl.numerals import to_15_digits
from wardxl.result import Result

SCHEMA = 1
Paint = Callable[[str, str], str]
_SEVERITY_WORDS = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.INFO: "thông tin"}
_MOST_CELLS = 6
_SYMBOLS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}


# ── JSON ──────────────────────────────────────────────────────────────────────────────────


def to_json(result: Result) -> str:
    """Write a result as the JSON report, schema 1."""
    return json.dumps(as_dict(result), ensure_ascii=False, indent=1) + "\n"


def as_dict(result: Result) -> dict[str, Any]:
    """Return a result as plain data, as the JSON report has it."""
    schema = result.schema
    per_file = _per_file(result.findings)
    return {
        "schema": SCHEMA,
        "wardxl": __version__,
        "ward": schema.ward,
        "period": {"baseline": schema.baseline_year, "start": schema.start, "end": schema.end},
        "submissions": [_submission(s, per_file.get(s.file, [])) for s in result.submissions],
        "departments": [_department(standing) for standing in result.departments],
        "findings": [_finding(finding) for finding in result.findings],
        "faults": [{"where": fault.where, "error": fault.error} for fault in result.faults],
        "appendices": {
            code: [_row(item, schema.forms[code]) for item in rows]
            for code, rows in result.appendices.items()
        },
    }


def _per_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.file:
            grouped.setdefault(finding.file, []).append(finding)
    return grouped


def _submission(submission: Submission, findings: list[Finding]) -> dict[str, Any]:
    account = submission.account
    return {
        "file": submission.file,
        "sha256": submission.sha256,
        "department": submission.department,
        "state": submission.state.value,
        "superseded_by": submission.superseded_by,
        "tables": [
            {"appendix": t.appendix, "sheet": t.sheet, "header_row": t.header_row, "rows": t.rows}
            for t in submission.tables
        ],
        "findings": {severity.value: number for severity, number in count(findings).items()},
        "cells": {"read": account.read, **{fate.value: getattr(account, fate.value) for fate in Fate}},
    }


def _department(standing: Standing) -> dict[str, Any]:
    return {
        "name": standing.name,
        "required": standing.required,
        "state": standing.state,
        "files": list(standing.files),
        "due": list(standing.due),
        "sent": list(standing.sent),
        "missing": list(standing.missing),
        "contested": list(standing.contested),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "cells": [ref.a1 for ref in finding.cells],
        "related": [str(ref) for ref in finding.related],
        "appendix": finding.appendix,
        "row": finding.row,
        "column": finding.column,
        "department": finding.department,
        "found": finding.found,
        "expected": finding.expected,
        **({"decision": _decision(finding.decision)} if finding.decision else {}),
    }


def _decision(decision: Decision) -> dict[str, str | None]:
    return {
        "ruling": decision.ruling.value,
        "text": decision.text or None,
        "explanation": decision.explanation or None,
        "by": decision.by or None,
        "when": decision.when or None,
    }


def _row(item: Consolidated, form: Form) -> dict[str, Any]:
    values = item.record.values if item.record else {}
    return {
        "code": item.row.code,
        "name": item.row.name,
        "section": item.row.section or None,
        "unit": item.row.unit or None,
        "leads": list(item.leads),
        "note": item.note or None,
        "status": item.status.value,
        "values": {column.key: _content(values.get(column.key)) for column in form.value_columns},
        "sources": {
            column.key: str(value.ref)
            for column in form.value_columns
            if (value := values.get(column.key)) is not None and value.content is not None
        },
    }


def _content(value: Value | None) -> Any:
    return plain(value.content) if value else None


def plain(content: Content | None) -> Any:
    """Return a value as JSON has it: a number, a string, or the parts of a target or period."""
    match content:
        case Amount():
            return number(content.value)
        case Target():
            return {
                "low": None if content.low is None else number(content.low),
                "high": None if content.high is None else number(content.high),
                "low_open": content.low_open,
                "high_open": content.high_open,
                "text": content.text,
            }
        case Period():
            return {
                "start": content.start,
                "end": content.end,
                "ongoing": content.ongoing,
                "text": content.text,
            }
        case _:
            return content


def number(value: Decimal) -> int | float:
    """Return a figure as a JSON number: 15 significant digits survive the way through a double unharmed."""
    rounded = to_15_digits(value)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


# ── Words ─────────────────────────────────────────────────────────────────────────────────


def summary(findings: Iterable[Finding]) -> str:
    """`3 lỗi, 2 cảnh báo, 5 thông tin`."""
    counts = count(list(findings))
    return ", ".join(f"{number} {_SEVERITY_WORDS[severity]}" for severity, number in counts.items())


def text(result: Result, paint: Paint = lambda words, role: words) -> Iterator[str]:
    """The findings for the terminal: by file, within it by sheet, then those of no file, and a summary line.

    `paint` colours words by their role: `heading`, a severity, or `ok`.
    """
    by_file: dict[str, dict[str, list[Finding]]] = {}
    for finding in result.findings:
        by_file.setdefault(finding.file or "", {}).setdefault(finding.sheet or "", []).append(finding)
    submissions = {submission.file: submission for submission in result.submissions}
    for file, sheets in sorted(by_file.items(), key=lambda item: not item[0]):
        yield paint(_file_heading(submissions.get(file), file), "heading")
        for sheet in sorted(sheets, key=bool):
            if sheet:
                yield f"  Trang {sheet}"
            yield from (_finding_line(finding, paint) for finding in sheets[sheet])
        yield ""
    for file, submission in submissions.items():
        if file not in by_file:
            yield f"{paint(_file_heading(submission, file), 'heading')}: {paint(_quiet(submission), 'ok')}"
    if len(by_file) < len(submissions):
        yield ""
    counts = count(result.findings)
    worst = next((severity.value for severity, number in counts.items() if number), "ok")
    yield paint(f"{len(result.submissions)} tệp: {summary(result.findings)}.", worst)


def _file_heading(submission: Submission | None, file: str) -> str:
    if submission is None:
        return file or "Toàn bộ hồ sơ"
    tables = ", ".join(f"phụ lục {table.appendix}: {table.rows} dòng" for table in submission.tables)
    return " – ".join(part for part in (file, submission.department or "", tables) if part)


def _quiet(submission: Submission) -> str:
    """What is said of a file without findings."""
    match submission.state:
        case State.SKIPPED:
            return "bỏ qua, không phải tệp đơn vị gửi"
        case State.DUPLICATE:
            return "trùng hệt một tệp khác"
        case _:
            return "✓ không có vấn đề nào"


def _finding_line(finding: Finding, paint: Paint) -> str:
    cells = ", ".join(ref.a1 for ref in finding.cells[:_MOST_CELLS])
    more = f" và {len(finding.cells) - _MOST_CELLS} ô nữa" if len(finding.cells) > _MOST_CELLS else ""
    at = f"{cells}{more}: " if cells else ""
    words = f"{_SYMBOLS[finding.severity]} {_SEVERITY_WORDS[finding.severity]}"
    settled = "" if finding.open else " (đã có quyết định)"
    return f"    {paint(words, finding.severity.value)} {finding.code} {at}{finding.message}{settled}"


# ── Rules ─────────────────────────────────────────────────────────────────────────────────


def rules_as_data(codes: Mapping[str, Code], settings: Mapping[str, RuleSetting]) -> list[dict[str, Any]]:
    """The list that `wardxl rules --format json` prints."""
    return [
        {
            "code": code.code,
            "name": code.name,
            "severity": _severity(code, settings.get(code.code)).value,
            "enabled": settings[code.code].enabled if code.code in settings else True,
            "summary": code.summary,
        }
        for code in codes.values()
    ]


def _severity(code: Code, setting: RuleSetting | None) -> Severity:
    return (setting.severity if setting else None) or code.severity


def rule_text(code: Code, schema: Schema) -> str:
    """One rule explained, for the terminal."""
    setting = schema.rules.get(code.code)
    off = "" if setting is None or setting.enabled else " (đang tắt trong tệp mẫu)"
    head = f"{code.code} {code.name} – {_SEVERITY_WORDS[_severity(code, setting)]}{off}"
    sample = f"\n\nVí dụ: {code.sample}" if code.sample else ""
    return f"{head}\n\n{code.summary}\n\n{code.full_explanation}{sample}"


def rule_lines(codes: Mapping[str, Code], schema: Schema) -> Iterator[str]:
    """The list of rules for the terminal, one line each."""
    for code in codes.values():
        setting = schema.rules.get(code.code)
        state = "" if setting is None or setting.enabled else " [tắt]"
        yield f"{code.code}  {_SEVERITY_WORDS[_severity(code, setting)]:<9}  {code.summary}{state}"


def rules_markdown(codes: Mapping[str, Code], settings: Mapping[str, RuleSetting]) -> str:
    """All rules explained, as docs/RULES.md has them."""
    parts = ["# Quy tắc kiểm tra", "", "| Mã | Tên | Mức độ | Nội dung |", "|---|---|---|---|"]
    for code in codes.values():
        severity = _SEVERITY_WORDS[_severity(code, settings.get(code.code))]
        parts.append(
            f"| [{code.code}](#{code.code.lower()}-{code.name}) | {code.name} | {severity} | {code.summary} |"
        )
    for code in codes.values():
        parts += ["", f"## {code.code} {code.name}", "", f"**{code.summary}**", "", code.full_explanation]
        if code.sample:
            parts += ["", f"> {code.sample}"]
    return "\n".join(parts) + "\n"
