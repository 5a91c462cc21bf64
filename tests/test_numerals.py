"""Numbers as typed: readings, units, qualifiers, and which reading is meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.numerals import Numeral, Reading, decide, parse, vietnamese

D = Decimal


def one(value: str, decimals: int = 0, notation: str = "plain", **rest: object) -> Numeral:
    return Numeral((Reading(D(value), decimals, notation),), **rest)  # type: ignore[arg-type]


FIGURES = [
    # plain: neither comma nor dot
    ("1234", one("1234")),
    ("0", one("0")),
    ("03", one("3")),
    ("2026", one("2026")),
    ("  5 ", one("5")),
    # Vietnamese
    ("46.497,8", one("46497.8", 1, "vi")),
    ("1.234.567", one("1234567", 0, "vi")),
    ("1.234.567,89", one("1234567.89", 2, "vi")),
    ("12,5", one("12.5", 1, "vi")),
    ("90,0", one("90.0", 1, "vi")),
    ("1234,5", one("1234.5", 1, "vi")),
    ("1.234,567", one("1234.567", 3, "vi")),
    ("0,125", one("0.125", 3, "vi")),
    ("34,2555", one("34.2555", 4, "vi")),
    (",5", one("0.5", 1, "vi")),
    # foreign: read, and said (V204)
    ("46,497.8", one("46497.8", 1, "us")),
    ("1,234,567", one("1234567", 0, "us")),
    ("1,234,567.891", one("1234567.891", 3, "us")),
    ("12.5", one("12.5", 1, "us")),
    ("0.125", one("0.125", 3, "us")),  # can only be a decimal
    ("00.125", one("0.125", 3, "us")),
    ("1234.567", one("1234.567", 3, "us")),
    ("12.3456", one("12.3456", 4, "us")),
    (".5", one("0.5", 1, "us")),
    # blanks group as well
    ("46 497,8", one("46497.8", 1, "vi")),
    ("46\u00a0497,8", one("46497.8", 1, "vi")),
    ("46\u2009497,8", one("46497.8", 1, "vi")),
    ("46\u202f497,8", one("46497.8", 1, "vi")),
    ("46 497.8", one("46497.8", 1, "us")),
    ("12 345 678", one("12345678")),
    ("1 234,567", one("1234.567", 3, "vi")),
    # signs
    ("-5", one("-5")),
    ("−5", one("-5")),
    ("–12,5", one("-12.5", 1, "vi")),
    ("+3", one("3")),
    ("(5)", one("-5", qualifier="( )")),  # negative as in accounts, and said
    ("(12,5)", one("-12.5", 1, "vi", qualifier="( )")),
    # an apostrophe typed to keep a text
    ("'12,5", one("12.5", 1, "vi")),
    ("’46.497,8", one("46497.8", 1, "vi")),
    # exponents, as programs write them into text files
    ("1E-05", one("0.00001", 5)),
    ("1,5E+04", one("15000", -3, "vi")),
    # dashes: exact zeros
    ("-", one("0", dash=True)),
    ("–", one("0", dash=True)),
    ("—", one("0", dash=True)),
    (" - ", one("0", dash=True)),
    ("'-", one("0", dash=True)),
    ("- %", one("0", dash=True, unit="%")),
    # signs of double width are the same signs
    ("１２,５", one("12.5", 1, "vi")),
    ("４６．４９７，８", one("46497.8", 1, "vi")),
    ("９６％", one("96", unit="%")),
    # invisible signs do not count
    ("\ufeff12,5\u200b", one("12.5", 1, "vi")),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures(text: str, expected: Numeral) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("1.234", ("1234", 0, "vi"), ("1.234", 3, "us")),
        ("12.345", ("12345", 0, "vi"), ("12.345", 3, "us")),
        ("100.000", ("100000", 0, "vi"), ("100.000", 3, "us")),
        ("-1.234", ("-1234", 0, "vi"), ("-1.234", 3, "us")),
        ("34,255", ("34.255", 3, "vi"), ("34255", 0, "us")),
        ("1,000", ("1.000", 3, "vi"), ("1000", 0, "us")),
    ],
)
def test_two_readings(text: str, first: tuple[str, int, str], second: tuple[str, int, str]) -> None:
    """V203: two readings are possible; the Vietnamese one comes first."""
    numeral = parse(text)
    assert numeral is not None
    assert [(str(r.value), r.decimals, r.notation) for r in numeral.readings] == [first, second]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        # V209: the unit stays beside the figure; a percentage is 96,5, not 0,965
        ("100%", "100", "%", ""),
        ("96,5 %", "96.5", "%", ""),
        ("12,5 (%)", "12.5", "%", ""),
        ("0,5‰", "0.5", "‰", ""),
        ("100%.", "100", "%", ""),
        ("12 triệu", "12", "triệu", ""),
        ("34,25 tỷ", "34.25", "tỷ", ""),
        ("9.923,5đ", "9923.5", "đ", ""),
        ("5 hộ", "5", "hộ", ""),
        ("5hộ", "5", "hộ", ""),
        ("5\nhộ", "5", "hộ", ""),
        ("5 vạn", "5", "vạn", ""),
        ("03 đồ án", "3", "đồ án", ""),
        ("12 tr.đ/người/ tháng", "12", "tr.đ/người/ tháng", ""),
        ("12 tr. đồng", "12", "tr. đồng", ""),
        ("5 đồng/1 ha", "5", "đồng/1 ha", ""),
        ("50 000 đồng/ha", "50000", "đồng/ha", ""),
        ("5 m2", "5", "m2", ""),
        ("5 km²", "5", "km²", ""),
        ("12%/năm", "12", "%/năm", ""),
        ("0,5 điểm %", "0.5", "điểm %", ""),
        # V211: the figure is read, the qualifier kept
        ("trên 94 %", "94", "%", "trên"),
        ("Trên 94%", "94", "%", "Trên"),
        ("khoảng 12,5", "12.5", "", "khoảng"),
        ("≥ 95", "95", "", "≥"),
        (">=95%", "95", "%", ">="),
        ("> 90", "90", "", ">"),
        ("~12", "12", "", "~"),
        ("gần 5", "5", "", "gần"),
        ("hơn 5", "5", "", "hơn"),
        ("dưới 5", "5", "", "dưới"),
        ("đạt 100%", "100", "%", "đạt"),
        ("Đạt trên 95%", "95", "%", "Đạt trên"),
        ("không quá 5", "5", "", "không quá"),
        ("ước đạt 12,5 triệu đồng (đã giao)", "12.5", "triệu đồng", "ước đạt (đã giao)"),
        ("12,5(1)", "12.5", "", "(1)"),
        ("12,5%(1)", "12.5", "%", "(1)"),
        ("12,5 [2]", "12.5", "", "[2]"),
        ("12,5*", "12.5", "", "*"),
        ("12,5 (*)", "12.5", "", "(*)"),
        ("12,5¹", "12.5", "", "¹"),
        ("96,5% ¹", "96.5", "%", "¹"),
        ("12 tỷ¹", "12", "tỷ", "¹"),
        ("12 tỷ²", "12", "tỷ", "²"),
        ("5 km²³", "5", "km²", "³"),
        ("12,5 (ước)", "12.5", "", "(ước)"),
        ("12,5 ước", "12.5", "", "ước"),
        ("5 hộ (ước)", "5", "hộ", "(ước)"),
        ("5 hộ dự kiến", "5", "hộ", "dự kiến"),
        ("95% trở lên", "95", "%", "trở lên"),
        ("100% (12/12)", "100", "%", "(12/12)"),
    ],
)
def test_units_and_qualifiers(text: str, value: str, unit: str, qualifier: str) -> None:
    numeral = parse(text)
    assert numeral is not None
    assert [(reading.value, numeral.unit, numeral.qualifier) for reading in numeral.readings] == [
        (D(value), unit, qualifier)
    ]


def test_a_unit_in_brackets_is_told_from_a_remark() -> None:
    known = {"triệu đồng"}.__contains__
    assert parse("12 (triệu đồng)", known) == one("12", unit="triệu đồng")
    assert parse("12 (đã giao)", known) == one("12", qualifier="(đã giao)")
    assert parse("12 (triệu đồng)") == one("12", qualifier="(triệu đồng)")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        # grouping that fits no notation
        "1.23.4",
        "12,5,6",
        "1.2345.678",
        "12.34,5.6",
        "1,23,456",
        "1.234,",
        "12 5",
        "1000 200",
        "1 2345",
        "46. 497,8",
        # fractions, ranges, dates
        "03/03 đồ án",
        "3/3",
        "3 / 4",
        "85-90",
        "85 - 90",
        "85–90",
        "từ 85 đến 90",
        "11-12",
        "2026-2030",
        "1.5.2026",
        "30/6/2027",
        # two figures in one cell
        "12,5\n13",
        "100\n200",
        "12,5; 13",
        # unknown, ditto, words
        "…",
        "...",
        "x",
        '"',
        "N/A",
        "không",
        "Đạt",
        "chưa có",
        "Duy trì không có hộ nghèo theo chuẩn nghèo 2022 - 2025",
        "12,5 tỷ đồng so với 2025",
        "khoảng",
        "tăng 5",
        "giảm 0,1%",
        # list marks
        "- 5",
        "5.",
        "5)",
        "a) 5",
        "--",
        "(5",
        "1" * 60,
    ],
)
def test_no_number(text: str) -> None:
    """V202, and the text is kept as it stands."""
    assert parse(text) is None


def read(text: str, **how: object) -> str | None:
    numeral = parse(text)
    assert numeral is not None
    settings: dict[str, object] = {"whole": False, "percent": False, "habit": "", "neighbours": ()} | how
    reading = decide(numeral, **settings)  # type: ignore[arg-type]
    return None if reading is None else str(reading.value)


@pytest.mark.parametrize(
    ("text", "how", "expected"),
    [
        # one reading is taken, whatever else says
        ("12.5", {"habit": "vi", "whole": True}, "12.5"),
        ("46,497.8", {"habit": "vi"}, "46497.8"),
        # first the unit: a count is whole
        ("1.234", {"whole": True, "habit": "us"}, "1234"),
        ("34,255", {"whole": True, "habit": "vi"}, "34255"),
        ("1.000", {"whole": True}, "1000"),
        # a percentage is not in thousands …
        ("34,255", {"percent": True}, "34.255"),
        # … but a decimal dot in it is doubtful without a habit or a neighbour
        ("1.234", {"percent": True}, None),
        ("1.234%", {"habit": "vi"}, None),
        ("1.234", {"percent": True, "habit": "vi"}, None),
        ("1.234", {"percent": True, "habit": "us"}, "1.234"),
        ("1.234", {"percent": True, "habit": "vi", "neighbours": (D("1.2"), D("1.3"))}, "1.234"),
        ("1.234", {"percent": True, "neighbours": (D(1200),)}, "1234"),
        # then the habit of the file
        ("1.234", {"habit": "vi", "neighbours": (D("1.2"),)}, "1234"),
        ("1.234", {"habit": "us", "neighbours": (D(1200),)}, "1.234"),
        ("34,255", {"habit": "vi"}, "34.255"),
        ("34,255", {"habit": "us"}, "34255"),
        # then nearness within a factor of 5
        ("1.234", {"neighbours": (D(1100), D(1300))}, "1234"),
        ("1.234", {"neighbours": (D("1.1"),)}, "1.234"),
        ("1.234", {"neighbours": (D("6.17"),)}, "1.234"),  # exactly five times
        ("1.234", {"neighbours": (D("6.2"),)}, None),
        ("1.234", {"neighbours": (D(247),)}, "1234"),
        ("1.234", {"neighbours": (D(246),)}, None),
        ("34,255", {"neighbours": (D(30000),)}, "34255"),
        ("-1.234", {"neighbours": (D(1200),)}, None),
        # nothing decides
        ("1.234", {}, None),
        ("1.234", {"neighbours": (D(0), D(40))}, None),
        ("1.234", {"neighbours": (D(1200), D("1.2"))}, None),
    ],
)
def test_decide(text: str, how: dict[str, object], expected: str | None) -> None:
    """DOMAIN 3: by the unit, by what the other cells of the file do, by nearness; otherwise ask (V203)."""
    assert read(text, **how) == expected


def us_text(value: Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


scaled = st.integers(0, 6).flatmap(
    lambda places: st.tuples(
        st.integers(-(10**12), 10**12).map(lambda n: D(n).scaleb(-places)), st.just(places)
    )
)


@given(scaled, st.sampled_from(["vi", "us", "space"]))
def test_written_in_any_notation_it_reads_back(figure: tuple[Decimal, int], notation: str) -> None:
    value, decimals = figure
    text = vietnamese(value, decimals)
    if notation == "us":
        text = us_text(value, decimals)
    elif notation == "space":
        text = text.replace(".", "\u00a0")
    numeral = parse(text)
    assert numeral is not None
    matching = [reading for reading in numeral.readings if reading.value == value]
    assert matching
    assert matching[0].decimals == decimals
    habit = "us" if notation == "us" else "vi"
    assert decide(numeral, whole=False, percent=False, habit=habit, neighbours=()) == matching[0]


@given(
    scaled,
    st.sampled_from(["", "khoảng ", "trên ", "≥ ", "~", "ước đạt "]),
    st.sampled_from(["", "%", " %", " triệu đồng", " hộ", " m2"]),
    st.sampled_from(["", "(1)", "*", " (ước)", " trở lên"]),
)
def test_dressed_up_it_is_the_same_figure(
    figure: tuple[Decimal, int], before: str, unit: str, after: str
) -> None:
    bare = parse(vietnamese(*figure))
    dressed = parse(before + vietnamese(*figure) + unit + after)
    assert bare is not None
    assert dressed is not None
    assert dressed.readings == bare.readings
    assert dressed.unit == unit.strip()
    assert dressed.qualifier == " ".join(filter(None, [before.strip(), after.strip()]))


@given(st.text(max_size=30) | st.text("0123456789.,- ()%*¹/'+−\u00a0\nabđEe≥", max_size=15))
def test_no_text_breaks_it(text: str) -> None:
    numeral = parse(text)
    if numeral is not None:
        assert numeral.readings
        assert len(numeral.readings) <= 2
        assert not numeral.dash or numeral.readings[0].value == 0
