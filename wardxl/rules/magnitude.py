"""Figures that are off by 10, 100 or 1000: a mistaken unit, a lost comma."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from wardxl.model import Block, FiveYear, Kind, Problem, Record, Relation, Severity, Value
from wardxl.numerals import vietnamese
from wardxl.rounding import printed
from wardxl.rules.engine import blocks
from wardxl.rules.parts import columns
from wardxl.rules.registry import Context, Rows, rule
from wardxl.rules.saying import figure_of, problem, quoted, several, title, written
from wardxl.rules.years import complete_years

_POWERS = (Decimal(10), Decimal(100), Decimal(1000))
#: From this step on neighbouring years do not belong together, and something must explain it.
_STEP = 5
#: Growth between neighbouring years that is taken for ordinary when a factor is judged.
_ORDINARY = (Decimal("0.8"), Decimal("1.25"))

#: Errors of totals and wholes that such a figure causes elsewhere: they are what the years and the parts are held
#: against, so a total is looked at although it does not come out. A cell that an error names for itself is not.
_CAUSED = frozenset({"Y401", "Y404", "Y406", "H501", "H503", "H505"})


@dataclass(frozen=True, slots=True)
class _Off:
    """A cell whose figure is `factor` times what it should be (1/factor: as much too small)."""

    record: Record
    value: Value
    factor: Decimal
    beside: str
    related: tuple[Value, ...]


@rule(
    "U304",
    "magnitude",
    Severity.WARNING,
    clean=True,
    doubts=True,
    despite=_CAUSED,
    tolerance="phần lệch cho phép quanh 10, 100, 1.000 lần (0,05: 5%).",
)
def magnitude(rows: Rows, context: Context) -> Iterator[Problem]:
    """Một năm, một thành phần hoặc tổng các năm lệch 10, 100 hay 1.000 lần.

    Vì sao: đó là dấu hiệu của nhầm đơn vị tính (triệu và tỷ) hoặc mất dấu phẩy; sai như vậy lớn hơn mọi sai khác.

    Cách tính: một năm gấp hoặc kém các năm bên cạnh 10, 100, 1.000 lần (±5%, sau khi kể đến mức tăng thường của dòng);
    một thành phần gấp hoặc kém phần còn lại của số tổng chừng ấy lần; số cả giai đoạn gấp hoặc kém số tính từ các năm
    chừng ấy lần. Không tính từ kết quả năm gốc.

    Bỏ qua: số 0, ô trống; ô đang bị báo lỗi khác; tỷ lệ đã được hỏi về cách ghi phần trăm. Ở chỗ này không báo bước
    nhảy nữa.

    Cách sửa: xem lại đơn vị tính của ô đó và ghi theo đơn vị của dòng. Không có số nào được tự đổi.

    Ví dụ: Năm 2028 của “Vốn đầu tư công” ghi 1.073.200, gấp khoảng 1.000 lần so với các năm bên cạnh. Có thể nhầm
    đơn vị tính hoặc dấu phẩy; nếu đúng vậy thì ghi 1.073,2.
    """
    tolerance = context.tolerance("U304")
    found: dict[tuple[str, str], _Off] = {}
    records = [record for record in rows.records.values() if record.row.kind in (Kind.NUMBER, Kind.COUNT)]
    for record in records:
        for off in _off_years(record, context, tolerance):
            found[record.row.code, off.value.column] = off
    for block in blocks(rows.records.values(), context.schema):
        for off in _off_parts(block, context, tolerance) if block.relation is Relation.PART else ():
            found.setdefault((off.record.row.code, off.value.column), off)
    for record in records:
        if total := _off_total(record, context, tolerance, found):
            found.setdefault((record.row.code, "total"), total)
    grouped: dict[tuple[str, Decimal, str], list[_Off]] = {}
    for off in found.values():
        grouped.setdefault((off.record.row.code, off.factor, off.beside), []).append(off)
    for group in grouped.values():
        yield _say(group, context)


def _say(group: Sequence[_Off], context: Context) -> Problem:
    """One finding for the cells of a row that are off by the same factor beside the same figures."""
    first = group[0]
    record, value = first.record, first.value
    amount = value.amount
    large = first.factor > 1
    times = vietnamese(first.factor if large else 1 / first.factor)
    # With the decimals of the figures it stands beside: 7.436.600 among 7.808,5 was 7.436,6.
    beside = [other.amount for other in first.related if other.amount]
    right = written(printed(amount) / first.factor, value, beside) if amount else ""
    if len(group) == 1:
        said = f"{figure_of(value.column, record, context)} của {quoted(record.row.name)} ghi {value.shown},"
        mend = f"ghi {right}"
    else:
        where = several([title(off.value.column, record, context) for off in group])
        said = f"{len(group)} ô của {quoted(record.row.name)} ({where}) đều"
        mend = f"ghi lại cả {len(group)} ô, như {right} thay cho {value.shown}"
    return problem(
        "U304",
        record,
        value,
        f"{said} {'gấp' if large else 'kém'} khoảng {times} lần so với {first.beside}. "
        f"Có thể nhầm đơn vị tính hoặc dấu phẩy; nếu đúng vậy thì {mend}.",
        cells=[off.value.ref for off in group],
        related=[other.ref for off in group for other in off.related],
        expected=right,
    )


def _factor(
    ratio: Decimal, tolerance: Decimal, low: Decimal = Decimal(1), high: Decimal = Decimal(1)
) -> Decimal | None:
    """The power of ten that a ratio is, give or take the tolerance and what ordinary growth explains."""
    for power in _POWERS:
        for factor in (power, 1 / power):
            if low * (1 - tolerance) <= ratio / factor <= high * (1 + tolerance):
                return factor
    return None


# ── A year against its neighbours ─────────────────────────────────────────────────────────


def _off_years(record: Record, context: Context, tolerance: Decimal) -> Iterator[_Off]:
    """Find the years that stand on another power of ten than most years beside them."""
    for run in _runs(_series(record, context)):
        ratios = [after / before for (_, before), (_, after) in pairwise(run)]
        usual = [ratio for ratio in ratios if _ORDINARY[0] <= ratio <= _ORDINARY[1]]
        low, high = min([*usual, Decimal(1)]), max([*usual, Decimal(1)])
        chain = [(run[0][0], Decimal(1))]
        for ratio, (value, _) in zip(ratios, run[1:], strict=True):
            step = _factor(ratio, tolerance, low, high) if _apart(ratio) else Decimal(1)
            if step is None:  # Another step than one of ten: what lies beyond it is judged by itself.
                yield from _odd_ones(record, chain)
                chain = [(value, Decimal(1))]
            else:
                chain.append((value, chain[-1][1] * step))
        yield from _odd_ones(record, chain)


def _odd_ones(record: Record, chain: Sequence[tuple[Value, Decimal]]) -> Iterator[_Off]:
    """Name the years that are not on the level of most; none where no level has more than one year.

    A year that the step of another has left on a wrong level lies near the years of the right one all the same.
    """
    levels = [level for _, level in chain]
    right = max(levels, key=levels.count)
    if len(set(levels)) < 2 or levels.count(right) < 2:
        return
    usual = [place for place, level in enumerate(levels) if level == right]
    beside = tuple(chain[place][0] for place in usual)
    for place, (value, level) in enumerate(chain):
        nearest = chain[min(usual, key=lambda other, place=place: abs(other - place))][0]  # type: ignore[misc]
        if level != right and _apart(_figure(value) / _figure(nearest)):
            yield _Off(record, value, level / right, "các năm bên cạnh", beside)


def _figure(value: Value) -> Decimal:
    """The printed figure of a cell that holds one."""
    return printed(value.amount) if value.amount else Decimal(0)


def _apart(ratio: Decimal) -> bool:
    """Whether two figures lie so far apart that something must explain it."""
    return max(ratio, 1 / ratio) >= _STEP


def _series(record: Record, context: Context) -> list[tuple[Value, Decimal] | None]:
    """The years of a row with their printed figures; None for a blank and for a zero."""
    values = [record.values.get(year) for year in context.years(record.row)]
    figures = [(value, printed(value.amount)) if value and value.amount else None for value in values]
    return [pair if pair and pair[1] else None for pair in figures]


def _runs(series: Iterable[tuple[Value, Decimal] | None]) -> Iterator[list[tuple[Value, Decimal]]]:
    """Cut a series at blanks and zeros, which no factor leads from or to, and where the sign changes."""
    run: list[tuple[Value, Decimal]] = []
    for pair in [*series, None]:
        if pair is None or (run and (run[-1][1] < 0) != (pair[1] < 0)):
            if len(run) > 1:
                yield run
            run = []
        if pair is not None:
            run.append(pair)


# ── A part against its whole, the years against the total ─────────────────────────────────


def _off_parts(block: Block, context: Context, tolerance: Decimal) -> Iterator[_Off]:
    """Find in each column the one figure, part or whole, that a power of ten would bring into line.

    It must be the whole row that is off, or a cell that is out of line with its own neighbours too: else some
    other figure of the column is wrong.
    """
    found: list[_Off] = []
    filled: dict[str, int] = {}
    for column in columns(block, context):
        whole = printed(column.amount)
        parts = [printed(amount) for amount in column.amounts]
        added = sum(parts, Decimal(0))
        cells = [(block.whole, column.whole, whole, added)]
        for record, value, part in zip(column.records, column.parts, parts, strict=True):
            cells.append((record, value, part, whole - (added - part)))
        for record, _, figure, _ in cells:
            filled[record.row.code] = filled.get(record.row.code, 0) + bool(figure)
        off = [
            (record, value, factor)
            for record, value, figure, right in cells
            if figure and right and (factor := _factor(figure / right, tolerance))
        ]
        if len(off) == 1:
            record, value, factor = off[0]
            others = tuple(other for _, other, _, _ in cells if other is not value)
            beside = (
                "các thành phần"
                if value is column.whole
                else f"phần còn lại của {quoted(block.whole.row.name)}"
            )
            found.append(_Off(record, value, factor, beside, others))
    for one in found:
        alike = sum(other.record is one.record and other.factor == one.factor for other in found)
        if alike == filled[one.record.row.code] or _out_of_line(one, context):
            yield one


def _out_of_line(off: _Off, context: Context) -> bool:
    """Whether a year lies far from the years on both its sides, as far as they are figures."""
    series = _series(off.record, context)
    place = next((place for place, pair in enumerate(series) if pair and pair[0] is off.value), None)
    if place is None:
        return False
    figure = _figure(off.value)
    beside = [pair[1] for pair in series[max(0, place - 1) : place + 2] if pair and pair[0] is not off.value]
    return bool(beside) and all(_apart(abs(figure / other)) for other in beside)


def _off_total(
    record: Record, context: Context, tolerance: Decimal, found: dict[tuple[str, str], _Off]
) -> _Off | None:
    """Compare the total with what the years, mended where they are off themselves, come to."""
    years = complete_years(record, context)
    if years is None or (record.row.code, "total") in found:
        return None
    figures = [
        printed(amount) / (off.factor if (off := found.get((record.row.code, value.column))) else 1)
        for value, amount in zip(years.values, years.amounts, strict=True)
    ]
    match record.row.five_year:
        case FiveYear.SUM:
            right = sum(figures, Decimal(0))
        case FiveYear.LAST:
            right = figures[-1]
        case FiveYear.EACH:
            right = median(figures)
        case FiveYear.MEAN:
            right = sum(figures, Decimal(0)) / len(figures)
        case FiveYear.NONE:
            return None
    total = printed(years.whole)
    if not total or not right or (factor := _factor(total / right, tolerance)) is None:
        return None
    before = figures[-2] if record.row.five_year is FiveYear.LAST and len(figures) > 1 else None
    if before and _apart(abs(right / before)) and not _apart(abs(total / before)):
        return None  # The total follows the years before: it is the last year that leaves them.
    return _Off(record, years.total, factor, "các năm", years.values)
