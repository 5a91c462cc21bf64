"""HTML pages named .xls. CONTRACT S101: "not a spreadsheet at all whatever its name says"."""

from __future__ import annotations

import time
from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Area, CellKind, Grid
from wardxl.readers import ReadError, html


def grid(page: str | bytes) -> Grid:
    book = html.read(page.encode() if isinstance(page, str) else page)
    assert book.format == "html"
    return book.grids[0]


def texts(page: str | bytes) -> dict[tuple[int, int], str]:
    return {(r, c): cell.value for r, row in grid(page).rows.items() for c, cell in row.items()}


EXPORT = """<html><head><title>Báo cáo</title><meta charset="utf-8"><style>td {color:red}</style></head><body>
<h3>PHỤ LỤC I</h3><p>Đơn vị: <b>Phòng Kinh tế</b>, Hạ tầng và Đô thị</p>
<table border=1>
 <tr><th rowspan=2>TT</th><th rowspan="2">Tên chỉ tiêu</th><th colspan=2>Kế hoạch từng năm</th></tr>
 <tr><th>2026</th><th>2027</th></tr>
 <tr><td>1</td><td>Tổng thu<br>ngân sách &amp; khác</td><td>9.923,5</td><td>&nbsp;</td></tr>
</table>
<p>Người lập biểu</p>
<script>var x = "<td>no</td>";</script>
</body></html>"""


def test_a_table_with_what_stands_around_it() -> None:
    assert texts(EXPORT) == {
        (1, 1): "PHỤ LỤC I",
        (2, 1): "Đơn vị: Phòng Kinh tế, Hạ tầng và Đô thị",
        (3, 1): "TT",
        (3, 2): "Tên chỉ tiêu",
        (3, 3): "Kế hoạch từng năm",
        (4, 3): "2026",
        (4, 4): "2027",
        (5, 1): "1",
        (5, 2): "Tổng thu\nngân sách & khác",
        (5, 3): "9.923,5",
        (6, 1): "Người lập biểu",
    }


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("12,5<sup>1</sup>", "12,5¹"),
        ("12,5<sup> 1 </sup>", "12,5 ¹"),
        ("<b>12,5</b><font class=font6><sup>(1)</sup></font>", "12,5(1)"),
        ("12,5<span style='vertical-align:super'>12</span>", "12,5¹²"),
        ("<sup>1</sup>12,5", "¹12,5"),
        ("m<sup>2</sup>", "m²"),
        ("<sup>12</sup>", "12"),
        ("CO<sub>2</sub>", "CO2"),
        ("<p style='vertical-align:super'>1<span style='vertical-align:baseline'>2,5</span></p>", "¹2,5"),
    ],
)
def test_a_raised_digit_is_no_digit_of_the_figure(cell: str, text: str) -> None:
    """V211: the mark of a footnote, as in the other formats; alone it is what the cell says."""
    assert texts(f"<table><tr><td>{cell}</td></tr></table>") == {(1, 1): text}


def test_spans_become_merged_ranges() -> None:
    assert set(grid(EXPORT).merges) == {Area(3, 1, 4, 1), Area(3, 2, 4, 2), Area(3, 3, 3, 4)}


def test_tags_left_out_as_html_allows() -> None:
    page = "<table><tr><td>a<td>b<tr><td>c<td><b>d</table>"
    assert texts(page) == {(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d"}


def test_two_tables_stand_one_below_the_other() -> None:
    page = "<table><tr><td>a</td></tr></table>Sau đây<table><tr><td>b</td><td>c</td></tr></table>"
    assert texts(page) == {(1, 1): "a", (2, 1): "Sau đây", (3, 1): "b", (3, 2): "c"}


def test_a_table_within_a_table() -> None:
    page = """<table><tr><td>Tiêu đề</td></tr><tr><td>
      <table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table>"""
    assert set(texts(page).values()) == {"Tiêu đề", "a", "b", "1", "2"}
    places = {text: place for place, text in texts(page).items()}
    assert places["a"][0] == places["b"][0] < places["1"][0] == places["2"][0]
    assert places["Tiêu đề"][0] < places["a"][0]


def test_a_rowspan_runs_no_further_than_its_table() -> None:
    page = "<table><tr><td rowspan=0>a</td><td>b</td></tr><tr><td>c</td></tr></table><table><tr><td>d</td></tr></table>"
    assert texts(page) == {(1, 1): "a", (1, 2): "b", (2, 2): "c", (3, 1): "d"}
    assert grid(page).merges == (Area(1, 1, 2, 1),)


EXCEL = r"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>PL1</x:Name></x:ExcelWorksheet></xml><![endif]-->
<style><!--
.xl65 {mso-style-parent:style0; mso-number-format:"\#\,\#\#0\.0"; font-family:".VnTime", serif;}
.xl66 {mso-number-format:Percent; text-decoration:line-through;}
--></style></head><body><![if !supportEmptyParas]><table>
<col width=64><col style='display:none'>
<tr><td class=xl65 x:num="46497.8">46.497,8</td><td class=xl66 x:num>0.965</td><td class=xl65>Tæng sè</td></tr>
<tr style='display:none'><td>ẩn</td><td><font face=".VnTimeH">tæng</font> và <s>12</s></td></tr>
</table><![endif]></body></html>"""


def test_what_excel_notes_for_itself() -> None:
    found = grid(EXCEL)
    assert found.sheet == "PL1"
    first, percent, legacy = found.rows[1].values()
    assert (first.kind, first.value) == (CellKind.NUMBER, "46497.8")
    assert found.styles[first.style].number_format == "#,##0.0"
    assert (percent.kind, percent.value) == (CellKind.NUMBER, "0.965")
    assert found.styles[percent.style].number_format == "0.00%"
    assert legacy.value == "Tổng số"
    assert found.rows[2][2].value == "TỔNG và 12"
    assert found.converted == {(1, 3), (2, 2)}
    assert found.struck == {(1, 2), (2, 2)}
    assert found.hidden_rows == {2}
    assert found.hidden_columns == {2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_encodings(encoding: str) -> None:
    letters = "Đơn vị" if encoding.startswith("utf") else "Đơn vi\u0323"
    page = f'<meta content="text/html; charset={encoding}"><table><tr><td>{letters}</td></tr></table>'
    assert texts(page.encode(encoding))[1, 1] == "Đơn vị"


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Đăng nhập</title></head><body><form><input></form></body></html>",
        "<html><body><table></table></body></html>",
        "<!DOCTYPE html><html><body><p>Không tìm thấy trang</p></body></html>",
        "<html><frameset><frame src='a.htm'></frameset></html>",
        "<table><tr><td> &nbsp; </td></tr></table>",
    ],
)
def test_a_page_without_a_table_is_refused_by_its_name(page: str) -> None:
    with pytest.raises(ReadError) as caught:
        html.read(page.encode())
    assert caught.value.code == "S101"
    assert "trang web (HTML)" in caught.value.message
    assert ("Đăng nhập" in page) == ("“Đăng nhập”" in caught.value.message)


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td colspan=1000>x</td>" * 30,
        "<table>" + "<tr><td colspan=1000 rowspan=9>x</td></tr>" * 2_500,
    ],
    ids=["too wide", "too many cells"],
)
def test_absurd_spans_are_refused(page: str) -> None:
    with pytest.raises(ReadError) as caught:
        html.read(page.encode())
    assert caught.value.code == "S103"


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "<table>", "<td", "</", "&", "<![", "<?", "<b>", "<table><tr><td>", '<a b="', "<style>"],
)
def test_a_page_of_broken_pieces_costs_little(piece: str) -> None:
    started = time.monotonic()
    with suppress(ReadError):
        html.read(b"<table><tr><td>1</td></tr></table>" + piece.encode() * 20_000)
    assert time.monotonic() - started < 10


@given(
    st.lists(
        st.lists(
            st.text("abcĐộ <&>\"'1,5", min_size=1, max_size=6).map(str.strip).filter(bool),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_plain_table_is_read_back(table: list[list[str]]) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in table)
    wanted = {
        (r, c): " ".join(text.split()) for r, row in enumerate(table, 1) for c, text in enumerate(row, 1)
    }
    assert texts(f"<table>{rows}</table>") == wanted


@given(st.text("<>/tdrable! -=\"'&;x1", max_size=60))
def test_no_page_makes_it_stumble(page: str) -> None:
    with suppress(ReadError):
        html.read(page.encode())
