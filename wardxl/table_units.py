"""The units of a table's figures, row by row: said in the row, stated once for all rows, or for a column.

What is stated once is about the rows of its kind. A row of another kind whose cells show their unit (`12%`) follows
these; of one whose cells show none its figures are taken in the catalogue's unit, and that is said once, where the unit
is stated (U305). What is true of no row at all is wrong (U303), and so is a unit that nobody knows (U301).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wardxl import row_problems, row_units, stated_units
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import Label, Problem, Ref, Row, Unit
from wardxl.raw_cells import RawCell, RowUnit
from wardxl.table_rows import TableRows

_NONE: Mapping[str, Label] = {}


class RowUnits(NamedTuple):
    """The unit of a row's figures, what states it, and by column the units of those that are in another one."""

    unit: RowUnit
    label: Label | None = None
    columns: Mapping[str, RowUnit] | None = None
    labels: Mapping[str, Label] | None = None


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A row that something stated for many, or for a column, cannot be about.

    `bare` are its figures whose cells do not show their unit; `told`: the row says it.
    """

    row: Row
    stated: Label
    bare: Sequence[RawCell]
    of_column: bool
    told: bool


class TableUnits:
    """Tells the units of one table's rows, in their order; what is wrong with them collects in `problems`."""

    def __init__(self, located: Located, rows: TableRows, lexicon: Lexicon, problems: list[Problem]) -> None:
        self._located = located
        self._rows = rows
        self._lexicon = lexicon
        self._units = lexicon.units
        self.problems = problems
        #: The units of rows that have parts; what the last line of its own stated for the rows below it.
        self._wholes: dict[str, Label] = {}
        self._line: Label | None = None
        self._lines: Mapping[str, Label] = _NONE
        #: Where something is stated that is true of a row; and the rows of which it is not.
        self._true: set[Ref] = set()
        self._doubts: list[_Doubt] = []

    @cached_property
    def _headings(self) -> tuple[Label | None, Mapping[str, Label]]:
        return row_units.units_in_headings(self._located, self._lexicon)

    @cached_property
    def _stated_once(self) -> tuple[Sequence[Label], Mapping[str, Label]]:
        """What is stated for many rows, the nearest first, and by column what is for its figures."""
        heading, columns = self._headings
        stated = [label for label in (self._line, self._located.unit, heading) if label]
        return stated, {**columns, **self._lines} if self._lines else columns

    @property
    def _for_all(self) -> list[tuple[Unit, ...]]:
        """The units that are stated for many rows."""
        return [self._units.named(label.text) for label in self._stated_once[0]]

    def take_line(self, number: int) -> bool:
        """Note what a line of its own states for the rows below it; say whether it is such a line."""
        columns = row_units.line_of_units(self._located, number, self._lexicon)
        line = (
            row_units.over_plan(columns, self._located, self._units)
            if columns
            else row_units.line_of_unit(self._located.sheet, number, self._lexicon)
        )
        if line:
            self._line, self._lines = line, columns
        elif columns:
            self._lines = {**self._lines, **columns}
        self.__dict__.pop("_stated_once", None)
        return bool(line or columns)

    def of_row(self, number: int, row: Row, name: Label, typed: Label | None) -> RowUnits:
        """The units of a row's figures; `typed` is what stands in its unit cell."""
        wanted = self._lexicon.row_units.get(row.code)
        stated, columns = self._stated_once
        label = typed or self._beside(number, row, name, wanted)
        if stated:
            kind = wanted or (self._units.find(label.text) if label else None)
            self._true.update(one.ref for one in stated if self._fits(one, kind))
        label = label or self._whole(row, wanted) or self._stated(number, row, wanted, stated)
        if label and row.code in self._lexicon.parents:
            self._wholes[row.code] = label
        unit, wrong = row_units.settle_unit(row, label, self._lexicon)
        if wrong:
            self.problems.append(wrong)
            if wanted and unit.unit and self._units.factor(unit.unit, wanted) is None:
                # Where the cells show the catalogue's unit, the one beside the name is the slip, and that is said.
                shown = row_units.shown_in(self._rows.raws(number, row), self._units)
                unit = RowUnit(wanted) if shown and self._units.find(shown.text) == wanted else unit
        if not columns or (row.known and wanted is None):
            return RowUnits(unit, label)
        return self._by_columns(row, label, unit, columns, self._rows.raws(number, row))

    def _beside(self, number: int, row: Row, name: Label, wanted: Unit | None) -> Label | None:
        """The unit behind a row's name, or in so many words in its note where that can be the row's.

        A name of the catalogue may end in brackets of its own.
        """
        units = self._units
        if (name.text != row.name or not row.known) and (unit := stated_units.behind(name.text, units)):
            return Label(name.ref, unit)
        note = self._rows.label("note", number)
        if note is None or not stated_units.states(note.text, units):
            return None
        stated = stated_units.above([note], units)
        return stated if stated and row_units.fitting(stated.text, wanted, units) else None

    # ── What is stated once for many rows ─────────────────────────────────────────────────

    def _fits(self, stated: Label, kind: Unit | None) -> bool:
        """Whether what is stated once can be the unit of figures that are known to be in one of a kind."""
        return kind is not None and row_units.fitting(stated.text, kind, self._units) is not None

    def _whole(self, row: Row, wanted: Unit | None) -> Label | None:
        """The unit of the whole that a row is part of, where it can be the part's."""
        label = self._wholes.get(row.parent)
        return label if label and row_units.fitting(label.text, wanted, self._units) else None

    def _stated(self, number: int, row: Row, wanted: Unit | None, stated: Sequence[Label]) -> Label | None:
        """The nearest of what is stated for several rows that can be true of this one.

        A row that departments add has no other unit than its cells show; where they show none, what is stated is its.
        """
        if row.known and not stated:
            return None
        raws = list(self._rows.raws(number, row))
        shown = None if row.known else row_units.shown_in(raws, self._units)
        kind = wanted or (self._units.find(shown.text) if shown else None)
        for label in stated:
            if row_units.fitting(label.text, kind, self._units):
                if not row.known:
                    self._true.add(label.ref)
                return label
        if stated:
            bare = row_units.bare_figures(raws, self._units)
            self._doubts.append(_Doubt(row, stated[0], bare, of_column=False, told=False))
        return shown

    # ── What is stated for a column ───────────────────────────────────────────────────────

    def _by_columns(
        self,
        row: Row,
        label: Label | None,
        unit: RowUnit,
        columns: Mapping[str, Label],
        raws: Iterable[RawCell],
    ) -> RowUnits:
        """The row's units where some columns have their own; a row that nobody knows is in the unit said for itself."""
        units = self._units
        wanted = self._lexicon.row_units.get(row.code) or unit.unit
        found: dict[str, RowUnit] = {}
        converted: dict[tuple[str, Unit], list[RawCell]] = {}
        doubtful: dict[str, list[RawCell]] = {}
        for raw in raws:
            stated = columns.get(raw.column.key)
            if stated is None or raw.cell is None:
                continue
            typed = row_units.fitting(stated.text, wanted, units)
            if typed is None and self._units.named(stated.text) in self._for_all:
                # Rows that do not say their unit themselves are in doubt as they are.
                continue
            if typed is None:
                doubtful.setdefault(stated.text, []).append(raw)
                continue
            self._true.add(stated.ref)
            wanted = wanted or typed
            factor = units.factor(typed, wanted)
            if factor is None or typed == unit.unit:
                continue
            found[raw.column.key] = RowUnit(wanted if typed == wanted else typed, factor)
            if factor != 1:
                converted.setdefault((stated.text, typed), []).append(raw)
        for (_, typed), cells in converted.items():
            where = [columns[raw.column.key] for raw in cells]
            factor = found[cells[0].column.key].factor
            self.problems.append(row_problems.converted_columns(row, where, cells, factor, wanted or typed))
        for cells in doubtful.values():
            bare, stated = row_units.bare_figures(cells, units), columns[cells[0].column.key]
            self._doubts.append(_Doubt(row, stated, bare, of_column=True, told=label is not None))
        if not found:
            return RowUnits(unit, label)
        return RowUnits(unit, label, found, {key: columns[key] for key in found})

    # ── When all rows are read ────────────────────────────────────────────────────────────

    def finish(self) -> None:
        """Say what is wrong with what was stated for many rows, now that it is known of which it is true."""
        unknown: dict[Ref, _Doubt] = {}
        wrong: dict[Ref, list[_Doubt]] = {}
        others: list[_Doubt] = []
        for doubt in self._doubts:
            place = doubt.stated.ref
            if not doubt.bare:
                continue
            if not self._units.named(doubt.stated.text):
                unknown.setdefault(place, doubt)
            elif place in self._true:
                others += [] if doubt.told else [doubt]
            elif doubt.of_column:
                self.problems.append(row_problems.wrong_columns(doubt.row, doubt.stated, doubt.bare))
            else:
                wrong.setdefault(place, []).append(doubt)
        self.problems += [row_problems.unknown_unit(doubt.row, doubt.stated) for doubt in unknown.values()]
        for doubts in wrong.values():
            figures = [(doubt.row, [raw.ref for raw in doubt.bare]) for doubt in doubts]
            self.problems.append(row_problems.wrong_for_all(doubts[0].stated, figures))
        if others:
            stated = list({doubt.stated.ref: doubt.stated for doubt in others}.values())
            rows = {doubt.row.code: (doubt.row, doubt.bare[0].ref) for doubt in reversed(others)}
            self.problems.append(row_problems.unit_of_others(stated, list(rows.values())[::-1]))
