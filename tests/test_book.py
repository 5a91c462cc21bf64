"""The one module that reaches behind XlsxWriter's public face: what it leans on is there, and does only that."""

from __future__ import annotations

import gc
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import result_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.worksheet import Worksheet

import wardxl
from wardxl import workbook
from wardxl.workbook import book as booking
from wardxl.workbook import quick_writer, writer
from wardxl.workbook.book import new_book

PACKAGE = Path(wardxl.__file__).parent
FONTS = {"font_name": "Arial", "font_size": 10}
#: The modules that reach behind XlsxWriter's public face.
OWN = [Path(module.__file__) for module in (writer, quick_writer)]
SOURCES = [path.read_text(encoding="utf-8") for path in OWN]


OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: Cells as (how, what): every method by which cells are written, with texts that need care.
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", " x", "x\n", 'a & b < c > "d"', "_x000D_", "\x07", "\ufffe", "<r>x</r>", "=1+1", "😀" * 9]
    ),
    st.sampled_from(["a" * 1001, "ạ" * 32_767, "😀" * 20_000]),
)
URLS = st.sampled_from(
    [
        "internal:'Phụ lục I'!A1",
        "internal:'a & \"b\"'!B2",
        "external:vào/Văn phòng #1 100%.xlsx#'Trang 1'!C3",
        "external:vào/Văn phòng.xlsx#'a/b%41 \"c\"'!C3",
        "external:C:/vào/x.xlsx#Sheet1!A1",
        "external:x#A1",
        "external:vào/a%20b.xlsx",
        "https://example.org/?a=1&b=2#x",
        "internal:" + "x" * 1500 + "!A1",
    ]
)
FORMULAS = st.sampled_from(
    [
        "=SUM(A1:B2)",
        '=IF(A1<>"",1,"&")',
        "=XLOOKUP(A1,B1:B9,C1:C9)",
        "=FILTER(A1:A9,B1:B9)",
        "=IF(A1>1,STDEV.S(A1:A9),0)",
        "{=A1*2}",
        "=A1",
        "==A1",
        "A1+1",
        "=",
        "",
    ]
)
VALUES = st.sampled_from([0, 1.5, True, "", "✗ sai", "a<b & c", "#N/A", "#1", 10**17])
CELLS = st.one_of(
    st.tuples(st.just("write_string"), st.tuples(TEXTS)),
    st.tuples(st.just("write_number"), st.tuples(st.one_of(st.integers(-9, 10**15), st.floats(-1e9, 1e9)))),
    st.tuples(st.just("write_blank"), st.tuples(st.none())),
    st.tuples(st.just("write_boolean"), st.tuples(st.booleans())),
    st.tuples(st.just("write_formula"), st.tuples(FORMULAS)),
    st.tuples(st.just("write_url"), st.tuples(URLS)),
    st.tuples(st.just("write_comment"), st.tuples(st.just("Ghi chú"))),
)
#: Where, what, and which of three formats (0: none); the last is what a formula comes to.
PLACED = st.tuples(st.integers(0, 40), st.integers(0, 30), CELLS, st.integers(0, 2), VALUES)


def parts(*, bare: bool, plain: bool = False) -> dict[str, str]:
    """The parts of a small workbook, made by our class or by XlsxWriter's own."""
    target = BytesIO()
    book: Any = (
        Workbook(target, {"in_memory": True, "default_format_properties": dict(FONTS)})
        if plain
        else new_book(target, FONTS)
    )
    sheet = book.add_worksheet("Phụ lục I")
    sheet.write_string(0, 0, "Tỷ lệ")
    sheet.write_number(0, 1, 96.5)
    sheet.set_header("&C&P", {"scale_with_doc": False})
    if bare:
        sheet.first_page_bare = True
    book.set_properties({"title": "Tổng hợp", "author": "Phường", "created": own_date()})
    book.close()
    with zipfile.ZipFile(target) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def own_date() -> Any:
    from datetime import datetime

    return datetime(2026, 4, 6)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        (Core, "_write_dc_title"),
        (Core, "_set_properties"),
        (Core, "_set_xml_writer"),
        (Core, "_assemble_xml_file"),
        (Core, "_xml_data_element"),
        (Packager, "_write_core_file"),
        (Packager, "_write_shared_strings_file"),
        (Packager, "_filename"),
        (SharedStrings, "_write_si"),
        (SharedStringTable, "_get_shared_string_index"),
        (Format, "_get_xf_index"),
        (Workbook, "_get_packager"),
        (Worksheet, "_prepare_formula"),
        (Worksheet, "_check_dimensions"),
        (Worksheet, "_write_string"),
        (Worksheet, "_write_number"),
        (Worksheet, "_write_blank"),
        (Worksheet, "_write_formula"),
        (Worksheet, "_write_url"),
        (Worksheet, "_calculate_spans"),
        (Worksheet, "_write_rows"),
        (Worksheet, "_write_row"),
        (Worksheet, "_write_single_row"),
        (Worksheet, "_write_empty_row"),
        (Worksheet, "_write_cell"),
        (Worksheet, "_write_hyperlink_external"),
        (Worksheet, "_write_hyperlink_internal"),
        (Worksheet, "_write_header_footer"),
        (Worksheet, "_write_odd_header"),
        (Worksheet, "_xml_start_tag"),
        (Worksheet, "_xml_end_tag"),
    ],
)
def test_what_is_overridden_or_called_is_there(of: type, name: str) -> None:
    """A new XlsxWriter that has it no longer is told here, not by a header that is silently lost."""
    assert callable(getattr(of, name))
    assert any(name in text for text in SOURCES)


def test_the_list_above_is_whole() -> None:
    text = "\n".join(SOURCES)
    named = set(re.findall(r"\b(_[a-z][a-z_]+)\(", text))
    listed = next(
        mark for mark in test_what_is_overridden_or_called_is_there.pytestmark if mark.name == "parametrize"
    )
    assert named == {name for _, name in listed.args[1]}


def test_only_the_first_page_loses_its_number_and_the_language_is_vietnamese() -> None:
    found = parts(bare=True)
    assert (
        '<headerFooter differentFirst="1" scaleWithDoc="0"><oddHeader>&amp;C&amp;P</oddHeader></headerFooter>'
        in found["xl/worksheets/sheet1.xml"]
    )
    assert "<dc:language>vi-VN</dc:language>" in found["docProps/core.xml"]


def test_nothing_else_differs_from_what_xlsxwriter_writes() -> None:
    ours, theirs = parts(bare=False), parts(bare=False, plain=True)
    assert ours.keys() == theirs.keys()
    core = ours["docProps/core.xml"].replace("<dc:language>vi-VN</dc:language>", "")
    assert core == theirs["docProps/core.xml"]
    for name in ours.keys() - {"docProps/core.xml"}:
        assert ours[name] == theirs[name], name


def drawn(book: Any, target: BytesIO, cells: Any, rows: Any, columns: Any) -> bytes:
    """What a workbook comes to that has these cells, rows of a height or format and columns of a width or format."""
    formats = [None, book.add_format({"bold": True}), book.add_format({"num_format": "0.0", "bold": True})]
    sheet = book.add_worksheet("Phụ lục I")
    for column, width, look in columns:
        sheet.set_column(column, column, width, formats[look])
    for row, height, look in rows:
        sheet.set_row(row, height, formats[look])
    for row, column, (method, values), look, value in cells:
        style = () if method == "write_comment" else (formats[look],)
        more = ("chữ & số", "mẹo") if method == "write_url" and look else ()
        more = (value,) if method == "write_formula" else more
        getattr(sheet, method)(row, column, *values, *style, *more)
    sheet.conditional_format(
        0, 0, 5, 5, {"type": "formula", "criteria": "=MONTH(A1)>6", "format": formats[1]}
    )
    book.add_worksheet("Trống")
    book.set_properties({"created": own_date()})
    book.close()
    with zipfile.ZipFile(target) as package:
        return b"\n".join(package.read(name) for name in package.namelist() if "core" not in name)


@settings(deadline=None, max_examples=150)
@given(
    st.booleans(),
    st.lists(PLACED, max_size=40),
    st.lists(
        st.tuples(st.integers(0, 45), st.sampled_from([15.0, 19.5, None]), st.integers(0, 2)), max_size=4
    ),
    st.lists(st.tuples(st.integers(0, 35), st.sampled_from([8.43, 20.0]), st.integers(0, 2)), max_size=2),
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_is_written_faster_is_what_xlsxwriter_writes(
    streamed: bool, cells: Any, rows: Any, columns: Any
) -> None:
    ours, theirs = BytesIO(), BytesIO()
    if streamed:
        # Such a sheet is written from top to bottom.
        cells = sorted((cell for cell in cells if cell[2][0] != "write_comment"), key=lambda cell: cell[0])
    # XlsxWriter writes into the dict of fonts that it is given.
    fonts = {"default_format_properties": dict(FONTS)}
    plain = Workbook(theirs, {"in_memory": not streamed, "constant_memory": streamed, **OPTIONS, **fonts})
    own_book = new_book(ours, FONTS, streamed=streamed)
    assert drawn(own_book, ours, cells, rows, columns) == drawn(plain, theirs, cells, rows, columns)


@pytest.mark.parametrize("streamed", [False, True])
def test_texts_of_a_row_are_the_same_at_once_and_one_by_one(streamed: bool) -> None:
    texts = [(0, "a"), (3, "b & c"), (4, "ạ" * 2000), (9, "a")]

    def written(at_once: bool) -> bytes:
        target = BytesIO()
        book = new_book(target, FONTS, streamed=streamed)
        sheet, style = book.add_worksheet("x"), book.add_format({"italic": True})
        for row in range(3):
            if at_once:
                sheet.write_strings(row, texts, style)
                sheet.write_strings(row, [], style)
            else:
                for column, text in texts:
                    sheet.write_string(row, column, text, style)
        book.set_properties({"created": own_date()})
        book.close()
        with zipfile.ZipFile(target) as package:
            return b"\n".join(map(package.read, package.namelist()))

    assert written(at_once=True) == written(at_once=False)


@pytest.mark.parametrize(
    ("version", "quick"), [("3.2.0", False), ("3.3.1", True), ("3.30.0", False), ("4.0", False)]
)
def test_a_version_that_was_not_tried_writes_by_itself(
    version: str, quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = parts(bare=True)
    monkeypatch.setattr("xlsxwriter.__version__", version)
    assert isinstance(new_book(BytesIO(), FONTS), quick_writer.QuickBook) == quick
    assert parts(bare=True) == before


def test_the_whole_result_is_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = workbook.compose(samples.dirty())
    monkeypatch.setattr(booking, "_QUICK_WITH", ())
    assert workbook.compose(samples.dirty()) == quick


def test_a_workbook_leaves_nothing_for_the_collector() -> None:
    """Its cells go with it: a worker that makes hundreds of workbooks does not fill its memory."""
    gc.collect()
    gc.disable()
    try:
        parts(bare=True)
        assert gc.collect() < 10
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "path", sorted(set(PACKAGE.rglob("*.py")) - set(PACKAGE.glob("readers/*"))), ids=lambda path: path.name
)
def test_no_other_module_reaches_behind_it(path: Path) -> None:
    if path not in OWN:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(sheet|book|chart|worksheet|workbook)\._[a-z]", text)
        assert not re.search(r"from xlsxwriter\.(core|packager|sharedstrings|url|worksheet|workbook)", text)
