"""The cells of a located table, row by row: what a row is called, what describes it, its value cells as found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardxl import numerals
from wardxl.figures import figure
from wardxl.locate import Located
from wardxl.model import CellKind, Label, Ref, Row
from wardxl.raw_cells import RawCell

_LETTER = re.compile(r"[^\W\d_]")


class TableRows:
    """A table looked at by the roles of its columns. `values` are its value columns, each with its place."""

    def __init__(self, located: Located) -> None:
        self.sheet = located.sheet
        self.by_role = {column.role: located.columns.get(column.key) for column in located.form.columns}
        self.values = [
            (column, located.columns[column.key])
            for column in located.form.value_columns
            if column.key in located.columns
        ]
        self._places = frozenset(place for _, place in self.values)
        self._rows, self._merged = self.sheet.grid.rows, self.sheet.merged
        self._file, self._title = self.sheet.file, self.sheet.grid.sheet
        self._formats = [style.number_format for style in self.sheet.grid.styles]
        self._further_names = self._behind_names(located)

    def _behind_names(self, located: Located) -> tuple[int, ...]:
        """The columns right of the names' that have no heading of their own: some indent sub-rows into them."""
        name = self.by_role["name"]
        headed = {*located.columns.values(), *(label.ref.column for label in located.unknown)}
        right = min((column for column in headed if name and column > name), default=0)
        return tuple(range(name + 1, right)) if name and right else ()

    # ── What describes a row ──────────────────────────────────────────────────────────────

    def label(self, role: str, number: int) -> Label | None:
        """What stands in a describing column, with its place; None where nothing does."""
        column = self.by_role.get(role)
        if not column:
            return None
        merged = self._merged(number)
        if merged and column in merged:
            number, column = merged[column]
        cells = self._rows.get(number)
        cell = cells.get(column) if cells else None
        text = self.sheet.shown(cell) if cell else ""
        if not text:
            return None
        # A named tuple's own constructor takes half as long again.
        new = tuple.__new__
        return new(Label, (new(Ref, (self._file, self._title, number, column)), text))

    def text(self, role: str, number: int) -> str:
        """What stands in a describing column, '' for nothing."""
        label = self.label(role, number)
        return label.text if label else ""

    def empty(self, role: str, number: int) -> Label | None:
        """The place of a blank cell, so that it can be named as the one to fill in."""
        column = self.by_role.get(role)
        return Label(Ref(self._file, self._title, number, column), "") if column else None

    def name(self, number: int) -> Label | None:
        """What a row is called; where its first cell is blank or holds only a mark, what stands indented behind it."""
        name = self.label("name", number)
        if self._further_names and (name is None or not _LETTER.search(name.text)):
            for column in self._further_names:
                if _LETTER.search(text := self.sheet.text(number, column)):
                    name = Label(self.sheet.ref(number, column), text)
                    break
        return name if name and name.ref.row == number else None

    # ── Its value cells ───────────────────────────────────────────────────────────────────

    def valued(self, number: int) -> bool:
        """Whether anything stands in a value column."""
        return not self._places.isdisjoint(self._rows[number])

    def figured(self, number: int) -> bool:
        """Whether anything in the value columns of a row is no mere text."""
        cells = self._rows[number]
        for _, place in self.values:
            cell = cells.get(place)
            if cell and (cell.kind is not CellKind.TEXT or numerals.parse(cell.value)):
                return True
        return False

    def first_value(self, number: int) -> Ref:
        """The place of the first value that stands in a row which has one."""
        column = next(place for _, place in self.values if self.sheet.own(number, place) is not None)
        return self.sheet.ref(number, column)

    def raws(self, number: int, row: Row) -> Iterator[RawCell]:
        """The value cells of a row as found."""
        sheet, file, title, formats = self.sheet, self._file, self._title, self._formats
        struck, cells, merged = sheet.grid.struck, self._rows.get(number, {}), self._merged(number)
        # A named tuple's own constructor takes half as long again.
        new, number_kind = tuple.__new__, CellKind.NUMBER
        for column, place in self.values:
            left, cell = place, cells.get(place)
            if merged and place in merged:
                # A value merged over several columns belongs to each of them; one merged over rows to the first only.
                top, left = merged[place]
                cell = cells.get(left) if top == number else None
            if cell is None:
                yield new(RawCell, (new(Ref, (file, title, number, place)), column, row, None, "", False))
                continue
            kind, value, style, _ = cell
            seen = figure(value, formats[style]) if kind is number_kind else sheet.shown(cell)
            marked = (number, left) in struck if struck else False
            ref = new(Ref, (file, title, number, left))
            yield new(RawCell, (ref, column, row, cell if seen else None, seen, marked))
