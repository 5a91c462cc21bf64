"""When a task is done: `2026- 2028`, `Quý II/2026`, `trước 30/6/2027`, `Thường xuyên`.

The text's key is cut into words of the grammar, and every word must be one:

    period := [từ] point - point | point {, point} | [từ] point trở đi | trước point | đến hết point
            | ongoing [period]
    point  := year | quarter [year] | month [year] | day/month [/year] | n tháng đầu|cuối năm [year]

A point without a year takes that of its neighbour (`Quý I - Quý III/2026`). What is not of the grammar
is not guessed at.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from wardxl.model import Period
from wardxl.text import LONGEST_PHRASE, clean, key

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9}
_YEAR = r"(?:19|20|21)\d\d(?!\d)"
_END = r"(?![^\W_])"
_OF_YEAR = rf"(?:[/., -]?(?:của )?(?:năm )?(?P<year>{_YEAR}))?"

#: The words of the grammar, each with the letter that stands for it in a phrase; the first that fits counts.
_WORDS: tuple[tuple[str, str], ...] = (
    ("P", rf"(?:ngày )?(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>{_YEAR})"),
    ("P", rf"ngày (?P<day>\d{{1,2}}) tháng (?P<month>\d{{1,2}})(?: năm |/)(?P<year>{_YEAR})"),
    ("P", r"(?:ngày )?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])"),
    (
        "O",
        r"(?:thường xuyên|liên tục|định kì|(?:hằng|hàng|mỗi) (?:năm|quý|quí|tháng|tuần|ngày)|"
        r"\d{1,2} (?:tháng|năm)/(?:1 )?lần|\d{1,2} lần/(?:năm|quý|quí|tháng)|"
        rf"(?:suốt|cả) (?:giai đoạn|nhiệm kì)(?! \d)){_END}",
    ),
    ("P", rf"(?:(?P<count>\d{{1,2}}|ba|sáu|chín) tháng|nửa) (?P<half>đầu|cuối)(?: năm)?{_END}{_OF_YEAR}"),
    ("P", rf"(?:quý|quí|q)[. ]?(?P<quarter>iv|i{{1,3}}|0?[1-4]){_END}{_OF_YEAR}"),
    ("P", rf"(?:tháng|th|t)[. ]?(?P<month>\d{{1,2}})(?!\d){_OF_YEAR}"),
    ("P", rf"(?P<bare>)(?P<month>\d{{1,2}})[/.-](?P<year>{_YEAR})"),
    ("P", rf"(?:(?:(?:đầu|giữa|cuối|cả) )?năm )?(?P<year>{_YEAR})"),
    ("P", rf"(?P<bare>)(?P<quarter>iv|i{{1,3}}){_END}{_OF_YEAR}"),
    ("P", r"(?P<bare>)(?P<month>\d{1,2})(?![\d/.])"),
    ("A", rf"(?:trở đi|trở về sau|(?:và )?(?:các|những) năm (?:tiếp theo|kế tiếp|tiếp|sau)(?: đó)?){_END}"),
    ("E", rf"(?:(?:xong )?trước|chậm nhất|muộn nhất)(?: là| vào| trong| đến)? (?:hết|cuối){_END}"),
    ("E", rf"(?:(?:chậm nhất|muộn nhất)(?: là| vào| trong| đến)?|hết){_END}"),
    ("B", rf"trước{_END}"),
    ("-", rf"-|÷|~|(?:cho )?(?:đến|tới)(?: hết| cuối)?{_END}"),
    ("F", rf"(?:kể từ|bắt đầu từ|bắt đầu|từ)(?: đầu)?{_END}"),
    (",", rf"[,;+&/]|và{_END}"),
    (
        "",
        r"(?:giai đoạn|gđ|nhiệm kì|thời gian|thực hiện|hoàn thành|xong|triển khai|dự kiến|trong|vào|suốt|cả|"
        rf"năm học|năm|kế hoạch|kh){_END}|[ .:]",
    ),
)
_COMPILED = tuple((letter, re.compile(pattern)) for letter, pattern in _WORDS)
_OUTLOOK = re.compile(rf"[,;]? ?(?:và )?(?:tầm nhìn|định hướng)(?: đến| tới)?(?: năm)? {_YEAR}$")
_IN_BRACKETS = re.compile(r"(.+?) ?\(([^()]*)\)")
_SHORT_END = re.compile(r"(?P<before>.*?)(?P<century>\d\d)(?P<start>\d\d)-(?P<end>\d\d)")
_GROUPED_YEAR = re.compile(r"(?<![\d.,/])([12])\.(\d{3})(?![\d.,/])")


@dataclass(frozen=True, slots=True)
class _Point:
    """A stretch of months; `year` None where the text leaves it to a neighbour.

    `named`: the text names months. `bare`: a figure without a word that says what it counts.
    """

    year: int | None
    first: int = 1
    last: int = 12
    day: int = 1
    named: bool = True
    quarter: bool = False
    bare: bool = False

    def month(self, number: int) -> tuple[int, int] | None:
        return (self.year, number) if self.named and self.year is not None else None


def _point(found: Mapping[str, str | None]) -> _Point | None:
    """The point that a word of the grammar names, or None when there is no such day, month or quarter."""
    year = int(found.get("year") or 0) or None
    bare = found.get("bare") is not None
    if half := found.get("half"):
        count = found.get("count") or "6"
        months = _COUNTS.get(count) or int(count)
        if not 1 <= months <= 12:
            return None
        return _Point(year, 1, months) if half == "đầu" else _Point(year, 13 - months, 12)
    if quarter := found.get("quarter"):
        last = 3 * (_ROMAN.get(quarter) or int(quarter))
        return _Point(year, last - 2, last, quarter=True, bare=bare)
    if month := found.get("month"):
        number, day = int(month), int(found.get("day") or 1)
        # A day without a year is held against a leap year: 29/2 may exist.
        if not 1 <= number <= 12 or not 1 <= day <= monthrange(year or 2028, number)[1]:
            return None
        return _Point(year, number, number, day, bare=bare)
    return _Point(year, named=False)


def _cut(text: str) -> tuple[str, list[_Point]] | None:
    """Cut a key into the letters of its phrase and its points; None when a word is not of the grammar."""
    phrase, points, at = "", [], 0
    while at < len(text):
        word = next(((kind, found) for kind, form in _COMPILED if (found := form.match(text, at))), None)
        if word is None:
            return None
        letter, found = word
        if letter == "P":
            point = _point(found.groupdict())
            if point is None:
                return None
            points.append(point)
        phrase += letter
        at = found.end()
    return phrase, points


def _settle(points: list[_Point]) -> list[_Point] | None:
    """Give each bare figure its meaning and each point its year; None when something stays open."""
    settled: list[_Point] = []
    for point in points:
        before = settled[-1] if settled else None
        if point.bare and before and before.quarter:
            if not point.quarter and before.year is None and point.first <= 4:
                point = replace(point, first=3 * point.first - 2, last=3 * point.first, quarter=True)
            elif not point.quarter:
                return None
        elif point.bare and point.quarter:
            return None
        settled.append(point)
    # `06` alone is a month only beside one that says so: `06 - 12/2026`, `tháng 6, 7/2026`.
    figures = [point for point in settled if point.bare and point.year is None and not point.quarter]
    if figures and all(point in figures or not point.named for point in settled):
        return None
    following = None
    for at in reversed(range(len(settled))):
        if settled[at].year is None:
            settled[at] = replace(settled[at], year=following)
        following = settled[at].year
    # No year follows: `Quý I/2026 - Quý III` is the same year, unless that would run backwards.
    for at, (before, here) in enumerate(pairwise(settled), start=1):
        if here.year is None and before.year is not None:
            if here.bare or here.last < before.first:
                return None
            settled[at] = replace(here, year=before.year)
    return None if any(point.year is None for point in settled) else settled


def _before(point: _Point) -> _Point:
    """The end of what is to be done before a point: of its month for a day in it, else of the time before."""
    assert point.year is not None
    if point.day > 1:
        return point
    if point.first == 1:
        return replace(point, year=point.year - 1, first=12, last=12)
    return replace(point, first=point.first - 1, last=point.first - 1)


@lru_cache(maxsize=4096)
def parse(text: str) -> Period | None:
    """Read the period of a task.

    Returns years as typed (`2028-2026` starts in 2028 and ends in 2026: a rule reports it), the months where
    the text names them (a quarter is three), `ongoing` for what has no end (`Thường xuyên`, `từ 2026 trở
    đi`). A deadline has no start; `trước năm 2027` ends in 2026. None when the text cannot be read.
    """
    shown = clean(text)
    if len(shown) > LONGEST_PHRASE:
        return None
    return _parse(_OUTLOOK.sub("", _GROUPED_YEAR.sub(r"\1\2", key(shown))), shown)


def _parse(text: str, shown: str) -> Period | None:
    if short := _SHORT_END.fullmatch(text):
        # `2026-28`; but `2026-05` may be a month.
        if int(short["end"]) <= max(12, int(short["start"])):
            return None
        text = f"{short['before']}{short['century']}{short['start']}-{short['century']}{short['end']}"
    cut = _cut(text)
    if cut is None:
        aside = _IN_BRACKETS.fullmatch(text)
        main = _parse(aside[1], shown) if aside else None
        inner = _parse(aside[2], shown) if aside else None
        if main and inner and main.ongoing and main.start is None and inner.start is not None:
            return replace(inner, ongoing=True)
        if main and inner and inner.ongoing and inner.start is None:
            return replace(main, ongoing=True)
        return main
    phrase, points = cut
    ongoing = "O" in phrase
    if ongoing:
        phrase = re.sub(r",*O[O,]*", ",", phrase).strip(",")
        if all(point.year is None for point in points):
            # `Thường xuyên`, `Quý IV hằng năm`, `trước 31/12 hằng năm`.
            known = re.fullmatch(r"[BEF]?(P([-,]P)*)?", phrase)
            return Period(None, None, shown, ongoing=True) if known else None
    settled = _settle(points)
    if not settled:
        return None
    first, last = settled[0], settled[-1]
    if re.fullmatch(r"F?P,?-?BP|-?BP", phrase):
        last = _before(last)
    start, end = first.month(first.first), last.month(last.last)
    if re.fullmatch(r"F?P-E?P|P(-P)?(,P(-P)?)*|F?P,?-?[BE]P", phrase):
        return Period(first.year, last.year, shown, ongoing, start, end)
    if re.fullmatch(r"-?[BE]P|-P", phrase) and not text.startswith("-"):
        return Period(None, last.year, shown, ongoing, None, end)
    if re.fullmatch(r"F?P(-P)?,?A|FP", phrase):
        return Period(first.year, None, shown, True, start, None)
    return None
