"""Figures that are impossible or doubtful in themselves, whatever stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from wardxl.model import Kind, Problem, Record, Severity, Target, Value
from wardxl.numerals import vietnamese
from wardxl.rounding import printed
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import as_stored, figure_of, problem

#: Figures whose sizes lie further apart than this do not belong together.
_APART = 5
#: How far beyond the row's other figures a figure may lie once its scale is mended.
_FITS = 2


@rule("V207", "out-of-range", Severity.ERROR, first=True)
def out_of_range(value: Value, record: Record, context: Context) -> Iterator[Problem]:
    """Số liệu nhỏ hơn mức nhỏ nhất hoặc lớn hơn mức lớn nhất của chỉ tiêu.

    Vì sao: một tỷ lệ trên 100%, một số thu âm là số không thể có, cộng vào đâu cũng làm sai chỗ đó.

    Cách tính: số lưu trong ô (kể cả phần lẻ không hiện ra), đổi về đơn vị tính của danh mục, so với cột `Nhỏ nhất`
    và `Lớn nhất` của trang `Danh mục`; với chỉ tiêu dạng khoảng thì so cả hai đầu.

    Bỏ qua: dòng mà danh mục để trống hai cột đó; ô chữ. Số ngoài phạm vi không được dùng vào phép kiểm tra nào khác,
    nên các phép cộng cần đến nó được để lại cho lần gửi sau.

    Cách sửa: ghi lại số đúng. Nếu số đúng thật sự nằm ngoài phạm vi, sửa phạm vi ở trang `Danh mục` của tệp mẫu.

    Ví dụ: Năm 2027 ghi 120%, lớn hơn mức lớn nhất có thể có là 100. Đề nghị kiểm tra và ghi lại số đúng.
    """
    row = record.row
    if row.minimum is None and row.maximum is None:
        return
    match value.content:
        case Target(low=low, high=high):
            figures = [figure for figure in (low, high) if figure is not None]
        case _:
            figures = [value.amount.value] if value.amount else []
    where = figure_of(value.column, record, context)
    if row.minimum is not None and any(figure < row.minimum for figure in figures):
        limit, how, bound = row.minimum, "nhỏ hơn mức nhỏ nhất", "≥"
    elif row.maximum is not None and any(figure > row.maximum for figure in figures):
        limit, how, bound = row.maximum, "lớn hơn mức lớn nhất", "≤"
    else:
        return
    yield problem(
        "V207",
        record,
        value,
        f"{where} ghi {as_stored(value)}, {how} có thể có là {vietnamese(limit)}. Đề nghị kiểm tra và ghi lại số đúng.",
        expected=f"{bound} {vietnamese(limit)}",
    )


@rule("V208", "fractional-count", Severity.ERROR, first=True)
def fractional_count(value: Value, record: Record, context: Context) -> Iterator[Problem]:
    """Chỉ tiêu đếm (hộ, trường, tụ điểm …) có số lẻ.

    Vì sao: không có nửa trường, nửa hộ; số lẻ thường là gõ nhầm dấu phẩy, hoặc ghi nhầm dòng tỷ lệ.

    Cách tính: số lưu trong ô, đổi về đơn vị tính của danh mục, phải là số nguyên, kể cả khi ô chỉ hiện phần nguyên.

    Bỏ qua: dòng không phải kiểu `số đếm` trong trang `Danh mục`. Số lẻ không được dùng vào phép kiểm tra nào khác.

    Cách sửa: ghi lại số nguyên. Nếu chỉ tiêu có thể lẻ, đổi `Kiểu giá trị` của dòng thành `số` trong tệp mẫu.

    Ví dụ: Năm 2028 ghi 2,5 Trường, nhưng đây là chỉ tiêu đếm nên phải là số nguyên. Đề nghị ghi lại số đúng.
    """
    amount = value.amount
    if (
        record.row.kind is not Kind.COUNT
        or amount is None
        or amount.value == amount.value.to_integral_value()
    ):
        return
    where, shown = figure_of(value.column, record, context), as_stored(value)
    if record.row.unit and amount.factor == 1 and shown == value.shown:
        shown = f"{shown} {record.row.unit}"
    yield problem(
        "V208",
        record,
        value,
        f"{where} ghi {shown}, nhưng đây là chỉ tiêu đếm nên phải là số nguyên. Đề nghị ghi lại số đúng.",
        expected="số nguyên",
    )


@rule("V206", "percent-scale", Severity.WARNING, doubts=True)
def percent_scale(record: Record, context: Context) -> Iterator[Problem]:
    """Tỷ lệ % chỉ hợp với các số khác cùng dòng nếu nhân hoặc chia 100 (0,965 cạnh 96,5).

    Vì sao: ô không định dạng phần trăm thì 0,965 và 96,5 trông là hai số rất khác nhau; không rõ người ghi muốn nói
    96,5% hay 0,965%, nên số được giữ nguyên như trong ô và hỏi lại.

    Cách tính: các số khác 0 của dòng có đơn vị % được xếp theo độ lớn; số đứng cách nhóm đông nhất từ 5 lần trở lên mà
    nhân 100 hoặc chia 100 thì rơi vào nhóm đó (rộng hơn nhóm tối đa 2 lần, không ra ngoài phạm vi của chỉ tiêu).

    Bỏ qua: dòng có một số duy nhất, dòng không tính bằng %, số 0, số đã bị báo ngoài phạm vi.

    Cách sửa: ghi mọi số trong dòng theo cùng một cách, chẳng hạn 96,5 hoặc ô định dạng phần trăm hiện 96,5%.

    Ví dụ: Năm 2026 ghi 0,965: so với các số khác trong dòng (từ 96 đến 100), số này có thể là 96,5% hay đúng là 0,965%.
    Số được giữ nguyên là 0,965%; nếu là 96,5% thì đề nghị ghi lại 96,5.
    """
    if "%" not in record.row.unit:
        return
    figures = [(abs(printed(amount)), value) for value in record.values.values() if (amount := value.amount)]
    groups = _by_size(sorted(((size, value) for size, value in figures if size), key=lambda pair: pair[0]))
    if len(groups) < 2:
        return
    largest = max(groups, key=len)
    if sum(len(group) == len(largest) for group in groups) > 1:
        # Two groups of one size: a rate typed as a share (0,965) is met far more often than the other way round.
        largest = max(
            (group for group in groups if len(group) == len(largest)), key=lambda group: group[0][0]
        )
    low, high = largest[0][0], largest[-1][0]
    for group in groups:
        for size, value in group:
            amount = value.amount
            if group is largest or amount is None:
                continue
            factor = Decimal(100) if size < low else Decimal("0.01")
            meant = amount.value * factor
            if not (low / _FITS <= abs(meant) <= high * _FITS) or not _possible(meant, record):
                continue
            as_it_is, other = f"{vietnamese(amount.value)}%", f"{vietnamese(meant)}%"
            others = f"từ {vietnamese(low)} đến {vietnamese(high)}" if low != high else vietnamese(low)
            yield problem(
                "V206",
                record,
                value,
                f"{figure_of(value.column, record, context)} ghi {value.shown}: so với các số khác trong dòng "
                f"({others}), số này có thể là {other} hay đúng là {as_it_is}. "
                f"Số được giữ nguyên là {as_it_is}; nếu là {other} thì đề nghị ghi lại {vietnamese(meant)}.",
                related=[other_value.ref for _, other_value in largest],
                expected=f"{other} hoặc {as_it_is}",
            )


def _by_size(figures: list[tuple[Decimal, Value]]) -> list[list[tuple[Decimal, Value]]]:
    """Split figures in ascending order where the next is several times the one before."""
    groups: list[list[tuple[Decimal, Value]]] = []
    for pair in figures:
        if groups and pair[0] < groups[-1][-1][0] * _APART:
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups


def _possible(figure: Decimal, record: Record) -> bool:
    """Whether the catalogue's range allows a figure."""
    low, high = record.row.minimum, record.row.maximum
    return (low is None or figure >= low) and (high is None or figure <= high)
