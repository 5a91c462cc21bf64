"""Excel 97–2003 workbooks (.xls) through xlrd, in the worker: it knows formats, fonts, errors and hidden parts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from wardxl.model import Area, Book, Cell, CellKind, Grid, Style
from wardxl.readers.decrypt import decrypt
from wardxl.readers.figures import digits, number_cell
from wardxl.readers.limits import Budget
from wardxl.readers.ole_properties import read_properties
from wardxl.readers.serials import moment
from wardxl.readers.uncalculated import without_results
from wardxl.readers.xls_formulas import to_calculate
from wardxl.readers.xlsx_styles import BUILTIN_FORMATS
from wardxl.readers.xlsx_text import Run, show

_VISIBILITY = {0: "visible", 1: "hidden", 2: "veryHidden"}
_BOLD_FROM = 600
_SUPERSCRIPT = 1
#: Name, struck through, superscript.
_Looks = tuple[str, bool, bool]
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)


def read(data: bytes) -> Book:
    """Read an .xls workbook; raises ReadError S102 where it needs a password, and whatever xlrd raises."""
    budget = Budget()
    book = _open(data)
    styles, fonts = _styles(book)
    properties = read_properties(data)
    grids = [_grid(book, sheet, styles, fonts, budget) for sheet in book.sheets()]
    formulas = to_calculate(
        book.mem or b"", book.base, book._sh_abs_posn, calculates=bool(properties.application)
    )
    return Book(
        without_results(grids, formulas),
        "xls",
        modified=properties.modified,
        application=properties.application,
        custom=properties.custom,
    )


def _open(data: bytes) -> Any:
    import xlrd

    try:
        return _open_plain(data)
    except xlrd.XLRDError as refusal:
        if "encrypted" not in str(refusal):
            raise
    return _open_plain(decrypt(data))


def _open_plain(data: bytes) -> Any:
    import xlrd
    from xlrd.compdoc import CompDocError

    _leave_out_names_and_notes()
    _follow_no_chain_for_ever()
    # On demand, so that the records are still there when the sheets are read.
    options: dict[str, Any] = {"formatting_info": True, "ragged_rows": True, "on_demand": True}
    with open(os.devnull, "w") as silence:
        while True:
            try:
                book = xlrd.open_workbook(file_contents=data, logfile=silence, **options)
                book.sheets()
                return book
            except CompDocError:
                # PHP libraries write a directory that xlrd takes for corrupt; the workbook in it is sound.
                if "ignore_workbook_corruption" in options:
                    raise
                options["ignore_workbook_corruption"] = True
            except (LookupError, UnicodeDecodeError):
                # A code page that nobody knows: the letters are settled by font (legacy), not by code page.
                if "encoding_override" in options:
                    raise
                options["encoding_override"] = "latin-1"


def _leave_out_names_and_notes() -> None:
    """Spare xlrd what is not needed here: odd names and notes make it refuse workbooks that are sound."""
    from xlrd.book import Book as XlrdBook
    from xlrd.sheet import Sheet as XlrdSheet

    XlrdBook.names_epilogue = lambda self: None
    XlrdSheet.handle_note = lambda self, data, txos: None


def _follow_no_chain_for_ever() -> None:
    """Let xlrd refuse a chain of sectors that comes back to itself; it would collect them until its time is over."""
    from xlrd.compdoc import CompDoc, CompDocError

    follow = CompDoc._get_stream
    if follow.__module__ == __name__:
        return

    def bounded(compound: Any, mem: Any, base: int, sat: Any, *rest: Any, **named: Any) -> Any:
        sector = rest[1]
        for _ in range(len(sat) + 1):
            if not 0 <= sector < len(sat):
                return follow(compound, mem, base, sat, *rest, **named)
            sector = sat[sector]
        raise CompDocError("a chain of sectors has no end")

    CompDoc._get_stream = bounded


def _styles(book: Any) -> tuple[list[Style], list[_Looks]]:
    """Style by cell format number, and looks by font number."""
    styles = []
    for xf in book.xf_list:
        font = book.font_list[xf.font_index]
        styles.append(
            Style(
                number_format=_number_format(book, xf.format_key),
                font=font.name,
                bold=font.weight >= _BOLD_FROM,
                italic=bool(font.italic),
                strike=bool(font.struck_out),
                indent=xf.alignment.indent_level,
            )
        )
    return styles, [(f.name, bool(f.struck_out), f.escapement == _SUPERSCRIPT) for f in book.font_list]


def _number_format(book: Any, number: int) -> str:
    """A number format by its number; of those that go without a record xlrd does not know all."""
    known = book.format_map.get(number)
    return (known.format_str if known is not None else "") or BUILTIN_FORMATS.get(number, "General")


def _grid(book: Any, sheet: Any, styles: list[Style], fonts: list[_Looks], budget: Budget) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    converted: set[tuple[int, int]] = set()
    struck: set[tuple[int, int]] = set()
    kept: dict[Style, int] = {Style(): 0}
    for row in range(sheet.nrows):
        cells: dict[int, Cell] = {}
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in (_EMPTY, _BLANK):
                continue
            value = sheet.cell_value(row, column)
            format_index = sheet.cell_xf_index(row, column)
            style = styles[format_index]
            place = (row + 1, column + 1)
            if kind == _TEXT:
                runs = tuple(_runs(value, style, sheet.rich_text_runlist_map.get((row, column), ()), fonts))
                text = show(runs, style)
                if not text.text.strip():
                    continue
                converted |= {place} if text.converted else set()
                struck |= {place} if text.struck else set()
                cell = Cell(CellKind.TEXT, text.text)
            else:
                cell = _plain_cell(kind, value, style.number_format, book.datemode == 1)
                struck |= {place} if style.strike else set()
            cells[column + 1] = cell._replace(style=kept.setdefault(style, len(kept)))
        if cells:
            rows[row + 1] = cells
            budget.spend_items(len(cells))
    hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    merges = tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    for area in merges:
        budget.spend_merge(area)
    return Grid(
        sheet.name,
        rows,
        styles=tuple(kept),
        merges=merges,
        visibility=_VISIBILITY.get(sheet.visibility, "hidden"),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        converted=frozenset(converted),
        struck=frozenset(struck),
    )


def _plain_cell(kind: int, value: Any, number_format: str, date1904: bool) -> Cell:
    if kind == _BOOLEAN:
        return Cell(CellKind.BOOLEAN, "1" if value else "0")
    if kind == _ERROR:
        from xlrd import error_text_from_code

        return Cell(CellKind.ERROR, error_text_from_code.get(value, "#N/A"))
    shown = moment(repr(value), number_format, date1904=date1904)
    if shown is not None:
        return Cell(CellKind.DATE, shown)
    return number_cell(digits(value))


def _runs(text: str, style: Style, cuts: Any, fonts: list[_Looks]) -> Iterator[Run]:
    """A text cut where its font changes: before the first cut it has the cell's font."""
    own: _Looks = (style.font, style.strike, False)
    start, looks = 0, own
    for offset, font_index in cuts:
        if text[start:offset]:
            yield Run(text[start:offset], *looks)
        start = offset
        looks = fonts[font_index] if font_index < len(fonts) else own
    if text[start:]:
        yield Run(text[start:], *looks)
