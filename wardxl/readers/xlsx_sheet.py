"""One worksheet in one pass of the XML parser (ECMA-376 18.3.1): cells as they come, dimensions ignored."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from wardxl.model import Cell, CellKind, Grid
from wardxl.readers.limits import Budget
from wardxl.readers.package import Attributes, Package, new_parser, root_prefix
from wardxl.readers.xlsx_cells import CellMaker, is_number
from wardxl.readers.xlsx_grid import COLUMNS, Sheet, twice
from wardxl.readers.xlsx_scan import scan_sheet
from wardxl.readers.xlsx_text import RawText, text_handlers

#: What the text that comes is: nothing of a cell; its value; its formula; more of a value; after a kept value.
_NOTHING, _VALUE, _FORMULA, _REST, _KEPT = range(5)


def read_sheet(
    package: Package, part: str, name: str, visibility: str, maker: CellMaker, budget: Budget
) -> Grid:
    """Read a worksheet part into a Grid.

    Raises Malformed where the part is damaged or has a cell twice, ReadError S103 past the limits.
    """
    sheet = scan_sheet(package, part, maker, budget) or parse_sheet(package, part, maker, budget)
    return sheet.grid(name, visibility)


def parse_sheet(package: Package, part: str, maker: CellMaker, budget: Budget) -> Sheet:
    """Read any worksheet part, whoever wrote it."""
    sheet = Sheet(maker, budget)
    parser = new_parser(namespaces=False)
    close: Callable[[], None] | None = None

    def root(tag: str, attributes: Attributes) -> None:
        nonlocal close
        close = _install_handlers(sheet, parser, root_prefix(tag, "worksheet"))

    parser.StartElementHandler = root
    package.feed(part, parser)
    if close:
        close()
    return sheet


def _install_handlers(sheet: Sheet, parser: expat.XMLParserType, prefix: str) -> Callable[[], None]:
    """Give the parser the handlers for a sheet, which are paid per cell and written accordingly.

    Returns what must be called at the end of the part.

    A plain number or shared string is kept as soon as its text comes; whatever is rarer waits (`waiting`) until
    the next element shows that the cell is over. There is no end handler: it would be called twice for every cell,
    so text after `</v>`, white space of the file's layout, comes along with the value.
    """
    row_tag, cell_tag, value_tag = prefix + "row", prefix + "c", prefix + "v"
    formula_tag, inline_tag = prefix + "f", prefix + "is"
    columns, looks, plain_text, number_matches = COLUMNS, sheet.maker.looks, sheet.maker.plain_text, is_number
    # A named tuple's own constructor takes half as long again.
    new_tuple, number = tuple.__new__, CellKind.NUMBER

    cells: dict[int, Cell] = {}
    cell_attributes: Attributes = {}
    formula_attributes: Attributes = {}
    row_text = ""
    value: str | None = None
    formula: str | None = None
    inline: RawText | None = None
    capture = _NOTHING
    waiting = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal capture, cell_attributes, value
        if name == value_tag:
            if formula is None:
                capture = _VALUE
            else:
                capture, value = _REST, ""
        elif name == cell_tag:
            if waiting:
                finish()
            capture = _NOTHING
            if "r" not in attributes:
                attributes["r"] = sheet.next_reference(cell_attributes.get("r", ""))
            cell_attributes = attributes
        else:
            other(name, attributes)

    def text(data: str) -> None:
        nonlocal capture, value, formula, waiting
        if capture == _VALUE:
            capture, value = _KEPT, data
            column = columns.get(cell_attributes["r"].removesuffix(row_text))
            look = looks.get(cell_attributes.get("s"))
            if column and look:
                style, is_date, strings, _ = look
                kind = cell_attributes.get("t", "n")
                cell = None
                if kind == "s":
                    cell = strings.get(data) or plain_text(data, look)
                elif kind == "n" and not is_date and number_matches(data):
                    cell = new_tuple(Cell, (number, data, style, ""))
                if cell:
                    if cells.setdefault(column, cell) is not cell:
                        raise twice()
                    return
            capture, waiting = _REST, True
        elif capture == _FORMULA:
            formula = (formula or "") + data
        elif capture == _REST:
            value = (value or "") + data
        elif capture == _KEPT:
            take_back()
            value = (value or "") + data

    def take_back() -> None:
        """Make the cell just kept wait: more of its text, or its formula, follows."""
        nonlocal capture, waiting
        cells.pop(columns[cell_attributes["r"].removesuffix(row_text)])
        capture, waiting = _REST, True

    def other(name: str, attributes: Attributes) -> None:
        nonlocal capture, waiting, value, formula, formula_attributes, cells, cell_attributes, row_text
        if name == formula_tag:
            if capture == _KEPT:
                take_back()
            elif capture != _REST:
                value = None
            capture, waiting = _FORMULA, True
            formula, formula_attributes = "", attributes
        elif name == inline_tag:
            capture, waiting, value = _NOTHING, True, None
            inner = text_handlers(prefix, "is", end_inline)
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = inner
        else:
            if waiting:
                finish()
            capture = _NOTHING
            if name == row_tag:
                cells = sheet.open_row(attributes)
                row_text, cell_attributes = str(sheet.row), {}
            elif name.startswith(prefix):
                sheet.take(name[len(prefix) :], attributes)

    def end_inline(raw: RawText) -> None:
        nonlocal inline
        inline = raw
        install()

    def finish() -> None:
        nonlocal waiting, value, formula, inline
        place = sheet.place(cell_attributes.get("r", ""))
        written = None if formula is None else (formula_attributes, formula)
        sheet.finish(place, cell_attributes, value, inline, written)
        value = formula = inline = None
        waiting = False

    def close() -> None:
        if waiting:
            finish()

    def install() -> None:
        parser.StartElementHandler, parser.CharacterDataHandler = start, text
        parser.EndElementHandler = None

    install()
    return close
