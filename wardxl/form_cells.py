"""The cells of one row of a department's form, as the formulas beside it take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardxl.exact import rounded
from wardxl.known_figures import known_amount
from wardxl.model import Column, Kind, Row
from wardxl.template_forms import number_format
from wardxl.workbook.places import Appendix, a1

#: Two figures nearer than this are the same: a spreadsheet reckons in binary.
NOTHING = "0.0000005"
#: Half a unit of the last digit that the form's own number format shows.
HALF_STEP = Decimal("0.05")
_ONE_DIGIT = "#,##0.0"
#: What is typed for zero; `N()` makes a zero of it, and it counts as filled in.
_DASHES = ("-", "–")


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of one row by column key, and the figures that stand in them from the start."""

    row: Row
    line: int
    at: Mapping[str, int]
    columns: Mapping[str, Column]
    values: Mapping[str, Decimal]

    def place(self, key: str) -> str:
        """The address of a cell."""
        return a1(self.line, self.at[key])

    def areas(self, keys: Sequence[str]) -> list[str]:
        """The addresses of some cells, those side by side as ranges."""
        return areas(self.line, [self.at[key] for key in keys])

    def one_digit(self, key: str) -> bool:
        """Whether a cell shows one digit after the comma, whatever is typed."""
        return number_format(self.columns[key], self.row) == _ONE_DIGIT

    def term(self, key: str) -> str:
        """A cell in a formula, as it is printed there; a dash is 0, `96,5%` is 96.5."""
        plain = f"N({self.place(key)})"
        if self.one_digit(key):
            return f"ROUND({plain},1)"
        if self.row.kind is Kind.COUNT or "%" not in self.row.unit:
            return plain
        return f'{plain}*IF(LEFT(CELL("format",{self.place(key)}),1)="P",100,1)'

    def value(self, key: str) -> Decimal:
        """What `term` comes to with the figures that stand there from the start."""
        value = self.values.get(key, Decimal())
        return rounded(value, 1) if self.one_digit(key) else value

    def count(self, keys: Sequence[str]) -> str:
        """How many of some cells are filled in with a figure or a dash."""
        found = self.areas(keys)
        dashes = (f'COUNTIF({area},"{dash}")' for area in found for dash in _DASHES)
        return "+".join((f"COUNT({','.join(found)})", *dashes))


def row_cells(row: Row, layout: Appendix, known: Mapping[tuple[str, str], str]) -> RowCells:
    """Return the cells of a row of a form; `known` is what stands in the form, by row and column."""
    columns = {column.key: column for column in layout.columns}
    values = {
        key: amount.value
        for key in columns
        if (text := known.get((row.code, key))) and (amount := known_amount(text)) is not None
    }
    return RowCells(row, layout.row_at[row.code], layout.column_at, columns, values)


def areas(line: int, columns: Sequence[int]) -> list[str]:
    """Name cells of one line, those side by side as ranges."""
    groups: list[list[int]] = []
    for column in columns:
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    return [
        a1(line, group[0]) if len(group) == 1 else f"{a1(line, group[0])}:{a1(line, group[-1])}"
        for group in groups
    ]
