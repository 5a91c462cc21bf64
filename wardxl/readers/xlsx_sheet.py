"""One worksheet in one pass of the XML parser (ECMA-376 18.3.1): cells as they come, dimensions ignored."""

from __future__ import annotations

from xml.parsers import expat

from wardxl.model import Cell, CellKind, Grid
from wardxl.readers.limits import LONGEST_TEXT, Budget, too_long
from wardxl.readers.package import Attributes, Damaged, Package, new_parser, root_prefix
from wardxl.readers.xlsx_cells import CellMaker, is_usual_number
from wardxl.readers.xlsx_grid import COLUMNS, Sheet, misplaced, twice
from wardxl.readers.xlsx_scan import scan_sheet
from wardxl.readers.xlsx_text import RawText, text_handlers

#: Where the parser is: outside of the rows, among them, in a row, in a cell, in its value, in its formula.
_OUTSIDE, _ROWS, _ROW, _CELL, _VALUE, _FORMULA = range(6)


def read_sheet(
    package: Package, part: str, name: str, visibility: str, maker: CellMaker, budget: Budget
) -> Grid:
    """Read a worksheet part into a Grid.

    Raises Malformed where the part breaks its format, Damaged where it says two things of a cell, ReadError S103 past
    the limits.
    """
    try:
        sheet = scan_sheet(package, part, maker, budget) or parse_sheet(package, part, maker, budget)
        return sheet.grid(name, visibility)
    except Damaged as fault:
        raise Damaged(f"trang “{name[:40]}”: {fault}") from fault


def parse_sheet(package: Package, part: str, maker: CellMaker, budget: Budget) -> Sheet:
    """Read any worksheet part, whoever wrote it."""
    sheet = Sheet(maker, budget)
    parser = new_parser(namespaces=False)

    def root(tag: str, attributes: Attributes) -> None:
        _install_handlers(sheet, parser, root_prefix(tag, "worksheet"))

    parser.StartElementHandler = root
    package.feed(part, parser)
    return sheet


def _install_handlers(sheet: Sheet, parser: expat.XMLParserType, prefix: str) -> None:
    """Give the parser the handlers for a sheet, which are paid per cell and written accordingly.

    Elements that are known stand where the format has them, or the sheet is damaged: a value within a value, a cell
    outside of a row. What is unknown is passed through.
    """
    rows_tag, row_tag, cell_tag = prefix + "sheetData", prefix + "row", prefix + "c"
    value_tag, formula_tag, inline_tag = prefix + "v", prefix + "f", prefix + "is"
    columns, looks, plain_text, number_matches = (
        COLUMNS,
        sheet.maker.looks,
        sheet.maker.plain_text,
        is_usual_number,
    )
    # A named tuple's own constructor takes half as long again.
    new_tuple, number = tuple.__new__, CellKind.NUMBER

    cells: dict[int, Cell] = {}
    cell_attributes: Attributes = {}
    formula_attributes: Attributes = {}
    row_text = reference = ""
    value: str | None = None
    formula: str | None = None
    inline: RawText | None = None
    state = _OUTSIDE

    def start(name: str, attributes: Attributes) -> None:
        nonlocal state, value, cell_attributes, reference
        if name == value_tag and state == _CELL and value is None:
            state, value = _VALUE, ""
        elif name == cell_tag and state == _ROW:
            state, cell_attributes = _CELL, attributes
            found = attributes.get("r")
            reference = sheet.next_reference(reference) if found is None else found
        else:
            other(name, attributes)

    def text(data: str) -> None:
        nonlocal value, formula
        if state == _VALUE and value is not None:
            value += data
            if len(value) > LONGEST_TEXT:
                raise too_long()
        elif state == _FORMULA and formula is not None:
            formula += data
            if len(formula) > LONGEST_TEXT:
                raise too_long()

    def end(name: str) -> None:
        nonlocal state
        if name == value_tag:
            state = _CELL if state == _VALUE else state
        elif name == cell_tag:
            state = _ROW
            finish()
        elif name == formula_tag:
            state = _CELL if state == _FORMULA else state
        elif name == row_tag:
            state = _ROWS
        elif name == rows_tag:
            state = _OUTSIDE

    def finish() -> None:
        nonlocal value, formula, inline
        if value and formula is None and inline is None:
            column = columns.get(reference.removesuffix(row_text))
            look = looks.get(cell_attributes.get("s"))
            if column and look:
                kind = cell_attributes.get("t", "n")
                cell = None
                if kind == "s":
                    cell = look.strings.get(value) or plain_text(value, look)
                elif kind == "n" and not look.is_date and number_matches(value):
                    cell = new_tuple(Cell, (number, value, look.style, ""))
                if cell:
                    value = None
                    if cells.setdefault(column, cell) is not cell and cells[column] != cell:
                        raise twice(sheet.row, column)
                    return
        if value is not None or formula is not None or inline is not None:
            written = None if formula is None else (formula_attributes, formula)
            sheet.finish(sheet.place(reference), cell_attributes, value, inline, written)
            value = formula = inline = None

    def other(name: str, attributes: Attributes) -> None:
        nonlocal state, formula, formula_attributes, cells, row_text, reference
        if name == row_tag and state == _ROWS:
            state, cells = _ROW, sheet.open_row(attributes)
            row_text, reference = str(sheet.row), ""
        elif name == formula_tag and state == _CELL and formula is None:
            state, formula, formula_attributes = _FORMULA, "", attributes
        elif name == inline_tag and state == _CELL and inline is None:
            inner = text_handlers(prefix, "is", end_inline)
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = inner
        elif state != _OUTSIDE:
            if state >= _VALUE or name in (rows_tag, row_tag, cell_tag, value_tag, formula_tag, inline_tag):
                raise misplaced(name)
        elif name.startswith(prefix):
            sheet.take(name[len(prefix) :], attributes)
            state = _ROWS if name == rows_tag else state

    def end_inline(raw: RawText) -> None:
        nonlocal inline
        inline = raw
        install()

    def install() -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    install()
