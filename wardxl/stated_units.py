"""Units stated elsewhere than in a row's unit cell: above the table, in its headings, behind a row's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from wardxl.model import Label
from wardxl.units import UnitTable

_WORDS = (
    r"đơn vị (?:tính|đo|tiền(?: tệ)?)|đ[. ]{0,2}v[. ]{0,2}t|dvt"
    r"|đ\.?v\.? ?tính|đ\.? ?vị tính|đ/v(?: ?tính)?"
)
#: `Đơn vị tính: tỷ đồng` at the end of a line, or the whole of it; `đơn vị` and `tính bằng` name other things as well.
_STATED = re.compile(
    rf"(?<![^\W_])(?:(?P<sure>{_WORDS})|đơn vị|đ\.? ?vị|đv|tính bằng|tính theo|số liệu(?=\s*:))\b"
    r"\s*(?:là|bằng|theo)?\s*(?P<mark>[:=–/-])?\s*(?P<unit>\(?[^:]+)$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*[.:;]?$")
#: What stands behind the year of a heading: `Năm 2026, triệu đồng`.
_BEHIND_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)[\s,:–-]+([^\d].*)$")
_AROUND = " .;,()[]/"


def above(title: Sequence[Label], units: UnitTable) -> Label | None:
    """The unit that a title states for all rows: `(Đơn vị tính: Tỷ đồng)`, `Triệu đồng` on a line of its own.

    Also behind the title itself: `KẾ HOẠCH THU NGÂN SÁCH (triệu đồng)`. The lowest line that names a unit counts; a
    `Đơn vị tính:` that nobody knows is one as well, `Đơn vị: Phòng …` none, nor is a lone word that happens to be a
    unit without others of its kind (`Ngày`).
    """
    unknown: Label | None = None
    for label in reversed(title):
        text = _bare(label.text)
        if _alone(text, units):
            return Label(label.ref, text)
        if match := _STATED.search(text):
            unit = _bare(match["unit"])
            if units.named(unit):
                return Label(label.ref, unit)
            if match["sure"] and match["mark"] and not match.start():
                unknown = unknown or Label(label.ref, unit)
                continue
        if (unit := behind(label.text, units)) and _alone(unit, units):
            return Label(label.ref, unit)
    return unknown


def states(text: str, units: UnitTable) -> bool:
    """Whether a line says which unit the figures below it are in, in so many words."""
    return bool(_said(text, units))


def behind(text: str, units: UnitTable) -> str:
    """The unit at the end of a name or a heading, `Thu tiền sử dụng đất (triệu đồng)`; '' where none is."""
    match = _BRACKETED.search(text)
    if match and is_unit(match[1], units):
        before, unit = units.find(text[: match.start()]), match[1].strip(_AROUND)
        # Behind another unit of its kind it is a contradiction; `Lao động (nghìn người)` is none.
        contradicts = before and any(units.factor(before, one) not in (None, 1) for one in units.named(unit))
        return "" if contradicts else unit
    return _said(text, units)


def is_unit(text: str, units: UnitTable) -> bool:
    """Whether what stands in brackets behind words is a unit.

    `(1.000 hộ)` may be how many there are: a figure is part of a unit there only where the template has such a one.
    """
    return bool(units.named(text)) and (not text[:1].isdigit() or units.find(text) in units.units)


def _said(text: str, units: UnitTable) -> str:
    match = _STATED.search(_bare(text))
    unit = _bare(match["unit"]) if match else ""
    return unit if units.named(unit) else ""


def _bare(text: str) -> str:
    """A text without what stands around it; a bracket at its end stays where it belongs to one within."""
    bare = text.strip(_AROUND)
    opened = bare.count("(") - bare.count(")")
    return f"{bare})" if opened == 1 and text.rstrip(" .;,").endswith(")") else bare


def _alone(text: str, units: UnitTable) -> bool:
    """Whether a text is a unit and nothing else; a lone word that has no others of its kind may be something else."""
    unit = units.find(text)
    return unit is not None and not unit.count and units.convertible(unit)


@lru_cache(maxsize=4096)
def in_heading(text: str, units: UnitTable) -> str:
    """The unit in a heading of values, `Năm 2026 (triệu đồng)`, or on a line below it; '' where none is."""
    if unit := behind(text, units):
        return unit
    if _alone(_bare(text), units):
        return _bare(text)
    match = _BEHIND_YEAR.search(text)
    unit = _bare(match[1]) if match else ""
    return unit if units.named(unit) else ""


def in_headings(headings: Iterable[Label], units: UnitTable) -> Label | None:
    """The unit that headings state for all rows, `ĐVT (triệu đồng)`; None where they state none, or more than one."""
    stated = {
        units.named(unit): Label(label.ref, unit) for label in headings if (unit := behind(label.text, units))
    }
    return next(iter(stated.values())) if len(stated) == 1 else None
