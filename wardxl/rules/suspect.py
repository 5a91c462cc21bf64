"""The one cell of a block that explains why its sums do not come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardxl.exact import EXACT, QUOTIENT
from wardxl.model import Block, FiveYear, Problem, Record, Relation, Severity
from wardxl.rounding import Outcome, SumCheck, check_at_most, check_mean, check_sum, printed
from wardxl.rules.engine import blocks
from wardxl.rules.parts import columns, part_sum_checks
from wardxl.rules.registry import Context, Rows, rule
from wardxl.rules.saying import problem, quoted, title, written
from wardxl.rules.shapes import slip
from wardxl.rules.years import complete_years, year_sum_check

_ONE, _ZERO = Decimal(1), Decimal(0)
_ENDLESS = Decimal("Infinity")

#: A cell: the row's code and the column's key.
_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sum:
    """`weight · first = the others together` (`≥` where `at_most`), and how that came out.

    The sums of parts and of years are `plain`; the others bind years and total as well: the mean, the last
    year, the same figure every year, parts that are only some of the whole.
    """

    cells: tuple[_Cell, ...]
    check: SumCheck
    weight: Decimal = _ONE
    plain: bool = False
    at_most: bool = False

    @property
    def failing(self) -> bool:
        """Whether it is beyond what rounding explains; of a mean and of `≥` no word is said when they are cut off."""
        told = self.check.outcome is Outcome.TRUNCATED and not self.at_most and self.weight == _ONE
        return told or self.check.outcome is Outcome.WRONG

    @property
    def difference(self) -> Decimal:
        """weight · first less the others."""
        return EXACT.multiply(self.check.difference, self.weight)

    def mending(self, cell: _Cell) -> Decimal:
        """By how much a cell must change for it to come out exactly."""
        if cell == self.cells[0]:
            return self.check.difference.copy_negate()
        return self.difference

    def allows(self, cell: _Cell, reach: Decimal) -> tuple[Decimal, Decimal]:
        """The changes of a cell that leave no more than `reach` of a difference."""
        right = self.mending(cell)
        first = cell == self.cells[0]
        reach = QUOTIENT.divide(reach, self.weight) if first else reach
        low, high = EXACT.subtract(right, reach), EXACT.add(right, reach)
        if self.at_most:
            return (low, _ENDLESS) if first else (-_ENDLESS, high)
        return low, high


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A cell, by how much it must change, and the sums that this mends."""

    cell: _Cell
    change: Decimal
    mended: Sequence[_Sum]
    beyond: bool


@rule("H503", "suspect-cell", Severity.INFO, doubts=True)
def suspect_cell(rows: Rows, context: Context) -> Iterator[Problem]:
    """Ô nghi sai duy nhất của một khối: chỉ cần sửa ô này thì mọi phép cộng sai của khối đều khớp.

    Vì sao: một số gõ nhầm làm sai cả phép cộng theo năm lẫn phép cộng theo thành phần; nơi hai phép cộng gặp nhau là
    ô cần xem trước, đỡ phải dò cả bảng.

    Cách tính: xét mọi ràng buộc của khối (tổng và thành phần theo từng cột; các năm và số cả giai đoạn theo từng dòng:
    tổng, bình quân, năm cuối, hằng năm). Trước hết lấy các ràng buộc lệch quá mức làm tròn; nếu không có thì lấy các
    phép cộng lệch trong mức làm tròn, khi có từ hai phép trở lên. Ô nghi sai là ô có mặt trong tất cả các ràng buộc
    đó, ở đâu cũng lệch cùng một số, và khi sửa không làm chỗ nào khác sai, không ra ngoài phạm vi của chỉ tiêu. Nếu
    làm tròn còn để ngỏ nhiều ô thì lấy ô mà khi sửa thì cả khối khớp đúng. Chỉ nêu khi có đúng một ô.

    Bỏ qua: khối thiếu dòng thành phần; phép cộng thiếu số; chỗ lệch chỉ do cách hiện số lẻ.

    Cách sửa: mở lại tài liệu gốc xem ô này; nếu đúng là gõ nhầm thì ghi số gợi ý. Đây là gợi ý, không phải kết luận.

    Ví dụ: Ô nghi sai: năm 2028 của “Thu từ thuế, phí, lệ phí và thu khác” ghi 7.880,5; nếu là 7.808,5 thì cả 2 phép
    cộng đang lệch quanh ô này đều khớp (hai chữ số bị đổi chỗ cho nhau). Đề nghị đối chiếu ô này trước.
    """
    families = list(blocks(rows.records.values(), context.schema))
    sums = list(
        {
            one.cells: one
            for block in families
            for one in (*_of_parts(block, context), *_of_years(block, context))
        }.values()
    )
    found: dict[_Cell, _Suspect] = {}
    for block in families:
        codes = {record.row.code for record in (block.whole, *block.parts)}
        inside = [one for one in sums if all(code in codes for code, _ in one.cells)]
        suspect = _suspect(inside, sums, rows.records)
        # In a row that is a part here and a whole below, both blocks point at the same cell.
        if suspect and len(suspect.mended) > len(found[suspect.cell].mended if suspect.cell in found else ()):
            found[suspect.cell] = suspect
    for suspect in found.values():
        yield _say(suspect, rows.records, context)


# ── What binds the cells of a block ───────────────────────────────────────────────────────


def _of_parts(block: Block, context: Context) -> Iterator[_Sum]:
    """The whole and its parts in each column."""
    if block.relation is Relation.PART:
        for column, check in part_sum_checks(block, context):
            yield _Sum(_down(block, column.key, column.records), check, plain=True)
    else:
        for column in columns(block, context):
            check = check_at_most(column.amount, column.amounts, context.tolerance("H505"))
            yield _Sum(_down(block, column.key, column.records), check, at_most=True)


def _down(block: Block, key: str, records: Sequence[Record]) -> tuple[_Cell, ...]:
    return tuple((record.row.code, key) for record in (block.whole, *records))


def _of_years(block: Block, context: Context) -> Iterator[_Sum]:
    """The five-year figure and the years in each row."""
    for record in (block.whole, *block.parts):
        total, keys = record.amount("total"), context.years(record.row)
        match record.row.five_year:
            case FiveYear.SUM:
                if checked := year_sum_check(record, context):
                    yield _Sum(_along(record, keys), checked[1], plain=True)
            case FiveYear.MEAN:
                if years := complete_years(record, context):
                    check = check_mean(years.whole, years.amounts, context.tolerance("Y406"))
                    yield _Sum(_along(record, keys), check, Decimal(len(keys)))
            case FiveYear.LAST | FiveYear.EACH as kind:
                for key in keys[-1:] if kind is FiveYear.LAST else keys:
                    if total and (year := record.amount(key)):
                        yield _Sum(_along(record, (key,)), check_sum(total, [year]))


def _along(record: Record, years: Sequence[str]) -> tuple[_Cell, ...]:
    return tuple((record.row.code, key) for key in ("total", *years))


# ── The one cell ──────────────────────────────────────────────────────────────────────────


def _suspect(
    inside: Sequence[_Sum], everywhere: Sequence[_Sum], records: Mapping[str, Record]
) -> _Suspect | None:
    """Find the one cell of a block whose change mends what fails in it and breaks nothing anywhere."""
    failing = [one for one in inside if one.failing]
    if len(failing) == 1 and failing[0].check.outcome is Outcome.TRUNCATED and failing[0].plain:
        return None  # A single sum that was cut off: nothing says that one of its figures is wrong.
    if failing:
        found = _candidates(failing, everywhere, records)
        if len(found) > 1:
            found = {cell: by for cell, by in found.items() if _settled(cell, by, inside)}
    else:
        failing = [one for one in inside if one.plain and one.check.difference]
        if len(failing) < 2 or not any(one.check.stored_difference for one in failing):
            return None
        found = _exact(failing, everywhere)
    if len(found) != 1:
        return None
    (cell, change), *_ = found.items()
    return _Suspect(cell, change, failing, failing[0].failing)


def _common(failing: Sequence[_Sum]) -> list[_Cell]:
    """The cells that stand in every one of some sums."""
    return [cell for cell in failing[0].cells if all(cell in one.cells for one in failing)]


def _candidates(
    failing: Sequence[_Sum], everywhere: Sequence[_Sum], records: Mapping[str, Record]
) -> dict[_Cell, Decimal]:
    """The cells one change of which brings all failing sums within tolerance, with that change.

    No other sum may be left beyond tolerance by it that is not so now. Of the changes that are possible the one is
    taken that makes most sums exact, and where that is a draw the one that the sum with the least tolerance asks
    for.
    """
    found = {}
    for cell in _common(failing):
        its = [one for one in everywhere if cell in one.cells]
        low, high = _possible(records[cell[0]], cell[1])
        for one in its:
            now = -min(one.difference, _ZERO) if one.at_most else abs(one.difference)
            tolerance = EXACT.multiply(one.check.tolerance, one.weight)
            reach = tolerance if one in failing else max(tolerance, now)
            least, most = one.allows(cell, reach)
            low, high = max(low, least), min(high, most)
        bound = [one for one in its if not one.at_most]
        # Where nothing but `≥` binds a cell its figure is not known, only how far it must go.
        wanted = [one for one in bound if one in failing] or bound or its
        if low > high:
            continue
        changes = [(by, min(max(by.mending(cell), low), high)) for by in wanted]
        ranked = [
            (-sum(one.mending(cell) == change for one in its), by.check.tolerance, abs(change), change)
            for by, change in changes
        ]
        if change := min(ranked)[-1]:
            found[cell] = change
    return found


def _settled(cell: _Cell, change: Decimal, inside: Sequence[_Sum]) -> bool:
    """Whether a change makes everything in a block exact, two sums at least asking for the same."""
    bound = [one for one in inside if not one.at_most]
    its = [one for one in bound if cell in one.cells]
    exact = all(one.mending(cell) == change if one in its else not one.difference for one in bound)
    return exact and len(its) > 1


def _possible(record: Record, column: str) -> tuple[Decimal, Decimal]:
    """The changes of a cell that leave its figure within the range of its row."""
    amount, row = record.amount(column), record.row
    now = printed(amount) if amount else _ZERO
    low = -_ENDLESS if row.minimum is None else min(EXACT.subtract(row.minimum, now), _ZERO)
    high = _ENDLESS if row.maximum is None else max(EXACT.subtract(row.maximum, now), _ZERO)
    return low, high


def _exact(failing: Sequence[_Sum], everywhere: Sequence[_Sum]) -> dict[_Cell, Decimal]:
    """The cells one and the same change of which makes all of some sums exact and no other differ by more."""
    found = {}
    for cell in _common(failing):
        change, *others = {one.mending(cell) for one in failing}
        rest = [one for one in everywhere if cell in one.cells and one not in failing]
        if not others and all(_within(one, cell, change) for one in rest):
            found[cell] = change
    return found


def _within(one: _Sum, cell: _Cell, change: Decimal) -> bool:
    """Whether a change of a cell leaves a sum no worse than it is."""
    low, high = one.allows(cell, -min(one.difference, _ZERO) if one.at_most else abs(one.difference))
    return low <= change <= high


# ── Saying it ─────────────────────────────────────────────────────────────────────────────


def _say(suspect: _Suspect, records: Mapping[str, Record], context: Context) -> Problem:
    """Name the cell and the figure that would mend it."""
    code, column = suspect.cell
    record, value = records[code], records[code].values[column]
    amount = value.amount
    now = printed(amount) if amount else _ZERO
    mended = suspect.mended
    operands = [records[code].amount(column) for one in mended for code, column in one.cells]
    right = written(now + suspect.change, value, [operand for operand in operands if operand])
    shape = slip(now, now + suspect.change)
    if all(one.at_most for one in mended):
        right = f"{'≥' if suspect.change > 0 else '≤'} {right}"
    what = "phép cộng" if all(one.plain for one in mended) else "phép so sánh"
    many = f"cả {len(mended)} {what} đang lệch quanh ô này đều" if len(mended) > 1 else f"{what} đang lệch sẽ"
    begin, end = (
        ("Ô nghi sai", "Đề nghị đối chiếu ô này trước.")
        if suspect.beyond
        else ("Ô nên xem lại", "Các chỗ lệch đều trong mức làm tròn, nên không bắt buộc sửa.")
    )
    message = (
        f"{begin}: {title(value.column, record, context)} của {quoted(record.row.name)} ghi {value.shown}; "
        f"nếu là {right} thì {many} khớp{f' ({shape})' if shape else ''}. {end}"
    )
    related = [records[code].values[column].ref for one in mended for code, column in one.cells]
    return problem("H503", record, value, message, related=related, expected=right)
