"""A located table → records: rows matched to the catalogue, units settled, cells read.

Rows are matched by what they say, within their parent and section where these are known, never by number.
A row without values that matches nothing (`Trong đó:`, a heading) describes others and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wardxl import numerals, row_problems
from wardxl.cells import Habit, RowReader
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import CellKind, Column, Label, Problem, Record, Ref, Row, Table, Value
from wardxl.other_tables import OtherTable, has_values
from wardxl.raw_cells import RawCell, RowUnit
from wardxl.repeats import Repeats
from wardxl.row_finder import NAMELESS, RowFinder
from wardxl.table_rows import TableRows
from wardxl.table_units import RowUnits, TableUnits
from wardxl.text import clean, key

_DITTO = frozenset({'"', "″", "”", "''", "-nt-", "nt", "như trên"})
_LONGEST_DITTO = 20
#: Rows read between two looks at the clock.
_ROWS_A_LOOK = 16


@dataclass
class Normalised:
    """What a table gives: its records, and what was noticed on the way.

    `unlisted` counts the lines whose names are none of the catalogue's.
    """

    table: Table
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0


def habit(found: Iterable[Located]) -> str:
    """How a file writes its numbers in text, by those that can be read one way only: `vi`, `us` or ''."""
    counts = {"vi": 0, "us": 0}
    for table in found:
        columns = [table.columns[c.key] for c in table.form.value_columns if c.key in table.columns]
        for row in table.body:
            for column in columns:
                cell = table.sheet.own(row, column)
                if cell is None or cell.kind is not CellKind.TEXT:
                    continue
                numeral = numerals.parse(cell.value)
                if numeral and len(numeral.readings) == 1 and numeral.readings[0].notation in counts:
                    counts[numeral.readings[0].notation] += 1
    if counts["vi"] == counts["us"]:
        return ""
    return max(counts, key=lambda notation: counts[notation])


def normalise(located: Located, lexicon: Lexicon, habit: Habit, repeats: Repeats | None = None) -> Normalised:
    """Read the rows of one table; `repeats` counts those of the whole file.

    Raises ReadError S103 where far too many are not in the catalogue, or reading them takes too long.
    """
    return _TableReader(located, lexicon, habit, repeats or Repeats()).read()


class _TableReader:
    def __init__(self, located: Located, lexicon: Lexicon, habit: Habit, repeats: Repeats) -> None:
        self.sheet = located.sheet
        self.located = located
        self.lexicon = lexicon
        self.habit = habit
        self.form = located.form
        self.rows = TableRows(located)
        self.problems: list[Problem] = []
        self.finder = RowFinder(self.rows, located.form, lexicon, self.problems)
        self.repeats = repeats
        self.let_go = 0
        self.units = TableUnits(located, self.rows, lexicon, self.problems)
        self.records: list[Record] = []
        # By role what stood above, for a ditto mark.
        self.above: dict[str, str] = {}

    def read(self) -> Normalised:
        self._missing_columns()
        self._unknown_columns()
        for place, row in enumerate(self.located.body):
            if not place % _ROWS_A_LOOK:
                self.sheet.check_time()
            self._row(row)
        self.units.finish()
        self._hidden()
        self._other_tables()
        declared = self.located.declared
        table = Table(
            appendix=self.form.code,
            sheet=self.sheet.grid.sheet,
            header_row=self.located.header_row,
            rows=len(self.records) + self.let_go,
            columns=dict(self.located.columns),
            declared=declared[0] if declared else None,
            declared_at=declared[1].ref if declared else None,
        )
        return Normalised(table, self.records, self.problems, self.finder.unlisted)

    # ── Rows ──────────────────────────────────────────────────────────────────────────────

    def _row(self, number: int) -> None:
        name, valued = self.rows.name(number), self.rows.valued(number)
        if not valued and self.finder.opens_section(number, name):
            return
        if not (valued and self.rows.figured(number)):
            line = self.units.take_line(number)
            if name is None and (line or not valued):
                return
        noticed = len(self.problems)
        row = self.finder.find(number, name, valued)
        if row is None:
            return
        label = name or Label(self.sheet.ref(number, self.rows.by_role["name"] or 1), NAMELESS)
        record = self._record(number, row, label)
        if self.repeats.keep(record):
            self.records.append(record)
            return
        self.let_go += 1
        self.repeats.say(self.problems[noticed:])
        del self.problems[noticed:]

    # ── One record ────────────────────────────────────────────────────────────────────────

    def _record(self, number: int, row: Row, name: Label) -> Record:
        units = self.units.of_row(number, row, name, self._described("unit", number))
        values = self._values(row, units, self.rows.raws(number, row))
        lead = self._described("lead", number) or self.rows.empty("lead", number)
        leads, note = self._leads(row, lead), self.rows.label("note", number)
        return Record(row, None, name, values, units.label, lead, leads, note, units.labels)

    def _values(self, row: Row, units: RowUnits, raws: Iterable[RawCell]) -> Mapping[str, Value]:
        """The value cells read by column key, in form order; figures in different units each by themselves."""
        if not units.columns:
            reader = RowReader(row, units.unit, self.lexicon.units, self.habit)
            values = reader.read(raws)
            self.problems.extend(reader.problems)
            return values
        cells = list(raws)
        groups: dict[RowUnit, list[RawCell]] = {units.unit: []}
        for raw in cells:
            groups.setdefault(units.columns.get(raw.column.key, units.unit), []).append(raw)
        found: dict[str, Value] = {}
        for unit, alike in groups.items():
            # What was read in other units is near, in this one.
            near = [value.amount.value / unit.factor for value in found.values() if value.amount]
            reader = RowReader(row, unit, self.lexicon.units, self.habit, near)
            found |= reader.read(alike)
            self.problems.extend(reader.problems)
        return {raw.column.key: found[raw.column.key] for raw in cells}

    def _leads(self, row: Row, lead: Label | None) -> tuple[str, ...]:
        """The departments named as leads; C610 for a name nobody knows, C611 for one the catalogue has not."""
        if lead is None or not lead.text:
            return ()
        # A line break parts two names as well as a comma does, so the cell is taken as it stands.
        cell = self.sheet.own(lead.ref.row, lead.ref.column)
        typed = cell.value if cell and clean(cell.value) == lead.text else lead.text
        found = self.lexicon.departments.find(typed)
        if found.unknown:
            self.problems.append(row_problems.unknown_department(row, lead, found.unknown))
        others = [name for name in found.names if row.leads and name not in row.leads]
        if others:
            self.problems.append(row_problems.other_lead(row, lead, others))
        return found.names

    # ── Describing cells ──────────────────────────────────────────────────────────────────

    def _described(self, role: str, number: int) -> Label | None:
        """A unit or lead, a ditto mark standing for the one above."""
        label = self.rows.label(role, number)
        if label is None:
            return None
        if len(label.text) <= _LONGEST_DITTO and (key(label.text) in _DITTO or label.text in _DITTO):
            above = self.above.get(role)
            return Label(label.ref, above) if above else None
        self.above[role] = label.text
        return label

    # ── The table as a whole ──────────────────────────────────────────────────────────────

    def _missing_columns(self) -> None:
        absent = [
            column
            for column in self.form.columns
            if column.required and column.key not in self.located.columns
        ]
        if not absent:
            return
        ref = Ref(
            self.sheet.file, self.sheet.grid.sheet, self.located.header_row, self.rows.by_role["name"] or 1
        )
        self.problems.append(row_problems.missing_columns(self.form, ref, absent))

    def _unknown_columns(self) -> None:
        for label in self.located.unknown:
            self.problems.append(row_problems.unknown_column(self.form, label))

    def _hidden(self) -> None:
        """S107: data that a person who opens the file does not see; it is read all the same."""
        grid = self.sheet.grid
        rows = {record.name.ref.row for record in self.records}
        hidden_rows = sorted(rows & grid.hidden_rows)
        hidden_columns = [
            c for c, place in self.rows.values if place in grid.hidden_columns and self._filled(c)
        ]
        what = []
        if grid.visibility != "visible":
            what.append("cả trang tính")
        if hidden_rows:
            what.append(f"dòng {', '.join(map(str, hidden_rows))}")
        if hidden_columns:
            what.append(f"cột {', '.join(f'“{column.heading}”' for column in hidden_columns)}")
        if not what or not self.records:
            return
        first = self.records[0].name.ref
        row = hidden_rows[0] if hidden_rows else first.row
        place = (
            self.located.columns[hidden_columns[0].key]
            if hidden_columns and not hidden_rows
            else first.column
        )
        ref = Ref(self.sheet.file, grid.sheet, row, place)
        self.problems.append(row_problems.hidden_content(self.form, ref, what))

    def _other_tables(self) -> None:
        """S116: what looks like values under headings of another table is not taken."""
        for other in self.located.others:
            if has_values(self.sheet, other, self.lexicon.headings):
                named = self._named(other)
                self.problems.append(row_problems.other_table(self.form, other.headings, named))

    def _named(self, other: OtherTable) -> list[Row]:
        """The rows of the catalogue by whose names rows of another table are called, and this table has not."""
        read = {record.row.code for record in self.records}
        form, matcher = self.form.code, self.lexicon.matchers[self.form.code]
        texts = {self.sheet.text(row, label.ref.column) for row in other.rows for label in other.headings}
        # Whose name is like a row's is not asked: that costs too much for what is none of ours.
        rows = [matcher.match(text).row for text in sorted(texts) if self.lexicon.headings.lists(form, text)]
        return list({row.code: row for row in rows if row and row.code not in read}.values())

    def _filled(self, column: Column) -> bool:
        return any(not record.values[column.key].blank for record in self.records)
