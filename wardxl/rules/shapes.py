"""Telling shapes of a difference: what slip of the hand would make exactly this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from wardxl.numerals import vietnamese

#: Powers of ten by which figures are moved when a unit or a comma is mistaken.
_POWERS = (10, 100, 1000)


def swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two figures differ by exactly two digits that changed places (7.880,5 and 7.808,5)."""
    if one == other or (one < 0) != (other < 0):
        return False
    places = max(_decimals(one), _decimals(other))
    first, second = (f"{abs(figure):.{places}f}".replace(".", "") for figure in (one, other))
    if len(first) != len(second):
        return False
    differing = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differing) != 2:
        return False
    a, b = differing
    return first[a] == second[b] and first[b] == second[a]


def power(one: Decimal, other: Decimal) -> int:
    """By which of 10, 100, 1000 a figure is larger than another (negative: smaller); 0 if by none of them."""
    for factor in _POWERS:
        if other and one == other * factor:
            return factor
        if one and other == one * factor:
            return -factor
    return 0


def slip(found: Decimal, right: Decimal) -> str:
    """Say how one figure became another, '' where no slip is recognised."""
    factor = power(found, right)
    if factor > 0:
        return (
            f"số ghi lớn gấp đúng {vietnamese(Decimal(factor))} lần, có thể do nhầm đơn vị tính hoặc dấu phẩy"
        )
    if factor < 0:
        return f"số ghi nhỏ hơn đúng {vietnamese(Decimal(-factor))} lần, có thể do nhầm đơn vị tính hoặc dấu phẩy"
    if swapped(found, right):
        return "hai chữ số bị đổi chỗ cho nhau"
    return ""


def in_sum(
    total: Decimal,
    terms: Sequence[Decimal],
    names: Sequence[str],
    tolerance: Decimal,
    write: Callable[[int, Decimal], str],
    whole: str,
) -> str:
    """Say what slip explains that a total is not the sum of its terms, '' where none or more than one does.

    `names` name the terms, `whole` the total; `write` writes a figure as it would stand in the term's cell.
    """
    computed = sum(terms, Decimal(0))
    difference = total - computed
    if shape := slip(total, computed):
        return f"{whole}: {shape}"
    if total and abs(total - 2 * computed) <= tolerance:
        return f"{whole} gấp đôi tổng: có thể đã cộng lẫn cả dòng hoặc cột tổng"
    if computed and abs(computed - 2 * total) <= tolerance:
        twice = [name for name, term in zip(names, terms, strict=True) if term == total]
        if len(twice) == 1 and len(terms) > 1:
            return f"{twice[0]} bằng đúng {whole}: có thể số tổng bị ghi lẫn vào đây"
    found = []
    for place, (name, term) in enumerate(zip(names, terms, strict=True)):
        if not term:
            continue
        if abs(difference + term) <= tolerance:
            found.append(f"{whole} đúng bằng tổng khi bỏ sót {name}")
        elif abs(difference - term) <= tolerance:
            found.append(f"{whole} đúng bằng tổng khi tính hai lần {name}")
        right = term + difference
        if shape := slip(term, right):
            found.append(f"{name} nếu là {write(place, right)} thì khớp ({shape})")
    return found[0] if len(found) == 1 else ""


def _decimals(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
