"""What changed from one run to the next, in one line: who sent, how many errors now, what is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from wardxl.model import Severity, State, Submission
from wardxl.result import Result

_MOST_EVENTS = 4


def account(before: Result | None, after: Result) -> str:
    """Say in one line what changed since an earlier run (None: how things stand at the start)."""
    events = list(_events(before, after)) if before else [_start(after)]
    if len(events) > _MOST_EVENTS:
        events[_MOST_EVENTS - 1 :] = [f"và {len(events) - _MOST_EVENTS + 1} thay đổi nữa"]
    what = ", ".join(events) or "số liệu không đổi"
    return f"{what} · {_weights(before, after)} · {_missing(after)}"


def _start(after: Result) -> str:
    files = [s for s in after.submissions if s.state is not State.SKIPPED]
    if not files:
        return "chưa có tệp nào"
    senders = sum(1 for standing in after.departments if standing.files)
    return f"{len(files)} tệp của {senders} đơn vị"


def _events(before: Result, after: Result) -> Iterator[str]:
    old = {s.file: s for s in before.submissions}
    new = {s.file: s for s in after.submissions}
    had = {s.sha256 for s in before.submissions if s.sha256}
    gone = {s.sha256: s.file for s in before.submissions if s.file not in new and s.sha256}
    if before.schema is not after.schema:
        yield "tệp mẫu đã thay đổi"
    for file, submission in new.items():
        earlier = old.get(file)
        if earlier is not None and earlier.sha256 == submission.sha256:
            continue
        if earlier is None and submission.sha256 in gone:
            yield f"{gone.pop(submission.sha256)} đổi tên thành {file}"
        elif submission.sha256 in had and submission.state is not State.SKIPPED:
            yield f"{file} trùng hệt tệp đã có"
        else:
            yield _came(submission, again=earlier is not None)
    for file in gone.values():
        sender = old[file].department
        yield f"không còn {file}{f' của {sender}' if sender else ''}"


def _came(submission: Submission, *, again: bool) -> str:
    match submission.state:
        case State.UNREADABLE:
            codes = ", ".join(dict.fromkeys(problem.code for problem in submission.problems))
            return f"không đọc được {submission.file} ({codes})"
        case State.SKIPPED:
            return f"{submission.file} không phải phụ lục"
        case State.DUPLICATE:
            return f"{submission.file} trùng hệt tệp đã có"
        case _:
            sender = submission.department or "tệp chung"
            return f"{sender} {'gửi lại' if again else 'gửi'} {submission.file}"


def _weights(before: Result | None, after: Result) -> str:
    errors, warnings = _count(after, Severity.ERROR), _count(after, Severity.WARNING)
    earlier = _count(before, Severity.ERROR) if before else errors
    changed = f" (trước {earlier})" if earlier != errors else ""
    return f"{errors} lỗi{changed}, {warnings} cảnh báo"


def _count(result: Result, severity: Severity) -> int:
    return sum(finding.severity is severity and finding.open for finding in result.findings)


def _missing(after: Result) -> str:
    late = [standing.name for standing in after.departments if standing.state == "missing"]
    if late:
        return f"chưa nộp: {'; '.join(late)}"
    rows = len({code for standing in after.departments for code in standing.missing})
    return f"các đơn vị đã nộp đủ{f', còn {rows} dòng chưa có' if rows else ''}"
