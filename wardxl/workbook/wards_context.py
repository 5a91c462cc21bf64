"""What the sheets of the summary over wards share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from wardxl.model import Schema
from wardxl.tally import Tally
from wardxl.workbook.styles import Styles

OVERVIEW, WARDS, SUMS, RATES, RANKING, FINDINGS, DATA = (
    "Tổng quan",
    "Các phường",
    "Cộng các phường",
    "Thấp - giữa - cao",
    "Xếp hạng",
    "Vấn đề",
    "Dữ liệu",
)
SHEETS = (OVERVIEW, WARDS, SUMS, RATES, RANKING, FINDINGS, DATA)


@dataclass(slots=True)
class WardsContext:
    """The workbook in the making. `links` lead to the wards' own workbooks; `left_off` counts rows without room."""

    book: Any
    styles: Styles
    tally: Tally
    sheets: dict[str, Any] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    today: date = date(2000, 1, 1)
    left_off: int = 0

    def head(self, name: str, headings: Sequence[tuple[str, float]]) -> Any:
        """Set the columns of a flat table and write its heading row; returns the sheet."""
        sheet = self.sheets[name]
        style = self.styles("work", "head")
        sheet.set_row(0, 30)
        for at, (heading, width) in enumerate(headings):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading, style)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def line(
        self, sheet: Any, row: int, cells: Sequence[object], looks: Mapping[int, Any] | None = None
    ) -> None:
        """Write one line: figures as numbers, everything else as text; `looks` are formats of single columns."""
        text, figure = self.styles("work", "line"), self.styles("work", "line", "figure")
        for at, cell in enumerate(cells):
            look = (looks or {}).get(at)
            if isinstance(cell, int | Decimal):
                sheet.write_number(row, at, float(cell), look or figure)
            elif cell:
                sheet.write_string(row, at, str(cell)[:32_767], look or text)
            else:
                sheet.write_blank(row, at, None, look or text)


def columns_of(schema: Schema) -> dict[str, str]:
    """The value columns of all forms in order, with their headings; a column of several forms once."""
    columns: dict[str, str] = {}
    for form in schema.forms.values():
        for column in form.value_columns:
            columns.setdefault(column.key, column.heading)
    return columns
