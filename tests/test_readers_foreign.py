"""Foreign formats: .xls, .ods, .xlsb, and .xlsx that our own reader refuses.

CONTRACT S101 "damaged, truncated, empty, crashes or hangs its reader", S102 "needs a password", S103
"decompression bomb, DOCTYPE/entities, absurd dimensions: refused before it costs memory".
"""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import biff_made
import pytest
from binary_workbook import book, cell, cell_format, font, real, record, rich, row, string
from foreign_files import FILES, FORMATS, LEGACY, MIXED_READ, cells, legacy_fonts
from hypothesis import given, settings
from hypothesis import strategies as st

from wardxl.model import Area, Book, CellKind, Grid
from wardxl.readers import ReadError, foreign, limits, ods, worker, xlsb
from wardxl.readers.package import Malformed
from wardxl.readers.worker import WorkerDied, read_apart
from wardxl.readers.xlsb_records import rk_number

PASS, FAIL = FILES / "pass", FILES / "fail"


def load(path: Path) -> Book:
    return foreign.read(path.read_bytes(), path.suffix.removeprefix("."))


def values(grid: Grid) -> dict[str, tuple[CellKind, str]]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return {
        f"{letters[c - 1]}{r}": (item.kind, item.value)
        for r, line in grid.rows.items()
        for c, item in line.items()
    }


@pytest.fixture(scope="module", params=["xls", "ods"])
def saved(request: pytest.FixtureRequest) -> Book:
    """The workbook of `foreign_files.cells` as LibreOffice saved it."""
    return load(PASS / f"cells.{request.param}")


def test_every_kind_of_cell(saved: Book) -> None:
    found = values(saved.grids[0])
    wanted = {
        "B1": (CellKind.NUMBER, "1234.567"),
        "C1": (CellKind.ERROR, "#DIV/0!"),
        "C2": (CellKind.NUMBER, "3703.701"),
        "C3": (CellKind.ERROR, "#N/A"),
        "C7": (CellKind.DATE, "2026-03-03"),
        "C8": (CellKind.DATE, "2026-03-03T08:30:00"),
        "C9": (CellKind.TEXT, "hai\ndòng"),
        "C10": (CellKind.TEXT, "hai  cách"),
        "C11": (CellKind.ERROR, "#REF!"),
        "C12": (CellKind.NUMBER, "0.965"),
        "C13": (CellKind.NUMBER, "-5"),
        "C15": (CellKind.NUMBER, "12345678901234"),
        "C16": (CellKind.NUMBER, "46497.8"),
        "C17": (CellKind.NUMBER, "0.1"),
        "D1": (CellKind.TEXT, "ẩn"),
        "E1": (CellKind.TEXT, "gộp"),
        "G5": (CellKind.TEXT, "Số 12 13"),
        "A22": (CellKind.NUMBER, "7"),
        "Z30": (CellKind.TEXT, "xa"),
    }
    assert {place: found.get(place) for place in wanted} == wanted
    assert not {"C4", "C6", "F1", "F2", "A19"} & found.keys()
    assert found["C5"][1] == "1"
    assert Decimal(found["C14"][1]) == Decimal("0.0000001")


def test_number_formats_mean_the_same(saved: Book) -> None:
    """Spelled otherwise perhaps, but the same decimals, percent signs, thousands, dates."""
    grid = saved.grids[0]
    assert grid.formats_known
    for number, written in enumerate(FORMATS, start=1):
        found = grid.styles[grid.rows[number][2].style].number_format
        bare = found.replace("\\", "").replace('"', "").replace("[RED]", "").replace("[Red]", "")
        plain = written.replace('"', "").replace("[Red]", "")
        assert bare == plain
    assert grid.rows[8][2].kind is CellKind.DATE
    assert grid.styles[grid.rows[12][3].style].number_format == "0.0%"


def test_what_is_hidden_merged_struck_and_bold(saved: Book) -> None:
    grid = saved.grids[0]
    assert grid.merges == (Area(1, 5, 2, 6),)
    assert grid.hidden_rows == {16}
    assert grid.hidden_columns == {4}
    assert [g.sheet for g in saved.grids] == ["PL1", "Trang ẩn", "Rỗng"]
    assert [g.visibility for g in saved.grids] == ["visible", "hidden", "visible"]
    assert grid.struck == {(3, 7), (5, 7)}
    looks = {number: grid.styles[grid.rows[number][7].style] for number in range(1, 5)}
    assert [looks[n].bold for n in (1, 2)] == [True, False]
    assert [looks[n].italic for n in (1, 2)] == [False, True]
    assert looks[3].strike
    assert looks[3].font == "Times New Roman"
    assert looks[4].indent == 2


def test_document_properties(saved: Book) -> None:
    assert saved.custom["wardxl_form"] == "phụ lục I"
    assert saved.modified is not None
    assert saved.modified.tzinfo is UTC
    assert saved.modified.year >= 2026


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_legacy_text_is_converted_run_by_run(kind: str) -> None:
    """CONTRACT S110: "TCVN3 (.Vn…) or VNI text was converted to Unicode"."""
    grid = load(PASS / f"legacy_fonts.{kind}").grids[0]
    for number, (typed, _, meant) in enumerate(LEGACY, start=1):
        assert grid.rows[number][1].value == (meant or typed)
        assert ((number, 1) in grid.converted) == (meant is not None)
    last = len(LEGACY) + 1
    assert grid.rows[last][1].value == MIXED_READ
    assert (last, 1) in grid.converted


# ── Passwords ─────────────────────────────────────────────────────────────────────────────


def test_the_default_password_is_tried() -> None:
    assert values(load(PASS / "default_password.xls").grids[0])["B1"] == (CellKind.NUMBER, "12.5")


@pytest.mark.parametrize("name", ["password.xls", "password.ods"])
def test_another_password_is_s102(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        load(FAIL / name)
    assert caught.value.code == "S102"
    assert "mật khẩu" in caught.value.message


# ── Binary workbooks ──────────────────────────────────────────────────────────────────────


def binary() -> bytes:
    first = b"".join(
        [
            record(60, struct.pack("<IIIIH", 3, 4, 2000, 0, 1)),
            row(0),
            cell(7, 0, 0, struct.pack("<I", 0)),
            cell(5, 1, 1, real(46497.8)),
            cell(2, 2, 2, struct.pack("<I", 9650 << 2 | 3)),
            cell(3, 3, 0, bytes([0x17])),
            cell(4, 4, 0, b"\1"),
            row(2, hidden=True),
            cell(7, 0, 3, struct.pack("<I", 1)),
            cell(6, 1, 5, string("Tæng sè")),
            cell(9, 2, 4, real(46084.0) + bytes(8)),
            cell(8, 3, 0, string("chữ") + bytes(8)),
            cell(10, 4, 0, b"\0" + bytes(8)),
            cell(11, 5, 0, bytes([0x2A]) + bytes(8)),
            cell(1, 6, 0, b""),
            cell(62, 7, 0, rich("bỏ 5", [(3, 1)])),
            record(176, struct.pack("<IIII", 0, 1, 5, 7)),
        ]
    )
    return book(
        [("PL1", 0, first), ("Ẩn", 1, row(0) + cell(5, 0, 0, real(1.0)))],
        formats=[(164, "#,##0.0"), (165, "0.0%"), (166, "dd/mm/yyyy")],
        fonts=[font("Calibri"), font("Arial", strike=True), font(".VnTime", bold=True, italic=True)],
        cell_formats=[
            *(cell_format(number, 0) for number in (0, 164, 165)),
            cell_format(0, 1, indent=2),
            cell_format(166, 0),
            cell_format(0, 2),
        ],
        strings=[rich("Tên chỉ tiêu"), rich("Thu ng©n s¸ch", [(4, 2)])],
    )


def test_binary_workbook() -> None:
    first, second = xlsb.read(binary()).grids
    assert values(first) == {
        "A1": (CellKind.TEXT, "Tên chỉ tiêu"),
        "B1": (CellKind.NUMBER, "46497.8"),
        "C1": (CellKind.NUMBER, "96.5"),
        "D1": (CellKind.ERROR, "#REF!"),
        "E1": (CellKind.BOOLEAN, "1"),
        "A3": (CellKind.TEXT, "Thu ngân sách"),
        "B3": (CellKind.TEXT, "Tổng số"),
        "C3": (CellKind.DATE, "2026-03-03"),
        "D3": (CellKind.TEXT, "chữ"),
        "E3": (CellKind.BOOLEAN, "0"),
        "F3": (CellKind.ERROR, "#N/A"),
        "H3": (CellKind.TEXT, "bỏ 5"),
    }
    formats = {
        place: first.styles[first.rows[r][c].style].number_format
        for place, r, c in [("B1", 1, 2), ("C1", 1, 3)]
    }
    assert formats == {"B1": "#,##0.0", "C1": "0.0%"}
    assert first.styles[first.rows[3][1].style].indent == 2
    assert first.styles[first.rows[3][2].style][1:4] == (".VnTime", True, True)
    assert first.converted == {(3, 1), (3, 2)}
    assert first.struck == {(3, 1), (3, 8)}
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {4, 5}
    assert first.merges == (Area(1, 6, 2, 8),)
    assert (second.sheet, second.visibility) == ("Ẩn", "hidden")


def test_a_raised_digit_of_a_binary_workbook_is_a_footnotes_mark() -> None:
    """Of shared and of inline texts, before the figure as well as behind it."""
    cells_ = row(0) + cell(7, 0, 0, struct.pack("<I", 0)) + cell(62, 1, 0, rich("112,5", [(0, 1), (1, 0)]))
    data = book(
        [("PL1", 0, cells_)],
        fonts=[font("Calibri"), font("Calibri", raised=True)],
        cell_formats=[cell_format(0, 0)],
        strings=[rich("12,51", [(4, 1)])],
    )
    assert values(xlsb.read(data).grids[0]) == {
        "A1": (CellKind.TEXT, "12,5¹"),
        "B1": (CellKind.TEXT, "¹12,5"),
    }


def test_calamine_reads_the_same_figures_from_a_binary_workbook() -> None:
    ours, theirs = xlsb.read(binary()).grids[0], read_apart("calamine", binary()).grids[0]
    wanted = {place: item for place, item in values(ours).items() if item[0] is CellKind.NUMBER}
    assert wanted
    assert {place: item for place, item in values(theirs).items() if place in wanted} == wanted
    assert {"D1", "F3"}.isdisjoint(values(theirs)), (
        "calamine tells errors now: is our own reader still needed?"
    )


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (12 << 2 | 2, "12"),
        (1250 << 2 | 3, "12.5"),
        ((-7 & 0x3FFFFFFF) << 2 | 2, "-7"),
        (struct.unpack("<I", struct.pack("<d", 0.5)[4:])[0], "0.5"),
        (struct.unpack("<I", struct.pack("<d", 2.0)[4:])[0] | 1, "0.02"),
    ],
)
def test_numbers_in_four_bytes(raw: int, shown: str) -> None:
    assert rk_number(raw) == shown


def test_a_binary_workbook_outside_excel_is_refused() -> None:
    for cells_ in (row(2_000_000) + cell(5, 0, 0, real(1.0)), row(0) + cell(5, 20_000, 0, real(1.0))):
        with pytest.raises(ReadError) as caught:
            xlsb.read(book([("A", 0, cells_)]))
        assert caught.value.code == "S103"


@given(st.integers(20, len(binary()) - 1))
@settings(max_examples=25)
def test_a_binary_workbook_cut_short_is_malformed(length: int) -> None:
    with pytest.raises(Malformed):
        xlsb.read(binary()[:length])


# ── OpenDocument ──────────────────────────────────────────────────────────────────────────

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    ]
)


def sheet(body: str, styles: str = "", prolog: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return stream.getvalue()


def a_row(cells_: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells_}</table:table-row>"


FIGURE = (
    '<table:table-cell office:value-type="float" office:value="7" {}><text:p>7</text:p></table:table-cell>'
)


def test_repeated_cells_and_rows_are_spelled_out() -> None:
    body = (
        a_row("<table:table-cell/>", 'table:number-rows-repeated="3"')
        + a_row(
            '<table:table-cell table:number-columns-repeated="2"/>'
            + FIGURE.format('table:number-columns-repeated="2"'),
            'table:number-rows-repeated="2"',
        )
        + a_row("<table:table-cell/>", 'table:number-rows-repeated="1048570"')
    )
    seven = (CellKind.NUMBER, "7")
    assert values(ods.read(sheet(body)).grids[0]) == {"C4": seven, "D4": seven, "C5": seven, "D5": seven}


@pytest.mark.parametrize(
    "body",
    [
        a_row(FIGURE.format('table:number-columns-repeated="16000"'), 'table:number-rows-repeated="1000000"'),
        a_row(FIGURE.format('table:number-columns-repeated="99999"')),
        a_row("<table:table-cell/>", 'table:number-rows-repeated="999999999"') + a_row(FIGURE.format("")),
        a_row(FIGURE.format('table:number-columns-repeated="10000"')) * 300,
    ],
    ids=["cells", "columns", "rows", "many"],
)
def test_absurd_repetitions_are_refused_before_they_cost_memory(body: str) -> None:
    started = time.monotonic()
    with pytest.raises(ReadError) as caught:
        foreign.read(sheet(body), "ods")
    assert caught.value.code == "S103"
    assert time.monotonic() - started < 5


def test_a_doctype_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        foreign.read(sheet(a_row(FIGURE.format("")), prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "ods")
    assert caught.value.code == "S103"


def test_what_is_not_a_cell_is_passed_over() -> None:
    body = (
        "<table:shapes><text:p>hình</text:p></table:shapes>"
        + a_row(
            '<table:table-cell office:value-type="string">'
            "<office:annotation><text:p>ghi chú</text:p></office:annotation>"
            '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p><text:p>e</text:p>'
            "</table:table-cell>"
            '<table:table-cell table:formula="of:=[.A1]"/>'
        )
        + a_row("<table:table-cell><table:table><table:table-row/></table:table></table:table-cell>")
    )
    grid = ods.read(sheet(body)).grids[0]
    assert values(grid) == {"A1": (CellKind.TEXT, "a  b\tc\nd\ne"), "B1": (CellKind.UNCALCULATED, "")}
    assert grid.rows[1][2].formula == "[.A1]"


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (
            '<number:number number:decimal-places="1" number:min-integer-digits="1" number:grouping="true"/>',
            "#,##0.0",
        ),
        ('<number:number number:decimal-places="2" number:min-integer-digits="0"/>', "#.00"),
        ('<number:number number:min-integer-digits="3" number:decimal-places="0"/>', "000"),
        ('<number:number number:min-integer-digits="1"/>', "General"),
        (
            '<number:number number:decimal-places="0" number:min-integer-digits="1" number:display-factor="1000"/>'
            "<number:text> triệu</number:text>",
            '0," triệu"',
        ),
        (
            '<number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text>',
            '0"%"',
        ),
        (
            '<number:number number:decimal-places="3" number:min-decimal-places="1" number:min-integer-digits="1"/>',
            "0.0##",
        ),
    ],
)
def test_number_styles_as_excel_writes_them(parts: str, shown: str) -> None:
    styles = (
        f'<number:number-style style:name="N1">{parts}</number:number-style>'
        '<style:style style:name="c" style:family="table-cell" style:data-style-name="N1"/>'
    )
    grid = ods.read(sheet(a_row(FIGURE.format('table:style-name="c"')), styles)).grids[0]
    assert grid.styles[grid.rows[1][1].style].number_format == shown


# ── Damage, hangs and crashes ─────────────────────────────────────────────────────────────

GOOD = {"xls": (PASS / "cells.xls").read_bytes(), "ods": (PASS / "cells.ods").read_bytes(), "xlsb": binary()}


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods", "xlsx"])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(600)], ids=len
)
def test_no_workbook_at_all(kind: str, data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        foreign.read(data, kind)
    assert caught.value.code == "S101"
    assert "lưu lại dưới dạng .xlsx" in caught.value.message


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_half_a_workbook_is_s101(kind: str, share: float) -> None:
    data = GOOD[kind]
    with pytest.raises(ReadError) as caught:
        foreign.read(data[: int(len(data) * share)], kind)
    assert caught.value.code == "S101"


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
@given(seed=st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_flipped_bytes_give_a_book_or_a_refusal(kind: str, seed: object) -> None:
    data = bytearray(GOOD[kind])
    for _ in range(3):
        data[seed.randrange(len(data))] ^= 1 << seed.randrange(8)  # type: ignore[attr-defined]
    try:
        found = foreign.read(bytes(data), kind)
    except ReadError as refusal:
        assert refusal.code in ("S101", "S102", "S103")  # noqa: PT017
    else:
        assert found.format == kind


def test_a_malformed_xlsx_is_read_by_libraries() -> None:
    """The fuller of two readings is taken: openpyxl tells formats and errors."""
    stream = io.BytesIO()
    cells().save(stream)
    found = foreign.read(stream.getvalue(), "xlsx")
    assert found.format == "xlsx"
    grid = found.grids[0]
    assert values(grid)["C13"] == (CellKind.NUMBER, "-5")
    assert values(grid)["C2"] == (CellKind.UNCALCULATED, "")
    assert grid.styles[grid.rows[5][2].style].number_format == "#,##0.0"
    assert (grid.hidden_rows, grid.hidden_columns, grid.struck) == ({16}, {4}, {(3, 7), (5, 7)})


def test_legacy_text_in_a_malformed_xlsx() -> None:
    stream = io.BytesIO()
    legacy_fonts().save(stream)
    grid = foreign.read(stream.getvalue(), "xlsx").grids[0]
    assert grid.rows[len(LEGACY) + 1][1].value == MIXED_READ
    assert grid.rows[1][1].value == LEGACY[0][2]


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Engines that misbehave, known to fresh workers only."""
    (tmp_path / "misbehaving.py").write_text(
        "import os, time\n"
        "def read(data):\n"
        "    if data == b'crash': os.abort()\n"
        "    if data == b'raise': raise KeyboardInterrupt\n"
        "    if data == b'hang': time.sleep(60)\n"
        "    if data == b'swell': return len(bytearray(3 << 30))\n"
        "    if data == b'print': os.write(1, b'x' * 100)\n"
        "    from wardxl.model import Book\n"
        "    return Book((), data.decode())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        worker,
        "_START",
        worker._START.replace(
            "serve()", "from wardxl.readers import worker as w; w.ENGINES = {'bad': 'misbehaving'}; serve()"
        ),
    )
    worker.close_idle_workers()
    yield
    worker.close_idle_workers()


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize("how", ["crash", "raise", "swell"])
def test_a_worker_that_dies_costs_one_file(how: str) -> None:
    assert read_apart("bad", b"good").format == "good"
    with pytest.raises(WorkerDied) as caught:
        read_apart("bad", how.encode())
    assert not caught.value.late
    assert read_apart("bad", b"good again").format == "good again"


@pytest.mark.usefixtures("engines")
def test_a_worker_that_hangs_is_ended_in_time() -> None:
    started = time.monotonic()
    with pytest.raises(WorkerDied) as caught:
        read_apart("bad", b"hang", seconds=1)
    assert caught.value.late
    assert time.monotonic() - started < 10


@pytest.mark.usefixtures("engines")
def test_what_a_library_prints_does_no_harm() -> None:
    assert read_apart("bad", b"print").format == "print"


def _process_of_worker(_: int) -> int:
    foreign.read(GOOD["xls"], "xls")
    (idle,) = worker._idle
    return idle._process.pid


def test_one_live_worker_reads_file_after_file() -> None:
    worker.close_idle_workers()
    assert len({_process_of_worker(n) for n in range(3)}) == 1


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_workers_of_a_process_pool_have_workers_of_their_own(method: str) -> None:
    if method == "fork" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    own = _process_of_worker(0)
    with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
        assert pool.submit(_process_of_worker, 0).result(timeout=60) != own
    assert _process_of_worker(0) == own


def test_threads_do_not_mix_their_answers() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(
                lambda n: foreign.read(
                    GOOD["xls"] if n % 2 else (PASS / "legacy_fonts.xls").read_bytes(), "xls"
                ),
                range(8),
            )
        )
    assert [len(item.grids) for item in found] == [1, 3] * 4


# ── What xlrd stumbles over ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        pytest.param(3, CellKind.NUMBER, "#,##0", id="of every language"),
        pytest.param(27, CellKind.DATE, "yyyy/m/d", id="an East Asian date"),
    ],
)
def test_number_formats_that_an_xls_does_not_spell_out(number: int, kind: CellKind, shown: str) -> None:
    look = biff_made.record(biff_made.XF, struct.pack("<HHH", 0, number, 1) + bytes(14))
    (grid,) = foreign.read(biff_made.book(biff_made.number(0, 0, 46000.0), before=look), "xls").grids
    found = grid.rows[1][1]
    assert (found.kind, grid.styles[found.style].number_format) == (kind, shown)


def test_a_chain_of_sectors_without_an_end_is_refused_at_once() -> None:
    """Short streams of an .xls are chained by a table of their own; every place of it leads to the first."""
    data = bytearray((PASS / "legacy_fonts.xls").read_bytes())
    (table,) = struct.unpack_from("<I", data, 60)
    place = (table + 1) * 512
    data[place : place + 512] = bytes(512)
    begun = time.monotonic()
    with pytest.raises(ReadError, match="S101"):
        foreign.read(bytes(data), "xls")
    assert time.monotonic() - begun < limits.MAX_SECONDS / 2


@pytest.mark.parametrize(("number", "known"), [(3, True), (99, False)], ids=["there", "lost"])
def test_a_figure_whose_number_format_is_lost_is_not_taken_for_a_plain_one(number: int, known: bool) -> None:
    """S115: `0,965` may have been shown as 96,5 %."""
    cells = row(0) + cell(5, 0, 1, real(0.965))
    formats = [cell_format(0, 0), cell_format(number, 0)]
    (grid,) = xlsb.read(book([("A", 0, cells)], cell_formats=formats)).grids
    assert grid.formats_known is known
    (grid,) = xlsb.read(book([("A", 0, cells)], cell_formats=formats[: 1 + known])).grids
    assert grid.formats_known is known
