"""The shipped template in a person's hands: cells found by heading and row, changed, saved, read again."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from wardxl.schema import shipped_tables
from wardxl.template_book import build


@cache
def shipped_bytes() -> bytes:
    """The template workbook of the package."""
    content = BytesIO()
    build(shipped_tables(), content)
    return content.getvalue()


class Template:
    """A template workbook open for editing."""

    def __init__(self) -> None:
        self.book: Any = openpyxl.load_workbook(BytesIO(shipped_bytes()))

    def column(self, sheet: str, heading: str) -> int:
        """The column under a heading."""
        return next(cell.column for cell in self.book[sheet][1] if cell.value == heading)

    def cell(self, sheet: str, row: str | int, heading: str) -> Any:
        """The cell under a heading, in a row given by number or by what stands in the first column."""
        if isinstance(row, str):
            row = next(line[0].row for line in self.book[sheet].iter_rows(min_row=2) if line[0].value == row)
        return self.book[sheet].cell(row, self.column(sheet, heading))

    def column_line(self, appendix: str, role: str) -> int:
        """The row of `Biểu mẫu` that describes a column."""
        return next(
            row[0].row
            for row in self.book["Biểu mẫu"].iter_rows(min_row=2)
            if (str(row[0].value), row[1].value) == (appendix, role)
        )

    def append(self, sheet: str, **values: Any) -> int:
        """Add a line below the last one; keys are headings with `_` for a space. Returns its row."""
        row = next(
            number
            for number in range(2, self.book[sheet].max_row + 2)
            if not any(cell.value for cell in self.book[sheet][number])
        )
        for heading, value in values.items():
            self.book[sheet].cell(row, self.column(sheet, heading.replace("_", " "))).value = value
        return row

    def save(self, path: Path) -> Path:
        """Save under a name."""
        self.book.save(path)
        return path
