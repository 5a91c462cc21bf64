"""A located table → records: rows matched to the catalogue, units settled, cells read.

Rows are matched by what they say, within their parent and section where these are known, never by number.
A row without values that matches nothing (`Trong đó:`, a heading) describes others and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wardxl import numerals, row_problems, row_units
from wardxl.cells import RowReader
from wardxl.figures import figure
from wardxl.lexicon import Lexicon, section_key
from wardxl.locate import Located
from wardxl.model import Account, CellKind, Column, Kind, Label, Problem, Record, Ref, Row, Table
from wardxl.raw_cells import RawCell
from wardxl.readers.limits import refuse_many_rows
from wardxl.repeats import Repeats
from wardxl.sheet import Sheet
from wardxl.text import clean, key

_ENUMERATOR = re.compile(r"^\(?(?:[ivxIVX]+|\d+(?:\.\d+)*|[a-zA-ZđĐ])[.)\]]\s+|^[-+*•–]\s*")
_NUMBERED = re.compile(r"^\(?(?:[ivxlIVXL]+|\d+(?:[.,]\d+)*|[a-zđ])[.)]?$")
#: How a heading of a section is numbered.
_SECTION = re.compile(r"(?:[IVXL]+|[A-HĐ])(?:[.)\s]|$)")
_LETTER = re.compile(r"[^\W\d_]")
_DITTO = frozenset({'"', "″", "”", "''", "-nt-", "nt", "như trên"})
_NAMELESS = "(dòng không có tên)"


@dataclass
class _Where:
    """Where one stands in a table: the last row with children and how that is numbered, and the section."""

    parent: str = ""
    numbered: str = ""
    section: str = ""
    unit: str = ""
    lead: str = ""


@dataclass
class Normalised:
    """What a table gives: its records, and what was noticed on the way.

    `let_go` counts the cells of rows that came back too often to be kept, `unlisted` the lines whose names are none
    of the catalogue's.
    """

    table: Table
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    let_go: Account = field(default_factory=Account)
    unlisted: int = 0


def habit(found: Iterable[tuple[Sheet, Located]]) -> str:
    """How a file writes its numbers in text, by those that can be read one way only: `vi`, `us` or ''."""
    counts = {"vi": 0, "us": 0}
    for sheet, table in found:
        columns = [table.columns[c.key] for c in table.form.value_columns if c.key in table.columns]
        for row in table.body:
            for column in columns:
                cell = sheet.own(row, column)
                if cell is None or cell.kind is not CellKind.TEXT:
                    continue
                numeral = numerals.parse(cell.value)
                if numeral and len(numeral.readings) == 1 and numeral.readings[0].notation in counts:
                    counts[numeral.readings[0].notation] += 1
    if counts["vi"] == counts["us"]:
        return ""
    return max(counts, key=lambda notation: counts[notation])


def normalise(sheet: Sheet, located: Located, lexicon: Lexicon, habit: str) -> Normalised:
    """Read the rows of one table. Raises ReadError S103 where far too many are not in the catalogue."""
    return _TableReader(sheet, located, lexicon, habit).read()


class _TableReader:
    def __init__(self, sheet: Sheet, located: Located, lexicon: Lexicon, habit: str) -> None:
        self.sheet = sheet
        self.located = located
        self.lexicon = lexicon
        self.habit = habit
        self.form = located.form
        self.place = sheet.file, sheet.grid.sheet
        self.formats = [style.number_format for style in sheet.grid.styles]
        self.by_role = {column.role: located.columns.get(column.key) for column in self.form.columns}
        self.values = [
            (column, located.columns[column.key])
            for column in self.form.value_columns
            if column.key in located.columns
        ]
        self.further_names = self._further_names()
        self.units: dict[str, Label] = {}
        self.unit_line: Label | None = None
        self.where = _Where()
        self.repeats = Repeats()
        self.records: list[Record] = []
        self.problems: list[Problem] = []
        self.unlisted = 0

    def _further_names(self) -> tuple[int, ...]:
        """The columns right of the names' that have no heading of their own: some indent sub-rows into them."""
        name = self.by_role["name"]
        headed = {*self.located.columns.values(), *(label.ref.column for label in self.located.unknown)}
        right = min((column for column in headed if name and column > name), default=0)
        return tuple(range(name + 1, right)) if name and right else ()

    def read(self) -> Normalised:
        self._missing_columns()
        self._unknown_columns()
        for row in self.located.body:
            self._row(row)
        self.problems.extend(self.repeats.problems())
        self._hidden()
        declared = self.located.declared
        table = Table(
            appendix=self.form.code,
            sheet=self.sheet.grid.sheet,
            header_row=self.located.header_row,
            rows=len(self.records) + self.repeats.let_go,
            columns=dict(self.located.columns),
            declared=declared[0] if declared else None,
            declared_at=declared[1].ref if declared else None,
        )
        return Normalised(table, self.records, self.problems, self.repeats.account, self.unlisted)

    # ── Rows ──────────────────────────────────────────────────────────────────────────────

    def _row(self, number: int) -> None:
        name = self._name(number)
        cells = self.sheet.grid.rows[number]
        valued = any(place in cells for _, place in self.values)
        if self._section(number, name, valued):
            return
        line = row_units.line_of_unit(self.sheet, number, self.lexicon) if not self._figured(number) else None
        self.unit_line = line or self.unit_line
        if name is None and (line or not valued):
            return
        row = self._match(number, name, valued)
        if row is None:
            return
        label = name or Label(self.sheet.ref(number, self.by_role["name"] or 1), _NAMELESS)
        self._record(number, row, label)

    def _figured(self, number: int) -> bool:
        """Whether anything in the value columns of a row is no mere text."""
        cells = (self.sheet.own(number, place) for _, place in self.values)
        return any(cell and (cell.kind is not CellKind.TEXT or numerals.parse(cell.value)) for cell in cells)

    def _name(self, number: int) -> Label | None:
        """What a row is called; where its first cell is blank or holds only a mark, what stands indented behind it."""
        name = self._label("name", number)
        if name is None or not _LETTER.search(name.text):
            for column in self.further_names:
                if _LETTER.search(text := self.sheet.text(number, column)):
                    name = Label(self.sheet.ref(number, column), text)
                    break
        return name if name and name.ref.row == number else None

    def _section(self, number: int, name: Label | None, valued: bool) -> bool:
        """Note the section that a row opens; say whether it is such a row."""
        if valued:
            return False
        sections = self.lexicon.sections[self.form.code]
        texts = [name.text] if name else [text for _, text in self.sheet.texts(number)][:1]
        for text in texts:
            if section := sections.get(section_key(_ENUMERATOR.sub("", text))):
                self.where.section, self.where.parent = section, ""
                return True
        return False

    def _match(self, number: int, name: Label | None, valued: bool) -> Row | None:
        """The catalogue row that a row is, a row of its own if it is none, None for a line without values."""
        if name is None:
            return self._unknown(number, None, ())
        matcher = self.lexicon.matchers[self.form.code]
        match = matcher.match(name.text, parent=self.where.parent, section=self.where.section)
        if match.how in ("likeness", "none"):
            self.unlisted += 1
            refuse_many_rows(0, self.unlisted)
        if match.row is None:
            if not (valued or self._is_row(number, name)):
                self._pass_heading(number, name)
                return None
            return self._unknown(number, name, match.rivals)
        row = match.row
        if match.how == "likeness":
            self.problems.append(row_problems.matched_by_likeness(row, name, match.added, match.lost))
        self.where.section = row.section
        self.where.parent = row.code if row.code in self.lexicon.parents else row.parent
        if row.code in self.lexicon.parents:
            self.where.numbered = self._text("tt", number).rstrip(".")
        return row

    def _is_row(self, number: int, name: Label) -> bool:
        """Whether a line without values is meant as a row: it is numbered and names a unit or a lead."""
        if key(name.text).startswith("trong đó"):
            return False
        column = self.by_role.get("tt")
        numbered = bool(column and _NUMBERED.match(self.sheet.text(number, column)))
        described = any(
            (place := self.by_role.get(role)) and self.sheet.own(number, place) for role in ("unit", "lead")
        )
        return numbered and described

    def _beside_parent(self, number: int) -> bool:
        """Whether a row is numbered as the parent is (`3` after `2`): it stands beside it, not below."""
        return self.where.numbered.isdigit() and self._text("tt", number).rstrip(".").isdigit()

    def _pass_heading(self, number: int, name: Label) -> None:
        """Note that what follows a heading unknown to the catalogue stands no longer below the last one."""
        typed = f"{self._text('tt', number)} {name.text}".strip()
        if self._beside_parent(number):
            self.where.parent = ""
        elif _SECTION.match(typed) or (name.text.isupper() and not name.text.endswith(":")):
            self.where.parent = self.where.section = ""

    def _unknown(self, number: int, name: Label | None, rivals: Sequence[Row]) -> Row:
        text = name.text if name else _NAMELESS
        if self._beside_parent(number):
            self.where.parent = ""
        parent = f"{self.where.parent}/" if self.where.parent else ""
        row = Row(
            code=f"+{self.form.code}.{parent}{text}",
            appendix=self.form.code,
            name=text,
            section=self.where.section,
            unit=self._text("unit", number),
            kind=self._kind(number),
        )
        self.problems.append(
            row_problems.unknown_row(row, name.ref if name else self._first_value(number), rivals)
        )
        return row

    def _kind(self, number: int) -> Kind:
        """What an unknown row holds: what the form's rows hold, or figures where its cells are figures."""
        kinds = {row.kind for row in self.lexicon.schema.rows_of(self.form.code)}
        if len(kinds) == 1:
            return next(iter(kinds))
        if any(column.role == "target" for column in self.form.columns):
            return Kind.TARGET
        figures = [self.sheet.own(number, column) for _, column in self.values]
        numeric = all(
            cell is None or cell.kind is CellKind.NUMBER or numerals.parse(clean(cell.value))
            for cell in figures
        )
        return Kind.NUMBER if numeric else Kind.TEXT

    def _first_value(self, number: int) -> Ref:
        column = next(column for _, column in self.values if self.sheet.own(number, column) is not None)
        return self.sheet.ref(number, column)

    # ── One record ────────────────────────────────────────────────────────────────────────

    def _record(self, number: int, row: Row, name: Label) -> None:
        unit_label = self._described("unit", number) or self._unit_elsewhere(row, name)
        if unit_label and row.code in self.lexicon.parents:
            self.units[row.code] = unit_label
        unit, wrong = row_units.settle_unit(row, unit_label, self.lexicon)
        if wrong:
            self.problems.append(wrong)
        reader = RowReader(row, unit, self.lexicon.units, self.habit)
        values = reader.read(self._raws(number, row))
        self.problems.extend(reader.problems)
        lead = self._described("lead", number) or self._empty("lead", number)
        record = Record(
            row=row,
            department=None,
            name=name,
            values=values,
            unit=unit_label,
            lead=lead,
            leads=self._leads(row, lead),
            note=self._label("note", number),
        )
        if self.repeats.keep(record):
            self.records.append(record)

    @cached_property
    def _unit_in_headings(self) -> Label | None:
        return row_units.unit_in_headings(self.sheet, self.located, self.lexicon)

    def _unit_elsewhere(self, row: Row, name: Label) -> Label | None:
        """The unit of a row without one in its cell: its whole's, or stated above it, above the table, in headings."""
        stated = (self.units.get(row.parent), self.unit_line, self.located.unit, self._unit_in_headings)
        return row_units.unit_elsewhere(row, name, self.located, stated, self.lexicon)

    def _raws(self, number: int, row: Row) -> list[RawCell]:
        """The value cells of a row as found."""
        sheet, (file, title), formats = self.sheet, self.place, self.formats
        struck, cells, merged = sheet.grid.struck, sheet.grid.rows.get(number, {}), sheet.merged(number)
        # A named tuple's own constructor takes half as long again.
        new, number_kind = tuple.__new__, CellKind.NUMBER
        raws = []
        for column, place in self.values:
            top, left = merged.get(place, (number, place)) if merged else (number, place)
            # A value merged over several columns belongs to each of them; one merged over rows to the first only.
            cell = cells.get(left) if top == number else None
            if cell is None:
                raws.append(
                    new(RawCell, (new(Ref, (file, title, number, place)), column, row, None, "", False))
                )
                continue
            kind, value, style, _ = cell
            seen = figure(value, formats[style]) if kind is number_kind else sheet.shown(cell)
            marked = bool(struck) and (number, left) in struck
            ref = new(Ref, (file, title, number, left))
            raws.append(new(RawCell, (ref, column, row, cell if seen else None, seen, marked)))
        return raws

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

    def _label(self, role: str, number: int) -> Label | None:
        column = self.by_role.get(role)
        if not column:
            return None
        row, column = self.sheet.anchor(number, column)
        cell = self.sheet.own(row, column)
        text = self.sheet.shown(cell) if cell else ""
        return Label(Ref(*self.place, row, column), text) if text else None

    def _empty(self, role: str, number: int) -> Label | None:
        """The place of a blank cell, so that it can be named as the one to fill in."""
        column = self.by_role.get(role)
        return Label(Ref(self.sheet.file, self.sheet.grid.sheet, number, column), "") if column else None

    def _text(self, role: str, number: int) -> str:
        label = self._label(role, number)
        return label.text if label else ""

    def _described(self, role: str, number: int) -> Label | None:
        """A unit or lead, a ditto mark standing for the one above."""
        label = self._label(role, number)
        if label is None:
            return None
        if key(label.text) in _DITTO or label.text in _DITTO:
            label = Label(label.ref, getattr(self.where, role)) if getattr(self.where, role) else None
        if label is not None:
            setattr(self.where, role, label.text)
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
        ref = Ref(self.sheet.file, self.sheet.grid.sheet, self.located.header_row, self.by_role["name"] or 1)
        self.problems.append(row_problems.missing_columns(self.form, ref, absent))

    def _unknown_columns(self) -> None:
        for label in self.located.unknown:
            self.problems.append(row_problems.unknown_column(self.form, label))

    def _hidden(self) -> None:
        """S107: data that a person who opens the file does not see; it is read all the same."""
        grid = self.sheet.grid
        rows = {record.name.ref.row for record in self.records}
        hidden_rows = sorted(rows & grid.hidden_rows)
        hidden_columns = [c for c, place in self.values if place in grid.hidden_columns and self._filled(c)]
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

    def _filled(self, column: Column) -> bool:
        return any(not record.values[column.key].blank for record in self.records)
