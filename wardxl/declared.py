"""C609: the number of rows that a heading states (`20 nhiệm vụ`) against the number found."""

from __future__ import annotations

from collections.abc import Iterable

from wardxl.merge import Merged
from wardxl.model import Problem, Record, State


def declared_counts(merged: Merged, *, complete: bool) -> list[Problem]:
    """Compare every stated number of rows with the rows found, sub-rows not counted.

    A collective file must hold that many itself; one department's extract of an appendix is held against the
    consolidated appendix, where everything that came is at hand (`complete`).
    """
    problems = []
    for submission in merged.submissions:
        if submission.state is not State.ACCEPTED or not (complete or submission.department is None):
            continue
        for table in submission.tables:
            if table.declared is None or table.declared_at is None:
                continue
            own = _count(table.appendix, submission.records)
            whole = _count(table.appendix, (row.record for row in merged.rows.values()))
            found = own if submission.department is None else whole
            if table.declared in (own, found):
                continue
            where = "bảng" if own == found else f"bảng có {own} dòng, cả phụ lục"
            problems.append(
                Problem(
                    "C609",
                    f"Tiêu đề ghi {table.declared} dòng nhưng {where} có {found} dòng; hãy kiểm tra dòng thiếu, "
                    "dòng thừa hoặc sửa số ở tiêu đề.",
                    ref=table.declared_at,
                    appendix=table.appendix,
                    department=submission.department,
                    found=str(found),
                    expected=str(table.declared),
                )
            )
    return problems


def _count(appendix: str, records: Iterable[Record]) -> int:
    return len(
        {record.row.code for record in records if record.row.appendix == appendix and not record.row.parent}
    )
