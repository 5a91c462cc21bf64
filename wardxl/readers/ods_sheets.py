"""The body of an OpenDocument spreadsheet: tables, rows and cells as they come (ODF 1.3 part 3, 9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Context, Decimal

from wardxl.error_values import ERROR_VALUE
from wardxl.model import Area, Cell, CellKind, Grid, Style
from wardxl.readers.figures import number_cell, within_range
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Budget, unsafe
from wardxl.readers.ods_styles import StyleReader
from wardxl.readers.package import Attributes
from wardxl.readers.serials import moment, normal_iso
from wardxl.readers.xlsx_text import Run, show

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

#: Elements whose insides are no cells: notes, shapes, the change log, copies of other files' tables.
_PASSED_OVER = frozenset(
    [
        *(_OFFICE + name for name in ("annotation", "forms")),
        *(
            _TABLE + name
            for name in ("shapes", "tracked-changes", "dde-links", "data-pilot-tables", "sub-table")
        ),
        *(
            _DRAW + name
            for name in ("frame", "custom-shape", "g", "line", "rect", "control", "connector", "polyline")
        ),
        *(_TEXT + name for name in ("ruby-text", "note")),
    ]
)
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_FIGURE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_SECONDS = Decimal(86_400)
_15_DIGITS = Context(prec=15)
_OUTSIDE = "có ô nằm ngoài trang tính của Excel (XFD1048576)"


@dataclass(slots=True)
class _OpenCell:
    """A cell as its parts come: its attributes, its text in runs."""

    attributes: Attributes
    style: str
    runs: list[Run] = field(default_factory=list)
    paragraphs: int = 0


@dataclass(slots=True)
class _OpenTable:
    """A table as its rows come."""

    name: str
    displayed: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    styles: dict[Style, int] = field(default_factory=lambda: {Style(): 0})
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    converted: set[tuple[int, int]] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    #: Default cell styles of column spans: (last column, style).
    columns: list[tuple[int, str]] = field(default_factory=list)
    row: int = 1
    column: int = 1


class SheetReader:
    """Collects the tables of `content.xml`, handing its styles to the StyleReader on the way."""

    def __init__(self, styles: StyleReader, budget: Budget) -> None:
        self.grids: list[Grid] = []
        self._styles = styles
        self._budget = budget
        self._in_body = False
        self._skipped = 0
        self._table: _OpenTable | None = None
        self._row: Attributes = {}
        self._in_row: dict[int, Cell] = {}
        self._cell: _OpenCell | None = None
        self._within = 0
        self._spans: list[str] = []

    # ── Elements ──────────────────────────────────────────────────────────────────────────

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if not self._in_body:
            if tag == _OFFICE + "spreadsheet":
                self._in_body = True
            else:
                self._styles.start(tag, attributes)
        elif self._skipped or tag in _PASSED_OVER:
            self._skipped += 1
        elif self._cell is not None:
            self._start_within_cell(tag, attributes)
        elif tag == _TABLE + "table":
            name = attributes.get(_TABLE + "name", "")
            displayed = self._styles.displayed(attributes.get(_TABLE + "style-name", ""))
            self._table = _OpenTable(name, displayed)
        elif self._table is None:
            return
        elif tag in _CELLS:
            self._cell = _OpenCell(attributes, self._cell_style(attributes))
            self._within = 0
        elif tag == _TABLE + "table-row":
            self._row = attributes
            self._in_row = {}
            self._table.column = 1
        elif tag == _TABLE + "table-column":
            self._take_column(self._table, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if not self._in_body:
            self._styles.end(tag)
        elif self._skipped:
            self._skipped -= 1
        elif self._cell is not None:
            if tag in _CELLS and not self._within:
                self._end_cell(self._cell)
                self._cell = None
            else:
                self._within -= 1
                if tag == _TEXT + "span" and self._spans:
                    self._spans.pop()
        elif tag == _TABLE + "table-row" and self._table is not None:
            self._end_row(self._table)
        elif tag == _TABLE + "table" and self._table is not None:
            self._end_table(self._table)
            self._table = None
        elif tag == _OFFICE + "spreadsheet":
            self._in_body = False

    def text(self, data: str) -> None:
        """Take character data: only that of paragraphs is text."""
        if not self._in_body:
            self._styles.text(data)
        elif self._cell is not None and not self._skipped and self._within:
            self._add(self._cell, re.sub(r"[ \t\r\n]+", " ", data))

    def _start_within_cell(self, tag: str, attributes: Attributes) -> None:
        cell = self._cell
        assert cell is not None
        self._within += 1
        if tag == _TEXT + "p":
            if cell.paragraphs:
                self._add(cell, "\n")
            cell.paragraphs += 1
            self._spans.clear()
        elif tag == _TEXT + "span":
            self._spans.append(attributes.get(_TEXT + "style-name", ""))
        elif tag == _TEXT + "s":
            self._add(cell, " " * min(_repeat(attributes, _TEXT + "c"), 1000))
        elif tag == _TEXT + "tab":
            self._add(cell, "\t")
        elif tag == _TEXT + "line-break":
            self._add(cell, "\n")

    def _add(self, cell: _OpenCell, text: str) -> None:
        if not self._spans:
            cell.runs.append(Run(text))
            return
        cell.runs.append(Run(text, *self._styles.run(self._spans[-1], self._styles.cell(cell.style))))

    # ── Columns, cells, rows ──────────────────────────────────────────────────────────────

    def _take_column(self, table: _OpenTable, attributes: Attributes) -> None:
        first = table.columns[-1][0] + 1 if table.columns else 1
        last = min(first + _repeat(attributes, _TABLE + "number-columns-repeated") - 1, MAX_COLUMN)
        table.columns.append((last, attributes.get(_TABLE + "default-cell-style-name", "")))
        if attributes.get(_TABLE + "visibility", "visible") != "visible":
            table.hidden_columns.update(range(first, last + 1))
        self._budget.spend_items(1)

    def _cell_style(self, attributes: Attributes) -> str:
        own = attributes.get(_TABLE + "style-name") or self._row.get(_TABLE + "default-cell-style-name")
        if own:
            return own
        assert self._table is not None
        return next((style for last, style in self._table.columns if last >= self._table.column), "")

    def _end_cell(self, opened: _OpenCell) -> None:
        table = self._table
        assert table is not None
        attributes = opened.attributes
        first = table.column
        table.column += _repeat(attributes, _TABLE + "number-columns-repeated")
        down = _repeat(attributes, _TABLE + "number-rows-spanned")
        right = _repeat(attributes, _TABLE + "number-columns-spanned")
        if down > 1 or right > 1:
            last_row, last_column = min(table.row + down - 1, MAX_ROW), min(first + right - 1, MAX_COLUMN)
            table.merges.append(Area(table.row, first, last_row, last_column))
            self._budget.spend_merge(table.merges[-1])
        if not attributes and not opened.runs:
            return
        style = _as_shown(self._styles.cell(opened.style), attributes)
        cell, converted, struck = _cell(opened, style)
        if cell is None:
            return
        if table.column - 1 > MAX_COLUMN:
            raise unsafe(_OUTSIDE)
        self._budget.spend_items((table.column - first) * (1 + converted + struck))
        self._budget.spend_text(cell.value)
        self._budget.spend_text(cell.formula)
        cell = cell._replace(style=table.styles.setdefault(style, len(table.styles)))
        for column in range(first, table.column):
            self._in_row[column] = cell
            if converted:
                table.converted.add((table.row, column))
            if struck:
                table.struck.add((table.row, column))

    def _end_row(self, table: _OpenTable) -> None:
        first = table.row
        table.row += _repeat(self._row, _TABLE + "number-rows-repeated")
        if not self._in_row:
            return
        if table.row - 1 > MAX_ROW:
            raise unsafe(_OUTSIDE)
        self._budget.spend_items(len(self._in_row) * (table.row - first - 1))
        hidden = self._row.get(_TABLE + "visibility", "visible") != "visible"
        self._budget.spend_items(hidden * (table.row - first))
        for row in range(first, table.row):
            table.rows[row] = self._in_row
            if hidden:
                table.hidden_rows.add(row)
            if row > first:
                for places in (table.converted, table.struck):
                    places.update([(row, column) for column in self._in_row if (first, column) in places])

    def _end_table(self, table: _OpenTable) -> None:
        if len(self.grids) >= MAX_SHEETS:
            raise unsafe(f"có hơn {MAX_SHEETS} trang tính")
        self.grids.append(
            Grid(
                table.name,
                table.rows,
                styles=tuple(table.styles),
                merges=tuple(table.merges),
                visibility="visible" if table.displayed else "hidden",
                hidden_rows=frozenset(table.hidden_rows),
                hidden_columns=frozenset(table.hidden_columns),
                converted=frozenset(table.converted),
                struck=frozenset(table.struck),
            )
        )


# ── What a cell holds ─────────────────────────────────────────────────────────────────────


def _cell(opened: _OpenCell, style: Style) -> tuple[Cell | None, bool, bool]:
    """A cell (None: blank), whether its text was converted, and whether it is struck through."""
    attributes = opened.attributes
    formula = (
        attributes.get(_TABLE + "formula", "").removeprefix("of:").removeprefix("oooc:").removeprefix("=")
    )
    kind = attributes.get(_OFFICE + "value-type", "")
    shown = "".join(run.text for run in opened.runs).strip()
    if (attributes.get(_CALCEXT + "value-type") == "error" and shown) or (
        formula and ERROR_VALUE.fullmatch(shown)
    ):
        return Cell(CellKind.ERROR, shown, 0, formula), False, style.strike
    if kind in ("float", "percentage", "currency"):
        value = attributes.get(_OFFICE + "value", "").strip()
        if _FIGURE.fullmatch(value):
            return _figure(value.lstrip("+").upper(), style, formula), False, style.strike
    elif kind == "date":
        iso = normal_iso(attributes.get(_OFFICE + "date-value", ""))
        if iso is not None:
            return Cell(CellKind.DATE, iso, 0, formula), False, style.strike
    elif kind == "time":
        days = _days(attributes.get(_OFFICE + "time-value", ""))
        if days is not None:
            return _figure(str(days), style, formula), False, style.strike
    elif kind == "boolean":
        value = "1" if attributes.get(_OFFICE + "boolean-value") == "true" else "0"
        return Cell(CellKind.BOOLEAN, value, 0, formula), False, style.strike
    runs = opened.runs
    if not runs and (stored := attributes.get(_OFFICE + "string-value")):
        runs = [Run(stored)]
    text = show(tuple(runs), style)
    if text.text.strip():
        return Cell(CellKind.TEXT, text.text, 0, formula), text.converted, text.struck
    if formula and not kind and not opened.paragraphs:
        return Cell(CellKind.UNCALCULATED, "", 0, formula), False, False
    return None, False, False


def _figure(value: str, style: Style, formula: str) -> Cell:
    """A number, or the date that its format makes of it."""
    shown = moment(value, style.number_format)
    if shown is not None:
        return Cell(CellKind.DATE, shown, 0, formula)
    return number_cell(within_range(value), formula)


def _as_shown(style: Style, attributes: Attributes) -> Style:
    """The style of a cell that names no number format, with the one that LibreOffice takes for its kind."""
    if style.number_format == "General":
        kind = attributes.get(_OFFICE + "value-type")
        if kind == "percentage":
            return style._replace(number_format="0.00%")
        if kind == "time":
            days = _days(attributes.get(_OFFICE + "time-value", ""))
            of_day = days is not None and 0 <= days < 1
            return style._replace(number_format="hh:mm:ss" if of_day else "[hh]:mm:ss")
    return style


def _days(duration: str) -> Decimal | None:
    """An ISO 8601 duration in days; None where it is none."""
    found = _DURATION.fullmatch(duration.strip())
    if found is None:
        return None
    sign, days, hours, minutes, seconds = found.groups()
    total = (
        Decimal(days or 0) * _SECONDS
        + Decimal(hours or 0) * 3600
        + Decimal(minutes or 0) * 60
        + Decimal((seconds or "0").replace(",", "."))
    )
    return _15_DIGITS.divide(-total if sign else total, _SECONDS)


def _repeat(attributes: Attributes, name: str) -> int:
    """How often something is repeated; 1 where nothing sensible is said."""
    text = attributes.get(name, "1")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return max(int(text), 1)
    return 1
