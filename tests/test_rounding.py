"""What rounding can explain: printed figures, their intervals, sums, means and ratios."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wardxl.exact import EXACT, decimals_used, rounded, to_15_digits
from wardxl.intervals import Interval
from wardxl.model import Amount
from wardxl.rounding import (
    Outcome,
    SumCheck,
    agree,
    check_at_most,
    check_mean,
    check_sum,
    cut_interval,
    interval,
    printed,
)

D = Decimal
PER_MONTH = D(1) / D(12)  # a factor without an end: a figure per year for one per month


def typed(text: str, factor: str | Decimal = "1") -> Amount:
    """A figure typed with as many decimals as the text has."""
    figure = D(text)
    exponent = figure.as_tuple().exponent
    assert isinstance(exponent, int)
    return Amount(figure * D(factor), max(0, -exponent), D(factor))


def count(text: str) -> Amount:
    return Amount(D(text), 0, exact=True)


DASH = Amount(D(0), 0, exact=True)


# ── One figure ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Amount(D("46497.84"), 1), "46497.8"),
        (Amount(D("0.25"), 1), "0.3"),  # half away from zero
        (Amount(D("-0.25"), 1), "-0.3"),
        (Amount(D("96.5"), 0), "97"),
        (Amount(D("7082500"), -3), "7083000"),  # `#,##0,` hides thousands
        (Amount(D("7.0825"), 0, D("0.001")), "7.083"),  # 7.082,5 triệu shown without decimals, in tỷ
        (Amount(D("9923.5"), 0, D("0.001")), "9923.5"),
        (Amount(D("7082500") * PER_MONTH, 0, PER_MONTH), str(D(7082500) * PER_MONTH)),
        (DASH, "0"),
        (count("12"), "12"),
    ],
)
def test_printed_figure_is_rounded_in_its_own_unit(amount: Amount, expected: str) -> None:
    assert abs(printed(amount) - D(expected)) < D("1E-18")


def test_a_factor_without_end_does_not_tip_a_half() -> None:
    # 12,25 per year at one decimal is 12,3; through 1/12 and back it would be 12,2499…
    amount = Amount(D("12.25") * PER_MONTH, 1, PER_MONTH)
    assert printed(amount) == EXACT.multiply(D("12.3"), PER_MONTH)


@pytest.mark.parametrize(
    ("amount", "low", "high"),
    [
        (typed("90.0"), "89.95", "90.05"),
        (typed("95"), "94.5", "95.5"),
        (Amount(D("0.6667") * 100, 1), "66.65", "66.75"),
        (Amount(D(7082500), -3), "7082500", "7083500"),
        (typed("9923500", "0.001"), "9923.4995", "9923.5005"),
        (count("5"), "5", "5"),
        (DASH, "0", "0"),
    ],
)
def test_interval_of_a_printed_figure(amount: Amount, low: str, high: str) -> None:
    """DOMAIN 2: u = 10^-d, h = u/2, I(v) = [v-h, v+h]; counts have h = 0."""
    assert interval(amount) == Interval(D(low), D(high))


@pytest.mark.parametrize(
    ("amount", "inside", "outside"),
    [
        (typed("12.3"), ["12.3", "12.35", "12.3999"], ["12.4", "12.2999"]),
        (typed("-12.3"), ["-12.3", "-12.3999"], ["-12.4", "-12.2999"]),
        (typed("0.0"), ["0", "0.0999", "-0.0999"], ["0.1", "-0.1"]),
        (count("3"), ["3"], ["3.01", "2.99"]),
        (typed("3", "1000"), ["3000", "3999.9"], ["4000", "2999"]),
    ],
)
def test_interval_of_a_figure_cut_off(amount: Amount, inside: list[str], outside: list[str]) -> None:
    """DOMAIN 2: v > 0 stands for [v, v+u), v < 0 for (v-u, v], 0 for (-u, u)."""
    assert all(D(value) in cut_interval(amount) for value in inside)
    assert not any(D(value) in cut_interval(amount) for value in outside)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0.30000000000000004", "0.3"),
        ("66.69999999999999", "66.7"),
        ("46497.899999999994", "46497.9"),
        ("9923.5", "9923.5"),
        ("90.0", "90"),
        ("1E+3", "1000"),
        ("1E-05", "0.00001"),
        ("-0.0", "0"),
        ("123456789012345678", "123456789012346000"),
        ("0.1234567890123455", "0.123456789012346"),  # half away from zero
        ("0", "0"),
        ("1E+300", "1" + "0" * 300),
    ],
)
def test_fifteen_significant_digits(raw: str, expected: str) -> None:
    assert str(to_15_digits(D(raw))) == expected


def test_fifteen_digits_are_those_of_a_spreadsheet_for_any_float() -> None:
    for figure in (0.1 + 0.2, 1.1 * 3, 4.35 * 100, 1e15 / 3, 2 / 3, 8410.6 + 9923.5):
        assert float(to_15_digits(D(repr(figure)))) == float(f"{figure:.15g}")


def test_decimals_used() -> None:
    assert [decimals_used(D(text)) for text in ("12.50", "12", "1200", "0.001", "0.0")] == [1, 0, 0, 3, 0]


# ── Intervals ─────────────────────────────────────────────────────────────────────────────


def test_touching_ends_meet_only_where_both_belong() -> None:
    closed, after = Interval(D(1), D(2)), Interval(D(2), D(3))
    assert closed.meets(after)
    assert after.meets(closed)
    assert not closed.meets(Interval(D(2), D(3), low_open=True))
    assert not Interval(D(1), D(2), high_open=True).meets(after)
    assert not closed.meets(Interval(D("2.1"), D(3)))
    assert closed.meets(Interval(D(0), D(9)))


def test_interval_arithmetic() -> None:
    a, b = Interval(D(1), D(2), high_open=True), Interval(D(-3), D(4))
    assert a + b == Interval(D(-2), D(6), high_open=True)
    assert a - b == Interval(D(-3), D(5), high_open=True)
    assert -a == Interval(D(-2), D(-1), low_open=True)
    assert a * b == Interval(D(-6), D(8), low_open=True, high_open=True)
    assert a * -2 == Interval(D(-4), D(-2), low_open=True)
    assert 10 - a == Interval(D(8), D(9), low_open=True)
    assert b / 4 == Interval(D("-0.75"), D(1))
    assert 1 / Interval(D(2), D(4)) == Interval(D("0.25"), D("0.5"))
    assert a * 0 == Interval(D(0), D(0))


def test_zero_is_reached_by_a_product_whatever_the_other_end() -> None:
    product = Interval(D(0), D(1)) * Interval(D(2), D(3), low_open=True, high_open=True)
    assert product == Interval(D(0), D(3), high_open=True)


def test_a_quotient_without_end_keeps_all_its_values() -> None:
    third = Interval.of(D(1)) / 3
    assert Fraction(third.low) < Fraction(1, 3) < Fraction(third.high)
    assert D(1) in third * 3


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), (-1, 0)])
def test_dividing_by_what_may_be_zero_is_refused(low: int, high: int) -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.of(1) / Interval(D(low), D(high))


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Interval(D(2), D(1))
    with pytest.raises(ValueError, match="empty"):
        Interval(D(1), D(1), low_open=True)


small = st.decimals(-1000, 1000, places=3)


@given(st.lists(small, min_size=6, max_size=6), st.booleans())
def test_arithmetic_never_loses_a_value(figures: list[Decimal], divide: bool) -> None:
    a, x, b = sorted(figures[:3])
    c, y, d = sorted(figures[3:])
    one, two = Interval(a, b), Interval(c, d)
    assert x + y in one + two
    assert x - y in one - two
    assert EXACT.multiply(x, y) in one * two
    if divide and not c <= 0 <= d:
        quotient = one / two
        assert Fraction(quotient.low) <= Fraction(x) / Fraction(y) <= Fraction(quotient.high)


# ── Two figures ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Amount(D("66.67"), 1), typed("66.7"), True),  # 0,6667 shown as 66,7 % agrees with a typed 66,7
        (typed("94.4"), typed("94"), True),  # [94,35; 94,45] and [93,5; 94,5]
        (typed("94.6"), typed("94"), False),
        (typed("94.45"), typed("94.4"), True),  # [94,445; 94,455] and [94,35; 94,45]
        (typed("94.46"), typed("94.4"), False),
        (typed("5.5"), typed("5"), True),  # [5,45; 5,55] and [4,5; 5,5]
        (count("12"), count("13"), False),
        (count("12"), count("12"), True),
        (DASH, typed("0.0"), True),
        (
            Amount(D("2.5"), 0, exact=True),
            Amount(D("2.5"), 1, exact=True),
            True,
        ),  # stored alike, shown 3 and 2,5
        (typed("9923500", "0.001"), typed("9923.5"), True),  # triệu and tỷ
        (typed("9924000", "0.001"), typed("9923.5"), False),
        (typed("144", PER_MONTH), typed("12"), True),
        (typed("145", PER_MONTH), typed("11.8"), False),
    ],
)
def test_agree(a: Amount, b: Amount, expected: bool) -> None:
    """CONTRACT 2: two figures agree when the intervals of their printed values meet."""
    assert agree(a, b) is expected
    assert agree(b, a) is expected


# ── Sums: the documents' own ──────────────────────────────────────────────────────────────


def test_tu_liem_revenue_differs_by_one_last_digit() -> None:
    """DOMAIN 1: years sum to 46.497,9, total says 46.497,8: one last-digit unit, tolerance 0,3."""
    years = [typed(figure) for figure in ("9923.5", "8410.6", "8881.5", "9373.9", "9908.4")]
    assert check_sum(typed("46497.8"), years) == SumCheck(
        Outcome.ROUNDING, D("-0.1"), D("-0.1"), D("0.30"), D("0.1"), D("46497.9")
    )


def test_tu_liem_parts_of_2030() -> None:
    """DOMAIN 1: parts 8.608,8 + 1.299,5 = 9.908,3, whole says 9.908,4: tolerance 0,15."""
    check = check_sum(typed("9908.4"), [typed("8608.8"), typed("1299.5")])
    assert (check.outcome, check.tolerance, check.computed) == (Outcome.ROUNDING, D("0.15"), D("9908.3"))


def test_the_same_figures_in_million_dong_do_not_add_up() -> None:
    """DOMAIN 2: sent in million dong with `#,##0`, u = 1 triệu, and to the million they do not add up."""
    years = [typed(figure, "0.001") for figure in ("9923500", "8410600", "8881500", "9373900", "9908400")]
    check = check_sum(typed("46497800", "0.001"), years)
    assert check.outcome is Outcome.WRONG
    assert (check.difference, check.tolerance) == (D("-0.1"), D("0.003"))


def test_a_dash_is_an_exact_zero() -> None:
    """DOMAIN 1: `-` is zero (`1 3 3 5 -` sums to 12)."""
    years = [count(figure) for figure in ("1", "3", "3", "5")] + [DASH]
    assert check_sum(count("12"), years).outcome is Outcome.EXACT
    assert check_sum(count("13"), years).outcome is Outcome.WRONG


def test_computed_figures_carry_noise_beyond_fifteen_digits() -> None:
    """DOMAIN 2: otherwise 3 % of honest computed tables get a false error."""
    years = [Amount(to_15_digits(D(repr(x))), 2) for x in (1 / 3, 1 / 3, 1 / 3, 100.1, -100.0)]
    computed = to_15_digits(D(repr(1 / 3 + 1 / 3 + 1 / 3 + 100.1 - 100.0)))
    check = check_sum(Amount(computed, 2), years)
    assert (check.outcome, check.stored_difference) == (Outcome.ROUNDING, D(0))


def test_figures_without_noise_are_compared_to_the_last_digit() -> None:
    years = [typed("92999999999999"), typed("1")]  # đồng, 14 digits
    assert check_sum(typed("93000000000002"), years).stored_difference == 2


def test_mere_display_is_rounding_whatever_the_difference() -> None:
    """DOMAIN 2: if the figures as stored agree and only the printed ones differ, it is mere display."""
    years = [Amount(D("0.5"), 0, exact=True)] * 4  # four counts of 0,5 shown as 1
    check = check_sum(Amount(D(2), 0, exact=True), years)
    assert (check.outcome, check.difference, check.stored_difference) == (Outcome.ROUNDING, D(-2), D(0))


def test_step_is_the_coarsest_of_what_can_be_rounded() -> None:
    """DOMAIN 2: with mixed decimals the "last-digit unit" is the coarsest."""
    assert check_sum(typed("3.0"), [typed("1.25"), typed("1.75")]).step == D("0.1")
    assert check_sum(typed("3.0"), [count("1"), typed("2.00")]).step == D("0.1")
    assert check_sum(count("3"), [count("1"), count("2")]).step == 1
    assert check_sum(typed("3", "1000"), [typed("1.0", "1000"), typed("2000")]).step == 1000


def test_factor_scales_what_is_tolerated() -> None:
    """CONTRACT 5: `Dung sai`: for sums a factor on the computed tolerance (1)."""
    years = [typed("1.1"), typed("2.1")]  # tolerance 0,15
    total = typed("3.3")
    assert check_sum(total, years).outcome is Outcome.ROUNDING
    assert check_sum(total, years, D(0)).outcome is Outcome.WRONG
    assert check_sum(typed("3.6"), years).outcome is Outcome.WRONG
    assert check_sum(typed("3.6"), years, D(3)).outcome is Outcome.ROUNDING


def test_factors_without_end_leave_equal_figures_equal() -> None:
    years = [typed("100", PER_MONTH), typed("44", PER_MONTH)]
    assert check_sum(typed("12"), years).outcome is Outcome.EXACT


# ── Means and parts that are only some ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("total", "years", "expected"),
    [
        ("12.1", ["12.1", "12.1", "12.1"], Outcome.EXACT),
        ("1.7", ["1", "2", "2"], Outcome.ROUNDING),  # 1,666…
        ("12.3", ["12.1", "12.2", "12.3", "12.4", "12.5"], Outcome.EXACT),
        ("12.4", ["12.1", "12.2", "12.3", "12.4", "12.5"], Outcome.ROUNDING),  # ± 0,05 ± 0,05
        ("12.5", ["12.1", "12.2", "12.3", "12.4", "12.5"], Outcome.WRONG),
    ],
)
def test_check_mean(total: str, years: list[str], expected: Outcome) -> None:
    assert check_mean(typed(total), [typed(year) for year in years]).outcome is expected


def test_the_mean_of_counts_is_no_count() -> None:
    years = [count(figure) for figure in ("3", "4", "4", "3", "3")]  # 3,4
    assert check_mean(count("3"), years).outcome is Outcome.ROUNDING
    assert check_mean(count("4"), years).outcome is Outcome.WRONG
    check = check_mean(typed("3.5"), years)
    assert (check.outcome, check.difference, check.computed) == (Outcome.WRONG, D("0.1"), D("3.4"))


def test_a_mean_needs_terms() -> None:
    with pytest.raises(ValueError, match="terms"):
        check_mean(typed("1"), [])


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        ("10.0", ["4.0", "5.0"], Outcome.EXACT),
        ("9.0", ["4.0", "5.0"], Outcome.EXACT),
        ("8.9", ["4.0", "5.0"], Outcome.ROUNDING),  # 0,1 over, tolerance 0,15
        ("8.8", ["4.0", "5.0"], Outcome.WRONG),
        ("8", ["4.0", "4.6"], Outcome.ROUNDING),  # 0,6 over, tolerance 0,5 + 0,1
        ("8", ["4.0", "4.7"], Outcome.TRUNCATED),  # 8,7 cut off is 8
        ("8", ["4.0", "5.0"], Outcome.WRONG),
    ],
)
def test_check_at_most(whole: str, parts: list[str], expected: Outcome) -> None:
    """DOMAIN 2: where parts are only some of the whole: Σ parts ≤ whole + tol (H505)."""
    assert check_at_most(typed(whole), [typed(part) for part in parts]).outcome is expected


# ── What must hold for any table ──────────────────────────────────────────────────────────

KINDS = st.sampled_from(["typed", "formatted", "general", "million", "percent", "count", "dash"])
millionths = st.integers(-(10**10), 10**10).map(lambda number: D(number).scaleb(-6))


@st.composite
def cells(draw: st.DrawFn) -> tuple[Decimal, str, int]:
    """A true value with the kind of cell it goes into and the decimals it is shown with."""
    kind = draw(KINDS)
    true = draw(millionths)
    if kind == "count":
        true = rounded(true, 0)
    return (D(0) if kind == "dash" else true), kind, draw(st.integers(0, 3))


def cut(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(D(1).scaleb(-decimals), ROUND_DOWN)


Shorten = Callable[[Decimal, int], Decimal]
Terms = list[tuple[Decimal, str, int]]


def entered(true: Decimal, kind: str, decimals: int, shorten: Shorten = rounded) -> Amount:
    """The figure as an honest person enters it, shortened to its decimals where it is typed."""
    match kind:
        case "count" | "dash":
            return Amount(true, 0, exact=True)
        case "formatted" | "percent":  # everything is stored, the format shows some of it
            stored = to_15_digits(D(repr(float(true)))) if shorten is rounded else shorten(true, decimals)
            return Amount(stored, decimals)
        case "million":
            return Amount(shorten(true * 1000, decimals) * D("0.001"), decimals, D("0.001"))
        case _:
            return Amount(shorten(true, decimals), decimals)


tables = st.tuples(st.lists(cells(), min_size=1, max_size=7), st.integers(0, 3), KINDS)


def total_kind(kind: str, terms: Terms) -> str:
    if kind == "count" and any(cell[1] not in ("count", "dash") for cell in terms):
        return "typed"
    return "typed" if kind == "dash" else kind


@given(tables)
def test_a_table_rounded_from_true_values_is_never_wrong(table: tuple[Terms, int, str]) -> None:
    """Whatever mixes in it: decimals, signs, dashes, counts, percentages, units, formats."""
    terms, decimals, kind = table
    true = sum((cell[0] for cell in terms), D(0))
    total = entered(true, total_kind(kind, terms), decimals)
    check = check_sum(total, [entered(*cell) for cell in terms])
    assert check.outcome in (Outcome.EXACT, Outcome.ROUNDING)


@given(tables)
def test_a_table_cut_off_is_never_wrong(table: tuple[Terms, int, str]) -> None:
    terms, decimals, kind = table
    true = sum((cell[0] for cell in terms), D(0))
    total = entered(true, total_kind(kind, terms), decimals, cut)
    check = check_sum(total, [entered(*cell, cut) for cell in terms])
    assert check.outcome is not Outcome.WRONG


@given(tables, st.decimals("0.000001", 1000, places=6), st.sampled_from([1, -1]))
def test_a_total_moved_outside_both_intervals_is_always_wrong(
    table: tuple[Terms, int, str], beyond: Decimal, sign: int
) -> None:
    terms, decimals, kind = table
    amounts = [entered(*cell) for cell in terms]
    kind = total_kind(kind, terms)
    assume(kind not in ("count", "formatted", "percent"))
    reach = sum((a.step for a in amounts if not a.exact), D(0))
    total = entered(D(0), kind, decimals)
    # Where neither rounding nor cutting off of any figure reaches, wherever the total's own last digit falls.
    far = sum((printed(a) for a in amounts), D(0)) + sign * (reach + 2 * total.step + beyond)
    check = check_sum(entered(far, kind, decimals), amounts)
    assert check.outcome is Outcome.WRONG


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_terms_does_not_matter(table: tuple[Terms, int, str], random: Random) -> None:
    terms, decimals, kind = table
    total = entered(sum((cell[0] for cell in terms), D(0)), total_kind(kind, terms), decimals)
    amounts = [entered(*cell) for cell in terms]
    shuffled = random.sample(amounts, len(amounts))
    for check in (check_sum, check_mean, check_at_most):
        assert check(total, amounts) == check(total, shuffled)


@given(st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=2, max_size=8), st.integers(0, 4))
def test_a_total_computed_by_a_spreadsheet_is_never_wrong(figures: list[float], decimals: int) -> None:
    """Binary noise included: SUM in floating point, every cell kept to 15 digits, a format over all."""
    computed = 0.0
    for figure in figures:
        computed += figure
    terms = [Amount(to_15_digits(D(repr(figure))), decimals) for figure in figures]
    check = check_sum(Amount(to_15_digits(D(repr(computed))), decimals), terms)
    assert check.outcome in (Outcome.EXACT, Outcome.ROUNDING)
    assert check.stored_difference == 0


@given(
    st.lists(st.tuples(st.integers(-(10**15), 10**15), st.integers(-40, 40)), min_size=2, max_size=6),
)
def test_arithmetic_is_exact_at_any_length(figures: list[tuple[int, int]]) -> None:
    """A sum of 1E+40 and 1E-40 needs 81 digits; Python's default would keep 28."""
    amounts = [Amount(D(number).scaleb(power), 60) for number, power in figures]
    with localcontext() as narrow:
        narrow.prec = 9  # the caller's context must not matter
        check = check_sum(amounts[0], amounts[1:])
    exact = Fraction(amounts[0].value) - sum(Fraction(a.value) for a in amounts[1:])
    assert Fraction(check.difference) == exact


GRID = [Fraction(step, 8) for step in range(-7, 8)]


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=3), st.integers(-5, 5))
def test_cut_off_is_told_as_trying_all_values_tells_it(terms: list[int], total: int) -> None:
    """Against brute force: every true value on a grid of eighths that cuts off to the printed figure."""
    candidates = [[term + part for part in GRID if int(term + part) == term] for term in terms]
    possible = any(int(sum(values)) == total for values in itertools.product(*candidates))
    check = check_sum(Amount(D(total)), [Amount(D(term)) for term in terms])
    if possible:
        assert check.outcome is not Outcome.WRONG
    else:
        assert check.outcome in (Outcome.WRONG, Outcome.ROUNDING, Outcome.EXACT)
        assert not cut_interval(Amount(D(total))).meets(
            sum((cut_interval(Amount(D(term))) for term in terms), Interval.of(0))
        )


@given(millionths, st.integers(0, 4), st.integers(0, 4))
def test_two_roundings_of_one_value_agree(true: Decimal, one: int, other: int) -> None:
    a, b = Amount(rounded(true, one), one), Amount(rounded(true, other), other)
    assert agree(a, b)
    assert agree(a._replace(value=true), b)
