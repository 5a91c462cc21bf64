"""A region of a sheet in which tables are looked for: some of its columns, from one row to before another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wardxl.closing import ends
from wardxl.headings import Headings
from wardxl.sheet import Sheet
from wardxl.table_header import BEYOND, Header, headers_in, promising

#: By row the columns that have a heading of rows' names there.
Naming = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Region:
    """Some columns of a sheet, the rows in which a header may begin there, and the row at which it ends."""

    sheet: Sheet
    headings: Headings
    rows: Sequence[int]
    end: int = BEYOND

    def part(self, left: int, right: int) -> Region:
        """The region in some columns only."""
        self.sheet.check_time()
        sheet = self.sheet.part(left, right)
        rows = [row for row in self.rows if promising(sheet, self.headings, row)]
        return Region(sheet, self.headings, rows, self.end)

    def floor(self, rows: Sequence[int], end: int) -> Region:
        """The region from the first of some rows to before another."""
        return Region(self.sheet, self.headings, rows, end)

    def headers(self) -> list[Header]:
        """The headers that stand one below the other in the region."""
        return headers_in(self.sheet, self.headings, self.rows, self.end)

    def naming(self) -> Naming:
        """The rows that have headings of rows' names, each with the columns of these."""
        found = (
            (
                row,
                frozenset(
                    column
                    for column, text in self.sheet.texts(row)
                    if column >= self.sheet.left and self.headings.name_rows(text)
                ),
            )
            for row in self.rows
        )
        return {row: columns for row, columns in found if columns}

    def below(self, header: Header, known: int = 0) -> Iterator[int]:
        """The rows below a header, as far as no signature ends its table; from row `known` on, where it goes on."""
        sheet, values = header.sheet, header.values
        for row in sheet.rows_from(max(header.bottom + 1, known)):
            if row >= self.end or ends(sheet, row, values, header.naming):
                return
            yield row


def whole(sheet: Sheet, headings: Headings) -> Region:
    """The region of all that is looked at of a sheet."""
    return Region(sheet, headings, [row for row in sheet.rows if promising(sheet, headings, row)])


def columns_of(naming: Naming) -> list[int]:
    """The columns that have a heading of rows' names, in order."""
    return sorted(frozenset[int]().union(*naming.values()))
