"""Delimited text. CONTRACT S101: "not a spreadsheet at all whatever its name says"."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_legacy import TO_TCVN3, TO_VNI, encode

from wardxl.model import Book, CellKind
from wardxl.readers import ReadError, delimited, read

TABLE = [
    ["PHỤ LỤC I", "", "", ""],
    ["", "", "", ""],
    ["TT", "Tên chỉ tiêu", "Đơn vị tính", "KH 2026-2030"],
    ["1", "Tổng thu ngân sách nhà nước", "Tỷ đồng", "46.497,8"],
    ["2", 'Tỷ lệ hộ nghèo "đa chiều"', "%", "0,5"],
    ["3", "Số trường\nđạt chuẩn; mới, cũ\tlại", "Trường", "-"],
]


def cells(book: Book) -> dict[tuple[int, int], str]:
    return {(r, c): cell.value for r, row in book.grids[0].rows.items() for c, cell in row.items()}


def expected(table: list[list[str]]) -> dict[tuple[int, int], str]:
    return {(r, c): v for r, row in enumerate(table, 1) for c, v in enumerate(row, 1) if v.strip()}


def write(table: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(table)
    return stream.getvalue()


def cp1258(text: str) -> bytes:
    """As a Vietnamese Windows saves it: a letter it has no code for as its base and a tone sign."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", letter)[:-1], unicodedata.normalize("NFD", letter)[-1]
            if tone not in "\u0300\u0301\u0303\u0309\u0323":  # the dot below comes before the circumflex
                parts = unicodedata.normalize("NFD", letter)
                base, tone = parts[0] + parts[2], parts[1]
            out += (unicodedata.normalize("NFC", base) + tone).encode("cp1258")
    return out


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-8 decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 big-endian": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "utf-16 big-endian without mark": lambda text: text.encode("utf-16-be"),
    "utf-16 decomposed": lambda text: unicodedata.normalize("NFD", text).encode("utf-16-le"),
    "cp1258": cp1258,
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    book = read(ENCODINGS[encoding](write(TABLE, delimiter)), "a.csv")
    assert cells(book) == expected(TABLE)
    assert book.grids[0].sheet == "Sheet1"
    assert book.format == ("tsv" if delimiter == "\t" else "csv")
    assert all(cell.kind is CellKind.TEXT for row in book.grids[0].rows.values() for cell in row.values())


@pytest.mark.parametrize("codes", [TO_TCVN3, TO_VNI], ids=["tcvn3", "vni"])
def test_legacy_bytes_are_converted_and_marked(codes: dict[str, str]) -> None:
    typed = encode(write(TABLE[2:5], ";"), codes).encode("latin-1")
    book = read(typed, "a.csv")
    assert cells(book) == expected(TABLE[2:5])
    assert (1, 2) in book.grids[0].converted
    assert (2, 4) not in book.grids[0].converted


CAPITALS = [["TT", "ỦY BAN NHÂN DÂN PHƯỜNG ĐỀ NGHỊ RÀ SOÁT"], ["ƯỚC", "ỰỤỦỨỪỬỮỢỚỜỠỘỐỒỔỖ"], ["1", "2"]]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_capitals_with_marks_leave_enough_plain_letters(order: str) -> None:
    assert cells(read(write(CAPITALS, ";").encode(order), "a.csv")) == expected(CAPITALS)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_cut_in_the_middle_of_a_letter(order: str) -> None:
    data = (write(TABLE[2:5], ";") + "9;Cuối;x;y").encode(order)[:-1]
    assert cells(read(data, "a.csv"))[4, 3] == "x"


def test_decimal_commas_do_not_make_columns() -> None:
    text = "TT;Tên;2026;2027\n1;Thu;9923,5;8410,6\n2;Chi;1,5;2,5\n"
    assert cells(delimited.read(text.encode()))[2, 4] == "8410,6"


def test_titles_without_padding() -> None:
    text = "UBND PHƯỜNG TỪ LIÊM\nPhòng Văn hóa, Xã hội\n\nTT,Tên,2026\n1,Thu,9923\n2,Chi,12\n"
    book = delimited.read(text.encode())
    assert cells(book)[2, 1] == "Phòng Văn hóa"
    assert cells(book)[5, 3] == "9923"


def test_the_line_sep_of_excel_is_obeyed_and_places_stay() -> None:
    assert cells(delimited.read(b"sep=;\r\nTT;A,b\r\n1;2\r\n")) == {
        (2, 1): "TT",
        (2, 2): "A,b",
        (3, 1): "1",
        (3, 2): "2",
    }


@pytest.mark.parametrize(
    "lines",
    [
        ["TT;Tên;2026;2027", '1;Thu;";2', "2;Chi;3;4", "3;Nợ;5;6"],
        ["TT;Tên;2026;2027", '1;Thu;";2', '2;Chi;";4', '3;"Nợ; vay";5;6'],
    ],
    ids=["one", "two"],
)
def test_a_ditto_mark_does_not_swallow_what_follows(lines: list[str]) -> None:
    found = cells(delimited.read("\n".join(lines).encode()))
    assert found[2, 3] == '"'
    assert found[3, 4] == "4"
    assert found[4, 3] == "5"


def test_text_kept_by_an_equals_sign() -> None:
    assert cells(delimited.read(b'TT;M\n1;="03/03"\n2;="007"\n'))[2, 2] == "03/03"


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(codec="utf-8", exclude_characters="\0\x1a", exclude_categories=["Cc", "Cs"]),
                max_size=8,
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=3,
        max_size=8,
    ),
    st.sampled_from(",;\t"),
)
def test_what_a_program_wrote_is_read_back(table: list[list[str]], delimiter: str) -> None:
    head = [["TT", "Tên chỉ tiêu", "Năm"], ["1", "2", "3"]]
    body = [[unicodedata.normalize("NFC", field) for field in row] for row in table]
    body = [row for row in body if not any(field.startswith('="') for field in row)]
    grid = delimited.read(codecs.BOM_UTF8 + write(head + body, delimiter).encode()).grids[0]
    found = {(r, c): cell.value for r, row in grid.rows.items() for c, cell in row.items()}
    wanted = expected(head + body)
    assert found.keys() == wanted.keys()
    assert {place: text for place, text in found.items() if place not in grid.converted} == {
        place: text for place, text in wanted.items() if place not in grid.converted
    }


PROSE = """Kính gửi: Ủy ban nhân dân phường Từ Liêm,

Thực hiện Công văn số 12, ngày 03 tháng 3 năm 2026, của Ủy ban nhân dân phường,
Phòng Kinh tế, Hạ tầng và Đô thị báo cáo như sau: tổng thu ngân sách đạt 9.923,5 tỷ đồng;
các chỉ tiêu khác, gồm số hộ nghèo, số trường, số đồ án, đều hoàn thành.

Trân trọng, cảm ơn.
"""


@pytest.mark.parametrize(
    "text", [PROSE, "Chưa có số liệu", "một\nhai\nba\n", "a, b cùng đi\nc, d cùng về\n", "12\n13\n14\n"]
)
def test_prose_is_no_table(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        delimited.read(text.encode())
    assert caught.value.code == "S101"
    assert "văn bản thường" in caught.value.message


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b" \t \n", codecs.BOM_UTF8])
def test_nothing_is_no_table(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        delimited.read(data)
    assert caught.value.code == "S101"


def test_binary_is_no_text() -> None:
    with pytest.raises(ReadError) as caught:
        delimited.read(bytes(range(256)) * 20)
    assert caught.value.code == "S101"


def test_a_quote_never_closed() -> None:
    with pytest.raises(ReadError) as caught:
        delimited.read(b'sep=,\na,b\n1,"' + b"x" * 200_000)
    assert caught.value.code == "S101"


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(ReadError) as caught:
        delimited.read(("a" + ",b" * 20_000 + "\n").encode() * 3)
    assert caught.value.code == "S103"
