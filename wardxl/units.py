"""Units of measure as people write them, and the factors between them. All of it is rows of the template.

Two spellings are one unit when their keys are equal: no blanks, dots or brackets, one kind of slash, case
folded, `tỷ` and `tỉ`, `nghìn` and `ngàn` alike. A compound unit is also known by its parts: where the
template names `Triệu đồng/người/tháng` and has `tr.đ` as another name of `Triệu đồng`, it need not name
`tr.đ/ người/ tháng`; where it has `Nghìn đồng` besides, `nghìn đồng/người/tháng` is known with its factor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from wardxl import text
from wardxl.exact import QUOTIENT, plain
from wardxl.model import Unit

_WRAPPED = re.compile(r"\((.*)\)|\[(.*)\]")
#: A longer text is no list of units.
_LONGEST_LIST = 80
_LISTED = re.compile(r"[,;&+]|\s(?:và|hoặc)\s", re.IGNORECASE)
_DROPPED = re.compile(r"[\s.·]+")
# A factor has as many digits as Python's default arithmetic keeps.
_DIGITS = 28


@lru_cache(maxsize=8192)
def unit_key(name: str) -> str:
    """Return the key by which spellings of a unit are compared; '' for an empty one."""
    name = unicodedata.normalize("NFKC", text.clean(name)).replace("⁄", "/").strip(" .:;,")
    while match := _WRAPPED.fullmatch(name):
        name = (match[1] or match[2] or "").strip(" .:;,")
    words = ["nghìn" if word == "ngàn" else word for word in re.split(r"\b", text.key(name))]
    return _DROPPED.sub("", "".join(words)).rstrip(":;,")


class UnitTable:
    """The template's units, found by any of their spellings."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._by_key: dict[str, Unit] = {}
        # A symbol beats another unit's other name; among other names the earlier row wins.
        for unit in self.units:
            self._by_key.setdefault(unit_key(unit.symbol), unit)
        for unit in self.units:
            for name in unit.other_names:
                self._by_key.setdefault(unit_key(name), unit)
        self._by_key.pop("", None)
        self._compounds: dict[tuple[str, ...], Unit] = {}
        for key, unit in self._by_key.items():
            if "/" in key:
                self._compounds.setdefault(self._parts(key), unit)
        self._found: dict[str, Unit | None] = {}

    def find(self, name: str) -> Unit | None:
        """Return the unit of that name, or None if the template has none.

        A compound unit that the template knows only in other multiples (nghìn đồng for triệu đồng, each per
        người per tháng) comes back with the name as typed, the quantity of its relative and its own factor.
        """
        key = unit_key(name)
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._by_key.get(key) or self._compound(key, text.clean(name))
        return self._found[key]

    def named(self, text: str) -> tuple[Unit, ...]:
        """Return the units that a text names: one, or a list (`triệu đồng, %`); none where a part of it is no unit."""
        if unit := self.find(text):
            return (unit,)
        if len(text) > _LONGEST_LIST:
            return ()
        parts = _LISTED.split(text)
        units = [unit for part in parts if (unit := self.find(part))] if len(parts) > 1 else []
        return tuple(units) if len(units) == len(parts) else ()

    def factor(self, source: Unit, target: Unit) -> Decimal | None:
        """Return what a figure in `source` is multiplied by to be one in `target`; None: other quantities.

        A quotient that does not end (per year for per month) is rounded at 28 digits.
        """
        if source is target or source == target or unit_key(source.symbol) == unit_key(target.symbol):
            return Decimal(1)
        if not source.quantity or text.key(source.quantity) != text.key(target.quantity):
            return None
        return _quotient(source.factor, target.factor)

    def convertible(self, unit: Unit) -> bool:
        """Return whether figures in a unit may be turned into those of another one of the template."""
        return any(other != unit and self.factor(unit, other) is not None for other in self.units)

    def _parts(self, key: str) -> tuple[str, ...]:
        """Return the parts of a compound key, each by the symbol of the unit it names, where it names one."""
        return tuple(self._symbol(part) for part in key.split("/"))

    def _symbol(self, part: str) -> str:
        unit = self._by_key.get(part)
        return unit_key(unit.symbol) if unit else part

    def _compound(self, key: str, typed: str) -> Unit | None:
        if "/" not in key:
            return None
        parts = self._parts(key)
        if parts in self._compounds:
            return self._compounds[parts]
        for known, unit in self._compounds.items():
            factor = self._between(parts, known)
            if factor is not None:
                own = plain(QUOTIENT.multiply(unit.factor, factor))
                return replace(unit, symbol=typed, other_names=(), factor=_short(own), count=False)
        return None

    def _between(self, parts: tuple[str, ...], known: tuple[str, ...]) -> Decimal | None:
        """Return the factor from one compound to another of the same shape: above the slash it multiplies,
        below it divides; None where a part is of another quantity."""
        if len(parts) != len(known):
            return None
        result = Decimal(1)
        for place, (mine, its) in enumerate(zip(parts, known, strict=True)):
            if mine == its:
                continue
            source, target = self._by_key.get(mine), self._by_key.get(its)
            factor = self.factor(source, target) if source and target else None
            if factor is None:
                return None
            result = QUOTIENT.divide(result, factor) if place else QUOTIENT.multiply(result, factor)
        return result


@lru_cache(maxsize=8)
def unit_table(units: tuple[Unit, ...]) -> UnitTable:
    """Return the table of some units; wards that share a template share it."""
    return UnitTable(units)


def _quotient(above: Decimal, below: Decimal) -> Decimal:
    return _short(plain(QUOTIENT.divide(above, below)))


def _short(value: Decimal) -> Decimal:
    digits = len(value.as_tuple().digits)
    if digits <= _DIGITS:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - _DIGITS + 1), context=QUOTIENT)
