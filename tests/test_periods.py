"""Periods of tasks, as clerks write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Period
from wardxl.periods import parse

Month = tuple[int, int]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", 2026, 2026),
        ("2026- 2028", 2026, 2028),
        ("2026 – 2030", 2026, 2030),
        ("2026—2030.", 2026, 2030),
        ("năm 2026", 2026, 2026),
        ("NĂM 2026", 2026, 2026),
        ("Năm 2026-2027", 2026, 2027),
        ("Năm 2026 - năm 2027", 2026, 2027),
        ("giai đoạn 2026-2030", 2026, 2030),
        ("cả giai đoạn 2026-2030", 2026, 2030),
        ("Giai đoạn: 2026 - 2030", 2026, 2030),
        ("từ 2026 đến 2028", 2026, 2028),
        ("Từ năm 2026 đến hết năm 2028", 2026, 2028),
        ("Trong năm 2026", 2026, 2026),
        ("Cả năm 2026", 2026, 2026),
        ("cuối năm 2027", 2027, 2027),
        ("năm học 2026-2027", 2026, 2027),
        ("2026, 2027", 2026, 2027),
        ("2026; 2027; 2029", 2026, 2029),
        ("2026 và 2027", 2026, 2027),
        ("2026-2027; 2029-2030", 2026, 2030),
        ("2026-28", 2026, 2028),
        ("2026 (Quý II)", 2026, 2026),
        ("2026-2030, định hướng đến năm 2035", 2026, 2030),
        ("2.026", 2026, 2026),
        ("1998-2001", 1998, 2001),
        ("2041-2045", 2041, 2045),
    ],
)
def test_years(text: str, start: int, end: int) -> None:
    assert parse(text) == Period(start, end, " ".join(text.split()))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Quý II/2026", (2026, 4), (2026, 6)),
        ("Quý 2 năm 2026", (2026, 4), (2026, 6)),
        ("quí IV.2026", (2026, 10), (2026, 12)),
        ("Quý IV năm 2026", (2026, 10), (2026, 12)),
        ("Quý I - Quý III/2026", (2026, 1), (2026, 9)),
        ("Quý II, III/2026", (2026, 4), (2026, 9)),
        ("Quý II-IV/2026", (2026, 4), (2026, 12)),
        ("Quý 1-3/2026", (2026, 1), (2026, 9)),
        ("Quý I/2026 - Quý III", (2026, 1), (2026, 9)),
        ("Quý III/2026 - Quý I/2027", (2026, 7), (2027, 3)),
        ("06/2026 - 12/2027", (2026, 6), (2027, 12)),
        ("tháng 6/2026", (2026, 6), (2026, 6)),
        ("tháng 6 năm 2026", (2026, 6), (2026, 6)),
        ("tháng 6-2026", (2026, 6), (2026, 6)),
        ("T6/2026", (2026, 6), (2026, 6)),
        ("T6-T12/2026", (2026, 6), (2026, 12)),
        ("tháng 6 - 12/2026", (2026, 6), (2026, 12)),
        ("06 - 12/2026", (2026, 6), (2026, 12)),
        ("từ tháng 6 đến tháng 12 năm 2026", (2026, 6), (2026, 12)),
        ("01/01/2026 - 31/12/2027", (2026, 1), (2027, 12)),
        ("30/6 - 31/12/2026", (2026, 6), (2026, 12)),
        ("ngày 5 tháng 6 năm 2026", (2026, 6), (2026, 6)),
        ("6 tháng đầu năm 2026", (2026, 1), (2026, 6)),
        ("Sáu tháng cuối năm 2026", (2026, 7), (2026, 12)),
        ("3 tháng cuối năm 2026", (2026, 10), (2026, 12)),
        ("nửa đầu năm 2026", (2026, 1), (2026, 6)),
        ("6/2026 - 2028", (2026, 6), None),
    ],
)
def test_months_where_the_text_names_them(text: str, first: Month, last: Month | None) -> None:
    period = parse(text)
    assert period is not None
    assert (period.first, period.last) == (first, last)
    assert period.start == first[0]
    assert not period.ongoing


@pytest.mark.parametrize(
    ("text", "end", "last"),
    [
        ("trước 30/6/2027", 2027, (2027, 6)),
        ("Xong trước ngày 30/06/2027", 2027, (2027, 6)),
        ("hoàn thành trước 31.12.2026", 2026, (2026, 12)),
        ("trước tháng 7/2027", 2027, (2027, 6)),
        ("trước quý III/2027", 2027, (2027, 6)),
        ("trước 01/01/2027", 2026, (2026, 12)),
        ("trước năm 2027", 2026, None),
        ("trước cuối năm 2027", 2027, None),
        ("đến hết năm 2027", 2027, None),
        ("đến năm 2027", 2027, None),
        ("hết quý II/2026", 2026, (2026, 6)),
        ("chậm nhất 30/6/2026", 2026, (2026, 6)),
    ],
)
def test_a_deadline_has_no_start(text: str, end: int, last: Month | None) -> None:
    assert parse(text) == Period(None, end, text, last=last)


@pytest.mark.parametrize(
    "text",
    [
        "Thường xuyên",
        "THƯỜNG XUYÊN",
        "Hằng năm",
        "Hàng năm",
        "Thường xuyên, liên tục",
        "Thường xuyên, hằng năm.",
        "Hàng quý",
        "Quý IV hằng năm",
        "trước 31/12 hằng năm",
        "Định kỳ hàng năm",
        "định kỳ 6 tháng/lần",
        "Cả nhiệm kỳ",
        unicodedata.normalize("NFD", "Thường xuyên"),
    ],
)
def test_what_goes_on_all_the_time_has_no_years(text: str) -> None:
    assert parse(text) == Period(None, None, unicodedata.normalize("NFC", text), ongoing=True)


@pytest.mark.parametrize(
    ("text", "start", "end", "first"),
    [
        ("2026 và các năm tiếp theo", 2026, None, None),
        ("2026, các năm sau", 2026, None, None),
        ("Từ năm 2026", 2026, None, None),
        ("từ 2026 trở đi", 2026, None, None),
        ("Bắt đầu từ quý III/2026", 2026, None, (2026, 7)),
        ("Hằng năm, giai đoạn 2026 - 2030", 2026, 2030, None),
        ("Thường xuyên (2026-2030)", 2026, 2030, None),
        ("2026-2030 (thường xuyên)", 2026, 2030, None),
    ],
)
def test_what_goes_on_within_years(text: str, start: int, end: int | None, first: Month | None) -> None:
    assert parse(text) == Period(start, end, text, ongoing=True, first=first)


def test_a_start_and_a_deadline() -> None:
    text = "từ 2026, xong trước 30/6/2027"
    assert parse(text) == Period(2026, 2027, text, last=(2027, 6))


def test_a_backwards_period_is_read_as_typed() -> None:
    """T701 bad-period: a period that cannot be read, or runs backwards."""
    assert parse("2028-2026") == Period(2028, 2026, "2028-2026")
    assert parse("12/2026 - 06/2026") == Period(
        2026, 2026, "12/2026 - 06/2026", first=(2026, 12), last=(2026, 6)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "2026 abc",
        "2926",
        "26",
        "2026-",
        "-2026",
        "2026--2028",
        "2026-2028-2030",
        "2026-05",
        "2026, 5",
        "13/2026",
        "tháng 13/2026",
        "Quý V/2026",
        "Quý II",
        "tháng 6",
        "II/2026",
        "31/6/2027",
        "29/2/2027",
        "Quý III/2026 - Quý I",
        "theo kế hoạch",
        "theo tiến độ",
        "Hoàn thành",
        "20262028",
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    assert parse(text) is None


YEARS = st.integers(1950, 2150)
FROM = st.sampled_from(["", "năm ", "giai đoạn ", "Từ ", "từ năm "])
TO = st.sampled_from(["-", " - ", "- ", " – ", "—", " đến ", " đến năm ", " đến hết năm "])


@given(FROM, YEARS, TO, YEARS)
def test_two_years_however_joined(opening: str, start: int, join: str, end: int) -> None:
    period = parse(f"{opening}{start}{join}{end}")
    assert period is not None
    assert (period.start, period.end, period.ongoing) == (start, end, False)


@given(st.text(alphabet="0123456789/-–,. quýthángnămđếntừIVX", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    period = parse(text)
    if period is not None and not period.ongoing:
        assert period.end is not None
        assert str(period.end % 100) in text or period.last == (period.end, 12) or "trước" in text
