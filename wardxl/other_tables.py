"""What stands by a table under headings of its own and is no part of it: a list of other things, a chart's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from wardxl import numerals
from wardxl.heading_readings import Fit
from wardxl.headings import Headings
from wardxl.model import Cell, CellKind, Form, Label
from wardxl.sheet import Sheet

_FEWEST_HEADINGS = 2
#: Among so many first cells of headings is one that could be one of ours.
_TELLING = 2
#: So many years and no other figure in a row are headings.
_FEWEST_YEARS = 3


class Heads(Enum):
    """Whose headings stand in the body of a table: its own once more, or another's."""

    OWN = auto()
    OTHERS = auto()


@dataclass(frozen=True, slots=True)
class OtherTable:
    """The headings of a table that is none of ours, and the rows in which something may stand below them."""

    headings: Sequence[Label]
    rows: Sequence[int]


def heads(
    sheet: Sheet, row: int, span: range, form: Form, columns: Mapping[str, int], headings: Headings
) -> Heads | None:
    """Whose headings a row of a table's body has, between its first and its last column; None for none.

    Headings are texts and years alone, and begin over numbers or names, or are a row of years.
    """
    cells: list[tuple[int, Cell]] = []
    likely = 0
    for column, cell in sheet.cells(row).items():
        if column in span:
            # Most rows are settled by their number.
            if cell.kind is CellKind.NUMBER:
                if sheet.bare(cell):
                    return None
                likely += 1
            elif len(cells) < _TELLING:
                likely += headings.promising(cell.value)
            cells.append((column, cell))
    if not likely or len(cells) < _FEWEST_HEADINGS:
        return None
    texts = [(column, sheet.heading(cell)) for column, cell in cells]
    begun = headings.begins(texts[0][1])
    if not begun and not _is_row_of_years(headings, [text for _, text in texts]):
        return None
    keys = {place: key for key, place in columns.items()}
    own = {column for column, text in texts if _is_own(headings.fit(form, text), keys.get(column))}
    if len(own) == len(texts):
        return Heads.OWN
    naming = {columns.get(column.key) for column in form.columns if column.role in ("tt", "name")}
    others = {column for column, _ in texts} - naming
    return Heads.OWN if begun and 2 * len(own & others) > len(others) else Heads.OTHERS


def _is_own(fit: Fit | None, key: str | None) -> bool:
    return fit is not None and fit.column.key == key


def _is_row_of_years(headings: Headings, texts: Sequence[str]) -> bool:
    """Whether texts are years, but for one over names."""
    years = sum(headings.names_year((text,)) > 0 for text in texts)
    return years >= _FEWEST_YEARS and len(texts) - years <= 1


def has_values(sheet: Sheet, other: OtherTable, headings: Headings) -> bool:
    """Whether anything below the headings of another table looks like a value; the numbers of its rows do not."""
    columns = [label.ref.column for label in other.headings if not headings.numbers_rows((label.text,))]
    cells = (sheet.own(row, column) for row in other.rows for column in columns)
    return any(cell is not None and _is_value(cell) for cell in cells)


def _is_value(cell: Cell) -> bool:
    if cell.kind is CellKind.TEXT:
        return numerals.parse(cell.value) is not None
    return True
