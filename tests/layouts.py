"""The habits of clerks: how a form is laid out, apart from what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from source import Line

TITLES: Mapping[str, tuple[str, ...]] = {
    "I": ("PHỤ LỤC I", "BIỂU TỔNG HỢP CÁC CHỈ TIÊU KINH TẾ – XÃ HỘI", "GIAI ĐOẠN 2026 – 2030"),
    "1": ("PHỤ LỤC 1", "CÁC CHỈ TIÊU CHỦ YẾU VỀ PHÁT TRIỂN KINH TẾ – XÃ HỘI", "GIAI ĐOẠN 2025 – 2030"),
    "2": ("PHỤ LỤC 2", "DANH MỤC NHIỆM VỤ TRỌNG TÂM", "(20 nhiệm vụ)"),
    "3": ("PHỤ LỤC 3", "CÁC MÔ HÌNH TRỌNG TÂM VÀ ĐỘT PHÁ"),
}
ATTACHED = "(Kèm theo Báo cáo số      /BC-UBND ngày     /     /2026 của UBND phường Từ Liêm)"
RECEIVERS = (
    "Nơi nhận:",
    "- UBND Phường (để báo cáo);",
    "- Phòng Kinh tế, Hạ tầng và Đô thị (tổng hợp);",
    "- Lưu: VT.",
)

#: What stands over the years, or over the plan and its years, by the rows of heading.
OVER = {
    1: (),
    2: ("Kế hoạch từng năm",),
    3: ("Kế hoạch 5 năm 2026 - 2030", "Kế hoạch từng năm"),
}
YEAR_HEADINGS = {"number": "{year}", "given": "{year} (đã giao)", "year": "Năm {year}", "short": "KH {year}"}


WIDTHS = {
    "tt": 6,
    "name": 46,
    "unit": 13,
    "lead": 30,
    "note": 34,
    "resolution": 18,
    "product": 26,
    "effect": 28,
}


def wrapped_lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes, roughly."""
    return sum(ceil(len(line) * 1.05 / width) or 1 for line in text.split("\n"))


@dataclass(frozen=True)
class Layout:
    """The habits of one clerk.

    years: `document`, or a key of YEAR_HEADINGS; `number` years are number cells.
    top, left: empty rows and columns before it. abreast: it stands right of the part before it, not below.
    headings: rows of heading, 1 to 3. heading_texts: other words over some columns.
    column_numbers: `document` (1 2 3 … 8), `all`, `brackets`, `letters` or ''.
    repeat_after, split_after: after so many rows the heading comes again, or a new table begins.
    order: all columns in another order. without: columns that are not there.
    spacers, extra: an empty column, or one with a heading the form does not have, before the named column.
    unit_above: the unit stands above the table, right-aligned, instead of in a column.
    merge_equal_years: neighbouring years of one figure share one merged cell.
    mark: how sub-rows are told: `document`, `-`, `+`, `*`, `a)`, `1.1`, `indent` or `nothing`;
    mark_in_name puts it before the name. totals: `label` for a last row without figures.
    signer: who signs below the table; '' for nobody and nothing there.
    """

    sheet: str = "PL1"
    other_sheets: tuple[str, ...] = ()
    top: int = 0
    left: int = 0
    abreast: bool = False
    block: bool = True
    department: str = ""
    title: tuple[str, ...] | None = None
    attached: str = ATTACHED
    renumber: bool = False
    headings: int = 1
    years: str = "document"
    heading_texts: Mapping[str, str] = field(default_factory=dict)
    column_numbers: str = ""
    repeat_after: tuple[int, ...] = ()
    split_after: tuple[int, ...] = ()
    order: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    spacers: frozenset[str] = frozenset()
    extra: Mapping[str, str] = field(default_factory=dict)
    unit_above: bool = False
    merge_equal_years: bool = False
    in_which: bool = True
    sections: bool = True
    mark: str = "document"
    mark_in_name: bool = False
    totals: str = ""
    signer: str = "THỦ TRƯỞNG ĐƠN VỊ"


#: One row of heading, everything as the document has it.
DOCUMENT = Layout()


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook: the rows of one appendix, how they are laid out and typed.

    `typings` has the rows that are typed otherwise than the rest.
    """

    rows: Sequence[Line]
    layout: Layout = DOCUMENT
    typing: str = "percent"
    typings: Mapping[str, str] = field(default_factory=dict)
