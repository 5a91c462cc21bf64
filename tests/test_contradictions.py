"""A file that lost bytes, or says two things of one cell, is refused with the place (S101): nobody guesses for it.

Libraries read all of these without a word, each its own way.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
from io import BytesIO

import binary_workbook as binary
import pytest
import xlsx_made as made
from xlsx_made import pack, parts, shared, sheet, workbook

from wardxl.readers import ReadError, foreign, read

SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.5</v></c></row>'
PARTS = parts(sheet(ROWS), shared("<t>Tổng thu</t>"))


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(data, "a.xlsx")
    assert caught.value.code == "S101"
    assert "Hãy mở tệp bằng Excel" in caught.value.message
    return caught.value.message


# ── Cells ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["-1", "1", "1.0", "٠", "x", "0x0", " "])
def test_a_cell_that_leads_to_no_shared_string(number: str) -> None:
    rows = f'<row r="7"><c r="B7" t="s"><v>{number}</v></c></row>'
    said = refusal(workbook(rows, "<t>Tổng thu</t>"))
    assert "trang “Bảng”: ô B7 trỏ đến đoạn chữ không có trong tệp" in said


@pytest.mark.parametrize("apart", ["", "<!-- the full reader -->"])
def test_a_cell_written_twice(apart: str) -> None:
    rows = f'<row r="2"><c r="C2"><v>1</v></c>{apart}</row><row r="2"><c r="C2"><v>2</v></c></row>'
    assert "trang “Bảng”: ô C2 được ghi hai lần" in refusal(workbook(rows))


@pytest.mark.parametrize("apart", ["", "<!-- the full reader -->"])
def test_a_cell_with_a_text_and_a_value(apart: str) -> None:
    rows = f'<row r="2"><c r="C2" t="inlineStr">{apart}<v>89</v><is><t>%</t></is></c></row>'
    assert "ô C2 vừa có chữ vừa có giá trị" in refusal(workbook(rows))


def test_a_cell_that_is_neither_true_nor_false() -> None:
    rows = '<row r="2"><c r="C2" t="b"><v>35</v></c></row>'
    assert "ô C2 ghi đúng hay sai mà không rõ là gì" in refusal(workbook(rows))


@pytest.mark.parametrize("kind", ["zz", "S", "inline"])
def test_a_cell_of_no_kind(kind: str) -> None:
    """The number of a shared string, 34, was a figure."""
    rows = f'<row r="2"><c r="C2" t="{kind}"><v>34</v></c></row>'
    assert "ô C2 ghi một kiểu dữ liệu không có trong Excel" in refusal(workbook(rows))


@pytest.mark.parametrize("apart", ["", "<!-- the full reader -->"])
def test_a_cell_that_says_the_same_twice(apart: str) -> None:
    cell = '<c r="C2" t="inlineStr"><is><t>Tổng thu</t></is></c>'
    rows = f'<row r="2">{cell}{apart}{cell}</row><row r="2">{cell}</row>'
    assert read(workbook(rows), "a.xlsx").grids[0].rows[2][3].value == "Tổng thu"


MISPLACED = [
    ("two values in a cell", '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
    ("two formulas in a cell", '<row r="1"><c r="A1"><f>1</f><f>2</f><v>1</v></c></row>'),
    ("a value in a value", '<row r="1"><c r="A1"><v><v>1</v>2</v></c></row>'),
    ("something else in a value", '<row r="1"><c r="A1"><v><x>1</x>2</v></c></row>'),
    ("a cell in a cell", '<row r="1"><c r="A1"><c r="B1"><v>1</v></c><v>2</v></c></row>'),
    ("a cell in a value", '<row r="1"><c r="A1"><v>1<c r="B1"><v>2</v></c></v></c></row>'),
    ("a cell outside of a row", '<row r="1"/><c r="A1"><v>1</v></c>'),
    ("a cell after its row", '<row r="1"></row><c r="A1"><v>1</v></c>'),
    ("a row in a row", '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>'),
    ("a row in a cell", '<row r="1"><c r="A1"><row r="2"/><v>1</v></c></row>'),
    ("a cell in a text", '<row r="1"><c r="A1" t="inlineStr"><is><c r="B1"><v>1</v></c></is></c></row>'),
    ("rows after the rows", '</sheetData><row r="1"><c r="A1"><v>1</v></c></row><sheetData>'),
    ("rows a second time", f'{ROWS}</sheetData><sheetData><row r="2"><c r="A2"><v>1</v></c></row>'),
]


@pytest.mark.parametrize("rows", [case[1] for case in MISPLACED], ids=[case[0] for case in MISPLACED])
def test_elements_that_stand_where_they_cannot(rows: str) -> None:
    said = refusal(workbook(rows, "<t>Tổng thu</t>"))
    assert "trang “Bảng”: thành phần" in said


@pytest.mark.parametrize("place", ["A0", "A4 ", "4", "A-1", "A٤", "A4:B4"])
def test_a_cell_whose_address_is_none(place: str) -> None:
    said = refusal(workbook(f'<row r="4"><c r="{place}"><v>1</v></c></row>'))
    assert f"địa chỉ ô “{place}” không đúng" in said


@pytest.mark.parametrize("row", ["x", "-4", "+4", "4.0", ""])
def test_a_row_whose_number_is_none(row: str) -> None:
    assert f"“{row}” không đúng" in refusal(workbook(f'<row r="{row}"><c r="A4"><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "text",
    [
        "<t>một</t><t>hai</t>",
        "<r><t>một</t><t>hai</t></r>",
        "<t>một<t>hai</t></t>",
        "<r><t>một</t></r><t>hai</t>",
        "<t>1<x/>2</t>",
    ],
)
def test_texts_that_stand_on_each_other(text: str) -> None:
    assert "hai đoạn chữ chồng lên nhau" in refusal(
        workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', text)
    )
    assert "hai đoạn chữ chồng lên nhau" in refusal(
        workbook(f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>')
    )


def test_a_shared_string_within_another() -> None:
    """It would be one less, and every text after it another one."""
    assert "chồng lên nhau" in refusal(workbook(ROWS, "<t>một</t><si><t>hai</t></si>"))


def test_a_cell_format_that_is_not_there_is_no_format() -> None:
    """S115: 0.965 may be 96,5 % and 46084 a date; the figures are read, and it is said that they are all there is."""
    book = read(workbook('<row r="1"><c r="A1" s="99"><v>0.965</v></c></row>'), "a.xlsx")
    assert book.grids[0].rows[1][1].value == "0.965"
    assert not book.grids[0].formats_known


def test_a_binary_cell_written_twice() -> None:
    twice = binary.row(0) + binary.cell(5, 1, 0, binary.real(1.5)) + binary.cell(5, 1, 0, binary.real(2.5))
    with pytest.raises(ReadError, match="S101"):
        foreign.read(binary.book([("Bảng", 0, twice)]), "xlsb")


# ── Packages ──────────────────────────────────────────────────────────────────────────────


def with_another(name: str, content: str) -> bytes:
    """A good file with one more entry."""
    target = BytesIO(pack(PARTS))
    with zipfile.ZipFile(target, "a") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("name", [SHEET, f"/{SHEET}", SHEET.upper(), SHEET.replace("/", "\\")])
def test_two_parts_of_one_name(name: str) -> None:
    assert "hai thành phần cùng tên" in refusal(with_another(name, sheet(ROWS.replace("12.5", "125"))))


def test_the_same_part_twice_is_one() -> None:
    assert read(with_another(SHEET, PARTS[SHEET]), "a.xlsx").grids[0].rows[1][2].value == "12.5"


def test_a_wrong_checksum_is_not_left_to_libraries() -> None:
    """Our reader stops at the sheet's fault; they would read on, and take the texts as they are."""
    files = {**PARTS, SHEET: PARTS[SHEET].replace("</worksheet>", "")}
    data = bytearray(pack(files))
    entry = data.rindex(b"xl/sharedStrings.xml") - 46
    data[entry + 16 : entry + 20] = struct.pack("<I", 1)
    refusal(bytes(data))


def test_headers_that_name_different_parts() -> None:
    data = pack(PARTS)
    (offset,) = struct.unpack_from("<I", data, data.rindex(SHEET.encode()) - 46 + 42)
    other = SHEET.replace("1", "2").encode()
    refusal(data[: offset + 30] + other + data[offset + 30 + len(other) :])


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "x-unknown"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml"])
def test_an_encoding_that_no_parser_knows(part: str, encoding: str) -> None:
    files = {**PARTS, part: f'<?xml version="1.0" encoding="{encoding}"?>{PARTS[part]}'}
    assert f"“{part}” không đúng cú pháp XML" in refusal(pack(files))


def test_a_sheet_that_is_no_xml() -> None:
    """A library that looks for cells alone takes the second for the first: `Ghi chú 24` in row 23."""
    rows = '<row r="1"><c r="A1" tc r="A2" t="inlineStr"><is><t>Ghi chú</t></is></c></row>'
    assert f"“{SHEET}” không đúng cú pháp XML" in refusal(workbook(rows))


def test_what_is_unknown_between_cells_is_passed_through() -> None:
    rows = (
        f'<row r="1"><c r="A1"><v>1</v><extLst><ext uri="x"><y:z xmlns:y="{made.PACKAGE}"/></ext></extLst></c>'
        "<extLst/></row>"
    )
    assert read(workbook(rows), "a.xlsx").grids[0].rows[1][1].value == "1"
