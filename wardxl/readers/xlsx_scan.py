"""The quick way through a worksheet that is written the way Excel and its kin write it.

The XML parser still sees every byte, so a part that is not well-formed or has a DOCTYPE never gets through; but
instead of two or three calls per cell, the rows between `<sheetData>` and `</sheetData>` are taken apart by one
regular expression. It knows only the plain forms of `row` and `c`. Where a single character is left over —
another order of attributes, a prefix, white space, a comment, rich text, a formula without its value — the whole part
is read by `xlsx_sheet.parse_sheet` instead, and a test demands the same Grid of both. Measured on the rich
file of tests/bench/reader.py, the sheets take half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from wardxl.model import Cell, CellKind
from wardxl.readers.limits import CHUNK, Budget
from wardxl.readers.package import XML_FAULTS, Attributes, Package, new_parser
from wardxl.readers.xlsx_cells import CellMaker, Look
from wardxl.readers.xlsx_grid import COLUMNS, Sheet
from wardxl.readers.xlsx_text import resolve, unescape

#: Bytes without an end of row after which the slow way is taken.
_PATIENCE = 16 * CHUNK
#: Inline texts remembered for each look; their keys begin with a quote, those of shared strings are numbers.
_REMEMBERED = 5_000
_QUOTE = '"'
#: A cell that holds a figure and no date; what `t` says is never empty.
_PLAIN_NUMBER = ""
_BODY, _BODY_END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
#: What may stand before the body: nothing that could hide a second `<sheetData>`, no encoding but UTF-8.
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>?]*\?>)?\s*<worksheet[\s>](?:(?!<[!?]).)*", re.DOTALL)
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-?8["'])""", re.IGNORECASE)
#: Possessive throughout (`++`, `*+`): nothing here is ever matched a second way, and looking for one takes time.
_TOKEN = re.compile(
    r'<c r="([A-Z]++)([0-9]++)"((?: s="[0-9]++")?+(?: t="[A-Za-z]++")?+)'
    r'(?:>(?:(<f(?: [\w:]++="[^"<>&]*+")*+)(?: ?/>|>([^<]*+)</f>))?+'
    r"<v>(?:(-?+[0-9]{1,200}+(?:\.[0-9]{1,200}+)?+(?:E[+-]?+[0-9]{1,2}+)?+)(?=<)|([^<]++))</v></c>"
    r"| ?/>|></c>"
    r'|><is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>)'
    r'|(<row(?: [\w:]++="[^"<>&]*+")*+ ?/?>)|</row>|(.)',
    re.DOTALL,
)
#: A row of which nothing matters but its number: it is not hidden, and of no height 0.
_BARE_ROW = re.compile(
    r'<row r="([0-9]{1,10})"(?: spans="[0-9:]*+")?+(?: s="[0-9]++")?+(?: customFormat="1")?+(?: ht="[1-9][0-9.]*+")?+'
    r'(?: customHeight="1")?+(?: x14ac:dyDescent="[0-9.]*+")?+ ?/?>'
)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def scan_sheet(package: Package, part: str, maker: CellMaker, budget: Budget) -> Sheet | None:
    """Read a worksheet part; None where it is not in the plain form (the budget is then as it was).

    Raises Malformed where the bytes are damaged, ReadError S103 past the limits.
    """
    before = budget.used
    sheet = Sheet(maker, budget)
    sheet.ascending = True  # Where a cell stands out of its order, the sheet is not in the plain form.
    parser = new_parser(namespaces=False)
    parser.StartElementHandler = sheet.take
    try:
        if _scan(package.markup(part), parser, sheet):
            return sheet
    except XML_FAULTS:
        pass  # parse_sheet meets the same fault and says where it is.
    budget.used = before
    return None


def _scan(chunks: Iterator[bytes], parser: expat.XMLParserType, sheet: Sheet) -> bool:
    """Feed the parser and take the rows; False where something is not in the plain form."""
    pending = b""
    for chunk in chunks:
        pending += chunk
        if _BODY in pending or len(pending) > _PATIENCE:
            break
    head, body, pending = pending.partition(_BODY)
    if not body or _HEAD.fullmatch(head) is None or _OTHER_ENCODING.search(head):
        return False
    parser.Parse(head + body, False)
    parser.StartElementHandler = None
    fed = 0  # bytes of `pending` that the parser has had
    while (end := pending.find(_BODY_END, max(0, fed - len(_BODY_END)))) < 0:
        parser.Parse(pending[fed:], False)
        rows = pending.rfind(_ROW_END, max(0, fed - len(_ROW_END))) + len(_ROW_END)
        if rows >= len(_ROW_END):
            if not _take_rows(pending[:rows].decode(), sheet):
                return False
            pending = pending[rows:]
        fed = len(pending)
        chunk = next(chunks, b"")
        if not chunk or fed > _PATIENCE:
            return False
        pending += chunk
    rest = end + len(_BODY_END)
    parser.Parse(pending[fed:rest], False)
    if not _take_rows(pending[:end].decode(), sheet):
        return False
    parser.StartElementHandler = sheet.take
    parser.Parse(pending[rest:], False)
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return True


def _take_rows(text: str, sheet: Sheet) -> bool:
    """Take whole rows; False where a character is left over."""
    if "\r" in text:
        return False
    columns, plain_text = COLUMNS, sheet.maker.plain_text
    # A named tuple's own constructor takes half as long again.
    new_tuple, kind_number = tuple.__new__, CellKind.NUMBER
    kinds: dict[str, tuple[str, Look]] = {}
    cells: dict[int, Cell] = {}
    row_text, before = "", 0
    for (
        letters,
        row,
        attributes,
        formula_tag,
        formula,
        number,
        other,
        inline,
        row_tag,
        left,
    ) in _TOKEN.findall(text):
        if number or inline or other:
            if row != row_text:
                return False
            column = columns.get(letters) or sheet.place(letters + row)[1]
            if column <= before:
                return False
            before = column
            if attributes not in kinds:
                kinds[attributes] = _kind(attributes, sheet.maker)
            kind, look = kinds[attributes]
            cell = None
            if number:
                if kind == _PLAIN_NUMBER:
                    if not formula_tag:
                        cell = new_tuple(Cell, (kind_number, number, look[0], ""))
                    elif formula_tag == "<f":
                        cell = new_tuple(Cell, (kind_number, number, look[0], resolve(formula).strip()))
                elif kind == "s" and not formula_tag:
                    cell = look[2].get(number) or plain_text(number, look)
            elif inline:
                cell = look[2].get(_QUOTE + inline)
            if cell:
                cells[column] = cell
                continue
            place = sheet.row, column
            if inline:
                _take_inline(sheet, place, look, inline)
                continue
            written = (_attributes(formula_tag), resolve(formula)) if formula_tag else None
            sheet.finish(place, _attributes(attributes), resolve(number or other), None, written)
        elif row_tag:
            if row_text:
                return False
            bare = _BARE_ROW.fullmatch(row_tag)
            cells = sheet.begin_row(int(bare[1])) if bare else sheet.open_row(_attributes(row_tag))
            row_text, before = "" if row_tag.endswith("/>") else str(sheet.row), 0
        elif left:
            return False
        elif not letters:
            row_text = ""
    return True


def _kind(attributes: str, maker: CellMaker) -> tuple[str, Look]:
    """What a cell with such attributes holds, its `t` or `_PLAIN_NUMBER`, and its look."""
    given = _attributes(attributes)
    look, kind = maker.look(given.get("s")), given.get("t", "n")
    return (_PLAIN_NUMBER if kind == "n" and not look.is_date else kind), look


def _take_inline(sheet: Sheet, place: tuple[int, int], look: Look, inline: str) -> None:
    """Take an inline text, and remember its cell: where there are no shared strings, units and names come back."""
    made = sheet.maker.text(unescape(resolve(inline)), look)
    if made:
        sheet.keep(place, made)
        if not made.converted and len(look.strings) < _REMEMBERED:
            look.strings[_QUOTE + inline] = made.cell


def _attributes(tag: str) -> Attributes:
    return dict(_ATTRIBUTE.findall(tag))
