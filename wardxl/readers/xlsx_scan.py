"""The quick way through a worksheet that is written the way Excel and its kin write it.

Instead of two or three calls of the XML parser per cell, the rows between `<sheetData>` and `</sheetData>` are taken
apart by one regular expression. It knows only the plain forms of `row` and `c`. Where a single character is left over —
another order of attributes, a prefix, white space, a comment, rich text, a formula without its value — the whole part
is read by `xlsx_sheet.parse_sheet` instead, and a test demands the same Grid of both. What it takes is well-formed by
its own grammar, but for what texts may hold: rows with a reference, a sign that XML forbids or the like go
through the parser as well, as does everything around the rows, so that a part that is not well-formed or has a DOCTYPE
never gets through. Measured on the rich file of tests/bench/reader.py, the sheets take half the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
#: How the part begins; before the body nothing follows that could hide a second `<sheetData>`.
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>?]*\?>)?\s*<worksheet[\s>]")
_HIDING = (b"<!", b"<?")
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-?8["'])""", re.IGNORECASE)
#: The attributes of an element, in any order.
_GIVEN = r'(?: [A-Za-z_][A-Za-z0-9_:]*+="[^"<>&]*+")*+'
#: Possessive throughout (`++`, `*+`): nothing here is ever matched a second way, and looking for one takes time.
_TOKEN = re.compile(
    r'<c r="([A-Z]++)([0-9]++)"((?: s="[0-9]++")?+(?: t="[A-Za-z]++")?+)'
    rf"(?:>(?:(<f{_GIVEN})(?: ?/>|>([^<]*+)</f>))?+"
    r"<v>(?:(-?+[0-9]{1,200}+(?:\.[0-9]{1,200}+)?+(?:E[+-]?+[0-9]{1,2}+)?+)(?=<)|([^<]++))</v></c>"
    r"| ?/>|></c>"
    r'|><is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>)'
    rf"|(<row{_GIVEN} ?/?>)|</row>|(.)",
    re.DOTALL,
)
#: A row of which nothing matters but its number: it is not hidden, and of no height 0.
_BARE_ROW = re.compile(
    r'<row r="([0-9]{1,10})"(?: spans="[0-9:]*+")?+(?: s="[0-9]++")?+(?: customFormat="1")?+(?: ht="[1-9][0-9.]*+")?+'
    r'(?: customHeight="1")?+(?: x14ac:dyDescent="[0-9.]*+")?+ ?/?>'
)
_ATTRIBUTE = re.compile(r'([A-Za-z0-9_:]+)="([^"]*)"')
#: What XML forbids in a text, and what only the parser can judge: references, the last two signs of Unicode's plane.
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_DOUBTFUL = (b"&", b"]]>", b"\xef\xbf")

#: What a cell with certain attributes holds, its `t` or `_PLAIN_NUMBER`; its style; what finds its text; its look.
_Kind = tuple[str, int, Callable[[str], Cell | None], Look]


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
    begun = _BEGINNING.match(head)
    if not body or begun is None or _OTHER_ENCODING.search(head, 0, begun.end()):
        return False
    if any(head.find(sign, begun.end()) >= 0 for sign in _HIDING):
        return False
    parser.Parse(head + body, False)
    parser.StartElementHandler = None
    while (end := pending.find(_BODY_END)) < 0:
        rows = pending.rfind(_ROW_END) + len(_ROW_END)
        if rows >= len(_ROW_END):
            if not _take(pending[:rows], parser, sheet):
                return False
            pending = pending[rows:]
        chunk = next(chunks, b"")
        if not chunk or len(pending) > _PATIENCE:
            return False
        pending += chunk
    if not _take(pending[:end], parser, sheet):
        return False
    parser.StartElementHandler = sheet.take
    parser.Parse(pending[end:], False)
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return True


def _take(rows: bytes, parser: expat.XMLParserType, sheet: Sheet) -> bool:
    """Take whole rows, past the parser where nothing is left for it to judge; False where a character is left over."""
    if any(sign in rows for sign in _DOUBTFUL) or len(rows.translate(None, _CONTROLS)) < len(rows):
        parser.Parse(rows, False)
    return _take_rows(rows.decode(), sheet)


def _take_rows(text: str, sheet: Sheet) -> bool:
    """Take whole rows; False where a character is left over."""
    if "\r" in text:
        return False
    columns, plain_text = COLUMNS, sheet.maker.plain_text
    # A named tuple's own constructor takes half as long again.
    new_tuple, kind_number = tuple.__new__, CellKind.NUMBER
    kinds: dict[str, _Kind] = {}
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
            known = kinds.get(attributes)
            if known is None:
                known = kinds[attributes] = _kind(attributes, sheet.maker)
            kind, style, remembered, look = known
            cell = None
            if number:
                if kind == _PLAIN_NUMBER:
                    if not formula_tag:
                        cells[column] = new_tuple(Cell, (kind_number, number, style, ""))
                        continue
                    if formula_tag == "<f":
                        cell = new_tuple(Cell, (kind_number, number, style, resolve(formula).strip()))
                elif kind == "s" and not formula_tag:
                    cell = remembered(number) or plain_text(number, look)
            elif inline:
                cell = remembered(_QUOTE + inline)
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
        elif letters:
            if row != row_text:
                return False
        elif row_text:
            row_text = ""
        else:
            return False
    return not row_text


def _kind(attributes: str, maker: CellMaker) -> _Kind:
    given = _attributes(attributes)
    look, kind = maker.look(given.get("s")), given.get("t", "n")
    return (_PLAIN_NUMBER if kind == "n" and not look.is_date else kind), look.style, look.strings.get, look


def _take_inline(sheet: Sheet, place: tuple[int, int], look: Look, inline: str) -> None:
    """Take an inline text, and remember its cell: where there are no shared strings, units and names come back."""
    made = sheet.maker.text(unescape(resolve(inline)), look)
    if made:
        sheet.keep(place, made)
        if not made.converted and len(look.strings) < _REMEMBERED:
            look.strings[_QUOTE + inline] = made.cell


def _attributes(tag: str) -> Attributes:
    """The attributes of a tag; raises ValueError where one is there twice, as the parser would."""
    given = _ATTRIBUTE.findall(tag)
    attributes: Attributes = dict(given)
    if len(attributes) < len(given):
        raise ValueError("an attribute twice")
    return attributes
