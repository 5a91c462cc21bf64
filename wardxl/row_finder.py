"""Which row of the catalogue a line of a table is: by what it says and where it stands, never by its number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wardxl import numerals, row_problems
from wardxl.lexicon import Lexicon, section_key
from wardxl.model import CellKind, Form, Kind, Label, Problem, Row
from wardxl.readers.limits import refuse_many_rows
from wardxl.table_rows import TableRows
from wardxl.text import LONGEST_QUOTED, brief, clean, key

#: What a row without a name is called.
NAMELESS = "(dòng không có tên)"
_ENUMERATOR = re.compile(r"^\(?(?:[ivxIVX]+|\d+(?:\.\d+)*|[a-zA-ZđĐ])[.)\]]\s+|^[-+*•–]\s*")
_NUMBERED = re.compile(r"^\(?(?:[ivxlIVXL]+|\d+(?:[.,]\d+)*|[a-zđ])[.)]?$")
#: How a heading of a section is numbered.
_SECTION = re.compile(r"(?:[IVXL]+|[A-HĐ])(?:[.)\s]|$)")


@dataclass
class RowFinder:
    """Finds the rows of one table in their order, and remembers where one stands.

    `problems` tell of names that are not the catalogue's; `unlisted` counts the lines that have one.
    """

    rows: TableRows
    form: Form
    lexicon: Lexicon
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    # The last row with children and how that is numbered, and the section.
    _parent: str = ""
    _numbered: str = ""
    _section: str = ""

    def opens_section(self, number: int, name: Label | None) -> bool:
        """Note the section that a row without values opens; say whether it is such a row."""
        sections = self.lexicon.sections[self.form.code]
        texts = [name.text] if name else [text for _, text in self.rows.sheet.texts(number)][:1]
        for text in texts:
            if section := sections.get(section_key(_ENUMERATOR.sub("", text))):
                self._section, self._parent = section, ""
                return True
        return False

    def find(self, number: int, name: Label | None, valued: bool) -> Row | None:
        """The catalogue row that a row is, a row of its own if it is none, None for a line without values.

        Raises ReadError S103 where far too many are not in the catalogue.
        """
        if name is None:
            return self._unknown(number, None, ())
        matcher = self.lexicon.matchers[self.form.code]
        match = matcher.match(name.text, parent=self._parent, section=self._section)
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
        self._section = row.section
        self._parent = row.code if row.code in self.lexicon.parents else row.parent
        if row.code in self.lexicon.parents:
            self._numbered = self.rows.text("tt", number).rstrip(".")
        return row

    def _is_row(self, number: int, name: Label) -> bool:
        """Whether a line without values is meant as a row: it is numbered and names a unit or a lead."""
        if key(name.text).startswith("trong đó"):
            return False
        sheet, by_role = self.rows.sheet, self.rows.by_role
        column = by_role.get("tt")
        numbered = bool(column and _NUMBERED.match(sheet.text(number, column)))
        described = any(
            (place := by_role.get(role)) and sheet.own(number, place) for role in ("unit", "lead")
        )
        return numbered and described

    def _beside_parent(self, number: int) -> bool:
        """Whether a row is numbered as the parent is (`3` after `2`): it stands beside it, not below."""
        return self._numbered.isdigit() and self.rows.text("tt", number).rstrip(".").isdigit()

    def _pass_heading(self, number: int, name: Label) -> None:
        """Note that what follows a heading unknown to the catalogue stands no longer below the last one."""
        typed = f"{self.rows.text('tt', number)} {name.text}".strip()
        if self._beside_parent(number):
            self._parent = ""
        elif _SECTION.match(typed) or (name.text.isupper() and not name.text.endswith(":")):
            self._parent = self._section = ""

    def _unknown(self, number: int, name: Label | None, rivals: Sequence[Row]) -> Row:
        text = name.text if name else NAMELESS
        if self._beside_parent(number):
            self._parent = ""
        parent = f"{self._parent}/" if self._parent else ""
        row = Row(
            code=f"+{self.form.code}.{parent}{_known_by(text)}",
            appendix=self.form.code,
            name=text,
            section=self._section,
            unit=self.rows.text("unit", number),
            kind=self._kind(number),
        )
        ref = name.ref if name else self.rows.first_value(number)
        self.problems.append(row_problems.unknown_row(row, ref, rivals))
        return row

    def _kind(self, number: int) -> Kind:
        """What an unknown row holds: what the form's rows hold, or figures where its cells are figures."""
        kinds = {row.kind for row in self.lexicon.schema.rows_of(self.form.code)}
        if len(kinds) == 1:
            return next(iter(kinds))
        if any(column.role == "target" for column in self.form.columns):
            return Kind.TARGET
        figures = [self.rows.sheet.own(number, column) for _, column in self.rows.values]
        numeric = all(
            cell is None or cell.kind is CellKind.NUMBER or numerals.parse(clean(cell.value))
            for cell in figures
        )
        return Kind.NUMBER if numeric else Kind.TEXT


def _known_by(name: str) -> str:
    """What the code of a row of its own has of its name: all, of a page how it begins and what tells it from others."""
    if len(name) <= LONGEST_QUOTED:
        return name
    return f"{brief(name)} {hashlib.sha256(name.encode()).hexdigest()[:12]}"
