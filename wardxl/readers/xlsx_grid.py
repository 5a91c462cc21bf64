"""A worksheet while it is put together (ECMA-376 18.3.1): rows, cells, formulas, merges, what is hidden."""

from __future__ import annotations

import re

from wardxl.model import Area, Cell, Grid, column_letters
from wardxl.readers import limits
from wardxl.readers.limits import Budget, unsafe
from wardxl.readers.package import Attributes, Damaged
from wardxl.readers.xlsx_cells import CellMaker, Finished
from wardxl.readers.xlsx_formula import column_number, move
from wardxl.readers.xlsx_styles import is_on
from wardxl.readers.xlsx_text import RawText

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,10})")
_AREA = re.compile(rf"{_REFERENCE.pattern}(?::(?:{_REFERENCE.pattern})?)?")
#: Value and formula of a cell that count by their length.
_OF_LENGTH = 60
#: No formula of Excel is longer; one that is would be moved to its cells one by one.
_LONGEST_FORMULA = 8_192
#: Columns met so far by their letters; at most `limits.MAX_COLUMN` entries in each way of writing them.
COLUMNS: dict[str, int] = {}

Rows = dict[int, dict[int, Cell]]


class Sheet:
    """What is known of a sheet while it is read, and everything that is too rare to be fast.

    Methods raise Damaged where the sheet contradicts itself, ReadError S103 past the limits.
    """

    def __init__(self, maker: CellMaker, budget: Budget) -> None:
        self.maker = maker
        self.rows: Rows = {}
        self.row = 0
        self.merges: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.converted: set[tuple[int, int]] = set()
        self.struck: set[tuple[int, int]] = set()
        self._budget = budget
        self._cells: dict[int, Cell] = {}
        #: Whether the cells of each row are known to come in their order.
        self.ascending = False
        self._sorted = True
        self._last_row = 0
        self._not_struck: set[tuple[int, int]] = set()
        self._masters: dict[str, tuple[str, int, int]] = {}
        self._arrays: list[tuple[Area, str]] = []
        self._hidden_ranges: list[tuple[int, int]] = []
        self._given_ranges: list[tuple[int, int]] = []
        self._default_width_zero = False
        self._body_seen = False

    # ── Rows and cells ──

    def open_row(self, attributes: Attributes) -> dict[int, Cell]:
        """Close the row before and begin the next; returns the dict that its cells go into."""
        text = attributes.get("r")
        cells = self.begin_row(self.row + 1 if text is None else _whole(text))
        if is_on(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            self._budget.spend_items(1)
            self.hidden_rows.add(self.row)
        return cells

    def begin_row(self, number: int) -> dict[int, Cell]:
        """Close the row before and begin one that is not hidden; returns the dict that its cells go into."""
        self._close_row()
        self.row = number
        if not 1 <= number <= limits.MAX_ROW:
            raise unsafe("có ô nằm ngoài giới hạn của trang tính (dòng 1.048.576)")
        self._cells = {}
        return self._cells

    def _close_row(self) -> None:
        cells = self._cells
        if not cells:
            return
        self._budget.spend_items(len(cells))
        if self._sorted and not self.ascending and (columns := list(cells)) != sorted(columns):
            self._sorted = False
        known = self.rows.get(self.row)
        if known is not None:
            for column, cell in cells.items():
                if known.setdefault(column, cell) != cell:
                    raise twice(self.row, column)
            self._sorted = False
            return
        if self.row < self._last_row:
            self._sorted = False
        self._last_row = self.row
        self.rows[self.row] = cells

    def next_reference(self, before: str) -> str:
        """The reference of a cell that has none: the column after the one before, in the same row."""
        match = _REFERENCE.fullmatch(before)
        column = column_number(match[1]) if match else 0
        return f"{column_letters(column + 1)}{self.row}"

    def place(self, reference: str) -> tuple[int, int]:
        """The row and column of a reference; its letters are remembered in `COLUMNS`."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise Damaged(f"địa chỉ ô “{reference[:20]}” không đúng")
        number, row = column_number(match[1]), int(match[2])
        if number > limits.MAX_COLUMN or row > limits.MAX_ROW:
            raise unsafe(f"địa chỉ ô {reference[:20]} nằm ngoài giới hạn của trang tính (XFD1048576)")
        if row < 1:
            raise Damaged(f"địa chỉ ô “{reference[:20]}” không đúng")
        COLUMNS[match[1]] = number
        return row, number

    def keep(self, place: tuple[int, int], made: Finished) -> None:
        """Put a finished cell in its place; raises Damaged where there is one already."""
        row, column = place
        cells = self._cells
        if row != self.row:
            self._budget.spend_items(1)
            self._sorted = False
            cells = self.rows.setdefault(row, {})
        if cells.get(column, made.cell) != made.cell:
            raise twice(row, column)
        cells[column] = made.cell
        _, value, _, formula = made.cell
        if len(value) + len(formula) > _OF_LENGTH:
            self._budget.spend_text(value)
            self._budget.spend_text(formula)
        if made.converted:
            self._budget.spend_items(1)
            self.converted.add(place)
        if made.struck is not None:
            self._budget.spend_items(1)
            (self.struck if made.struck else self._not_struck).add(place)

    def finish(
        self,
        place: tuple[int, int],
        attributes: Attributes,
        value: str | None,
        inline: RawText | None,
        formula: tuple[Attributes, str] | None,
    ) -> None:
        """Make any cell from what its elements hold (see `CellMaker.make`) and put it in its place."""
        written = None if formula is None else self.formula(*formula, place)
        look = self.maker.look(attributes.get("s"))
        try:
            made = self.maker.make(attributes.get("t"), value, inline, look, written)
        except Damaged as fault:
            raise Damaged(f"ô {column_letters(place[1])}{place[0]} {fault}") from fault
        if made:
            self.keep(place, made)

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
                self._budget.check_time()
                master, row, column = self._masters[shared]
                if len(master) > _LONGEST_FORMULA:
                    raise unsafe(f"có công thức dùng chung dài hơn {_LONGEST_FORMULA} ký tự")
                return move(master, place[0] - row, place[1] - column)
        elif kind == "dataTable":
            text = f"TABLE({attributes.get('r1', '')},{attributes.get('r2', '')})"
        if kind in ("array", "dataTable"):
            area = area_of(attributes.get("ref", ""))
            if area and (area.top, area.left) != (area.bottom, area.right):
                self._arrays.append((area, text))
        return text

    # ── What stands around the cells ──

    def take(self, tag: str, attributes: Attributes) -> None:
        """Take an element that is neither row nor cell."""
        if tag in ("row", "c") or (tag == "sheetData" and self._body_seen):
            raise misplaced(tag)
        if tag == "sheetData":
            self._body_seen = True
        elif tag == "mergeCell":
            area = area_of(attributes.get("ref", ""))
            if area:
                self._budget.spend_merge(area)
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
        last = max(map(max, self.rows.values()), default=0)
        last = max(last, max((area.right for area in self.merges), default=0))
        hidden = _expand(self._hidden_ranges, last)
        if self._default_width_zero:
            hidden |= frozenset(range(1, last + 1)) - _expand(self._given_ranges, last)
        return hidden

    def grid(self, name: str, visibility: str) -> Grid:
        """Close the sheet and return it: order, array formulas, cells struck through as a whole."""
        self._close_row()
        if not self._sorted:
            self.rows = {row: dict(sorted(self.rows[row].items())) for row in sorted(self.rows)}
        self._spread_arrays()
        if struck := self.maker.styles.struck:
            whole = (
                (r, c) for r, cells in self.rows.items() for c, cell in cells.items() if cell.style in struck
            )
            for place in whole:
                if place not in self._not_struck:
                    self._budget.spend_items(1)
                    self.struck.add(place)
        return Grid(
            sheet=name,
            rows=self.rows,
            styles=self.maker.styles.styles,
            merges=tuple(self.merges),
            visibility=visibility,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=self.hidden_columns(),
            converted=frozenset(self.converted),
            struck=frozenset(self.struck),
            formats_known=self.maker.styles.known,
        )

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


def twice(row: int, column: int) -> Damaged:
    """Make the complaint about a cell that holds two things: which of the two is meant nobody can tell."""
    return Damaged(f"ô {column_letters(column)}{row} được ghi hai lần")


def misplaced(tag: str) -> Damaged:
    """Make the complaint about an element that does not stand where the format has it."""
    return Damaged(f"thành phần “{tag[:20]}” đặt sai chỗ")


def _whole(text: str) -> int:
    """Read a row or column number; raises Damaged where it is none."""
    if not text.strip().isdecimal():
        raise Damaged(f"số dòng hoặc số cột “{text[:20]}” không đúng")
    return min(int(text.strip()[:12]), 1 << 40)


def _is_zero(text: str | None) -> bool:
    if text is None:
        return False
    try:
        return float(text) == 0
    except ValueError:
        return False


def area_of(text: str) -> Area | None:
    """Read `A1:C3` (or `A1`); None where it is no area; S103 where it leaves the sheet."""
    corners = _AREA.fullmatch(text)
    if corners is None:
        return None
    left, top = COLUMNS.get(corners[1]) or column_number(corners[1]), int(corners[2])
    right, bottom = left, top
    if corners[3]:
        right, bottom = COLUMNS.get(corners[3]) or column_number(corners[3]), int(corners[4])
        if right < left:
            left, right = right, left
        if bottom < top:
            top, bottom = bottom, top
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
