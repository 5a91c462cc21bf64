"""A unit that stands elsewhere than in the row's unit cell: no figure is taken for a thousand times as much."""

from __future__ import annotations

import pytest
from grids import HEAD_I, grid

from wardxl import schema as schemas
from wardxl import stated_units
from wardxl.intake import check_grids
from wardxl.lexicon import lexicon
from wardxl.model import Label, Ref, Submission

WORDS = lexicon(schemas.load())
LAND = "Thu tiền sử dụng đất"
HEAD = [heading for heading in HEAD_I if heading != "Đơn vị tính"]
FIGURES: list[object] = [None, 6000, 1000, 1100, 1200, 1300, 1400]


def submit(*rows: list[object]) -> Submission:
    submission, faults = check_grids([grid(rows)], WORDS, "a.xlsx")
    assert faults == ()
    return submission


def total(submission: Submission) -> str:
    """The first row's five-year figure in the catalogue's unit."""
    amount = submission.records[0].values["total"].amount
    return str(amount.value) if amount else ""


def codes(submission: Submission) -> list[str]:
    return [problem.code for problem in submission.problems]


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Đơn vị tính: triệu đồng", "triệu đồng"),
        ("(Đơn vị: triệu đồng)", "triệu đồng"),
        ("Đơn vị tính triệu đồng", "triệu đồng"),
        ("ĐVT - trđ", "trđ"),
        ("Đ.V.T: nghìn đồng", "nghìn đồng"),
        ("ĐV tính: triệu đồng.", "triệu đồng"),
        ("(Triệu đồng)", "Triệu đồng"),
        ("Số liệu tính bằng triệu đồng", "triệu đồng"),
        ("Biểu thu ngân sách (ĐVT: triệu đồng)", "triệu đồng"),
        ("Đơn vị tính: triệu đồng, %", "triệu đồng, %"),
        ("Đơn vị tính: bó", "bó"),
        ("Đ/v: tr.đ", "tr.đ"),
        ("ĐVT: 1.000 đồng", "1.000 đồng"),
        ("(Đ/v tính: 1.000.000 đồng)", "1.000.000 đồng"),
        ("ĐVT: 10⁶ đồng", "10⁶ đồng"),
        ("Đơn vị tiền tệ: triệu đồng", "triệu đồng"),
        ("Đơn vị tính là triệu đồng", "triệu đồng"),
        ("ĐVT=triệu đồng", "triệu đồng"),
        ("ĐV: triệu đồng", "triệu đồng"),
        ("Số liệu tính theo triệu đồng", "triệu đồng"),
        ("Đơn vị tính: Triệu đồng./.", "Triệu đồng"),
        ("KẾ HOẠCH THU NGÂN SÁCH 2026-2030 (triệu đồng)", "triệu đồng"),
        ("KẾ HOẠCH 5 NĂM (2026-2030)", None),
        ("ĐVT: triệu đồng (tỷ đồng)", "triệu đồng (tỷ đồng)"),
        ("Danh mục trường học (trường)", None),
        ("Số liệu: Phòng Văn hóa - Xã hội", None),
        ("ĐVT: tỷ đồng (giá so sánh 2010).", "tỷ đồng (giá so sánh 2010)"),
        ("(ĐVT: tỷ đồng)", "tỷ đồng"),
        ("Đơn vị: Phòng Văn hóa - Xã hội", None),
        ("Đơn vị báo cáo: Công an phường", None),
        ("Kế hoạch của đơn vị", None),
        ("Trường", None),
        ("Ngày", None),
    ],
)
def test_above_the_table(title: str, unit: str | None) -> None:
    stated = stated_units.above([Label(Ref("a.xlsx", "S", 1, 1), title)], WORDS.units)
    assert (stated.text if stated else None) == unit


def test_a_known_unit_beats_an_unknown_one_below_it() -> None:
    title = [
        Label(Ref("a.xlsx", "S", row, 1), text) for row, text in ((1, "ĐVT: tỷ đồng"), (2, "ĐVT: xem dưới"))
    ]
    stated = stated_units.above(title, WORDS.units)
    assert stated is not None
    assert stated.ref.a1 == "A1"


@pytest.mark.parametrize("title", ["Đơn vị: triệu đồng", "Đơn vị tính: triệu đồng, %"])
def test_figures_under_a_unit_above_are_converted(title: str) -> None:
    """U302; `Đơn vị: triệu đồng` is no department that nobody knows (C610)."""
    found = submit([title], HEAD, ["1", LAND, *FIGURES])
    assert total(found) == "6.000"
    assert codes(found) == ["U302"]


def test_the_sender_above_is_no_unit() -> None:
    """`Đơn vị: Phòng …` says who sends the table: no U301."""
    found = submit(["Đơn vị: Phòng Kinh tế, Hạ tầng và Đô thị"], HEAD, ["1", LAND, *FIGURES])
    assert total(found) == "6000"
    assert codes(found) == []


def test_of_two_units_above_a_row_has_the_one_of_its_kind() -> None:
    rate: list[object] = ["2", "Tỷ lệ dân số tham gia BHYT", 96, 100, 96, 97, 98, 99, 100]
    found = submit(["Đơn vị tính: tỷ đồng; %"], HEAD, ["1", LAND, *FIGURES], rate)
    assert codes(found) == []


@pytest.mark.parametrize("head", [HEAD, HEAD_I], ids=["no unit column", "blank unit cell"])
def test_a_unit_behind_the_name(head: list[str]) -> None:
    blank: list[object] = [None] if head is HEAD_I else []
    found = submit(head, ["1", f"{LAND} (triệu đồng)", *blank, *FIGURES])
    assert total(found) == "6.000"
    assert "U302" in codes(found)


def test_a_blank_unit_cell_leaves_it_to_the_unit_above() -> None:
    """Where it can be true of the row: a rate is not in đồng because of a blank, and that is said (U305)."""
    rate: list[object] = ["2", "Tỷ lệ dân số tham gia BHYT", None, 96, 100, 96, 97, 98, 99, 100]
    found = submit(["ĐVT: triệu đồng"], HEAD_I, ["1", LAND, None, *FIGURES], rate)
    assert total(found) == "6.000"
    assert codes(found) == ["U302", "U305"]


def test_the_unit_cell_beats_what_is_stated_elsewhere() -> None:
    found = submit(["ĐVT: triệu đồng"], HEAD_I, ["1", LAND, "Tỷ đồng", *FIGURES])
    assert total(found) == "6000"
    assert codes(found) == []


def test_a_unit_in_the_headings() -> None:
    head = [
        *HEAD[:3],
        "KH 2026-2030 (triệu đồng)",
        *(f"Năm {year} (triệu đồng)" for year in range(2026, 2031)),
    ]
    found = submit(head, ["1", LAND, *FIGURES])
    assert total(found) == "6.000"
    assert codes(found) == ["U302"]


def test_headings_of_several_units_state_none() -> None:
    texts = ("Năm 2026 (triệu đồng)", "Năm 2027 (%)")
    labels = [Label(Ref("a.xlsx", "S", 1, column), text) for column, text in enumerate(texts, 1)]
    assert stated_units.in_headings(labels, WORDS.units) is None


def test_each_table_of_a_sheet_has_its_own_unit() -> None:
    """Headings repeated below another `ĐVT:` begin another table, and what stands between is no row of the first."""
    again: list[object] = ["1", "Thu từ thuế, phí, lệ phí và thu khác", None, 6, 1, 1, 1, 1, 2]
    first = (["Biểu 1"], [None, None, "ĐVT: triệu đồng"], HEAD, ["1", LAND, *FIGURES])
    found = submit(*first, ["Biểu 2"], [None, None, "ĐVT: tỷ đồng"], HEAD, again)
    amounts = [record.values["total"].amount for record in found.records]
    assert [amount and amount.value for amount in amounts] == [6, 6]
    assert [problem.row for problem in found.problems if problem.code == "U302"] == ["I.1.2"]


@pytest.mark.parametrize(
    "line",
    [
        ["Đơn vị tính: triệu đồng"],
        [None, "(ĐVT: triệu đồng)"],
        [None, None, *["triệu đồng"] * 7],
        [*[None] * 8, "ĐVT: trđ"],
    ],
    ids=["number", "name", "every cell", "value"],
)
def test_a_line_below_the_headings_states_the_unit_of_the_rows_below(line: list[object]) -> None:
    found = submit(HEAD, line, ["1", LAND, *FIGURES])
    assert total(found) == "6.000"
    assert codes(found) == ["U302"]


def test_a_row_that_states_its_unit_behind_its_name_is_a_row() -> None:
    """Although it has no more than two cells."""
    found = submit(HEAD, [None, f"{LAND} (ĐVT: triệu đồng)", None, 6000])
    assert total(found) == "6.000"


@pytest.mark.parametrize(
    "note",
    [
        ["Ghi chú: Đơn vị tính: triệu đồng"],
        [None, "Đơn vị tính: triệu đồng"],
        [None, "Số liệu trong biểu tính bằng triệu đồng."],
    ],
)
def test_a_note_below_states_the_unit_of_the_table(note: list[object]) -> None:
    found = submit(HEAD, ["1", LAND, *FIGURES], note, ["Nơi nhận:", *[None] * 5, "CHỦ TỊCH"])
    assert total(found) == "6.000"
    assert codes(found) == ["U302"]


def test_a_note_below_says_nothing_of_a_table_that_has_its_unit_above() -> None:
    found = submit(["ĐVT: tỷ đồng"], HEAD, ["1", LAND, *FIGURES], ["Ghi chú: số trường hợp tính bằng người"])
    assert total(found) == "6000"


@pytest.mark.parametrize(
    ("note", "figure"),
    [
        ("ĐVT: triệu đồng", "6.000"),
        ("Tính bằng triệu đồng", "6.000"),
        ("Đã giao 12 triệu đồng", "6000"),
        ("So với dự toán, tính bằng %", "6000"),
    ],
)
def test_the_note_of_a_row_may_state_its_unit(note: str, figure: str) -> None:
    found = submit([*HEAD, "Ghi chú"], ["1", LAND, *FIGURES, note])
    assert total(found) == figure
    assert "U303" not in codes(found)


def test_parts_without_a_unit_are_in_that_of_their_whole() -> None:
    whole: list[object] = ["1", "Thu ngân sách Nhà nước trên địa bàn", "triệu đồng", *FIGURES]
    found = submit(HEAD_I, whole, ["-", LAND, None, *FIGURES])
    amount = found.records[1].values["total"].amount
    assert amount is not None
    assert amount.value == 6


def test_how_many_there_are_behind_a_name_is_no_unit() -> None:
    """`(1.000 ha)` says how much of it there is, unless the template has such a unit, as `1.000 đồng`."""
    assert stated_units.behind("Trồng rừng (1.000 ha)", WORDS.units) == ""
    assert stated_units.behind("Thu tiền sử dụng đất (1,000 đồng)", WORDS.units) == "1,000 đồng"


def test_a_name_that_is_a_unit_of_another_kind_as_well() -> None:
    assert stated_units.behind("Lao động (nghìn người)", WORDS.units) == "nghìn người"


def test_two_units_that_contradict_are_none() -> None:
    """U301, not one of the two by guess."""
    assert codes(submit(HEAD_I, ["1", LAND, "triệu đồng (tỷ đồng)", *FIGURES])) == ["U301"]


@pytest.mark.parametrize("unit", ["triệu đồng", "tr.đ", "1.000.000 đồng", "10⁶ đ", "trăm triệu đồng"])
def test_a_row_is_found_whatever_unit_stands_behind_its_name(unit: str) -> None:
    found = submit(HEAD, ["1", f"{LAND} ({unit})", *FIGURES])
    assert [record.row.code for record in found.records] == ["I.1.2"]
    assert set(codes(found)) - {"C608"} == {"U302"}


@pytest.mark.parametrize("cell", ["ĐVT: triệu đồng", "Tiền (triệu đồng)"])
def test_words_around_a_unit_in_its_cell(cell: str) -> None:
    found = submit(HEAD_I, ["1", LAND, cell, *FIGURES])
    assert codes(found) == ["U302"]


def test_the_heading_of_the_units_may_name_the_one() -> None:
    found = submit([*HEAD_I[:2], "ĐVT (triệu đồng)", *HEAD_I[3:]], ["1", LAND, None, *FIGURES])
    assert total(found) == "6.000"
