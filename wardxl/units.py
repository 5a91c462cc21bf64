"""Units of measure as people write them, and the factors between them. All of it is rows of the template.

Two spellings are one unit when their keys are equal: no blanks, dots or brackets, one kind of slash, case
folded, `tỷ` and `tỉ`, `nghìn` and `ngàn` alike. What is no name of a unit may be made of names:

    unit     = multiple {/ multiple}             what stands below the line in any order
    multiple = {power} name                      power: 1.000, 10⁶, ×100, nghìn, vạn, triệu, tỷ …

Where units are stated a remark may stand behind, `% (so với cùng kỳ)`; behind a figure it would be about this.
A compound is known where the template has one of the same parts: by `Triệu đồng/người/tháng` and `tr.đ`, another
name of `Triệu đồng`, `tr.đ/ tháng/ người` is known, and `nghìn đồng/người/tháng` with its own factor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import permutations

from wardxl import text
from wardxl.exact import QUOTIENT, plain
from wardxl.model import Unit

_WRAPPED = re.compile(r"\((.*)\)|\[(.*)\]")
#: A longer text is no list of units.
_LONGEST_LIST = 80
_LISTED = re.compile(r"[,;&+]|\s(?:và|hoặc)\s", re.IGNORECASE)
_DROPPED = re.compile(r"[\s.·]+")
#: Ten to a power as it is written, and a power of ten or a word for one before a name, as they are in a key.
_TO_THE_POWER = re.compile(r"10\s?(?:\^\s?(\d{1,2})|([⁰¹²³⁴-⁹]{1,2}))")
_POWER = re.compile(r"(?:[x×*]?(10*(?:,000)*)(?![\d,])|(một|chục|trăm|nghìn|vạn|triệu|tỉ))(.+)")
_WORDS = {"một": 0, "chục": 1, "trăm": 2, "nghìn": 3, "vạn": 4, "triệu": 6, "tỉ": 9}
_REMARK = re.compile(r"(.*[^\s(])\s*(?:\(([^()]*)\)|so với\s(.*))", re.IGNORECASE)
#: More below the line than this is no unit.
_MOST_PARTS = 3
# A factor has as many digits as Python's default arithmetic keeps.
_DIGITS = 28


@lru_cache(maxsize=8192)
def unit_key(name: str) -> str:
    """Return the key by which spellings of a unit are compared; '' for an empty one."""
    if "10" in name:
        name = _TO_THE_POWER.sub(_written_out, name)
    name = unicodedata.normalize("NFKC", text.clean(name)).replace("⁄", "/").strip(" .:;,")
    while match := _WRAPPED.fullmatch(name):
        name = (match[1] or match[2] or "").strip(" .:;,")
    words = ["nghìn" if word == "ngàn" else word for word in re.split(r"\b", text.key(name))]
    return _DROPPED.sub("", "".join(words)).rstrip(":;,")


def _written_out(power: re.Match[str]) -> str:
    return f"1{'0' * int(unicodedata.normalize('NFKC', power[1] or power[2]))}"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a compound: a multiple of a unit, or of a word that is none by itself (`tháng`)."""

    power: Decimal
    name: Unit | str


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
        self._found: dict[str, Unit | None] = {}

    def find(self, name: str) -> Unit | None:
        """Return the unit of that name, or None if the template has none and it is made of none.

        What the template knows only in other multiples (nghìn USD for USD; nghìn đồng for triệu đồng, each per người
        per tháng) comes back with the name as typed, the quantity of its relative and its own factor.
        """
        key = unit_key(name) if len(name) <= text.LONGEST_PHRASE else ""
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._by_key.get(key) or self._made(key, text.clean(name))
        return self._found[key]

    def named(self, text: str) -> tuple[Unit, ...]:
        """Return the units that a text names: one, with a remark perhaps, or a list (`triệu đồng, %`).

        None where a part of it is no unit.
        """
        if unit := self.find(text) or self._remarked(text):
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

    @cached_property
    def _by_size(self) -> Mapping[tuple[str, Decimal], Unit]:
        """The template's units by quantity and factor, the first of them where there are several."""
        return {
            (text.key(unit.quantity), unit.factor): unit for unit in reversed(self.units) if unit.quantity
        }

    @cached_property
    def _compounds(self) -> Mapping[tuple[_Part, ...], Unit]:
        found: dict[tuple[_Part, ...], Unit] = {}
        for key, unit in self._by_key.items():
            if "/" in key and (parts := self._parts(key)):
                found.setdefault(parts, unit)
        return found

    def _remarked(self, typed: str) -> Unit | None:
        """The unit that a remark stands behind, `% (so với cùng kỳ)`; None where that could be the unit as well."""
        match = _REMARK.fullmatch(text.clean(typed))
        if match is None or (match[2] and self.named(match[2])):
            return None
        return self.find(match[1])

    def _made(self, key: str, typed: str) -> Unit | None:
        """The unit that a key is made of: a multiple of a unit, or a compound of such."""
        parts = self._parts(key)
        if len(parts) > 1:
            return self._compound(parts, typed)
        if parts and isinstance(unit := parts[0].name, Unit) and unit.quantity:
            return self._of_size(unit, parts[0].power, typed)
        return None

    def _of_size(self, unit: Unit, times: Decimal, typed: str) -> Unit:
        """So many times a unit: the template's where it has one."""
        factor = _short(plain(QUOTIENT.multiply(unit.factor, times)))
        known = self._by_size.get((text.key(unit.quantity), factor))
        return known or replace(unit, symbol=typed, other_names=(), factor=factor, count=False)

    def _parts(self, key: str) -> tuple[_Part, ...]:
        """The parts of a key, the one above the line first; none where it has too many of them."""
        above, *below = key.split("/")
        if len(below) > _MOST_PARTS or not all((above, *below)):
            return ()
        # `100 ha` is an amount, `1.000 đồng` a unit; below the line nobody writes an amount.
        return (self._part(above, 3), *(self._part(name, 0) for name in below))

    def _part(self, name: str, least: int) -> _Part:
        """A part with all its powers of ten, in figures only from so many zeros on."""
        power = Decimal(1)
        while (unit := self._by_key.get(name)) is None and (match := _POWER.fullmatch(name)):
            zeros = match[1].count("0") if match[1] else _WORDS[match[2]]
            if match[1] and zeros < least:
                break
            power, name = power.scaleb(zeros), match[3]
        return _Part(power, unit or name)

    def _compound(self, parts: tuple[_Part, ...], typed: str) -> Unit | None:
        """The compound of which the template has one of the same parts, those below the line in any order."""
        above, *below = parts
        for (its_above, *its_below), unit in self._compounds.items():
            if len(below) != len(its_below) or (first := self._between(above, its_above)) is None:
                continue
            for order in permutations(below):
                factors = [self._between(mine, its) for mine, its in zip(order, its_below, strict=True)]
                if None not in factors:
                    divisor = QUOTIENT.create_decimal(1)
                    for factor in factors:
                        divisor = QUOTIENT.multiply(divisor, factor or Decimal(1))
                    times = QUOTIENT.divide(first, divisor)
                    return unit if times == 1 else self._of_size(unit, times, typed)
        return None

    def _between(self, mine: _Part, its: _Part) -> Decimal | None:
        """The factor from one part to another; None where they are of different quantities."""
        factor: Decimal | None = Decimal(1)
        if mine.name != its.name:
            both = isinstance(mine.name, Unit) and isinstance(its.name, Unit)
            factor = self.factor(mine.name, its.name) if both else None  # type: ignore[arg-type]
        if factor is None or mine.power == its.power:
            return factor
        return QUOTIENT.divide(QUOTIENT.multiply(factor, mine.power), its.power)


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
