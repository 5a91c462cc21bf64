"""Tasks and targets: their periods, what a task must have, ranges the wrong way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardxl.model import Kind, Period, Problem, Record, Severity, Target, Value
from wardxl.numerals import vietnamese
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import problem, span, title

_BETWEEN = re.compile(r"\s*(?:[-–—]|đến|tới)\s*", re.IGNORECASE)
_POINT = re.compile(r"(?:quý|quí|tháng|năm)?\s*[\dIVX]", re.IGNORECASE)


@rule("T701", "bad-period", Severity.ERROR)
def backward_period(value: Value, record: Record, context: Context) -> Iterator[Problem]:
    """Thời gian thực hiện không đọc được, hoặc bắt đầu sau khi kết thúc.

    Vì sao: không rõ nhiệm vụ làm khi nào thì không theo dõi tiến độ, không vẽ được lịch thực hiện.

    Cách xác định: ô thời gian phải là năm (2026), khoảng năm (2026-2030), quý (Quý II/2026), tháng (06/2026 -
    12/2027), hạn (trước 30/6/2027) hoặc việc làm đều (Thường xuyên, Hằng năm); thời điểm đầu không được sau thời điểm
    cuối.

    Bỏ qua: ô trống (báo ở chỗ nhiệm vụ còn thiếu).

    Cách sửa: ghi lại theo một trong các cách trên.

    Ví dụ: Thời gian “2028-2026” bắt đầu (2028) sau khi kết thúc (2026). Đề nghị ghi lại cho đúng thứ tự.
    """
    period = value.content
    if not isinstance(period, Period) or not _backward(period):
        return
    first = _moment(period.first) if period.first and period.last else str(period.start)
    last = _moment(period.last) if period.first and period.last else str(period.end)
    yield problem(
        "T701",
        record,
        value,
        f"Thời gian “{value.shown}” bắt đầu ({first}) sau khi kết thúc ({last}). Đề nghị ghi lại cho đúng thứ tự.",
        expected=_turned(period, first, last),
    )


def _backward(period: Period) -> bool:
    """Whether a period ends before it begins, by month where both months are named."""
    if period.first and period.last:
        return period.first > period.last
    return period.start is not None and period.end is not None and period.start > period.end


def _turned(period: Period, first: str, last: str) -> str:
    """Write a backward period the other way round, its ends as they were typed where they can be told apart."""
    ends = _BETWEEN.split(period.text.strip())
    typed = len(ends) == 2 and all(_POINT.match(end) for end in ends)
    return f"{ends[1]} - {ends[0]}" if typed else f"{last} - {first}"


def _moment(month: tuple[int, int] | None) -> str:
    return f"{month[1]:02}/{month[0]}" if month else ""


@rule("T702", "period-outside-plan", Severity.WARNING)
def period_outside_plan(value: Value, record: Record, context: Context) -> Iterator[Problem]:
    """Thời gian thực hiện nằm ngoài kỳ kế hoạch.

    Vì sao: nhiệm vụ ghi năm của giai đoạn khác thường là chép từ kế hoạch cũ, hoặc gõ nhầm năm.

    Cách xác định: năm đầu hoặc năm cuối của nhiệm vụ nằm ngoài `nam_dau` - `nam_cuoi` ở trang `Cấu hình`.

    Bỏ qua: việc làm đều (Thường xuyên, Hằng năm); thời gian không đọc được hoặc bị ngược (đã báo riêng).

    Cách sửa: sửa năm; nếu nhiệm vụ thật sự kéo dài ra ngoài kỳ thì để nguyên.

    Ví dụ: Thời gian “2024-2027” có năm 2024 nằm ngoài kế hoạch 2026-2030. Đề nghị kiểm tra lại.
    """
    period = value.content
    if not isinstance(period, Period) or _backward(period):
        return
    schema = context.schema
    named = dict.fromkeys(year for year in (period.start, period.end) if year is not None)
    outside = [str(year) for year in named if not schema.start <= year <= schema.end]
    if outside:
        yield problem(
            "T702",
            record,
            value,
            f"Thời gian “{value.shown}” có năm {' và '.join(outside)} nằm ngoài kế hoạch {span(context)}. "
            "Đề nghị kiểm tra lại.",
            expected=span(context),
        )


def lacks_lead(record: Record) -> bool:
    """Whether nobody says who leads a row; one department's own list without a column of leads says it as a whole."""
    return not record.department if record.lead is None else not record.lead.text


@rule("T703", "incomplete-task", Severity.WARNING)
def incomplete_task(record: Record, context: Context) -> Iterator[Problem]:
    """Nhiệm vụ thiếu đơn vị chủ trì, thời gian hoặc sản phẩm.

    Vì sao: không có người làm, thời hạn và sản phẩm thì nhiệm vụ không theo dõi, không nghiệm thu được.

    Cách xác định: với dòng kiểu `nhiệm vụ`, các cột đơn vị chủ trì, thời gian, sản phẩm mà biểu mẫu có phải được ghi. Ô
    cần sửa là ô trống; với đơn vị chủ trì, hoặc khi bảng gửi không có cột đó, là ô tên nhiệm vụ.

    Bỏ qua: cột mà biểu mẫu không có; cột bắt buộc mà cả bảng không có (đã báo thiếu cột); đơn vị chủ trì khi bảng
    không có cột đó mà tệp là của một đơn vị.

    Cách sửa: ghi đủ ba nội dung cho mỗi nhiệm vụ.

    Ví dụ: Nhiệm vụ thiếu “Sản phẩm”. Đề nghị ghi cho đủ.
    """
    form = context.schema.forms.get(record.row.appendix)
    if record.row.kind is not Kind.TASK or form is None:
        return
    for column in form.columns:
        if column.role not in ("lead", "period", "product"):
            continue
        value = record.values.get(column.key)
        if column.role == "lead":
            missing = lacks_lead(record)
        else:
            missing = value.blank if value else not column.required
        if missing:
            lead = record.lead if column.role == "lead" else None
            place = (value or lead or record.name).ref
            yield problem(
                "T703",
                record,
                value,
                f"Nhiệm vụ thiếu {title(column.key, record, context)}. Đề nghị ghi cho đủ.",
                ref=place,
                column=column.key,
            )


@rule("T705", "reversed-range", Severity.ERROR)
def reversed_range(value: Value, record: Record, context: Context) -> Iterator[Problem]:
    """Khoảng chỉ tiêu ghi ngược, số lớn đứng trước số nhỏ.

    Vì sao: 90-85 có thể là 85-90 viết ngược, hoặc một trong hai số gõ nhầm; không tự đổi chỗ.

    Cách xác định: đầu dưới của khoảng lớn hơn đầu trên.

    Bỏ qua: chỉ tiêu một số, chỉ tiêu chỉ có một đầu (≥95), chỉ tiêu bằng chữ.

    Cách sửa: ghi lại khoảng với số nhỏ đứng trước.

    Ví dụ: Khoảng “90-85” ghi ngược: 90 đứng trước 85. Nếu là từ 85 đến 90 thì đề nghị ghi 85-90.
    """
    target = value.content
    if (
        not isinstance(target, Target)
        or target.low is None
        or target.high is None
        or target.low <= target.high
    ):
        return
    low, high = vietnamese(target.high), vietnamese(target.low)
    yield problem(
        "T705",
        record,
        value,
        f"Khoảng “{value.shown}” ghi ngược: {high} đứng trước {low}. "
        f"Nếu là từ {low} đến {high} thì đề nghị ghi {low}-{high}.",
        expected=f"{low}-{high}",
    )
