"""One worksheet in one pass of the XML parser (ECMA-376 18.3.1): cells as they come, dimensions ignored."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from wardxl.model import Area, Cell, CellKind, Grid
from wardxl.readers import limits
from wardxl.readers.limits import Budget, unsafe
from wardxl.readers.package import Attributes, Malformed, Package, new_parser
from wardxl.readers.xlsx_cells import CellMaker, is_number
from wardxl.readers.xlsx_formula import column_number, move
from wardxl.readers.xlsx_styles import is_on
from wardxl.readers.xlsx_text import RawText, text_handlers

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,10})")
#: Columns met so far by their letters; at most `limits.MAX_COLUMN` entries.
_COLUMNS: dict[str, int] = {}
_NOTHING, _VALUE, _FORMULA = 0, 1, 2

Rows = dict[int, dict[int, Cell]]


def read_sheet(package: Package, part: str, name: str, visibility: str, maker: CellMaker, budget: Budget) -> Grid:
    """Read a worksheet part into a Grid.

    Raises Malformed where the part is damaged or has a cell twice, ReadError S103 past the limits.
    """
    sheet = _Sheet(maker, budget)
    parser = new_parser(namespaces=False)

    def root(tag: str, attributes: Attributes) -> None:
        prefix = tag.rpartition(":")[0]
        start, text = _cell_handlers(sheet, parser, f"{prefix}:" if prefix else "")
        parser.StartElementHandler, parser.CharacterDataHandler = start, text

    parser.StartElementHandler = root
    package.feed(part, parser)
    sheet.finish()
    return Grid(
        sheet=name,
        rows=sheet.rows,
        styles=maker.styles.styles,
        merges=tuple(sheet.merges),
        visibility=visibility,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=sheet.hidden_columns(),
        converted=frozenset(sheet.converted),
        struck=frozenset(sheet.struck),
        formats_known=maker.styles.known,
    )


def _cell_handlers(
    sheet: _Sheet, parser: Any, prefix: str
) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    """Make the handlers (start, text) for a sheet: the one place where every nanosecond is paid per cell.

    A cell is stored when the next element shows that it is over: an end handler would be called twice
    for every cell, and costs a third of the time. Text after `</v>` is white space of the file's layout.
    """
    row_tag, cell_tag, value_tag = prefix + "row", prefix + "c", prefix + "v"
    formula_tag, inline_tag = prefix + "f", prefix + "is"
    skip = len(prefix)
    columns, looks, look_of = _COLUMNS, sheet.maker.looks, sheet.maker.look
    number_matches = is_number
    new_cell: Callable[[tuple[CellKind, str, int, str]], Cell] = partial(tuple.__new__, Cell)
    number = CellKind.NUMBER

    cells: dict[int, Cell] = {}
    attributes_of: Attributes = {}
    formula_attributes: Attributes = {}
    row_text = reference = ""
    last_column = 0
    value: str | None = None
    formula: str | None = None
    inline: RawText | None = None
    capture = _NOTHING
    filled = False

    def store() -> None:
        nonlocal value, formula, inline, filled, last_column
        look = looks.get(attributes_of.get("s")) or look_of(attributes_of.get("s"))
        kind = attributes_of.get("t")
        column = columns.get(reference.removesuffix(row_text))
        cell = None
        if column is not None and column > last_column and formula is None and value is not None:
            if kind == "s":
                cell = look.strings.get(value)
            elif (kind is None or kind == "n") and not look.is_date and number_matches(value):
                cell = new_cell((number, value, look.index, ""))
        if cell is not None and column is not None:
            cells[column] = cell
            last_column = column
        else:
            place = sheet.place(reference, column)
            text = None if formula is None else sheet.formula(formula_attributes, formula, place)
            finished = sheet.maker.make(kind, value, inline, look, text)
            if finished:
                last_column = max(last_column, sheet.keep(cells, place, finished))
        value = formula = inline = None
        filled = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal attributes_of, reference, value, formula, formula_attributes, capture, filled
        nonlocal cells, row_text, last_column
        if name == value_tag:
            capture, filled = _VALUE, True
            value = ""
        elif name == cell_tag:
            if filled:
                store()
            capture = _NOTHING
            attributes_of = attributes
            try:
                reference = attributes["r"]
            except KeyError:
                reference = sheet.next_reference(reference)
        elif name == formula_tag:
            capture, filled = _FORMULA, True
            formula, formula_attributes = "", attributes
        elif name == inline_tag:
            capture, filled = _NOTHING, True
            read_inline()
        else:
            if filled:
                store()
            capture = _NOTHING
            if name == row_tag:
                cells = sheet.open_row(attributes)
                row_text, reference, last_column = str(sheet.row), "", 0
            elif name.startswith(prefix):
                sheet.take(name[skip:], attributes)

    def text(data: str) -> None:
        nonlocal value, formula
        if capture == _VALUE:
            value = value + data if value else data
        elif capture == _FORMULA:
            formula = formula + data if formula else data

    def read_inline() -> None:
        inner_start, inner_end, inner_text = text_handlers(prefix, "is", finish_inline)
        parser.StartElementHandler, parser.CharacterDataHandler = inner_start, inner_text
        parser.EndElementHandler = inner_end

    def finish_inline(raw: RawText) -> None:
        nonlocal inline
        inline = raw
        parser.StartElementHandler, parser.CharacterDataHandler = start, text
        parser.EndElementHandler = None

    sheet.store_last = lambda: store() if filled else None
    return start, text


class _Sheet:
    """What is known of a sheet while it is read, and everything that is too rare to be fast."""

    def __init__(self, maker: CellMaker, budget: Budget) -> None:
        self.maker = maker
        self.rows: Rows = {}
        self.row = 0
        self.merges: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.converted: set[tuple[int, int]] = set()
        self.struck: set[tuple[int, int]] = set()
        self.store_last: Callable[[], None] = lambda: None
        self._budget = budget
        self._cells: dict[int, Cell] = {}
        self._sorted = True
        self._not_struck: set[tuple[int, int]] = set()
        self._masters: dict[str, tuple[str, int, int]] = {}
        self._arrays: list[tuple[Area, str]] = []
        self._hidden_ranges: list[tuple[int, int]] = []
        self._given_ranges: list[tuple[int, int]] = []
        self._default_width_zero = False

    # ── Rows and cells ──

    def open_row(self, attributes: Attributes) -> dict[int, Cell]:
        """Close the row before and begin the next; returns the dict that its cells go into."""
        self._close_row()
        text = attributes.get("r")
        self.row = self.row + 1 if text is None else _whole(text)
        if not 1 <= self.row <= limits.MAX_ROW:
            raise unsafe("có ô nằm ngoài giới hạn của trang tính (dòng 1.048.576)")
        if is_on(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            self.hidden_rows.add(self.row)
        self._cells = {}
        return self._cells

    def _close_row(self) -> None:
        cells = self._cells
        if not cells:
            return
        self._budget.spend_items(len(cells))
        known = self.rows.get(self.row)
        if known is not None:
            if known.keys() & cells.keys():
                raise _twice()
            known.update(cells)
            self._sorted = False
            return
        if self.rows and self.row < next(reversed(self.rows)):
            self._sorted = False
        self.rows[self.row] = cells

    def next_reference(self, before: str) -> str:
        """The reference of a cell that has none: the column after the one before, in the same row."""
        match = _REFERENCE.fullmatch(before)
        column = column_number(match[1]) if match else 0
        return f"{_letters(column + 1)}{self.row}"

    def place(self, reference: str, column: int | None) -> tuple[int, int]:
        """The row and column of a reference; `column` where it is known already, in the current row."""
        if column is not None:
            return self.row, column
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise Malformed(f"địa chỉ ô “{reference[:20]}” không đúng")
        number, row = column_number(match[1]), int(match[2])
        if number > limits.MAX_COLUMN or row > limits.MAX_ROW:
            raise unsafe(f"địa chỉ ô {reference[:20]} nằm ngoài giới hạn của trang tính (XFD1048576)")
        if row < 1:
            raise Malformed(f"địa chỉ ô “{reference[:20]}” không đúng")
        _COLUMNS[match[1]] = number
        return row, number

    def keep(self, cells: dict[int, Cell], place: tuple[int, int], finished: Any) -> int:
        """Put a finished cell in its place; returns its column if it lies in the current row, else 0."""
        row, column = place
        target = cells
        if row != self.row:
            self._sorted = False
            self._budget.spend_items(1)
            target = self.rows.setdefault(row, {})
        if column in target:
            raise _twice()
        if target and column < next(reversed(target)):
            self._sorted = False
        target[column] = finished.cell
        if finished.converted:
            self.converted.add(place)
        if finished.struck:
            self.struck.add(place)
        elif finished.struck is False:
            self._not_struck.add(place)
        return column if row == self.row else 0

    # ── Formulas ──

    def formula(self, attributes: Attributes, text: str, place: tuple[int, int]) -> str:
        """The formula of a cell; that of a shared one is moved to the cell's place."""
        text = text.strip()
        kind = attributes.get("t")
        if kind == "shared":
            shared = attributes.get("si", "")
            if text:
                self._masters.setdefault(shared, (text, *place))
            elif shared in self._masters:
                master, row, column = self._masters[shared]
                return move(master, place[0] - row, place[1] - column)
        elif kind == "dataTable":
            text = f"TABLE({attributes.get('r1', '')},{attributes.get('r2', '')})"
        if kind in ("array", "dataTable"):
            area = _area(attributes.get("ref", ""))
            if area and (area.top, area.left) != (area.bottom, area.right):
                self._arrays.append((area, text))
        return text

    # ── What stands around the cells ──

    def take(self, tag: str, attributes: Attributes) -> None:
        """Take an element that is neither row nor cell."""
        if tag == "mergeCell":
            self._budget.spend_items(1)
            area = _area(attributes.get("ref", ""))
            if area:
                self.merges.append(area)
        elif tag == "col":
            self._budget.spend_items(1)
            first, last = _whole(attributes.get("min", "1")), _whole(attributes.get("max", "1"))
            self._given_ranges.append((first, last))
            if is_on(attributes.get("hidden")) or _is_zero(attributes.get("width")):
                self._hidden_ranges.append((first, last))
        elif tag == "sheetFormatPr":
            self._default_width_zero = _is_zero(attributes.get("defaultColWidth"))

    def hidden_columns(self) -> frozenset[int]:
        """The hidden columns up to the last one that is used: beyond it nothing can be hidden."""
        last = max((column for cells in self.rows.values() for column in cells), default=0)
        last = max(last, max((area.right for area in self.merges), default=0))
        hidden = _expand(self._hidden_ranges, last)
        if self._default_width_zero:
            hidden |= frozenset(range(1, last + 1)) - _expand(self._given_ranges, last)
        return hidden

    def finish(self) -> None:
        """Close the sheet: order, array formulas, cells struck through as a whole."""
        self.store_last()
        self._close_row()
        if not self._sorted:
            self.rows = {row: dict(sorted(self.rows[row].items())) for row in sorted(self.rows)}
        self._spread_arrays()
        struck = {index for index, style in enumerate(self.maker.styles.styles) if style.strike}
        if struck:
            whole = ((r, c) for r, cells in self.rows.items() for c, cell in cells.items() if cell.style in struck)
            self.struck.update(place for place in whole if place not in self._not_struck)

    def _spread_arrays(self) -> None:
        """Give the array's formula to every cell that it fills: the file writes it in the first one only."""
        for area, text in self._arrays:
            self._budget.check_time()
            height, width = area.bottom - area.top + 1, area.right - area.left + 1
            self._budget.spend_items(min(height, len(self.rows)) * width)
            rows = range(area.top, area.bottom + 1) if height < len(self.rows) else tuple(self.rows)
            for row in rows:
                cells = self.rows.get(row) if area.top <= row <= area.bottom else None
                for column in range(area.left, area.right + 1) if cells else ():
                    cell = cells.get(column) if cells else None
                    if cells and cell and not cell.formula:
                        cells[column] = cell._replace(formula=text)


def _twice() -> Malformed:
    return Malformed("có ô được ghi hai lần")


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _whole(text: str) -> int:
    """Read a row or column number; raises Malformed where it is none."""
    if not text.strip().isdecimal():
        raise Malformed(f"số dòng hoặc số cột “{text[:20]}” không đúng")
    return min(int(text.strip()[:12]), 1 << 40)


def _is_zero(text: str | None) -> bool:
    if text is None:
        return False
    try:
        return float(text) == 0
    except ValueError:
        return False


def _area(text: str) -> Area | None:
    """Read `A1:C3` (or `A1`); None where it is no area; S103 where it leaves the sheet."""
    first, _, last = text.partition(":")
    corners = [_REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    if corners[0] is None or corners[1] is None:
        return None
    left, right = sorted(column_number(corner[1]) for corner in corners if corner)
    top, bottom = sorted(int(corner[2]) for corner in corners if corner)
    if right > limits.MAX_COLUMN or bottom > limits.MAX_ROW:
        raise unsafe(f"vùng ô {text[:40]} nằm ngoài giới hạn của trang tính (XFD1048576)")
    return Area(top, left, bottom, right) if top else None


def _expand(ranges: list[tuple[int, int]], last: int) -> frozenset[int]:
    """All columns of the ranges up to `last`, each range begun where the one before ended."""
    columns: set[int] = set()
    done = 0
    for first, end in sorted(ranges):
        begin = max(first, done + 1)
        columns.update(range(begin, min(end, last) + 1))
        done = max(done, min(end, last))
    return frozenset(columns)
