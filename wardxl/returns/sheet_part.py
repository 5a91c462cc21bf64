"""A worksheet part of a copy: marked cells get another format, everything else stays as it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from wardxl.model import Area, column_letters
from wardxl.readers.xlsx_formula import column_number
from wardxl.readers.xlsx_grid import area_of
from wardxl.readers.xlsx_styles import is_on
from wardxl.returns import markup
from wardxl.returns.dialect import TRANSITIONAL, VML, Dialect
from wardxl.returns.look import Formats
from wardxl.returns.markup import CannotCarry, Edit, attribute, with_attribute

#: The children of a worksheet in their order (CT_Worksheet, ECMA-376 18.3.1.99).
ORDER = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
         "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
         "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
         "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
         "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
         "webPublishItems", "tableParts", "extLst")  # fmt: skip
_ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NO_ORDER = "các dòng hoặc ô trong tệp không theo thứ tự"
_COLUMN_PIXELS, _ROW_PIXELS = 64, 20


class _Row(NamedTuple):
    """A row by its places in the text; an empty one has `inside`, `close` and `end` at the same place."""

    number: int
    start: int
    inside: int
    close: int


class _Columns(NamedTuple):
    """What a `col` element says."""

    first: int
    last: int
    style: int
    pixels: int


class SheetPart:
    """A sheet whose text is changed. Raises CannotCarry where the part is not what the format asks for."""

    def __init__(self, text: str, dialect: Dialect = TRANSITIONAL) -> None:
        self._dialect = dialect
        self._text = text
        self._plain = markup.visible(text)
        self._root = markup.root(self._plain)
        self._prefix = self._root.prefix
        self._children = markup.children(self._plain, self._root)
        self._edits: list[Edit] = []

    @property
    def text(self) -> str:
        """The part with all changes."""
        return markup.edited(self._text, self._edits)

    def _tag(self, element: markup.Element) -> str:
        return self._text[element.start : element.inside]

    def _only(self, name: str) -> markup.Element | None:
        return next((one for one in self._children if one.local == name), None)

    # ── What stands around the cells ──

    def deselect(self) -> None:
        """Take the sheet out of the selected ones, which are edited together."""
        views = self._only("sheetViews")
        for view in markup.children(self._plain, views) if views else ():
            tag = self._tag(view)
            if is_on(attribute(tag, "tabSelected")):
                self._edits.append((view.start, view.inside, with_attribute(tag, "tabSelected", None)))

    @cached_property
    def _merges(self) -> list[Area]:
        merges = self._only("mergeCells")
        if merges is None:
            return []
        refs = (
            attribute(tag[0], "ref") or ""
            for tag in markup.start_tags(f"{self._prefix}mergeCell").finditer(
                self._plain, merges.inside, merges.close
            )
        )
        return [area for ref in refs if (area := area_of(ref))]

    def top_left(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value of a merged area."""
        for area in self._merges:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area.top, area.left
        return row, column

    @property
    def legacy_drawing(self) -> str | None:
        """The id of the relationship to the drawing of notes and controls."""
        data = self._only("sheetData")
        tags = markup.start_tags(f"{self._prefix}legacyDrawing")
        found = tags.search(self._plain, data.end, self._root.close) if data else None
        if found is None:
            return None
        uri = self._dialect.relations
        prefix = markup.namespace_prefix(found[0], uri) or markup.namespace_prefix(self._tag(self._root), uri)
        identity = attribute(found[0], f"{prefix}:id") if prefix else None
        if identity is None:
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        return identity

    def add_legacy_drawing(self, identity: str) -> None:
        """Name the drawing of notes at its place in the order of children."""
        at = markup.place_in_order(self._plain, self._root, "legacyDrawing", ORDER)
        uri = self._dialect.relations
        prefix = markup.namespace_prefix(self._tag(self._root), uri)
        declared = "" if prefix else f' xmlns:r="{uri}"'
        new = f'<{self._prefix}legacyDrawing{declared} {prefix or "r"}:id="{identity}"/>'
        if self._dialect.strict:
            choice = f'<mc:Choice xmlns:v="{VML}" Requires="v">{new}</mc:Choice>'
            new = f'<mc:AlternateContent xmlns:mc="{_ALTERNATIVES}">{choice}</mc:AlternateContent>'
        self._edits.append((at, at, new))

    # ── Cells ──

    @cached_property
    def _rows(self) -> list[_Row]:
        data = self._only("sheetData")
        if data is None:
            raise CannotCarry("tệp có trang không phải trang tính")
        name = f"{self._prefix}row"
        tags = list(markup.start_tags(name).finditer(self._plain, data.inside, data.close))
        rows: list[_Row] = []
        starts = [*(tag.start() for tag in tags), data.close]
        for tag, after in zip(tags, starts[1:], strict=True):
            number = _number(attribute(tag[0], "r"), rows[-1].number + 1 if rows else 1)
            close = tag.end() if tag[1] else self._plain.find(f"</{name}", tag.end(), after)
            if close < 0:
                raise CannotCarry("tệp có chỗ không đúng chuẩn")
            rows.append(_Row(number, tag.start(), tag.end(), close))
        return rows

    @cached_property
    def _columns(self) -> list[_Columns]:
        found: list[_Columns] = []
        columns = self._only("cols")
        for one in markup.children(self._plain, columns) if columns else ():
            tag = self._tag(one)
            hidden = is_on(attribute(tag, "hidden"))
            pixels = 0 if hidden else int(_figure(attribute(tag, "width"), 8.43) * 7 + 5)
            first = _number(attribute(tag, "min"), 1)
            style = _number(attribute(tag, "style"), 0)
            found.append(_Columns(first, _number(attribute(tag, "max"), first), style, pixels))
        return found

    def fill(self, colours: Mapping[tuple[int, int], str], formats: Formats) -> None:
        """Give cells another fill, by row and column; a cell that is not there yet is made."""
        by_row: dict[int, dict[int, str]] = {}
        for (number, column), colour in sorted(colours.items()):
            by_row.setdefault(number, {})[column] = colour
        made: list[tuple[int, int]] = []
        for number, wanted in by_row.items():
            rows = [row for row in self._rows if row.number == number]
            missing = dict(wanted)
            for row in rows:
                for column in self._fill_known(row, missing, formats):
                    del missing[column]
            if missing:
                self._make(number, rows, missing, formats)
                made += ((number, column) for column in missing)
        if made:
            self._widen(made)

    def _cells(self, row: _Row) -> list[tuple[int, int, int]]:
        """Column, start and end of the start tag of every cell of a row."""
        cells: list[tuple[int, int, int]] = []
        for tag in markup.start_tags(f"{self._prefix}c").finditer(self._plain, row.inside, row.close):
            letters = (attribute(tag[0], "r") or "").replace("$", "").rstrip("0123456789")
            column = column_number(letters) if letters else (cells[-1][0] + 1 if cells else 1)
            cells.append((column, tag.start(), tag.end()))
        return cells

    def _fill_known(self, row: _Row, wanted: Mapping[int, str], formats: Formats) -> list[int]:
        done: list[int] = []
        for column, start, end in self._cells(row):
            if column in wanted and column not in done:
                tag = self._text[start:end]
                number = formats.filled(_number(attribute(tag, "s"), 0), wanted[column])
                self._edits.append((start, end, with_attribute(tag, "s", str(number), after="r")))
                done.append(column)
        return done

    def _make(self, number: int, rows: Sequence[_Row], wanted: Mapping[int, str], formats: Formats) -> None:
        """Make blank cells in their order, in their row or in a new one; they look like their row or column."""
        known = [row.number for row in self._rows]
        if len(rows) > 1 or known != sorted(known):
            raise CannotCarry(_NO_ORDER)
        cell = f'<{self._prefix}c r="{{}}{number}" s="{{}}"/>'
        if not rows:
            data = self._only("sheetData")
            after = next((row.start for row in self._rows if row.number > number), None)
            inner = "".join(
                cell.format(column_letters(column), formats.filled(self._column_style(column), colour))
                for column, colour in wanted.items()
            )
            new = f'<{self._prefix}row r="{number}">{inner}</{self._prefix}row>'
            if after is not None:
                self._edits.append((after, after, new))
            elif data:
                self._grow(data, new)
            return
        (row,) = rows
        tag = self._text[row.start : row.inside]
        cells = self._cells(row)
        columns = [column for column, _, _ in cells]
        if columns != sorted(columns):
            raise CannotCarry(_NO_ORDER)
        own = _number(attribute(tag, "s"), 0) if is_on(attribute(tag, "customFormat")) else None
        pieces: list[Edit] = []
        for column, colour in wanted.items():
            base = self._column_style(column) if own is None else own
            at = next((start for known, start, _ in cells if known > column), row.close)
            pieces.append((at, at, cell.format(column_letters(column), formats.filled(base, colour))))
        # What a row says of its extent is only a hint, but a wrong one is worse than none.
        new_tag = with_attribute(tag, "spans", None)
        if tag.endswith("/>"):
            inner = "".join(new for _, _, new in pieces)
            whole = f"{new_tag[:-2].rstrip()}>{inner}</{self._prefix}row>"
            self._edits.append((row.start, row.inside, whole))
        else:
            self._edits += [(row.start, row.inside, new_tag), *pieces]

    def _grow(self, data: markup.Element, new: str) -> None:
        """Put a row at the end; several of an empty sheet come in one edit."""
        if data.empty and self._edits and self._edits[-1][:2] == (data.start, data.end):
            end = f"</{data.name}>"
            self._edits[-1] = (*self._edits[-1][:2], self._edits[-1][2].removesuffix(end) + new + end)
        else:
            self._edits += markup.appended(self._text, data, new)

    def _column_style(self, column: int) -> int:
        return next((one.style for one in self._columns if one.first <= column <= one.last), 0)

    def _widen(self, made: Sequence[tuple[int, int]]) -> None:
        """Let the extent that the sheet states hold the new cells."""
        element = self._only("dimension")
        known = area_of(attribute(self._tag(element), "ref") or "") if element else None
        if element is None or known is None:
            return
        top, bottom = min(row for row, _ in made), max(row for row, _ in made)
        left, right = min(column for _, column in made), max(column for _, column in made)
        area = Area(
            min(known.top, top), min(known.left, left), max(known.bottom, bottom), max(known.right, right)
        )
        if area != known:
            ref = f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"
            self._edits.append(
                (element.start, element.inside, with_attribute(self._tag(element), "ref", ref))
            )

    # ── Sizes ──

    def column_pixels(self, column: int) -> int:
        """How wide a column is on the screen, about."""
        for one in self._columns:
            if one.first <= column <= one.last:
                return one.pixels
        return self._defaults[0]

    def row_pixels(self, number: int) -> int:
        """How high a row is on the screen, about."""
        return self._heights.get(number, self._defaults[1])

    @cached_property
    def _heights(self) -> dict[int, int]:
        heights: dict[int, int] = {}
        for row in self._rows:
            tag = self._text[row.start : row.inside]
            if is_on(attribute(tag, "hidden")):
                heights[row.number] = 0
            elif height := attribute(tag, "ht"):
                heights[row.number] = int(_figure(height, 15) * 4 / 3)
        return heights

    @cached_property
    def _defaults(self) -> tuple[int, int]:
        element = self._only("sheetFormatPr")
        if element is None:
            return _COLUMN_PIXELS, _ROW_PIXELS
        tag = self._tag(element)
        width, height = attribute(tag, "defaultColWidth"), attribute(tag, "defaultRowHeight")
        return (
            int(_figure(width, 8.43) * 7 + 5) if width else _COLUMN_PIXELS,
            max(int(_figure(height, 15) * 4 / 3), 1) if height else _ROW_PIXELS,
        )


def _number(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else default


def _figure(text: str | None, default: float) -> float:
    try:
        return min(max(float(text or default), 0.0), 2000.0)
    except ValueError:
        return default
