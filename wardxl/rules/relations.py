"""Relations between rows that the template states in its sheet of formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wardxl import formula
from wardxl.formula import Figure, FormulaError
from wardxl.intervals import Interval
from wardxl.model import Amount, Formula, Problem, Record, Severity, Value
from wardxl.numerals import vietnamese
from wardxl.rounding import cut_interval, half_step, interval, printed
from wardxl.rules.registry import Context, Rows, rule
from wardxl.rules.saying import arrived_last, capital, problem, title, written
from wardxl.rules.years import SUM_TOLERANCE


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of a relation: where its figures stand."""

    key: str
    years: Sequence[str]
    records: Mapping[str, Record]

    def values(self, figure: Figure) -> list[Value] | None:
        """The cells that a figure of the formula stands for; None where one of them is no figure."""
        place = self.years.index(self.key)
        match figure.when:
            case "running":
                keys = list(self.years[: place + 1])
            case "previous":
                keys = [self.years[place - 1] if place else "baseline"]
            case _:
                keys = [self.key]
        record = self.records.get(figure.row)
        cells = [record.values.get(key) for key in keys] if record else []
        found = [value for value in cells if value is not None and value.amount is not None]
        return found if found and len(found) == len(keys) else None


@rule(
    "R801",
    "relation",
    Severity.ERROR,
    clean=True,
    beware=("Y401", "Y406", "H501", "H505"),
    tolerance=SUM_TOLERANCE,
)
def relation(rows: Rows, context: Context) -> Iterator[Problem]:
    """Quan hệ giữa các dòng nêu ở trang `Công thức` của tệp mẫu không đúng.

    Vì sao: có dòng tính được từ dòng khác (tỷ lệ trường đạt chuẩn từ số trường đã công nhận); hai nơi không khớp thì
    một nơi sai.

    Cách tính: tính hai vế cho từng năm bằng các khoảng giá trị mà số hiện trên ô có thể là trước khi làm tròn (rồi bằng
    các khoảng khi coi số bị cắt bỏ phần lẻ); không có giá trị nào thỏa thì báo. `cộng dồn` cộng từ năm đầu kế hoạch;
    `năm trước` của năm đầu là kết quả năm gốc; `≈ n%` cho lệch n% của vế phải.

    Bỏ qua: năm mà một số cần đến bị trống, không đọc được, đang bị báo lỗi hoặc nằm trong một phép cộng đang sai; chia
    cho số có thể bằng 0.

    Cách sửa: sửa số sai; nếu quan hệ không còn đúng thì sửa hoặc bỏ dòng đó ở trang `Công thức`.

    Ví dụ: Năm 2028 ghi 77,8%, nhưng theo công thức I.2.1 = 100 * (12 + cộng dồn(I.2.3)) / 18 thì phải là 72,2%.
    Nghĩa của công thức: Toàn phường có 18 trường công lập, 12 trường đã đạt chuẩn trước kỳ kế hoạch; tỷ lệ mỗi năm
    tính theo số trường công nhận mới cộng dồn đến năm đó. Đề nghị kiểm tra số này và các số trong công thức.
    """
    codes = frozenset(context.schema.rows)
    for stated in context.schema.formulas:
        try:
            parsed = formula.parse(stated.text, codes)
        except FormulaError:
            continue  # Said once, with its cell, as a fault of the template.
        named = [record for code in parsed.rows if (record := rows.records.get(code))]
        if len(named) < len(parsed.rows):
            continue
        years = context.years(named[0].row)
        for key in years:
            yield from _broken(stated, parsed, _Year(key, years, rows.records), context)


def _broken(stated: Formula, parsed: formula.Relation, year: _Year, context: Context) -> Iterator[Problem]:
    """Say so where a relation cannot hold in a year, neither of rounded figures nor of cut-off ones."""
    factor = context.tolerance("R801")

    def rounded(amount: Amount) -> Interval:
        return (
            interval(amount)
            if factor == 1
            else Interval.of(printed(amount)).widened(half_step(amount) * factor)
        )

    sides = _sides(parsed, year, rounded)
    if sides is None or formula.holds(parsed, *sides):
        return
    cut = _sides(parsed, year, lambda amount: cut_interval(amount, factor))
    if cut is None or formula.holds(parsed, *cut):
        return
    cells = [(figure, values) for figure in formula.figures(parsed) if (values := year.values(figure))]
    first, values = cells[0]
    alone = parsed.left == first and not first.when
    usual = values[-1]
    operands = [value for _, group in cells for value in group]
    blamed = context.blamed(usual, operands)
    record = next(record for record in year.records.values() if blamed in record.values.values())
    exact = _sides(parsed, year, lambda amount: Interval.of(printed(amount)))
    middle = (exact or sides)[1]
    right = written((middle.low + middle.high) / 2, usual, [usual.amount] if usual.amount else [])
    where = title(year.key, record, context)
    if alone:
        must = {"=": "phải là", "≈": "phải là khoảng", "≤": "không được lớn hơn", "≥": "không được nhỏ hơn"}
        said = (
            f"{capital(where)} ghi {usual.shown}, nhưng theo công thức {stated.text} thì "
            f"{must[parsed.operator]} {right}"
        )
    else:
        left = (exact or sides)[0]
        said = (
            f"{capital(where)}: công thức {stated.text} không đúng, vế trái là "
            f"{vietnamese((left.low + left.high) / 2)}, vế phải là {vietnamese((middle.low + middle.high) / 2)}"
        )
    # A clerk knows rows by their names and not by the codes of the formula.
    meaning = f" Nghĩa của công thức: {stated.explanation.rstrip('. ')}." if stated.explanation else ""
    signs = {"=": "", "≈": "≈ ", "≤": "≤ ", "≥": "≥ "}
    yield problem(
        "R801",
        record,
        blamed,
        f"{said}.{meaning} Đề nghị kiểm tra số này và các số trong công thức."
        f"{arrived_last(blamed, usual, record, context)}",
        related=[value.ref for value in operands],
        expected=f"{signs[parsed.operator]}{right}" if alone and blamed is usual else None,
    )


def _sides(
    parsed: formula.Relation, year: _Year, reading: Callable[[Amount], Interval]
) -> tuple[Interval, Interval] | None:
    """Work out both sides of a relation in a year; None where a figure is missing."""

    def look(figure: Figure) -> list[Interval] | None:
        values = year.values(figure)
        return None if values is None else [reading(value.amount) for value in values if value.amount]

    left, right = formula.evaluate(parsed.left, look), formula.evaluate(parsed.right, look)
    return None if left is None or right is None else (left, right)
