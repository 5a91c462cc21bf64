"""One cell of a sheet: from its attributes and texts to a `Cell` (ECMA-376 18.3.1.4, 18.18.11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wardxl.legacy import is_legacy, is_of_today, to_unicode
from wardxl.model import Cell, CellKind
from wardxl.readers.figures import number_cell, within_range
from wardxl.readers.package import Damaged
from wardxl.readers.serials import moment, normal_iso
from wardxl.readers.xlsx_styles import StyleSheet
from wardxl.readers.xlsx_text import RawText, show, unescape

#: A number as the format writes it; `NaN`, `1_000` and the like are text.
is_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?").fullmatch
_TRUTH = {"1": "1", "true": "1", "0": "0", "false": "0"}
#: One that is surely within a spreadsheet's range.
is_usual_number = re.compile(
    r"[+-]?(?:[0-9]{1,200}(?:\.[0-9]{0,200})?|\.[0-9]{1,200})(?:[eE][+-]?[0-9]{1,2})?"
).fullmatch
#: The number of a shared string; other signs and other digits than these would be a guess.
is_index = re.compile(r"[0-9]{1,9}").fullmatch


class Look(NamedTuple):
    """What the `s` of a cell leads to.

    `strings` are the finished cells of plain shared strings by their number as text (and of inline texts):
    most texts of a table come back in the same look. `legacy`: its font draws an old encoding.
    """

    style: int
    is_date: bool
    strings: dict[str, Cell]
    legacy: bool = False


class Finished(NamedTuple):
    """A cell, and what its place in the sheet has to remember; `struck` None leaves it to the style."""

    cell: Cell
    converted: bool = False
    struck: bool | None = None


@dataclass(frozen=True, slots=True)
class CellMaker:
    """Turns raw cells into finished ones, with what the whole workbook has in common.

    `unknown` is a cell format that a cell asked for and the workbook does not have, if there was one.
    """

    strings: Sequence[RawText]
    styles: StyleSheet
    date1904: bool
    looks: dict[str | None, Look] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def look(self, key: str | None) -> Look:
        """The look of a cell whose `s` is `key`; 0 where it is absent or unknown."""
        found = self.looks.get(key)
        if found is None:
            index = self.styles.index.get(key or "0")
            if index is None:
                self.unknown[:] = [key or "0"]
                return self.look(None)
            legacy = is_legacy(self.styles.styles[index].font)
            found = self.looks[key] = Look(index, index in self.styles.dates, {}, legacy)
        return found

    def make(
        self, kind: str | None, value: str | None, inline: RawText | None, look: Look, formula: str | None
    ) -> Finished | None:
        """Make any cell; None where nothing, or only white space, stands in it.

        kind: the `t` attribute. value: the text of `v`, None where the element is absent. inline: the content
        of `is`. formula: the text of `f`, None where there is none. Raises Damaged for a shared string that
        the workbook does not have, a kind that there is not, and a value beside a text.
        """
        written = formula or ""
        if inline is not None:
            if value and value.strip():
                raise Damaged("vừa có chữ vừa có giá trị")
            return self.text(inline, look, written)
        if value is None or (not value.strip() and kind != "str"):
            if kind == "s" and value:
                raise Damaged("trỏ đến đoạn chữ không có trong tệp")
            # A formula that gave an empty text has an empty `v` under t="str": it was calculated.
            return None if formula is None else Finished(Cell(CellKind.UNCALCULATED, "", look.style, written))
        if kind == "s":
            return self._shared(value, look, written)
        if kind == "str" or kind == "inlineStr":
            return self.text(unescape(value), look, written)
        plain = value.strip()
        if kind == "b":
            truth = _TRUTH.get(plain.lower())
            if truth is None:
                raise Damaged("ghi đúng hay sai mà không rõ là gì")
            return Finished(Cell(CellKind.BOOLEAN, truth, look.style, written))
        if kind == "e":
            return Finished(Cell(CellKind.ERROR, plain, look.style, written))
        if kind == "d":
            iso = normal_iso(plain)
            if iso is None:
                return self.text(plain, look, written)
            return Finished(Cell(CellKind.DATE, iso, look.style, written))
        if kind and kind != "n":
            raise Damaged("ghi một kiểu dữ liệu không có trong Excel")
        if not is_number(plain):
            return self.text(unescape(plain), look, written)
        if look.is_date:
            shown = moment(plain, self.styles.styles[look.style].number_format, date1904=self.date1904)
            if shown is not None:
                return Finished(Cell(CellKind.DATE, shown, look.style, written))
        return Finished(number_cell(within_range(plain), written)._replace(style=look.style))

    def plain_text(self, number: str, look: Look) -> Cell | None:
        """The cell of a shared string by its number, remembered; None where it is rich, blank, converted or absent."""
        if not is_index(number) or (position := int(number)) >= len(self.strings):
            return None
        raw = self.strings[position]
        if not isinstance(raw, str) or not raw or raw.isspace():
            return None
        doubtful = look.legacy or not is_of_today(raw)
        if doubtful and to_unicode(raw, self.styles.styles[look.style].font) is not None:
            return None
        # A named tuple's own constructor takes half as long again.
        cell = look.strings[number] = tuple.__new__(Cell, (CellKind.TEXT, raw, look.style, ""))
        return cell

    def _shared(self, value: str, look: Look, formula: str) -> Finished | None:
        number = value.strip()
        if not (is_index(number) and int(number) < len(self.strings)):
            raise Damaged("trỏ đến đoạn chữ không có trong tệp")
        return self.text(self.strings[int(number)], look, formula)

    def text(self, raw: RawText, look: Look, formula: str = "") -> Finished | None:
        """Make a cell of a text; None where it is blank."""
        shown = show(raw, self.styles.styles[look.style])
        if not shown.text or shown.text.isspace():
            return None
        cell = Cell(CellKind.TEXT, shown.text, look.style, formula)
        return Finished(cell, shown.converted, None if isinstance(raw, str) else shown.struck)
