"""An HTML page named .xls, as many systems export it → `Book`: its tables, one below the other on one sheet."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from wardxl.model import Book, Grid
from wardxl.readers.decoding import decode
from wardxl.readers.errors import ReadError
from wardxl.readers.html_grid import OpenCell, OpenTable, PageSheet, too_large
from wardxl.readers.html_styles import Looks, looks_of, read_rules
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW, Budget, refuse_long_text

SHEET = "Sheet1"
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>")
_STYLE_TAG = re.compile(r"<(/?)style\b", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    "address article blockquote center dd div dl dt footer h1 h2 h3 h4 h5 h6 header".split()
) | {*("hr", "li", "main", "ol", "p", "pre", "section", "tr", "ul")}
_VOID = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"])
_SILENT = frozenset(["script", "style", "title", "noscript", "template", "textarea"])
_PARTS = frozenset(["td", "th", "tr", "thead", "tbody", "tfoot", "caption", "table"])
#: Pieces fed to the parser; the clock is looked at in between. A tag longer than the second is no tag.
_CHUNK = 1 << 14
_LONGEST_TAG = 1 << 21
#: Browsers nest no deeper than 512 elements; what is left open below that is counted.
_DEEP = 512
#: As browsers have it.
_MAX_COLSPAN = 1_000
_MAX_ROWSPAN = 65_534


class _Page(HTMLParser):
    """Collects tables, and the lines of text between them, in the order of the page."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[OpenTable | OpenCell] = []
        self.titles: list[str] = []
        self._rules: dict[str, dict[str, str]] = {}
        self._budget = budget
        #: Open elements, those within each open table by themselves; and how many there are of each name.
        self._stacks: list[list[tuple[str, Looks]]] = [[]]
        self._open: list[Counter[str]] = [Counter()]
        self._tables: list[OpenTable] = []
        self._cells: list[OpenCell | None] = []
        self._line: OpenCell | None = None
        self._silent = ""
        self._rows = 0

    def updatepos(self, i: int, j: int) -> int:
        """Leave out the counting of lines: nobody asks for them, and it costs a tenth of the time."""
        return j

    @property
    def _looks(self) -> Looks:
        stack = self._stacks[-1]
        return stack[-1][1] if stack else Looks()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent = tag
            return
        if tag in ("td", "th", "tr", "table", "caption"):
            self._begin(tag)
        if tag in ("br", *_BLOCKS) and tag != "tr":
            self._break()
        looks = looks_of(tag, attributes, self._looks, self._rules)
        if tag == "col":
            self._column(attributes, looks)
        if tag == "table":
            self._stacks.append([])
            self._open.append(Counter())
        if tag not in _VOID:
            self._push(tag, looks)
        if tag == "table":
            self._line = None
            self._tables.append(OpenTable())
            self._cells.append(None)
            self.blocks.append(self._tables[-1])
        elif tag == "tr" and self._tables:
            self._row(looks)
        elif tag in ("td", "th") and self._tables:
            self._cell(attributes, looks)

    def _push(self, tag: str, looks: Looks) -> None:
        stack = self._stacks[-1]
        if len(stack) >= _DEEP:
            self._budget.spend_items(1)
        stack.append((tag, looks))
        self._open[-1][tag] += 1

    def _pop(self) -> str:
        tag = self._stacks[-1].pop()[0]
        self._open[-1][tag] -= 1
        return tag

    def _begin(self, tag: str) -> None:
        """Close what an opening part of a table closes by itself: `<td>` a cell, `<tr>` a row."""
        closes = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr")}.get(tag, ())
        while self._tables and any(self._open[-1][name] for name in closes):
            if self._pop() in ("td", "th"):
                self._cells[-1] = None

    def _row(self, looks: Looks) -> None:
        table = self._tables[-1]
        self._rows += 1
        if self._rows > MAX_ROW:
            raise too_large()
        if looks.hidden:
            table.hidden_rows.add(len(table.rows))
        table.rows.append([])
        self._cells[-1] = None

    def _cell(self, attributes: dict[str, str], looks: Looks) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        cell = OpenCell(
            looks,
            columns=_span(attributes.get("colspan"), _MAX_COLSPAN),
            rows=_span(attributes.get("rowspan"), _MAX_ROWSPAN),
            figure=attributes.get("x:num"),
        )
        self._budget.spend_items(cell.columns)
        table.rows[-1].append(cell)
        self._cells[-1] = cell

    def _column(self, attributes: dict[str, str], looks: Looks) -> None:
        if self._tables:
            table = self._tables[-1]
            span = _span(attributes.get("span"), _MAX_COLSPAN)
            if looks.hidden and table.columns <= MAX_COLUMN:
                table.hidden_columns.update(range(table.columns, table.columns + span))
            table.columns += span

    def _break(self) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell is not None:
            if cell.pieces:
                cell.add("\n", self._looks)
        elif not self._tables:
            self._line = None

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
            return
        if not self._open[-1][tag]:
            return
        while (popped := self._pop()) != tag:
            if popped in ("td", "th") and self._cells:
                self._cells[-1] = None
        if tag == "table" and self._tables:
            self._stacks.pop()
            self._open.pop()
            self._tables.pop()
            self._cells.pop()
            self._line = None
        elif tag in ("td", "th", "tr") and self._cells:
            self._cells[-1] = None
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._silent:
            if self._silent == "style":
                for name, rule in read_rules(data).items():
                    self._rules.setdefault(name, {}).update(rule)
            elif self._silent == "title":
                self.titles.append(data)
            return
        text = _BLANKS.sub(" ", data)
        cell = self._cells[-1] if self._cells else self._line
        if cell is None:
            if not text.strip():
                return
            # Text outside any cell (browsers show it before the table) keeps a row of its own.
            cell = OpenCell(self._looks)
            self.blocks.append(cell)
            self._budget.spend_items(1)
            if not self._tables:
                self._line = cell
        cell.add(text, self._looks)


def _span(text: str | None, most: int) -> int:
    """A colspan or rowspan: 1 where it is no number; rowspan 0 runs to the end of the table."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit():
        return 1
    return min(int(digits[:9]), most) or most


def read(data: bytes) -> Book:
    """Read an HTML page that is a table (a system's export, Excel's own "web page").

    All cells are text as the page shows it, save those for which Excel noted the figure itself (`x:num`);
    rowspan and colspan become merged ranges; titles above the tables are rows. Raises ReadError S101 where
    the page holds no table, S103 past the limits.
    """
    refuse_long_text(data)
    text = decode(data, _declared_charset(data))
    budget = Budget()
    page = _Page(budget)
    bare = _without_declarations(text)
    start = 0
    while start < len(bare):
        # A tag that is not over yet is looked through from its beginning: each time twice as far.
        waiting = len(page.rawdata)
        end = start + max(_CHUNK, min(waiting, _LONGEST_TAG - waiting))
        page.feed(bare[start:end])
        start = end
        budget.check_time()
        if len(page.rawdata) > _LONGEST_TAG:
            raise ReadError(
                "S101", "Trang HTML bị hỏng hoặc bị cắt cụt. Hãy xuất lại tệp, lưu dưới dạng .xlsx."
            )
    page.feed("<br>")
    sheet = PageSheet(budget)
    tables = 0
    for block in page.blocks:
        if isinstance(block, OpenTable):
            before = len(sheet.rows)
            sheet.add_table(block)
            tables += len(sheet.rows) > before
        else:
            sheet.add_line(block)
    if not tables:
        raise ReadError("S101", _no_table("".join(page.titles)))
    names = _SHEET_NAME.findall(text[: 1 << 16])
    grid = Grid(
        names[0].strip() or SHEET if len(names) == 1 else SHEET,
        sheet.rows,
        styles=tuple(sheet.styles),
        merges=tuple(sheet.merges),
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        converted=frozenset(sheet.converted),
        struck=frozenset(sheet.struck),
    )
    return Book((grid,), "html")


def _declared_charset(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def _without_declarations(text: str) -> str:
    """Drop comments and declarations: nothing is read from them, and the parser stumbles over odd ones."""
    pieces: list[str] = []
    position = 0
    in_style = False
    while (start := text.find("<!", position)) >= 0:
        pieces.append(text[position:start])
        for tag in _STYLE_TAG.finditer(pieces[-1]):
            in_style = not tag[1]
        if in_style and text.startswith("<!--", start):
            # Excel hides its style sheet from old browsers by a comment.
            position = start + len("<!--")
            continue
        closing = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(closing, start + 2)
        position = len(text) if end < 0 else end + len(closing)
    pieces.append(text[position:])
    return "".join(pieces)


def _no_table(title: str) -> str:
    name = " ".join(title.split())[:60]
    called = f" “{name}”" if name else ""
    return (
        f"Tệp này thật ra là một trang web (HTML){called}, không phải bảng tính, và trong trang không có bảng nào. "
        "Hãy tải lại đúng tệp số liệu, hoặc mở bằng Excel rồi lưu dưới dạng .xlsx."
    )
