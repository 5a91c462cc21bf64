"""Our own .xlsx reader: what it tells of every kind of cell, and what it refuses."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsx_made as made
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsx_made import MAIN, pack, parts, sheet, workbook

from wardxl.model import Area, Book, Cell, CellKind, Grid
from wardxl.readers import ReadError, limits, read, xlsx, xlsx_sheet, xlsx_strings
from wardxl.readers.limits import Budget
from wardxl.readers.package import Malformed, Package
from wardxl.readers.xlsx_formula import move
from wardxl.readers.xlsx_styles import shows_date


def grid_of(data: bytes) -> Grid:
    return xlsx.read(data).grids[0]


def cell_of(rows: str, *items: str, **options: str) -> Cell | None:
    """The cell A1 of a sheet with these rows and shared strings."""
    return grid_of(workbook(rows, *items, **options)).rows.get(1, {}).get(1)


def told(cell: Cell | None) -> tuple[str, str, str] | None:
    return None if cell is None else (cell.kind.value, cell.value, cell.formula)


# ── Cells ─────────────────────────────────────────────────────────────────────────────────

CELLS = [
    ("a number as stored", '<c r="A1"><v>0.96499999999999997</v></c>', ("n", "0.96499999999999997", "")),
    ("a number with its kind", '<c r="A1" t="n"><v>-12</v></c>', ("n", "-12", "")),
    ("a number in exponents", '<c r="A1"><v>1E-05</v></c>', ("n", "1E-05", "")),
    ("white space around", '<c r="A1">\n <v> 12.5 </v>\n</c>', ("n", "12.5", "")),
    ("beyond all figures", '<c r="A1"><v>-1E99999</v></c>', ("e", "#NUM!", "")),
    ("beyond them by its length", f'<c r="A1"><v>{"9" * 400}</v></c>', ("e", "#NUM!", "")),
    ("nearer to nothing than any", '<c r="A1"><f>B1</f><v>1E-99999</v></c>', ("n", "0", "B1")),
    ("a day beyond all days", '<c r="A1" s="3"><v>1E99999</v></c>', ("e", "#NUM!", "")),
    ("no number", '<c r="A1"><v>NaN</v></c>', ("s", "NaN", "")),
    ("underscores are no number", '<c r="A1"><v>1_000</v></c>', ("s", "1_000", "")),
    ("true", '<c r="A1" t="b"><v>1</v></c>', ("b", "1", "")),
    ("false in words", '<c r="A1" t="b"><v>false</v></c>', ("b", "0", "")),
    ("an error", '<c r="A1" t="e"><v>#REF!</v></c>', ("e", "#REF!", "")),
    ("an ISO date", '<c r="A1" t="d"><v>2026-03-03</v></c>', ("d", "2026-03-03", "")),
    ("an ISO time", '<c r="A1" t="d"><v>2026-03-03T08:30:00Z</v></c>', ("d", "2026-03-03T08:30:00", "")),
    ("no ISO date", '<c r="A1" t="d"><v>hôm nay</v></c>', ("s", "hôm nay", "")),
    ("a date by format", '<c r="A1" s="3"><v>46084</v></c>', ("d", "2026-03-03", "")),
    ("date and time", '<c r="A1" s="3"><v>46084.354166666664</v></c>', ("d", "2026-03-03T08:30:00", "")),
    ("before the false leap day", '<c r="A1" s="3"><v>59</v></c>', ("d", "1900-02-28", "")),
    ("after the false leap day", '<c r="A1" s="3"><v>61</v></c>', ("d", "1900-03-01", "")),
    ("a negative day is no date", '<c r="A1" s="3"><v>-1</v></c>', ("n", "-1", "")),
    ("a day after 9999 is no date", '<c r="A1" s="3"><v>2958466</v></c>', ("n", "2958466", "")),
    ("elapsed time is no date", '<c r="A1" s="4"><v>1.5</v></c>', ("n", "1.5", "")),
    ("a percentage is no date", '<c r="A1" s="2"><v>0.965</v></c>', ("n", "0.965", "")),
    ("an unknown style", '<c r="A1" s="99"><v>5</v></c>', ("n", "5", "")),
    ("inline text", '<c r="A1" t="inlineStr"><is><t>Chỉ tiêu</t></is></c>', ("s", "Chỉ tiêu", "")),
    (
        "inline runs",
        '<c r="A1" t="inlineStr"><is><t>Chỉ </t><r><rPr><b/></rPr><t>tiêu</t></r></is></c>',
        ("s", "Chỉ tiêu", ""),
    ),
    ("an entity", '<c r="A1" t="inlineStr"><is><t>A &amp; B &#x1EC9;</t></is></c>', ("s", "A & B ỉ", "")),
    ("only spaces", '<c r="A1" t="inlineStr"><is><t>  </t></is></c>', None),
    ("formatted but blank", '<c r="A1" s="1"/>', None),
    ("an empty value", '<c r="A1"><v></v></c>', None),
    ("a formula's number", '<c r="A1"><f>SUM(B1:C1)</f><v>3</v></c>', ("n", "3", "SUM(B1:C1)")),
    ("blanks around a formula", '<c r="A1"><f> SUM(B1:C1)\n</f><v>3</v></c>', ("n", "3", "SUM(B1:C1)")),
    ("a formula's text", '<c r="A1" t="str"><f>B1&amp;"x"</f><v>ax</v></c>', ("s", "ax", 'B1&"x"')),
    ("a formula's date", '<c r="A1" s="3"><f>TODAY()</f><v>46084</v></c>', ("d", "2026-03-03", "TODAY()")),
    ("a formula's error", '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("e", "#DIV/0!", "1/0")),
    ("a formula that was never calculated", '<c r="A1"><f>SUM(B1:C1)</f></c>', ("u", "", "SUM(B1:C1)")),
    ("nor with an empty value", '<c r="A1"><f>SUM(B1:C1)</f><v/></c>', ("u", "", "SUM(B1:C1)")),
    ("nor as text", '<c r="A1" t="str"><f>B1</f></c>', ("u", "", "B1")),
    ("a formula that gave no text", '<c r="A1" t="str"><f>IF(B1,B1,"")</f><v></v></c>', None),
    ("a value before its formula", '<c r="A1"><v>3</v><f>1+2</f></c>', ("n", "3", "1+2")),
]


@pytest.mark.parametrize(("row", "expected"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_a_cell(row: str, expected: tuple[str, str, str] | None) -> None:
    assert told(cell_of(f'<row r="1">{row}</row>')) == expected


@pytest.mark.parametrize(("row", "expected"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_a_cell_under_a_namespace_prefix(row: str, expected: tuple[str, str, str] | None) -> None:
    xml = sheet(f'<row r="1">{row}</row>')
    for name in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t", "r", "rPr", "b"):
        for left, right in (("<", ">"), ("<", " "), ("</", ">"), ("<", "/>")):
            xml = xml.replace(f"{left}{name}{right}", f"{left}x:{name}{right}")
    xml = xml.replace("xmlns=", "xmlns:x=")
    assert told(grid_of(pack(parts(xml))).rows.get(1, {}).get(1)) == expected


STRINGS = [
    ("plain", "<t>Chỉ tiêu</t>", "Chỉ tiêu"),
    ("runs", "<r><t>Chỉ </t></r>\n<r><rPr><b/></rPr><t>tiêu</t></r>", "Chỉ tiêu"),
    ("phonetic text is left out", "<t>課きく</t><rPh sb='0' eb='1'><t>カ</t></rPh><phoneticPr/>", "課きく"),
    ("escapes", "<t>a_x000D_b_x0009_c</t>", "a\rb\tc"),
    ("an escaped escape", "<t>_x005F_x000D_</t>", "_x000D_"),
    ("a surrogate pair", "<t>_xD83D__xDE00_</t>", "😀"),
    ("half a pair", "<t>a_xD83D_</t>", "a\ufffd"),
    ("no escape", "<t>ma_x0q_</t>", "ma_x0q_"),
]


@pytest.mark.parametrize(
    ("item", "expected"), [case[1:] for case in STRINGS], ids=[case[0] for case in STRINGS]
)
def test_a_shared_string(item: str, expected: str) -> None:
    cell = cell_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', item)
    assert cell is not None
    assert (cell.kind, cell.value) == (CellKind.TEXT, expected)


def test_a_formula_whose_text_is_a_shared_string() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><f>A1</f><v>0</v></c></row>'
    grid = grid_of(workbook(rows, "<t>hộ</t>"))
    assert [told(cell) for cell in grid.rows[1].values()] == [("s", "hộ", ""), ("s", "hộ", "A1")]


def test_inline_text_that_comes_back_in_another_look() -> None:
    texts = "".join(
        f'<c r="{letter}1" s="{style}" t="inlineStr"><is><t>thµ</t></is></c>'
        for letter, style in ("A0", "B6", "C6", "D0")
    )
    grid = grid_of(workbook(f'<row r="1">{texts}</row>'))
    assert [cell.value for cell in grid.rows[1].values()] == ["thµ", "thà", "thà", "thµ"]
    assert grid.converted == {(1, 2), (1, 3)}


def test_legacy_text_is_converted_run_by_run() -> None:
    """S110: TCVN3 (.Vn…) or VNI text was converted to Unicode; per run, by font and then by content."""
    rich = '<r><rPr><rFont val=".vntime"/></rPr><t>Tæng sè</t></r><r><rPr><rFont val="Arial"/></rPr><t> hộ</t></r>'
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="6" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    grid = grid_of(workbook(rows, rich, "<t>Tæng sè</t>", "<t>Tổng số</t>"))
    assert [cell.value for cell in grid.rows[1].values()] == ["Tổng số hộ", "Tổng số", "Tổng số"]
    assert grid.converted == {(1, 1), (1, 2)}


def test_struck_cells_by_style_and_by_run() -> None:
    """V212: a figure that is struck through (it is read, and said)."""
    whole = "<r><rPr><strike val='0'/></rPr><t>a</t></r>"
    partly = "<r><t>a</t></r><r><rPr><strike/></rPr><t>b</t></r>"
    rows = (
        '<row r="1"><c r="A1" s="5"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1" t="s"><v>0</v></c>'
        '<c r="D1" s="5" t="s"><v>1</v></c><c r="E1" s="5" t="s"><v>2</v></c></row>'
    )
    grid = grid_of(workbook(rows, partly, whole, "<t>c</t>"))
    assert grid.struck == {(1, 1), (1, 3), (1, 5)}


def test_superscript_figures_are_no_digits_of_the_text_before() -> None:
    """V211: `12,5` with a raised 1 behind it is 12,5 with a footnote, not 12,51; `m` with a raised 2 is m²."""
    raised = '<r><rPr><vertAlign val="superscript"/></rPr><t>{}</t></r>'
    texts = ("<r><t>12,5</t></r>" + raised.format(1), "<r><t>m</t></r>" + raised.format(2))
    others = ("<r><t>12,5</t></r>" + raised.format("(1)"), raised.format(7))
    cells = "".join(f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate("ABCD"))
    grid = grid_of(workbook(f'<row r="1">{cells}</row>', *texts, *others))
    assert [cell.value for cell in grid.rows[1].values()] == ["12,5¹", "m²", "12,5(1)", "7"]


def test_styles() -> None:
    grid = grid_of(workbook('<row r="1"><c r="A1" s="7"><v>1</v></c><c r="B1" s="2"><v>1</v></c></row>'))
    styles = [grid.styles[cell.style] for cell in grid.rows[1].values()]
    assert tuple(styles[0]) == ("General", "Arial", True, True, False, 2)
    assert tuple(styles[1]) == ("0.0%", "Times New Roman", False, False, False, 0)
    assert grid.formats_known


def test_damaged_styles_leave_the_values() -> None:
    grid = grid_of(workbook('<row r="1"><c r="A1" s="3"><v>46084</v></c></row>', styles="<styleSheet"))
    assert told(grid.rows[1][1]) == ("n", "46084", "")
    assert not grid.formats_known


@pytest.mark.parametrize(
    ("number_format", "date"),
    [
        ("dd/mm/yyyy", True),
        ("[$-409]d-mmm;@", True),
        ("[$-F800]dddd, mmmm dd, yyyy", True),
        ("h:mm AM/PM", True),
        ("mm:ss.0", True),
        ('"ngày" d "tháng" m', True),
        ("[h]:mm:ss", False),
        ("[mm]:ss", False),
        ("General", False),
        ("#,##0.0", False),
        ("0.00E+00", False),
        ("0%", False),
        ('#,##0 "đồng"', False),
        ('0.0" hộ/năm"', False),
        ("[Red]-0.0;[Blue]0.0", False),
        ("0\\d", False),
        ("@", False),
    ],
)
def test_which_formats_show_a_date(number_format: str, date: bool) -> None:
    assert shows_date(number_format) is date


def test_the_1904_date_system() -> None:
    properties = '<workbookPr date1904="1"/>'
    cell = cell_of('<row r="1"><c r="A1" s="3"><v>44622</v></c></row>', workbook_properties=properties)
    assert told(cell) == ("d", "2026-03-03", "")


def test_shared_and_array_formulas() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">$B1+C$1</f><v>1</v></c>'
        '<c r="D1"><f t="array" ref="D1:D2">ROW(1:2)</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="D2"><v>2</v></c></row>'
    )
    grid = grid_of(workbook(rows))
    assert [told(grid.rows[row][1]) for row in (1, 2)] == [("n", "1", "$B1+C$1"), ("n", "2", "$B2+C$1")]
    assert [told(grid.rows[row][4]) for row in (1, 2)] == [("n", "1", "ROW(1:2)"), ("n", "2", "ROW(1:2)")]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1+$A1+A$1+$A$1", "B2+$A2+B$1+$A$1"),
        ("SUM(A1:B2)*2", "SUM(B2:C3)*2"),
        ("SUM(A:A)+SUM($3:4)", "SUM(B:B)+SUM($3:5)"),
        ("LOG10(A1)&\"A1\"&'A1'!B2", "LOG10(B2)&\"A1\"&'A1'!C3"),
        ("PL1!C3+Bảng[A1]", "PL1!D4+Bảng[A1]"),
        ("XFD1048576", "#REF!"),
    ],
)
def test_moving_a_formula(formula: str, moved: str) -> None:
    assert move(formula, 1, 1) == moved


# ── Sheets ────────────────────────────────────────────────────────────────────────────────


def test_cells_without_references_follow_one_another() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r='5'><c r='B5'><v>4</v></c><c><v>5</v></c></row>"
    )
    grid = grid_of(workbook(rows))
    assert {(r, c): cell.value for r, cells in grid.rows.items() for c, cell in cells.items()} == {
        (1, 1): "1",
        (1, 3): "3",
        (5, 2): "4",
        (5, 3): "5",
    }


def test_rows_and_columns_come_in_ascending_order() -> None:
    """Grid: rows and columns come in ascending order, however the file has them."""
    rows = '<row r="3"><c r="B3"><v>4</v></c><c r="A3"><v>3</v></c></row><row r="1"><c r="AA1"><v>1</v></c></row>'
    grid = grid_of(workbook(rows + '<row r="4"><c r="C2"><v>2</v></c></row>'))
    assert [(r, c) for r, cells in grid.rows.items() for c in cells] == [(1, 27), (2, 3), (3, 1), (3, 2)]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    ],
)
def test_a_cell_written_twice_is_damage(rows: str) -> None:
    with pytest.raises(Malformed, match="hai lần"):
        xlsx.read(workbook(rows))


def test_merges_and_what_is_hidden() -> None:
    before = (
        '<cols><col min="2" max="2" hidden="1"/><col min="4" max="4" width="0" customWidth="1"/>'
        '<col min="6" max="16384" hidden="1"/></cols>'
    )
    after = '<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="G9"/></mergeCells>'
    rows = (
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" ht="0"/><row r="3" ht="15" hidden="0"/>'
    )
    grid = grid_of(workbook(rows, before=before, after=after, state="veryHidden"))
    assert grid.merges == (Area(1, 1, 2, 3), Area(9, 7, 9, 7))
    assert grid.hidden_rows == {1, 2}
    assert grid.hidden_columns == {2, 4, 6, 7}, "up to the last column that is used"
    assert grid.visibility == "veryHidden"


def test_values_under_merged_cells_are_kept() -> None:
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    assert len(grid_of(workbook(rows, after=after)).rows[1]) == 2


def test_a_false_dimension_is_ignored() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    grid = grid_of(workbook(rows, before='<dimension ref="A1:XFD1048576"/>'))
    assert [list(cells) for cells in grid.rows.values()] == [[1]]


def test_one_cell_in_the_far_corner_costs_nothing() -> None:
    grid = grid_of(workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert list(grid.rows) == [1_048_576]


# ── Packages ──────────────────────────────────────────────────────────────────────────────

ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>12.5</v></c></row>'


def plain_parts() -> dict[str, str]:
    return parts(sheet(ROWS), made.shared("<t>Chỉ tiêu</t>"))


def strict(files: dict[str, str]) -> dict[str, str]:
    swap = ((MAIN, made.STRICT_MAIN), (made.RELATIONS, made.STRICT_RELATIONS))
    for old, new in swap:
        files = {name: xml.replace(old, new) for name, xml in files.items()}
    return files


def backslashes(files: dict[str, str]) -> dict[str, str]:
    return {name.replace("/", "\\"): xml for name, xml in files.items()}


def absolute_targets(files: dict[str, str]) -> dict[str, str]:
    name = "xl/_rels/workbook.xml.rels"
    return {**files, name: files[name].replace('Target="', 'Target="/xl/')}


def other_names(files: dict[str, str]) -> dict[str, str]:
    text = {name.replace("workbook", "book"): xml for name, xml in files.items()}
    text["_rels/.rels"] = text["_rels/.rels"].replace("workbook", "book")
    return text


def other_case(files: dict[str, str]) -> dict[str, str]:
    return {name.replace("sharedStrings", "SharedStrings"): xml for name, xml in files.items()}


def no_types(files: dict[str, str]) -> dict[str, str]:
    return {name: xml for name, xml in files.items() if "Types" not in name and name != "_rels/.rels"}


def utf16(files: dict[str, str]) -> dict[str, Any]:
    return {
        name: xml if "rels" in name or "Types" in name else xml.encode("utf-16")
        for name, xml in files.items()
    }


def pretty(files: dict[str, str]) -> dict[str, str]:
    return {name: xml.replace("><", ">\r\n  <").replace("<t>\r\n", "<t>") for name, xml in files.items()}


@pytest.mark.parametrize(
    "change",
    [strict, backslashes, absolute_targets, other_names, other_case, no_types, utf16, pretty],
    ids=lambda change: change.__name__,
)
def test_packages_by_other_programs(change: Callable[[dict[str, str]], dict[str, Any]]) -> None:
    book = read(pack(change(plain_parts())), "x.xlsx")
    assert {c: cell.value for c, cell in book.grids[0].rows[1].items()} == {1: "Chỉ tiêu", 2: "12.5"}
    assert book.grids[0].sheet == "Bảng"


def test_chart_sheets_have_no_grid() -> None:
    files = plain_parts()
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(
        "<sheets>", '<sheets><sheet name="Biểu đồ" sheetId="9" r:id="rId9"/>'
    )
    name = "xl/_rels/workbook.xml.rels"
    files[name] = files[name].replace(
        "</Relationships>", made.relations(("rId9", "chartsheet", "c.xml")).partition(">")[2]
    )
    assert [grid.sheet for grid in xlsx.read(pack(files)).grids] == ["Bảng"]


def test_document_properties() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1  # type: ignore[index]
    book.properties.modified = datetime(2026, 3, 3, 8, 30)
    book.custom_doc_props.append(
        openpyxl.packaging.custom.StringProperty(name="wardxl-form", value="phòng & ban")
    )
    target = BytesIO()
    book.save(target)
    files = {info.filename: zipfile.ZipFile(target).read(info) for info in zipfile.ZipFile(target).infolist()}
    core = files["docProps/core.xml"].decode()
    begin = core.index(">", core.index("dcterms:modified")) + 1
    files["docProps/core.xml"] = (
        core[:begin] + "2026-03-03T15:30:00+07:00" + core[core.index("<", begin) :]
    ).encode()
    made_book = xlsx.read(pack(files))
    assert made_book.modified == datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
    assert made_book.application.startswith("Microsoft Excel")
    assert made_book.custom == {"wardxl-form": "phòng & ban"}
    assert made_book.format == "xlsx"


# ── The quick way and the other one ───────────────────────────────────────────────────────


def by_the_other_way(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Book:
    with monkeypatch.context() as patch:
        patch.setattr(xlsx_sheet, "scan_sheet", lambda *_: None)
        patch.setattr(xlsx_strings, "_plain_strings", lambda *_: None)
        return xlsx.read(data)


def is_scanned(data: bytes) -> bool:
    budget = Budget()
    package = Package(data, budget)
    from wardxl.readers.xlsx_cells import CellMaker
    from wardxl.readers.xlsx_scan import scan_sheet
    from wardxl.readers.xlsx_styles import StyleSheet

    maker = CellMaker(["x"] * 100, StyleSheet(), False)
    return scan_sheet(package, "xl/worksheets/sheet1.xml", maker, budget) is not None


def office_file(writer: str) -> bytes:
    """A sheet as xlsxwriter or openpyxl writes it, with everything that a form holds."""
    target = BytesIO()
    if writer == "xlsxwriter":
        import xlsxwriter

        book = xlsxwriter.Workbook(target, {"in_memory": True})
        made_sheet = book.add_worksheet("Phụ lục I")
        struck, dated = book.add_format({"font_strikeout": True}), book.add_format({"num_format": "d/m/yyyy"})
        made_sheet.merge_range("A1:E1", "PHỤ LỤC & I <1>")
        for row in range(1, 30):
            made_sheet.write_row(row, 0, [row, f"Chỉ tiêu {row} & hộ", row / 7, f"x{row}"])
            made_sheet.write_formula(row, 4, f'=IF(A{row}<>1,"a",B{row})', struck, "a")
            made_sheet.write_formula(row, 5, f"=SUM(A{row}:C{row})", None, row * 2)
            made_sheet.write_datetime(row, 6, datetime(2026, 1, row), dated)
            made_sheet.write_boolean(row, 7, bool(row % 2))
        made_sheet.set_row(4, None, None, {"hidden": True})
        made_sheet.set_column(2, 2, None, None, {"hidden": True})
        book.close()
    else:
        other = openpyxl.Workbook()
        page = other.active
        assert page is not None
        for row in range(1, 30):
            page.append(
                [row, f"Chỉ tiêu {row} & hộ", row / 7, None, datetime(2026, 1, row), bool(row % 2), "#N/A"]
            )
        page.merge_cells("A31:C31")
        page.row_dimensions[3].hidden = True
        other.save(target)
    return target.getvalue()


def strings_of(xml: bytes, *, quick: bool) -> list[Any] | str:
    """What a part of shared strings comes to, read either way, or why it cannot be read."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("x.xml", xml)
    budget = Budget()
    package = Package(target.getvalue(), budget)
    with pytest.MonkeyPatch.context() as patch:
        if not quick:
            patch.setattr(xlsx_strings, "_plain_strings", lambda *_: None)
        try:
            return list(xlsx_strings.read_shared_strings(package, "x.xml", budget))
        except (Malformed, ReadError) as error:
            return str(error)


_SST = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2">%s</sst>'


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n',
        "\ufeff",
        "<!-- <si> -->",
        '<?xml version="1.0" encoding="windows-1258"?>',
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "",
        "<si><t>Tổng thu</t></si>",
        "<si><t>a &amp; b &#7841; _x0041_</t></si>\n<si><t xml:space='preserve'> x </t></si>",
        '<si><t xml:space="preserve"> x </t></si>',
        "<si/><si><t>x</t></si>",
        "<si><t/></si>",
        "<si><t></t></si>",
        "<si><t>a</t><phoneticPr/></si>",
        '<si><r><rPr><rFont val=".VnTime"/></rPr><t>x</t></r></si>',
        "<si><t>a\r\nb</t></si>",
        "<si><t>a\nb</t></si>",
        "<si><t><![CDATA[<si>]]></t></si>",
        "<si><t>x</t></si><!-- <si><t>y</t></si> -->",
        "<si><t>&nope;</t></si>",
        "<si><t>x</si>",
        "<si><t>x</t></si></sst><sst>",
        "<si><t>x</t></si>y",
        f"<si><t>{'ạ' * 300_000}</t></si>",
    ],
    ids=lambda body: body[:30],
)
def test_shared_strings_are_the_same_either_way(head: str, body: str) -> None:
    xml = (head + _SST % body).encode()
    assert strings_of(xml, quick=True) == strings_of(xml, quick=False)


def test_strings_without_looks_of_their_own_go_the_quick_way() -> None:
    package = Package(office_file("xlsxwriter"), Budget())
    assert xlsx_strings._plain_strings(package, "xl/sharedStrings.xml", package.budget)


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl"])
def test_both_ways_read_the_same(writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = office_file(writer)
    assert is_scanned(data), "what the common programs write goes the quick way"
    assert xlsx.read(data) == by_the_other_way(data, monkeypatch)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.sampled_from(["", ' s="1"', ' s="3"', ' s="5"', ' s="6"']),
            st.sampled_from([case[1].partition("A1")[2] for case in CELLS if "r=" in case[1]]),
        ),
        max_size=12,
    ),
    st.sampled_from(["", "\n", "<!-- x -->"]),
)
def test_both_ways_read_any_sheet_the_same(drawn: list[tuple[int, str, str]], between: str) -> None:
    rows = ""
    for number, (column, style, rest) in enumerate(drawn, start=1):
        mark = rest if ' s="' in rest else f'"{style}{rest[1:]}'
        rows += f'<row r="{number}"><c r="{chr(64 + column)}{number}{mark}</row>{between}'
    data = workbook(rows)
    with pytest.MonkeyPatch.context() as patch:
        assert xlsx.read(data) == by_the_other_way(data, patch)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1" r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1" 1a="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1" a²="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><f t="n" t="n">B1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\x01b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\ufffeb</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&nope;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#1;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '</row><row r="1"><c r="A1"><v>1</v></c></row><row r="2">',
        '<row r="1"><c r="A1"/><row r="2"/></row>',
        '<row r="1"/><c r="A1"/>',
    ],
)
def test_what_is_no_xml_goes_neither_way(rows: str) -> None:
    with pytest.raises(Malformed):
        xlsx.read(workbook(rows))


def test_openpyxl_sees_the_same_values() -> None:
    data = office_file("xlsxwriter")
    page = openpyxl.load_workbook(BytesIO(data), data_only=True)["Phụ lục I"]
    theirs = {(c.row, c.column): c.value for row in page.iter_rows() for c in row if c.value is not None}
    ours = {(r, c): cell for r, cells in grid_of(data).rows.items() for c, cell in cells.items()}
    assert ours.keys() == theirs.keys()
    for place, value in theirs.items():
        cell = ours[place]
        match value:
            case bool():
                assert (cell.kind, cell.value) == (CellKind.BOOLEAN, str(int(value)))
            case datetime():
                assert (cell.kind, cell.value) == (CellKind.DATE, value.date().isoformat())
            case str():
                assert (cell.kind, cell.value) == (CellKind.TEXT, value)
            case _:
                assert cell.kind is CellKind.NUMBER
                assert float(cell.value) == pytest.approx(value)


# ── What is refused ───────────────────────────────────────────────────────────────────────


def bomb(size: int) -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * size)


def many_entries() -> bytes:
    return pack({**plain_parts(), **{f"x/{number}": "" for number in range(limits.MAX_ENTRIES)}})


def doctype(part: str) -> bytes:
    files = plain_parts()
    return pack({**files, part: f"<!DOCTYPE x [<!ENTITY a 'b'>]>{files[part]}"})


UNSAFE: dict[str, Callable[[], bytes]] = {
    "ratio over 200": lambda: bomb(3 << 20),
    "over 2,000 entries": many_entries,
    "DOCTYPE in a sheet": lambda: doctype("xl/worksheets/sheet1.xml"),
    "DOCTYPE in the workbook": lambda: doctype("xl/workbook.xml"),
    "DOCTYPE in the strings": lambda: doctype("xl/sharedStrings.xml"),
    "DOCTYPE in the styles": lambda: doctype("xl/styles.xml"),
    "DOCTYPE in the content types": lambda: doctype("[Content_Types].xml"),
    "DOCTYPE in the relationships": lambda: doctype("xl/_rels/workbook.xml.rels"),
    "column XFE": lambda: workbook('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
    "row 1048577": lambda: workbook('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    "a merge beyond the sheet": lambda: workbook(
        "", after='<mergeCells><mergeCell ref="A1:A9999999"/></mergeCells>'
    ),
}


@pytest.mark.parametrize("make", UNSAFE.values(), ids=UNSAFE.keys())
def test_unsafe_files(make: Callable[[], bytes]) -> None:
    """S103: decompression bomb, DOCTYPE/entities, absurd dimensions: refused before it costs memory."""
    with pytest.raises(ReadError) as refusal:
        read(make(), "x.xlsx")
    assert refusal.value.code == "S103"


def test_more_cells_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="B{r}"><v>1</v></c></row>' for r in range(1, 40)
    )
    monkeypatch.setattr(limits, "MAX_CELLS", 50)
    with pytest.raises(ReadError) as refusal:
        xlsx.read(workbook(rows))
    assert refusal.value.code == "S103"


def test_more_time_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    with pytest.raises(ReadError) as refusal:
        xlsx.read(workbook(ROWS, "<t>a</t>"))
    assert refusal.value.code == "S103"


def test_more_bytes_than_declared_are_not_read() -> None:
    """An entry whose directory entry lies about its size is damage, whatever it holds."""
    data = bytearray(pack(plain_parts()))
    name = b"xl/worksheets/sheet1.xml"
    entry = data.rindex(name) - 46
    size = struct.unpack_from("<I", data, entry + 24)[0]
    struct.pack_into("<I", data, entry + 24, size - 5)
    with pytest.raises(Malformed):
        xlsx.read(bytes(data))


def rewrite(part: str, xml: str) -> bytes:
    return pack({**plain_parts(), part: xml})


MALFORMED: dict[str, Callable[[], bytes]] = {
    "a truncated sheet": lambda: rewrite("xl/worksheets/sheet1.xml", sheet(ROWS)[:-20]),
    "an unknown entity": lambda: rewrite("xl/worksheets/sheet1.xml", sheet("<row><c><v>&xx;</v></c></row>")),
    "a string that is not there": lambda: workbook(
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<t>a</t>"
    ),
    "no sheet part": lambda: pack({k: v for k, v in plain_parts().items() if "sheet1" not in k}),
    "a cell nowhere": lambda: workbook('<row r="1"><c r="1A"><v>1</v></c></row>'),
    "half a file": lambda: pack(plain_parts())[:900],
}


@pytest.mark.parametrize("make", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_files(make: Callable[[], bytes]) -> None:
    with pytest.raises(Malformed):
        xlsx.read(make())


def test_a_damaged_file_is_named_as_such() -> None:
    """S101: damaged, truncated, empty …; the message says what it is and what to do."""
    with pytest.raises(ReadError) as refusal:
        read(pack(plain_parts())[:900], "x.xlsx")
    assert refusal.value.code == "S101"
    assert "gửi lại" in refusal.value.message


def test_a_flipped_bit_never_gets_through() -> None:
    data = bytearray(pack(plain_parts()))
    packed = zlib.crc32(data)
    place = data.index(b"sharedStrings.xml") + 40
    data[place] ^= 1
    assert zlib.crc32(data) != packed
    with pytest.raises(Malformed):
        xlsx.read(bytes(data))
