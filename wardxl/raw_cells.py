"""A value cell before it is read, and what can be said against it; every message names the remedy."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from wardxl.exact import rounded
from wardxl.figures import Figure
from wardxl.model import Cell, Column, Problem, Ref, Row, Unit, text_of
from wardxl.numerals import Numeral, Reading, vietnamese
from wardxl.text import brief

_MINUTES = 24 * 60
#: The sign of percentages is part of the notation of numbers, not of any template.
PERCENT = "%"
#: A time of day without a day, as a cell holds it.
_CLOCK = re.compile(r"(\d\d):(\d\d)(?!\d)")


class RawCell(NamedTuple):
    """A value cell as found: its place, its column, the cell (None: blank) and what stands there.

    `seen` is a Figure where the cell holds a number, else what a person sees.
    """

    ref: Ref
    column: Column
    row: Row
    cell: Cell | None
    seen: str | Figure
    struck: bool = False

    @property
    def shown(self) -> str:
        """What a person sees."""
        return text_of(self.seen)

    @property
    def quoted(self) -> str:
        """The same in a message."""
        return brief(self.shown)


class RowUnit(NamedTuple):
    """The unit a row's figures are in: as typed (or the catalogue's), and the factor to the catalogue's."""

    unit: Unit | None
    factor: Decimal = Decimal(1)

    @property
    def percent(self) -> bool:
        """Whether the figures are percentages."""
        return self.unit is not None and self.unit.symbol == PERCENT


class Unread(Exception):
    """A cell that cannot be read, with the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _problem(raw: RawCell, code: str, message: str, expected: str | None = None) -> Problem:
    return Problem(
        code,
        message,
        ref=raw.ref,
        appendix=raw.row.appendix,
        row=raw.row.code,
        column=raw.column.key,
        found=raw.shown,
        expected=expected,
    )


def error_value(raw: RawCell) -> Problem:
    """S109."""
    return _problem(raw, "S109", f"Ô đang báo lỗi {raw.quoted}; hãy sửa công thức hoặc gõ lại số liệu.")


def uncalculated(raw: RawCell) -> Problem:
    """S108."""
    return _problem(
        raw,
        "S108",
        "Ô có công thức nhưng kết quả chưa được tính và lưu; hãy mở tệp bằng Excel, lưu lại rồi nộp lại, "
        "hoặc gõ thẳng số liệu.",
    )


def unreadable_period(raw: RawCell) -> Problem:
    """T701."""
    return _problem(
        raw,
        "T701",
        f"Không đọc được thời gian “{raw.quoted}”; hãy ghi năm hoặc khoảng năm, ví dụ 2026-2028, "
        "hoặc ghi Thường xuyên.",
        "năm, khoảng năm (2026-2028) hoặc Thường xuyên",
    )


def unreadable_target(raw: RawCell) -> Problem:
    """T704."""
    return _problem(
        raw,
        "T704",
        f"Không đọc được chỉ tiêu “{raw.quoted}”; hãy ghi một số (85), một khoảng (85-90), một mức (≥95) "
        "hoặc một kết quả (Đạt).",
        "một số, một khoảng, một mức hoặc Đạt",
    )


def not_a_number(raw: RawCell) -> Problem:
    """V202."""
    return _problem(
        raw,
        "V202",
        f"Ô này phải là số nhưng đang ghi “{raw.quoted}”; hãy ghi số (ví dụ 46.497,8) và chuyển phần chữ "
        "sang cột Ghi chú.",
        "một số",
    )


def carries_unit(raw: RawCell, typed: str, unit: Unit | None) -> Problem:
    """V209."""
    wanted = unit.symbol if unit else raw.row.unit
    return _problem(
        raw,
        "V209",
        f"“{raw.quoted}” ghi theo đơn vị “{typed}” trong khi dòng này tính bằng {wanted}; hãy ghi con số "
        f"tính bằng {wanted}, không kèm đơn vị.",
        f"số tính bằng {wanted}",
    )


def ambiguous(raw: RawCell, numeral: Numeral) -> Problem:
    """V203."""
    both = " hoặc ".join(vietnamese(reading.value, reading.decimals) for reading in numeral.readings)
    return _problem(
        raw,
        "V203",
        f"“{raw.quoted}” có thể hiểu là {both}; hãy ghi lại cho rõ: dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần lẻ.",
        both,
    )


def foreign_notation(raw: RawCell, value: Decimal, decimals: int) -> Problem:
    """V204."""
    meant = vietnamese(value, decimals)
    return _problem(
        raw,
        "V204",
        f"“{raw.quoted}” viết theo kiểu nước ngoài (dấu chấm ngăn phần lẻ), đã hiểu là {meant}; "
        "hãy ghi lại theo kiểu Việt Nam.",
        meant,
    )


def qualified(raw: RawCell, numeral: Numeral, reading: Reading) -> Problem:
    """V211."""
    return _problem(
        raw,
        "V211",
        f"“{raw.quoted}” có thêm “{numeral.qualifier}” bên cạnh con số; số đã được lấy, hãy kiểm tra và chuyển phần "
        "chữ sang cột Ghi chú.",
        vietnamese(reading.value, reading.decimals),
    )


def struck_through(raw: RawCell) -> Problem:
    """V212."""
    return _problem(
        raw,
        "V212",
        f"“{raw.quoted}” bị gạch ngang nhưng vẫn được lấy; nếu số đã bỏ, hãy xóa hẳn và ghi số mới.",
    )


def became_date(raw: RawCell) -> Problem:
    """V205."""
    assert raw.cell is not None
    originals = " hoặc ".join(_typed_before(raw.cell.value, raw.column.role == "period"))
    became = "giờ" if _CLOCK.match(raw.cell.value) else "ngày"
    what = (
        f"Ô chứa ngày tháng kiểu Excel ({raw.shown}) nên không chắc trước đó đã gõ gì"
        if originals == raw.shown
        else f"Excel đã đổi nội dung thành {became} {raw.shown}; trước đó có thể là {originals}"
    )
    return _problem(raw, "V205", f"{what}. Hãy định dạng ô là Văn bản (Text) rồi gõ lại.", originals)


def became_elapsed(raw: RawCell, figure: Figure) -> Problem:
    """V205, for what is shown as elapsed hours: `25:30` typed is stored as 1.0625 days."""
    minutes = int(rounded(abs(figure.value) * _MINUTES, 0))
    typed = f"{'-' if figure.value < 0 else ''}{minutes // 60}:{minutes % 60:02d}"
    return _problem(
        raw,
        "V205",
        f"Excel đã đổi nội dung thành khoảng thời gian {typed} (số lưu trong ô là {vietnamese(figure.value)} ngày); "
        f"trước đó có thể là {typed}. Hãy định dạng ô là Văn bản (Text) rồi gõ lại.",
        typed,
    )


def _typed_before(iso: str, period: bool = False) -> list[str]:
    """What a person may have typed before Excel made a date of it: a fraction, a range, a month; a term; a ratio."""
    if clock := _CLOCK.match(iso):
        return [f"{int(clock[1])}:{int(clock[2])}"]
    try:
        day: date = datetime.fromisoformat(iso).date()
    except ValueError:
        return [iso]
    if period:
        # In a column of terms nobody types a fraction: a month, a whole date, or a run of months.
        terms = [f"{day.month:02d}/{day.year}"] if day.day == 1 else []
        return [*terms, f"{day:%d/%m/%Y}", *([f"{day.day}-{day.month}"] if 1 < day.day < 13 else [])]
    pairs = dict.fromkeys([(day.day, day.month), (day.month, day.day)])
    typed = [f"{first:02d}/{second:02d}" for first, second in pairs]
    typed += [f"{first}-{second}" for first, second in pairs]
    if day.day == 1:
        # `6/2026` comes back as the first of June.
        typed += [f"{day.month:02d}/{day.year}"]
    return typed
