"""Number formats: what a person sees, and how many decimals of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.exact import rounded, to_15_digits
from wardxl.figures import figure
from wardxl.formats import is_clock
from wardxl.numerals import decimals_of, is_date, is_percent, parse, shown, vietnamese

D = Decimal
ACCOUNTING = '_-* #,##0.0_-;\\-* #,##0.0_-;_-* "-"??_-;_-@_-'

SHOWN = [
    # raw, format, what a person sees, decimals
    ("0.965", "0.0%", "96,5%", 1),
    ("1", "0%", "100%", 0),
    ("0.6667", "0.0%", "66,7%", 1),
    ("96.5", '0.0"%"', "96,5%", 1),  # a quoted sign does not multiply
    ("96.5", "0.0\\%", "96,5%", 1),
    ("0.965", "0.0 %", "96,5 %", 1),
    ("46497.84", "#,##0.0", "46.497,8", 1),
    ("46497.84", "#,##0.00", "46.497,84", 2),
    ("46497.84", "0.0", "46497,8", 1),  # no grouping asked for
    ("46497.84", "#,##0", "46.498", 0),
    ("0.5", "0", "1", 0),
    ("2.5", "0", "3", 0),
    ("-2.5", "0", "-3", 0),
    ("-1234.5", "#,##0.0", "-1.234,5", 1),
    ("1234567.8", "#,##0.0", "1.234.567,8", 1),
    ("999.95", "#,##0.0", "1.000,0", 1),
    ("5", "0.##", "5", 2),
    ("5.126", "0.##", "5,13", 2),
    ("5.1", "0.0#", "5,1", 2),
    ("0.5", "#.0", ",5", 1),
    ("5", "000", "005", 0),
    ("0", "#", "", 0),
    ("66.69999999999999", "0.0", "66,7", 1),
    # thousands hidden
    ("7082500", "#,##0,", "7.083", -3),
    ("7082500000", "0.0,,", "7082,5", -5),
    ("7082500", "#,##0.0,", "7.082,5", -2),
    ("7082500", '#,##0," triệu"', "7.083 triệu", -3),
    # sections
    ("12.34", ACCOUNTING, "12,3", 1),
    ("-12.34", ACCOUNTING, "-12,3", 1),
    ("0", ACCOUNTING, "-", 1),
    ("0", '#,##0.0;-#,##0.0;"-"', "-", 1),
    ("0", "#,##0.00;-#,##0.00;0.0", "0,0", 1),
    ("0", '#,##0;-#,##0;"không"', "không", 0),
    ("-5", "#,##0.0_);(#,##0.0)", "(5,0)", 1),
    ("-5", "0.0;0.00", "5,00", 2),
    ("0", "0.0;0.00", "0,0", 1),
    ("-1.5", "[Red]0.00;[Blue]-0.00", "-1,50", 2),
    ("-5", "#,##0_ ;[Red]\\-#,##0\\ ", "-5", 0),
    ("5", ";;;", "", None),
    ("0", "0.0;-0.0;;@", "", 1),
    ("0.0001", "0.0;-0.0;\\-", "0,0", 1),  # the section goes by the stored figure
    # conditions
    ("12.34", "[>=1000]#,##0;0.0", "12,3", 1),
    ("1234", "[>=1000]#,##0;0.0", "1.234", 0),
    ("1234", "[<1000]0.0;#,##0", "1.234", 0),
    ("-1234", "[<1000]0.0;#,##0", "-1234,0", 1),
    ("1500000", '[>999999]0.0,,"tr";[>999]0.0,"k";0', "1,5tr", -5),
    ("1500", '[>999999]0.0,,"tr";[>999]0.0,"k";0', "1,5k", -2),
    ("15", '[>999999]0.0,,"tr";[>999]0.0,"k";0', "15", 0),
    ("0", '[=0]"-";0.0', "-", None),
    # literal text, currencies, colours, room, fill
    ("34255", '#,##0" tỷ"', "34.255 tỷ", 0),
    ("34255", "#,##0\\ \\t\\ỷ", "34.255 tỷ", 0),
    ("34255", "#,##0 [$₫-42A]", "34.255 ₫", 0),
    ("34.5", "[$-409]0.0", "34,5", 1),
    ("-5", "$0", "-$5", 0),
    ("5", "* 0.0_)", "5,0", 1),
    ("5", "[Color 10]0.0", "5,0", 1),
    ("303", '00"/"00', "03/03", 0),
    # the row decides
    ("46497.8", "General", "46497,8", None),
    ("46497.8", "", "46497,8", None),
    ("-46497.8", "General", "-46497,8", None),
    ("0.333333333333333", "General", "0,333333333", None),
    ("123456789012", "General", "123456789012", None),
    ("0.00001", "General", "0,00001", None),
    ("12.5", 'General" m²"', "12,5 m²", None),
    ("12.5", "@", "12,5", None),
    ("1.5", "# ?/?", "1 1/2", None),
    ("0.5", "# ?/?", "1/2", None),
    ("3", "# ?/?", "3", None),
    ("1.99", "# ?/2", "2", None),
    ("0.3125", "# ?/16", "5/16", None),
    ("3.14159265", "?/??", "311/99", None),
    ("46497.8", "0.00E+00", "4,65E+04", None),
    ("0.00012", "0.0E+00", "1,2E-04", None),
    ("9.99", "0.0E+0", "1,0E+1", None),
    ("46497.8", "##0.0E+0", "46,5E+3", None),
    ("0", "0.0E+0", "0,0E+0", None),
]


@pytest.mark.parametrize(("raw", "number_format", "text", "decimals"), SHOWN)
def test_shown_and_decimals(raw: str, number_format: str, text: str, decimals: int | None) -> None:
    assert shown(D(raw), number_format) == text
    assert decimals_of(number_format, D(raw)) == decimals


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("0%", True),
        ("0.0 %", True),
        ('0.0%;-0.0%;"-"', True),
        ("[Red]0%", True),
        ('0"%"', False),
        ("0\\%", False),
        ("General", False),
        ("#,##0.0", False),
        ("@", False),
    ],
)
def test_is_percent(number_format: str, expected: bool) -> None:
    assert is_percent(number_format) is expected


def test_is_percent_of_the_section_that_shows_the_value() -> None:
    assert is_percent("[<=1]0%;0.0", D("0.5"))
    assert not is_percent("[<=1]0%;0.0", D("50"))


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("dd/mm/yyyy", True),
        ("d-mmm", True),
        ("mmm-yy", True),
        ("yyyy", True),
        ("[$-42A]dd/mm/yyyy;@", True),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True),
        ("h:mm AM/PM", True),
        ("mm:ss.0", True),
        ('"ngày" dd "tháng" mm', True),
        ("DD/MM/YYYY", True),
        # elapsed time is no date
        ("[h]:mm", False),
        ("[mm]:ss", False),
        # colours, quoted and escaped letters, units typed without quotes
        ("[Red]0", False),
        ("[Magenta]0.0", False),
        ('0" d"', False),
        ("0\\d", False),
        ("0 hộ", False),
        ("0 tỷ", False),
        ("General", False),
        ("0.00E+00", False),
        ("@", False),
        ("", False),
        ("_-* #,##0_-", False),
    ],
)
def test_is_date(number_format: str, expected: bool) -> None:
    assert is_date(number_format) is expected


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        *[("h:mm", True), ("hh:mm:ss AM/PM", True), ("mm:ss.0", True), ("[$-F400]h:mm:ss", True)],
        *[("mm", False), ("dd/mm", False), ("d/m/yy h:mm", False), ("[h]:mm", False), ("General", False)],
    ],
)
def test_is_clock(number_format: str, expected: bool) -> None:
    assert is_clock(number_format) is expected


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("46497.8", None, "46.497,8"),
        ("46497.80", None, "46.497,8"),
        ("1E+6", None, "1.000.000"),
        ("1E-7", None, "0,0000001"),
        ("100", None, "100"),
        ("999", None, "999"),
        ("1000", None, "1.000"),
        ("-1234567.891", None, "-1.234.567,891"),
        ("46497.85", 1, "46.497,9"),
        ("12", 1, "12,0"),
        ("7082500", -3, "7.083.000"),
        ("-0.04", 1, "0,0"),
        ("0", None, "0"),
        ("-0.0", None, "0"),
    ],
)
def test_vietnamese(value: str, decimals: int | None, text: str) -> None:
    assert vietnamese(D(value), decimals) == text


FORMATS = st.sampled_from(
    ["0", "0.0", "#,##0", "#,##0.0", "#,##0.00", "0.000", ACCOUNTING, "#,##0.0;-#,##0.0"]
)
figures = st.decimals(-(10**9), 10**9, places=4)


@given(figures, FORMATS)
def test_what_is_shown_reads_back_as_the_rounded_figure(raw: Decimal, number_format: str) -> None:
    decimals = decimals_of(number_format, raw)
    assert decimals is not None
    numeral = parse(shown(raw, number_format))
    assert numeral is not None
    assert rounded(raw, decimals) in [reading.value for reading in numeral.readings]


@given(figures, st.integers(0, 4))
def test_vietnamese_reads_back(value: Decimal, decimals: int) -> None:
    numeral = parse(vietnamese(value, decimals))
    assert numeral is not None
    assert rounded(value, decimals) in [reading.value for reading in numeral.readings]


@given(st.text('0#?.,;%"\\_*[]/@ eEyMdhsGR$-+()<>=12', max_size=20), figures)
def test_no_format_breaks_anything(number_format: str, raw: Decimal) -> None:
    """Formats are typed by people and written by many programs; some are nonsense."""
    assert isinstance(shown(raw, number_format), str)
    decimals = decimals_of(number_format, raw)
    assert decimals is None or isinstance(decimals, int)
    assert is_date(number_format) in (True, False)
    assert is_percent(number_format, raw) in (True, False)


@given(
    stored=st.one_of(
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
        st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    ).map(str),
    number_format=st.sampled_from(
        ["General", "#,##0.0", "0.0%", "0%;-0%;-", "#,##0,", "[<1]0.0%;0", "@", "0.0E+00"]
    ),
)
def test_a_figure_taken_apart_is_what_each_question_alone_answers(stored: str, number_format: str) -> None:
    raw = to_15_digits(D(stored))
    found = figure(stored, number_format)
    percent = is_percent(number_format, raw)
    value = raw * 100 if percent else raw
    assert (found.shown, found.percent, found.value) == (shown(raw, number_format), percent, value)
    assert found.decimals == decimals_of(number_format, raw)


def test_a_section_for_small_figures_is_that_of_the_stored_one() -> None:
    """0,01 under `[<1]0.0%;0` is seen as 1,0 %: its decimals are those of the percentages' section."""
    assert figure("0.01", "[<1]0.0%;0")[2:5] == (D(1), True, 1)
