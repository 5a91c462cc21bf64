"""Who has sent and who has not, until the deadline: numbers per department, and reminders to paste into a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wardxl._version import __version__
from wardxl.model import Finding, Severity, State
from wardxl.result import Result

#: The setting of the template that holds the deadline, as an ISO date.
DEADLINE = "han_nop"
_OFFICE = "co_quan"
_MOST_ROWS = 8
_SYMBOLS = {"submitted": "✓", "missing": "✗", "not_due": "–"}
_WORDS = {"submitted": "đã nộp", "missing": "chưa nộp", "not_due": "không bắt buộc"}


@dataclass(frozen=True, slots=True)
class Department:
    """How one department stands.

    `due` and `sent` are numbers of rows that it leads or co-leads, `missing` the codes of those that nobody sent;
    `parts` says how many rows each appendix has for it. Findings are counted in the files it sent; those of a
    collective file with the first lead of their row.
    """

    name: str
    required: bool
    state: str
    files: tuple[str, ...]
    due: int
    sent: int
    missing: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    errors: int
    warnings: int

    @property
    def late(self) -> bool:
        """Whether it must send and has sent nothing."""
        return self.state == "missing"


@dataclass(frozen=True, slots=True)
class Overview:
    """How all departments stand on one day; `unread` are files that could not be read, whosever they are."""

    ward: str
    office: str
    period: str
    today: date
    deadline: date | None
    departments: tuple[Department, ...]
    unread: tuple[str, ...]

    @property
    def days_left(self) -> int | None:
        """Days until the deadline, negative after it; None where none is set."""
        return (self.deadline - self.today).days if self.deadline else None

    @property
    def late(self) -> tuple[Department, ...]:
        """The departments that must send and have sent nothing."""
        return tuple(department for department in self.departments if department.late)


def overview(result: Result, today: date) -> Overview:
    """Say how the departments stand on a day."""
    schema = result.schema
    weights: Counter[tuple[str, Severity]] = Counter()
    for finding in result.findings:
        if finding.file and finding.open:
            weights[_answers_for(finding, result), finding.severity] += 1
    deadline = schema.settings.get(DEADLINE, "")
    return Overview(
        ward=schema.ward,
        office=schema.settings.get(_OFFICE) or schema.ward,
        period=f"{schema.start}-{schema.end}",
        today=today,
        deadline=date.fromisoformat(deadline) if deadline else None,
        departments=tuple(
            Department(
                name=standing.name,
                required=standing.required,
                state=standing.state,
                files=standing.files,
                due=len(standing.due),
                sent=len(standing.sent),
                missing=standing.missing,
                parts=_parts(standing.due, result),
                errors=weights[standing.name, Severity.ERROR],
                warnings=weights[standing.name, Severity.WARNING],
            )
            for standing in result.departments
        ),
        unread=tuple(s.file for s in result.submissions if s.state is State.UNREADABLE),
    )


def _answers_for(finding: Finding, result: Result) -> str:
    if finding.department:
        return finding.department
    row = result.schema.rows.get(finding.row or "")
    return row.leads[0] if row and row.leads else ""


def _parts(codes: tuple[str, ...], result: Result) -> tuple[tuple[str, int], ...]:
    """How many of some rows each appendix has, by the name of its sheet."""
    rows = result.schema.rows
    found = Counter(rows[code].appendix for code in codes if code in rows)
    return tuple((form.sheet_name, found[code]) for code, form in result.schema.forms.items() if found[code])


# ── As data and as text ───────────────────────────────────────────────────────────────────


def as_dict(found: Overview) -> dict[str, Any]:
    """Return an overview as plain data, as `wardxl status --format json` prints it."""
    return {
        "schema": 1,
        "wardxl": __version__,
        "ward": found.ward,
        "today": found.today.isoformat(),
        "deadline": found.deadline.isoformat() if found.deadline else None,
        "days_left": found.days_left,
        "departments": [
            {
                "name": department.name,
                "required": department.required,
                "state": department.state,
                "files": list(department.files),
                "due": department.due,
                "sent": department.sent,
                "missing": len(department.missing),
                "missing_rows": list(department.missing),
                "errors": department.errors,
                "warnings": department.warnings,
            }
            for department in found.departments
        ],
        "unreadable": list(found.unread),
    }


def text(found: Overview, paint: Callable[[str, str], str] = lambda words, state: words) -> Iterator[str]:
    """The overview for the terminal; `paint` colours words by a department's state."""
    yield f"{found.ward}, kế hoạch {found.period}. {deadline_words(found)}"
    must = [department for department in found.departments if department.required]
    sent = sum(not department.late for department in must)
    yield f"Đã nộp: {sent}/{len(must)} đơn vị phải nộp."
    yield ""
    width = max((len(department.name) for department in found.departments), default=0)
    width = max(width, len("Đơn vị"))
    head = f"  {'Đơn vị':<{width}}  {'Tình trạng':<14}  Phải gửi  Đã có  Còn thiếu  Lỗi  Cảnh báo  Tệp"
    yield head
    for department in found.departments:
        state = f"{_WORDS[department.state]:<14}"
        line = (
            f"{_SYMBOLS[department.state]} {department.name:<{width}}  {state}  {department.due:>8}  "
            f"{department.sent:>5}  {len(department.missing):>9}  {department.errors:>3}  {department.warnings:>8}  "
            f"{', '.join(department.files)}"
        )
        yield paint(line.rstrip(), department.state)
    yield ""
    for department in found.departments:
        if department.state == "submitted" and department.missing:
            codes = ", ".join(department.missing[:_MOST_ROWS])
            more = "" if len(department.missing) <= _MOST_ROWS else " …"
            yield f"{department.name} đã nộp nhưng còn thiếu dòng {codes}{more}."
    if found.unread:
        yield f"Không đọc được: {', '.join(found.unread)}. Gõ wardxl check để xem lý do và cách sửa."
    if found.late:
        yield f"Chưa nộp: {'; '.join(department.name for department in found.late)}."


def deadline_words(found: Overview) -> str:
    """Say how the day stands to the deadline."""
    days = found.days_left
    if found.deadline is None or days is None:
        return "Tệp mẫu không đặt hạn nộp."
    day = f"{found.deadline:%d/%m/%Y}"
    if days < 0:
        return f"Hạn nộp {day}: đã quá {-days} ngày."
    return f"Hạn nộp {day}: {f'còn {days} ngày' if days else 'hôm nay là ngày cuối'}."


# ── Reminders ─────────────────────────────────────────────────────────────────────────────


def reminder(found: Overview, department: Department) -> str:
    """Write a short, polite reminder to a department that has sent nothing yet."""
    lines = [
        f"Kính gửi: {department.name}",
        "",
        f"Đến ngày {found.today:%d/%m/%Y}, {found.office} chưa nhận được số liệu phụ lục kế hoạch {found.period} "
        "của đơn vị.",
    ]
    if department.parts:
        parts = ", ".join(f"{name} ({number} dòng)" for name, number in department.parts)
        lines.append(f"Phần của đơn vị: {parts}.")
    lines.append(f"{_request(found)} Nếu đơn vị đã gửi, xin báo lại để chúng tôi kiểm tra.")
    return "\n".join([*lines, "", "Trân trọng cảm ơn!", found.office]) + "\n"


def _request(found: Overview) -> str:
    days = found.days_left
    if found.deadline is None or days is None:
        return "Kính đề nghị đơn vị sớm gửi tệp Excel đã điền."
    day = f"{found.deadline:%d/%m/%Y}"
    if days < 0:
        return (
            f"Hạn gửi là ngày {day}, nay đã quá {-days} ngày; kính đề nghị đơn vị gửi tệp Excel đã điền sớm nhất "
            "có thể."
        )
    left = f"còn {days} ngày" if days else "là hôm nay"
    return f"Kính đề nghị đơn vị gửi tệp Excel đã điền trước hết ngày {day} ({left})."
