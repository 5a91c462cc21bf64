"""What the list of a return says: its columns, the words above it, a line for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from wardxl.model import Finding, Severity
from wardxl.workbook import textfit
from wardxl.workbook.styles import SEVERITY, WORK

LIST = "Cần sửa"
_TITLE = "Cần sửa: "

#: Heading and width of the list's columns, in a copy and in a review workbook alike.
COLUMNS = (
    ("Số", 6.0),
    ("Mức độ", 13.0),
    ("Mã", 8.0),
    ("Trang", 18.0),
    ("Ô", 9.0),
    ("Đang ghi", 18.0),
    ("Lẽ ra", 18.0),
    ("Vấn đề và việc cần làm", 90.0),
)


def introduction(file: str, findings: Sequence[Finding]) -> tuple[str, str]:
    """The two lines above the list: what it is, and what to do."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    name = file.rsplit("/", 1)[-1]
    return (
        f"{_TITLE}{name}",
        f"{errors} chỗ sai, {warnings} chỗ cần xem. Sửa ngay trong các trang của tệp (ô có màu và ghi chú) rồi "
        "gửi lại; trang này không cần xóa.",
    )


def line(number: int, finding: Finding) -> tuple[object, ...]:
    """One line of the list."""
    more = f" (+{len(finding.cells) - 1})" if len(finding.cells) > 1 else ""
    return (
        number,
        SEVERITY[finding.severity].label,
        finding.code,
        finding.sheet or "",
        f"{finding.cell}{more}" if finding.cell else "",
        finding.found or "",
        finding.expected or "",
        finding.message,
    )


def row_height(finding: Finding) -> float:
    """The height of a line of the list, in points."""
    texts = line(0, finding)
    cells = [
        (str(text), width - textfit.INDENT, WORK) for text, (_, width) in zip(texts, COLUMNS, strict=True)
    ]
    return textfit.height(cells, 15.0)
