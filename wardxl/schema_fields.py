"""Reading one field of the template: a word, a number, a name among names; faults with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from wardxl.model import CellKind
from wardxl.template_layout import decode
from wardxl.template_tables import Line, TemplateFault
from wardxl.text import key

_Coded = TypeVar("_Coded")
_Faults = list[TemplateFault]

_VIETNAMESE = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:,\d+)?")
_DOT_DECIMAL = re.compile(r"[+-]?\d+\.\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")


def choice(
    line: Line, heading: str, words: Mapping[str, _Coded], blank: _Coded | None, faults: _Faults
) -> _Coded | None:
    """Return the value coded by the word under a heading, `blank` where nothing stands.

    A word that is none of `words` is a fault and gives `blank`.
    """
    text = line.text(heading)
    if not text:
        return blank
    found = decode(words, text)
    if found is None:
        options = ", ".join(f"“{word}”" for word in words)
        faults.append(
            line.fault(heading, f"“{text}” không dùng được ở cột “{heading}”. Ghi một trong: {options}.")
        )
        return blank
    return found[0]


def number(line: Line, heading: str, faults: _Faults, *, percent_points: bool = False) -> Decimal | None:
    """Return the number under a heading, None where nothing stands.

    Typed as a number, or as Vietnamese text (`0,5`, `1.000.000`, `1e9`). With `percent_points` a cell
    `90%` is 90, else 0.9.
    """
    entry = line.entry(heading)
    text = line.text(heading)
    if not text:
        return None
    if entry.kind is CellKind.NUMBER:
        value: Decimal | None = Decimal(text)
        percent = entry.percent
        if percent and percent_points and value is not None:
            value *= 100
    else:
        percent = text.endswith("%")
        value = decimal_of(text.removesuffix("%").strip()) if entry.kind is CellKind.TEXT else None
        if percent and not percent_points and value is not None:
            value /= 100
    if value is None:
        faults.append(
            line.fault(
                heading,
                f"“{text}” ở cột “{heading}” không phải là số. Gõ số, ví dụ 12,5 hoặc 1000000; không cần "
                f"thì để trống.",
            )
        )
    return value


def decimal_of(text: str) -> Decimal | None:
    """Read a number typed as text: Vietnamese notation (`1.000` is 1000), `0.5`, `1e9`; None for anything else."""
    text = text.strip().replace("−", "-")
    if _SCIENTIFIC.fullmatch(text):
        text = text.replace(",", ".")
    elif _VIETNAMESE.fullmatch(text):
        text = text.replace(".", "").replace(" ", "").replace(",", ".")
    elif not _DOT_DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def index(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map the key of every spelling to the name it belongs to; the first to claim a spelling keeps it."""
    found: dict[str, str] = {}
    for spelling, name in names:
        found.setdefault(key(spelling), name)
    return found


def nearest(text: str, names: Sequence[str]) -> str:
    """Return a hint `, có phải “…” không?` when one of the names is near, else ''."""
    from difflib import get_close_matches

    keys = {key(name): name for name in names}
    near = get_close_matches(key(text), list(keys), n=1, cutoff=0.75)
    return f" Có phải “{keys[near[0]]}” không?" if near else ""
