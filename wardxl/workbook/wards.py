"""The summary over wards: opened before the first ward is read, closed after the last.

The long sheet `Dữ liệu` grows with every ward and goes to disk as it is written, so that three thousand wards take
no more memory than three; the other sheets are drawn at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from wardxl.model import Schema
from wardxl.stamp import PROPERTY, Stamp, stamped
from wardxl.tally import Tally
from wardxl.ward_outcome import Outcome
from wardxl.workbook import styles, wards_overview, wards_tables
from wardxl.workbook.book import new_book
from wardxl.workbook.styles import STATUS
from wardxl.workbook.wards_context import DATA, SHEETS, WardsContext, columns_of

#: Spreadsheets have so many rows; what does not fit is said, and stands in the wards' own workbooks.
_MOST_ROWS = 1_048_000
_WIDTHS = {
    "Phường": 26.0,
    "Phụ lục": 9.0,
    "Mã dòng": 10.0,
    "Nội dung": 46.0,
    "Đơn vị tính": 14.0,
    "Trạng thái": 20.0,
}
_EPOCH = datetime(2000, 1, 1)


class Summary:
    """The workbook in the making."""

    def __init__(self, schema: Schema) -> None:
        self.tally = Tally(schema)
        self._target = BytesIO()
        fonts = {"font_name": styles.WORK_FONT, "font_size": styles.WORK_SIZE}
        book = new_book(self._target, fonts, streamed=True)
        self._ctx = WardsContext(book, styles.Styles(book), self.tally)
        for name in SHEETS:
            self._ctx.sheets[name] = book.add_worksheet(name)
        self._columns = columns_of(schema)
        self._row = 0
        self._head()

    def add(self, outcome: Outcome) -> None:
        """Take in one ward."""
        self.tally.add(outcome)
        for row in outcome.rows:
            if self._row >= _MOST_ROWS:
                self._ctx.left_off += 1
                continue
            self._row += 1
            look = STATUS[row.status]
            cells: list[str | Decimal] = [
                outcome.ward,
                row.appendix,
                row.code,
                row.name,
                row.unit,
                look.label,
            ]
            cells += [
                row.figures[name] if name in row.figures else row.words.get(name, "")
                for name in self._columns
            ]
            self._line(cells, row.status.value)

    def finish(self, moment: date | None, links: Mapping[str, str]) -> bytes:
        """Draw the other sheets and return the workbook's bytes.

        moment: the date printed and stored (None: of the newest file). links: each ward's workbook, relative to this
        one.
        """
        ctx = self._ctx
        stored = _moment(moment, self.tally.moment)
        ctx.today, ctx.links = stored.date(), links
        wards_overview.draw(ctx)
        wards_tables.draw(ctx)
        self._foot()
        title = f"Tổng hợp {len(self.tally.wards)} phường"
        ctx.book.set_properties(
            {"title": title, "subject": "Số liệu của các phường, đã kiểm tra", "created": stored}
        )
        ctx.book.set_custom_property(PROPERTY, stamped(Stamp.RESULT, stored.replace(tzinfo=UTC)), "text")
        ctx.book.set_size(1366 * 20, 768 * 18)
        ctx.book.close()
        return self._target.getvalue()

    # ── The long sheet ────────────────────────────────────────────────────────────────────

    def _head(self) -> None:
        sheet = self._ctx.sheets[DATA]
        head = self._ctx.styles("work", "head")
        sheet.set_row(0, 30)
        for at, (heading, width) in enumerate(_WIDTHS.items()):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading, head)
        for at, heading in enumerate(self._columns.values(), start=len(_WIDTHS)):
            sheet.set_column(at, at, 16)
            sheet.write_string(0, at, heading, head)

    def _line(self, cells: list[str | Decimal], status: str) -> None:
        sheet, ctx = self._ctx.sheets[DATA], self._ctx
        text, figure = ctx.styles("work"), ctx.styles("work", num_format="0.######")
        for at, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(self._row, at, float(cell), figure)
            elif cell:
                look = ctx.styles("work", status) if at == len(_WIDTHS) - 1 else text
                sheet.write_string(self._row, at, cell[:32_767], look)

    def _foot(self) -> None:
        sheet: Any = self._ctx.sheets[DATA]
        last = len(_WIDTHS) + len(self._columns) - 1
        sheet.autofilter(0, 0, max(self._row, 1), last)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _moment(given: date | None, newest: datetime | None) -> datetime:
    if isinstance(given, datetime):
        return given.replace(tzinfo=None, microsecond=0)
    if given is not None:
        return datetime(given.year, given.month, given.day)
    return (newest or _EPOCH).replace(microsecond=0)
