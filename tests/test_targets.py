"""Targets, as clerks write them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Target
from wardxl.targets import parse, unit_of


def D(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # a figure: low = high
        ("85", "85", "85"),
        ("0,1", "0.1", "0.1"),
        ("0", "0", "0"),
        ("100%", "100", "100"),
        ("100 %", "100", "100"),
        ("95 (%)", "95", "95"),
        ("95 phần trăm", "95", "95"),
        ("12.5", "12.5", "12.5"),
        ("1.500 hộ", "1500", "1500"),
        ("46.497,8", "46497.8", "46497.8"),
        ("46 497,8", "46497.8", "46497.8"),
        ("-0,5", "-0.5", "-0.5"),
        ("đạt 95%", "95", "95"),
        ("95%/năm", "95", "95"),
        ("Giảm 0,1%", "0.1", "0.1"),
        ("Giảm 0,1%/năm", "0.1", "0.1"),
        ("Giảm bình quân mỗi năm 0,1 điểm %", "0.1", "0.1"),
        ("giảm 0,1% so với năm 2025", "0.1", "0.1"),
        ("còn 5,7%", "5.7", "5.7"),
        ("Duy trì 100%", "100", "100"),
        ("Hoàn thành 100%.", "100", "100"),
        ("khoảng 85%", "85", "85"),
        ("Đến năm 2030, đạt 95%", "95", "95"),
        ("95% vào năm 2030", "95", "95"),
        ("95% năm 2030", "95", "95"),
        ("Năm 2030: ≥95%", "95", None),
        ("100% (18/18 trường)", "100", "100"),
        # the mark of a footnote stays in the text
        ("95%*", "95", "95"),
        ("95¹", "95", "95"),
        ("≥95% ¹", "95", None),
        ("85-90%[1]", "85", "90"),
        # a range
        ("85-90", "85", "90"),
        ("11,0-12,0", "11.0", "12.0"),
        ("11,5-12", "11.5", "12"),
        ("85 – 90%", "85", "90"),
        ("85% - 90%", "85", "90"),
        ("85—90", "85", "90"),
        ("từ 85 đến 90", "85", "90"),
        ("Từ 85% đến 90%/năm", "85", "90"),
        ("12 - 15 trường", "12", "15"),
        ("đạt 85-90%", "85", "90"),
        # a lower bound
        ("≥95", "95", None),
        (">= 95", "95", None),
        ("=> 95%", "95", None),
        ("Đạt ≥ 95%", "95", None),
        ("tối thiểu 80", "80", None),
        ("tối thiểu đạt 80%", "80", None),
        ("ít nhất 80", "80", None),
        ("không dưới 80", "80", None),
        ("không thấp hơn 80", "80", None),
        ("95 trở lên", "95", None),
        ("từ 95 trở lên", "95", None),
        ("Từ 95% trở lên", "95", None),
        ("Từ 95%", "95", None),
        ("lớn hơn hoặc bằng 95", "95", None),
        # an upper bound
        ("≤ 5", None, "5"),
        ("<=5", None, "5"),
        ("không quá 5", None, "5"),
        ("không vượt quá 5%", None, "5"),
        ("tối đa 5", None, "5"),
        ("5 trở xuống", None, "5"),
    ],
)
def test_closed_bounds(text: str, low: str | None, high: str | None) -> None:
    """A single figure has low = high; `≥95` is low 95, high null."""
    assert parse(text) == Target(D(low), D(high), text)


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("> 90", "90", None, True, False),
        (">90%", "90", None, True, False),
        ("trên 90", "90", None, True, False),
        ("Đạt trên 90%", "90", None, True, False),
        ("hơn 90", "90", None, True, False),
        ("< 5", None, "5", False, True),
        ("dưới 5", None, "5", False, True),
        ("giảm còn dưới 5%", None, "5", False, True),
        ("từ trên 90 đến dưới 95", "90", "95", True, True),
        ("trên 90% đến 95%", "90", "95", True, False),
        (">90 và <95", "90", "95", True, True),
    ],
)
def test_open_bounds(text: str, low: str | None, high: str | None, low_open: bool, high_open: bool) -> None:
    """`> 90` has low_open true."""
    assert parse(text) == Target(D(low), D(high), text, low_open, high_open)


@pytest.mark.parametrize(
    "text",
    [
        "Đạt",
        "ĐẠT",
        "Không đạt",
        "Chưa đạt",
        "Hoàn thành",
        "Duy trì không có hộ nghèo",
        "Duy trì không có hộ nghèo theo chuẩn nghèo 2022 - 2025",
        "Không để phát sinh",
        "Đạt chuẩn quốc gia mức độ 2",
        "Giữ vững",
        "03/03 đồ án",
    ],
)
def test_a_status_is_the_string_itself(text: str) -> None:
    """`Đạt` is the string itself."""
    assert parse(text) == text
    assert parse(unicodedata.normalize("NFD", text)) == text


def test_a_reversed_range_is_read_as_typed() -> None:
    """T705 reversed-range: a target `90-85`."""
    assert parse("90-85") == Target(Decimal(90), Decimal(85), "90-85")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "…",
        "?",
        "x",
        "abc",
        "tám mươi",
        "abc 12 xyz 3",
        "abc 12",
        "Đạt 12 xyz 3",
        "90--85",
        "85-",
        "85-90-95",
        "- 95",
        "85 90",
        "85, 90",
        "85/90",
        "3/4",
        "95%%",
        "95% 96%",
        "12 hộ - 15 trường",
        "95±1",
        "12,5,6",
        "(95)",
        "đến 95",
        "≥",
        "≥ abc",
        "trên",
        "%",
        "1.234%",
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    """T704 bad-target: a target that cannot be read."""
    assert parse(text) is None


@pytest.mark.parametrize("text", ["85% năm 2026, 90% năm 2030", "năm 2030", "từ năm 2026 đến năm 2030"])
def test_years_are_no_targets(text: str) -> None:
    assert parse(text) is None


def test_the_text_is_kept_as_typed() -> None:
    target = parse("  Từ 85   đến\u00a090 % ")
    assert isinstance(target, Target)
    assert target.text == "Từ 85 đến 90 %"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("85", ""),
        ("85-90%", "%"),
        ("85% - 90%", "%"),
        ("95 (%)", "%"),
        ("95% số hộ dân", "%"),
        ("12 triệu", "triệu"),
        ("Tối thiểu 12 triệu đồng/người/tháng", "triệu đồng/người/tháng"),
        ("giảm 0,1 điểm %", "điểm %"),
        ("Đạt", ""),
        ("abc", ""),
    ],
)
def test_the_unit_typed_with_the_figure(text: str, unit: str) -> None:
    assert unit_of(text) == unit


FIGURE = st.decimals(0, 99999, places=1, allow_nan=False, allow_infinity=False)


def vietnamese(value: Decimal) -> str:
    whole, tenth = f"{value:,.1f}".split(".")
    return f"{whole.replace(',', '.')},{tenth}"


@given(
    FIGURE,
    st.sampled_from(["-", " - ", "–", " đến ", "% - "]),
    FIGURE,
    st.sampled_from(["", "%", " %", "%/năm"]),
)
def test_any_two_figures_make_a_range(low: Decimal, join: str, high: Decimal, ending: str) -> None:
    target = parse(f"{vietnamese(low)}{join}{vietnamese(high)}{ending}")
    assert isinstance(target, Target)
    assert (target.low, target.high) == (low, high)


@given(st.sampled_from(["≥", ">= ", "> ", "trên ", "ít nhất ", "≤", "< ", "dưới ", "không quá "]), FIGURE)
def test_a_bound_bounds_one_side(sign: str, figure: Decimal) -> None:
    target = parse(sign + vietnamese(figure))
    assert isinstance(target, Target)
    if target.low is None:
        assert (target.high, target.low_open) == (figure, False)
        assert sign in ("≤", "< ", "dưới ", "không quá ")
    else:
        assert (target.low, target.high, target.high_open) == (figure, None, False)
        assert sign not in ("≤", "< ", "dưới ", "không quá ")
    assert (target.low_open or target.high_open) == (sign in ("> ", "trên ", "< ", "dưới "))
