"""The same workbooks in half the time: what XlsxWriter asks of every cell, asked once.

A ward's workbook has eleven thousand cells. What is overridden here writes the same bytes as XlsxWriter itself
(`tests/test_book.py` holds the two against each other) and leaves to it whatever it does not know. It leans on how
XlsxWriter keeps cells and rows, which changes from version to version: `book` lets it in with those versions only that
it was tried with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellFormulaTuple, CellStringTuple

from wardxl.workbook.writer import Book, Package, Sheet

#: Functions that every spreadsheet program has always known; a name before a bracket is one, wherever it stands.
_OLD_FUNCTIONS = frozenset(
    "ABS AND AVERAGE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS FIND IF IFERROR INDEX INDIRECT INT ISBLANK ISERROR "
    "ISNUMBER ISTEXT LEFT LEN MATCH MAX MID MIN MOD MONTH NOT OR RIGHT ROUND ROUNDDOWN ROUNDUP ROW SEARCH SIGN "
    "SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT TEXT TODAY TRIM TRUNC VALUE YEAR".split()
)
_FUNCTION = re.compile(r"([A-Za-z_][\w.]*)\(")
#: What a shared string must not hold to be written as it is: escapes, what has to be escaped, and outer blanks.
_UNUSUAL = re.compile(r'[\x00-\x1f"&<>\ufffe\uffff]|_x|\A\s|\s\Z')
#: So many letters need no measuring against the limits of texts and links, which count in UTF-16.
_SURELY_SHORT = 1000
#: The shortest address of a file by which can be told whether it is relative.
_LEAST_FILE = len("external:") + 2
#: What a formula may come to that is written as it is; a text that begins with # may be the name of an error.
_PLAIN = frozenset((str, int, float))
#: XlsxWriter notes for so many rows together which columns they use.
_SPANNED = 16

letters = lru_cache(maxsize=None)(xl_col_to_name)
file_link = lru_cache(maxsize=256)(Url)


@lru_cache(maxsize=8192)
def known_formula(formula: str) -> str | None:
    """A formula as it is stored, None where XlsxWriter has to look at it. Wards of one template have the same ones."""
    if (
        formula.startswith("{")
        or not formula.strip("=")
        or not _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula))
    ):
        return None
    return formula.removeprefix("=")


@lru_cache(maxsize=8192)
def escaped(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link_to(url: str) -> Url:
    """The link that XlsxWriter makes of an address; its text is left to be set."""
    file, mark, anchor = url.partition("#")
    if not mark or not file.startswith("external:") or len(file) < _LEAST_FILE:
        return Url(url)
    # What an address comes to takes longest for files, and a file has many cells that are linked to.
    link = Url.__new__(Url)
    vars(link).update(vars(file_link(file)))
    link._anchor = anchor.replace("/", "\\")
    return link


class Strings(SharedStrings):  # type: ignore[misc]
    """The table of texts."""

    def _write_si(self, string: str) -> None:
        if _UNUSUAL.search(string):
            super()._write_si(string)
        else:
            self.fh.write(f"<si><t>{string}</t></si>")


class QuickPackage(Package):
    """The parts of the file, its texts written faster."""

    def _write_shared_strings_file(self) -> None:
        if not self.workbook.str_table.count:
            return
        strings = Strings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        strings._assemble_xml_file()


class QuickSheet(Sheet):
    """A sheet that takes and writes cells faster."""

    def __init__(self) -> None:
        super().__init__()
        #: How each format met so far is named in a cell.
        self.looks: dict[Any, str] = {}

    # ── What is written into it ───────────────────────────────────────────────────────────

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """Write a text. Rows and columns are numbers."""
        if len(string) > _SURELY_SHORT or self._check_dimensions(row, col):
            return int(self._write_string(row, col, string, cell_format))
        if not self.constant_memory:
            stored = self.str_table._get_shared_string_index(string)
        else:
            stored = string
            if row > self.previous_row:
                self._write_single_row(row)
        self.table[row][col] = CellStringTuple(stored, cell_format)
        return 0

    def write_strings(self, row: int, texts: Sequence[tuple[int, str]], cell_format: Any) -> None:
        """Write texts of one row that look alike: column and text each, columns from left to right."""
        if not texts:
            return
        inside = not (
            self.constant_memory
            or self._check_dimensions(row, texts[0][0])
            or self._check_dimensions(row, texts[-1][0])
        )
        known, cells = self.str_table._get_shared_string_index, self.table[row]
        for column, text in texts:
            if inside and len(text) <= _SURELY_SHORT:
                cells[column] = CellStringTuple(known(text), cell_format)
            else:
                self.write_string(row, column, text, cell_format)

    def write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        """Write a number. Rows and columns are numbers."""
        return int(self._write_number(row, col, number, cell_format))

    def write_blank(self, row: int, col: int, blank: Any, cell_format: Any = None) -> int:
        """Write a cell that has a format only. Rows and columns are numbers."""
        return int(self._write_blank(row, col, blank, cell_format))

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        """Write a formula with what it comes to. Rows and columns are numbers."""
        known = known_formula(formula)
        if known is None or self.constant_memory or self._check_dimensions(row, col):
            return int(self._write_formula(row, col, formula, cell_format, value))
        self.table[row][col] = CellFormulaTuple(known, cell_format, value)
        return 0

    def write_url(
        self,
        row: int,
        col: int,
        url: str,
        cell_format: Any = None,
        string: str | None = None,
        tip: str | None = None,
    ) -> int:
        """Write a link. Rows and columns are numbers."""
        if len(url) > _SURELY_SHORT:
            return int(self._write_url(row, col, url, cell_format, string, tip))
        link = link_to(url) if string is not None else Url(url)
        if string is not None:
            link.text = string
        if tip is not None:
            link.tip = tip
        return int(self._write_url(row, col, link, cell_format))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        known = known_formula(formula)
        return known if known is not None else str(super()._prepare_formula(formula, expand_future_functions))

    def _check_dimensions(
        self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False
    ) -> int:
        if (
            not self.constant_memory
            and self.dim_rowmin is not None
            and self.dim_colmin is not None
            and self.dim_rowmin <= row <= self.dim_rowmax
            and self.dim_colmin <= col <= self.dim_colmax
        ):
            return 0
        return int(super()._check_dimensions(row, col, ignore_row, ignore_col))

    # ── How it goes into the file ─────────────────────────────────────────────────────────

    def _calculate_spans(self) -> None:
        if self.comments:
            super()._calculate_spans()
            return
        blocks: dict[int, set[int]] = {}
        for row, cells in self.table.items():
            if cells:
                blocks.setdefault(row // _SPANNED, set()).update(cells)
        self.row_spans = {
            block: f"{min(columns) + 1}:{max(columns) + 1}" for block, columns in blocks.items()
        }

    def _write_rows(self) -> None:
        self._calculate_spans()
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // _SPANNED)
            if cells:
                self._write_row(row, span, info)
                self.fill_row(row, cells)
                self._xml_end_tag("row")
            elif info is not None or row in self.comments:
                self._write_empty_row(row, span, info)

    def _write_single_row(self, current_row_num: int = 0) -> None:
        row: int = self.previous_row
        cells = self.table.get(row)
        if not cells:
            super()._write_single_row(current_row_num)
            return
        self.previous_row: int = current_row_num
        self._write_row(row, None, self.row_info.get(row))
        self.fill_row(row, cells)
        self._xml_end_tag("row")
        self.table.clear()

    def fill_row(self, row: int, cells: Mapping[int, Any]) -> None:
        """Write the cells of a row; a cell without a format of its own may have its row's or column's."""
        number, inline, looks, made = row + 1, self.constant_memory, self.looks, list[str]()
        for column in sorted(cells):
            cell = cells[column]
            style = cell.format
            kind = type(cell).__name__ if style else ""
            look = looks.get(style)
            if look is None and style:
                look = looks[style] = f' s="{style._get_xf_index()}"'
            if kind == "String" and not inline:
                made.append(f'<c r="{letters(column)}{number}"{look} t="s"><v>{cell.string}</v></c>')
            elif kind == "String" and not _UNUSUAL.search(cell.string):
                text = f"<is><t>{cell.string}</t></is>"
                made.append(f'<c r="{letters(column)}{number}"{look} t="inlineStr">{text}</c>')
            elif kind == "Number":
                made.append(f'<c r="{letters(column)}{number}"{look}><v>{cell.number:.16G}</v></c>')
            elif kind == "Blank":
                made.append(f'<c r="{letters(column)}{number}"{look}/>')
            elif kind == "Formula" and type(value := cell.value) in _PLAIN and str(value)[:1] != "#":
                sort = ' t="str"' if value and isinstance(value, str) else ""
                made.append(
                    f'<c r="{letters(column)}{number}"{look}{sort}><f>{escaped(cell.formula)}</f>'
                    f"<v>{escaped(value) if sort else value}</v></c>"
                )
            else:
                self.fh.write("".join(made))
                made.clear()
                self._write_cell(row, column, cell)
        self.fh.write("".join(made))

    def _write_hyperlink_external(self, row: int, col: int, id_num: int, url: Url) -> None:
        attribute = self._escape_attributes
        where = f' location="{attribute(url._anchor)}"' if url._anchor else ""
        shown = f' display="{attribute(url.text)}"' if url._is_object_link else ""
        tip = f' tooltip="{attribute(url.tip)}"' if url.tip else ""
        self.fh.write(f'<hyperlink ref="{letters(col)}{row + 1}" r:id="rId{id_num}"{where}{shown}{tip}/>')

    def _write_hyperlink_internal(self, row: int, col: int, url: Url) -> None:
        attribute = self._escape_attributes
        tip = f' tooltip="{attribute(url.tip)}"' if url.tip else ""
        self.fh.write(
            f'<hyperlink ref="{letters(col)}{row + 1}" location="{attribute(url._link)}"{tip} '
            f'display="{attribute(url.text)}"/>'
        )


class QuickBook(Book):
    """A workbook of such sheets."""

    worksheet_class = QuickSheet

    def _get_packager(self) -> Package:
        return QuickPackage()

    def close(self) -> None:
        """Write the file. The workbook is of no use afterwards."""
        super().close()
        for sheet in self.worksheets():
            # The one ring of references: without it ten thousand cells go at once, and no collector has to find them.
            sheet.workbook_add_format = None
