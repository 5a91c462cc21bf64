"""Names of rows as they are typed, without what stands around the words: numbers, units, footnotes, years, the ward."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardxl.text import key

_ENUMERATOR = re.compile(
    r"(?:[IVX]{1,5}(?:\.\d{1,3})+[.)]?\s+|\(?(?:[ivxIVX]{1,5}|\d{1,3}(?:\.\d{1,3})*|[a-zđA-ZĐ])(?:[.)\]:]|\.\)|/(?=\s))\s*(?=[^\d\s.])|"
    r"\d{1,3}(?:\.\d{1,3})+\s+|\(\d{1,3}\)\s*|o\s+|[-–—+*•·●▪■□○◦►➢→✓>]\s*|(?i:trong đó)\s*(?:[:,]\s*|\b))"
)
_FOOTNOTE = re.compile(r"\s*(?:[(\[]\s*(?:\d{1,2}|\*+)\s*[)\]]|\*+|[¹²³⁴⁵⁶⁷⁸⁹]+)$")
_LAST_BRACKET = re.compile(
    r"\s*[(\[](?:\s*(?:ĐVT|đơn vị tính|đơn vị)\s*:)?([^()\[\]]*)[)\]]\s*$"
    r"|[,;]?\s*(?:ĐVT|đơn vị tính|đơn vị)\s*:\s*(.*)$",
    re.I,
)
_YEARS = re.compile(
    r"[,;]?\s*(?:(?:tính )?(?:đến |trong |vào |cho )?(?:hết |cuối )?(?:các )?(?:năm|giai đoạn|thời kỳ)\s+)"
    r"((?:19|20|21)\d\d(?:\s*[-–—]\s*(?:19|20|21)\d\d)?)(?!\d)",
    re.I,
)
#: That the whole ward is meant goes without saying: `trên địa bàn phường Từ Liêm`, `(toàn phường)`, `của phường`.
_OWN_WARD = re.compile(
    r"(?<=\w)[\s,]+\(?(?i:(?:(?:trên|tại) (?:toàn )?địa bàn|trong toàn|trong|toàn|của|tại) (?:phường|xã))"
    r"(?: [^\W\d_a-zà-ỹđ]\w*){0,4}\)?$"
)

#: Whether a text in brackets behind a name is a unit.
IsUnit = Callable[[str], bool]


def without_enumerator(name: str) -> str:
    """Strip leading enumerators (`1. `, `1.1 `, `I. `, `a) `, `- `, `+ `, `* `, `Trong đó: `) off a cleaned name."""
    while (found := _ENUMERATOR.match(name)) and found.end() < len(name):
        name = name[found.end() :]
    return name


def without_unit(name: str, is_unit: IsUnit) -> str:
    """A name without the unit at its end: `(%)`, `; ĐVT: tỷ đồng`."""
    last = _LAST_BRACKET.search(name)
    unit = (last[1] or last[2] or "").strip() if last and last.start() else ""
    return name[: last.start()] if last and unit and is_unit(unit) else name


def bare_name(name: str, is_unit: IsUnit) -> tuple[str, tuple[str, ...]]:
    """A name without footnote marks, a unit or its own ward at its end and years; and the years."""
    text = without_unit(_OWN_WARD.sub("", _FOOTNOTE.sub("", name)), is_unit)
    years = tuple(key(found[1]) for found in _YEARS.finditer(text))
    return _YEARS.sub(" ", text), years
