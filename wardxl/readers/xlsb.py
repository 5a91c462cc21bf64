"""Binary workbooks (.xlsb) by a bounded reader of our own ([MS-XLSB]).

The parts lie in a zip package as those of an .xlsx do, but are written as records instead of XML. Libraries
tell neither number formats nor errors nor what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wardxl.model import Area, Book, Cell, CellKind, Grid, Style, column_letters
from wardxl.readers.figures import number_cell
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Budget, unsafe
from wardxl.readers.package import Damaged, Malformed, Package, Relationship
from wardxl.readers.serials import moment
from wardxl.readers.uncalculated import ToCalculate, is_zero, without_results
from wardxl.readers.xlsb_records import (
    error_text,
    real_number,
    records,
    rich_string,
    rk_number,
    uint,
    wide_string,
)
from wardxl.readers.xlsb_styles import BinaryStyles, read_styles
from wardxl.readers.xlsx import read_properties
from wardxl.readers.xlsx_text import Run, show

_VISIBILITY = {0: "visible", 1: "hidden", 2: "veryHidden"}
_WORKBOOK_PROPERTIES, _SHEET, _CALCULATION, _STRING = 153, 156, 157, 19
_ROW, _COLUMN, _MERGE = 0, 60, 176
_RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOLEAN, _FORMULA_ERROR, _RICH_TEXT = 8, 9, 10, 11, 62
_CELL_KINDS = frozenset([*range(_RK, _FORMULA_ERROR + 1), _RICH_TEXT])
_FORMULA_CELLS = frozenset(range(_FORMULA_TEXT, _FORMULA_ERROR + 1))
_DATE_1904 = 0x01
#: Calculate everything when the file is opened; some of it was not calculated when it was saved.
_CALCULATE_ON_LOAD, _SOME_UNCALCULATED = 0x01, 0x10
_OUTSIDE = "có ô nằm ngoài trang tính của Excel (XFD1048576)"
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01

#: A text with its formatting runs.
_Rich = tuple[str, list[tuple[int, int]]]


@dataclass(slots=True)
class _Workbook:
    """What all sheets share."""

    budget: Budget
    styles: BinaryStyles
    strings: list[_Rich]
    date1904: bool
    formulas: ToCalculate


def read(data: bytes) -> Book:
    """Read an .xlsb workbook.

    Raises Malformed where it breaks its format, ReadError S102 where an entry is encrypted, S103 past the limits.
    """
    budget = Budget()
    package = Package(data, budget)
    part = _workbook_part(package)
    relations = package.relationships(part)
    date1904 = to_calculate = False
    sheets: list[tuple[str, str, int]] = []
    for kind, content in records(package, part):
        if kind == _WORKBOOK_PROPERTIES:
            date1904 = bool(uint(content, 0) & _DATE_1904)
        elif kind == _CALCULATION:
            flags = int.from_bytes(content[24:25], "little")
            to_calculate = bool(flags & (_CALCULATE_ON_LOAD | _SOME_UNCALCULATED))
        elif kind == _SHEET:
            if len(sheets) >= MAX_SHEETS:
                raise unsafe(f"có hơn {MAX_SHEETS} trang tính")
            # The first programs that wrote .xlsb put a zero before the number of the sheet, which is never 0.
            start = 8 if uint(content, 4) else 12
            relation, position = wide_string(content, start)
            sheets.append((wide_string(content, position)[0], relation, uint(content, 0)))
    workbook = _Workbook(
        budget,
        read_styles(package, styles)
        if (styles := _related(relations, "styles")) in package
        else BinaryStyles(),
        _strings(package, _related(relations, "sharedStrings"), budget),
        date1904,
        ToCalculate(),
    )
    grids: list[Grid] = []
    for name, relation, state in sheets:
        if relation not in relations:
            raise Malformed(f"thiếu trang tính “{name}”")
        if relations[relation].type == "worksheet":
            visibility = _VISIBILITY.get(state, "hidden")
            reader = _SheetReader(workbook, len(grids))
            grids.append(reader.read(package, relations[relation].target, name, visibility))
    if workbook.styles.unknown:
        grids = [replace(grid, formats_known=False) for grid in grids]
    if to_calculate:
        grids = list(without_results(grids, workbook.formulas))
    properties = read_properties(package)
    return Book(
        tuple(grids),
        "xlsb",
        modified=properties.modified,
        application=properties.application,
        custom=properties.custom,
    )


def _workbook_part(package: Package) -> str:
    part = _related(package.relationships(""), "officeDocument")
    if part not in package:
        raise Malformed("không tìm thấy sổ tính trong tệp")
    return part


def _related(relations: Mapping[str, Relationship], kind: str) -> str:
    """The part that a relation of that type points to; '' where there is none."""
    return next((relation.target for relation in relations.values() if relation.type == kind), "")


def _strings(package: Package, part: str, budget: Budget) -> list[_Rich]:
    strings: list[_Rich] = []
    if part in package:
        for kind, content in records(package, part):
            if kind == _STRING:
                strings.append(rich_string(content, 0))
                budget.spend_items(1)
    return strings


class _SheetReader:
    """Collects one sheet from its records."""

    def __init__(self, workbook: _Workbook, number: int) -> None:
        self._workbook = workbook
        self._number = number
        self._rows: dict[int, dict[int, Cell]] = {}
        self._cells: dict[int, Cell] = {}
        self._row = 0
        self._styles: dict[Style, int] = {Style(): 0}
        self._merges: list[Area] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._converted: set[tuple[int, int]] = set()
        self._struck: set[tuple[int, int]] = set()

    def read(self, package: Package, part: str, name: str, visibility: str) -> Grid:
        """Read the sheet's part."""
        for kind, content in records(package, part):
            if kind in _CELL_KINDS:
                self._take_cell(kind, content)
            elif kind == _ROW:
                self._take_row(content)
            elif kind == _COLUMN:
                first, last = uint(content, 0) + 1, min(uint(content, 4) + 1, MAX_COLUMN)
                if uint(content, 16, 2) & _COLUMN_HIDDEN:
                    self._workbook.budget.spend_items(max(0, last + 1 - first))
                    self._hidden_columns.update(range(first, last + 1))
            elif kind == _MERGE:
                top, bottom, left, right = (uint(content, place) + 1 for place in (0, 4, 8, 12))
                if not (top <= bottom <= MAX_ROW and left <= right <= MAX_COLUMN):
                    raise unsafe(_OUTSIDE)
                self._merges.append(Area(top, left, bottom, right))
                self._workbook.budget.spend_merge(self._merges[-1])
        return Grid(
            name,
            self._rows,
            styles=tuple(self._styles),
            merges=tuple(self._merges),
            visibility=visibility,
            hidden_rows=frozenset(self._hidden_rows),
            hidden_columns=frozenset(self._hidden_columns),
            converted=frozenset(self._converted),
            struck=frozenset(self._struck),
        )

    def _take_row(self, content: bytes) -> None:
        self._row = uint(content, 0) + 1
        if self._row > MAX_ROW:
            raise unsafe(_OUTSIDE)
        self._cells = self._rows.get(self._row, {})
        if uint(content, 11, 1) & _ROW_HIDDEN:
            self._workbook.budget.spend_items(1)
            self._hidden_rows.add(self._row)

    def _take_cell(self, kind: int, content: bytes) -> None:
        column = uint(content, 0) + 1
        if not self._row or column > MAX_COLUMN:
            raise unsafe(_OUTSIDE)
        style = self._workbook.styles.style(uint(content, 4, 3))
        place = (self._row, column)
        struck = style.strike
        if kind in (_TEXT, _SHARED, _RICH_TEXT, _FORMULA_TEXT):
            text, cuts = self._text(kind, content)
            shown = show(self._runs(text, cuts, style), style)
            if not shown.text.strip():
                if kind == _FORMULA_TEXT:
                    self._workbook.formulas.take(self._number, place, empty=True)
                return
            if shown.converted:
                self._converted.add(place)
            struck = shown.struck
            cell = Cell(CellKind.TEXT, shown.text)
            self._workbook.budget.spend_text(shown.text)
        elif kind in (_ERROR, _FORMULA_ERROR):
            cell = Cell(CellKind.ERROR, error_text(uint(content, 8, 1)))
        elif kind in (_BOOLEAN, _FORMULA_BOOLEAN):
            cell = Cell(CellKind.BOOLEAN, "1" if uint(content, 8, 1) else "0")
        else:
            number = rk_number(uint(content, 8)) if kind == _RK else real_number(content, 8)
            cell = self._figure(number, style)
        if kind in _FORMULA_CELLS:
            self._workbook.formulas.take(self._number, place, empty=is_zero(cell))
        self._workbook.budget.spend_items(1)
        if struck:
            self._workbook.budget.spend_items(1)
            self._struck.add(place)
        if column in self._cells:
            raise Damaged(f"ô {column_letters(column)}{self._row} được ghi hai lần")
        self._cells[column] = cell._replace(style=self._styles.setdefault(style, len(self._styles)))
        self._rows[self._row] = self._cells

    def _figure(self, number: str, style: Style) -> Cell:
        shown = moment(number, style.number_format, date1904=self._workbook.date1904)
        if shown is not None:
            return Cell(CellKind.DATE, shown)
        return number_cell(number)

    def _text(self, kind: int, content: bytes) -> _Rich:
        if kind == _SHARED:
            index = uint(content, 8)
            if index >= len(self._workbook.strings):
                raise Damaged("một ô trỏ đến đoạn chữ không có trong tệp")
            return self._workbook.strings[index]
        if kind == _RICH_TEXT:
            return rich_string(content, 8)
        return wide_string(content, 8)[0], []

    def _runs(self, text: str, cuts: list[tuple[int, int]], style: Style) -> tuple[Run, ...]:
        """A text cut where its font changes: before the first cut it has the cell's font."""
        fonts = self._workbook.styles.fonts
        runs: list[Run] = []
        own = (style.font, style.strike, False)
        start, looks = 0, own
        for offset, font in cuts:
            runs.append(Run(text[start:offset], *looks))
            start, looks = offset, fonts[font] if font < len(fonts) else own
        runs.append(Run(text[start:], *looks))
        return tuple(run for run in runs if run.text)
