"""Cells left blank where the form asks for a value, and figures that ended up in the note instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardxl.model import Kind, Problem, Record, Severity, Value
from wardxl.numerals import Numeral, parse
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import capital, problem, title
from wardxl.rules.tasks import lacks_lead
from wardxl.text import clean
from wardxl.units import unit_table

_FIGURES = frozenset({Kind.NUMBER, Kind.COUNT})
_TARGETS = frozenset({Kind.TARGET, Kind.STATUS})


@rule("V201", "blank", Severity.WARNING)
def blank(record: Record, context: Context) -> Iterator[Problem]:
    """Ô để trống ở chỗ biểu mẫu cần giá trị.

    Vì sao: ô trống không nói được là bằng 0, chưa có số hay quên ghi; các phép cộng cần đến nó không làm được.

    Cách xác định: với dòng kiểu `số` và `số đếm`, số cả giai đoạn và các năm, khi ít nhất một ô trong đó đã ghi; với
    phụ lục chỉ tiêu, ô chỉ tiêu; với nhiệm vụ, thời gian, sản phẩm và đơn vị chủ trì.

    Bỏ qua: kết quả năm gốc, Nghị quyết, ghi chú; dòng kiểu `chữ`, `tỷ số`, `nhóm`; cột mà bảng không có; chỗ đã được
    báo là nhiệm vụ còn thiếu.

    Cách sửa: ghi giá trị; nếu bằng 0 thì ghi 0 hoặc dấu gạch (-).

    Ví dụ: Năm 2028 để trống trong khi dòng này đã có số ở chỗ khác. Đề nghị ghi số; nếu bằng 0 thì ghi 0 hoặc dấu
    gạch (-).
    """
    kind = record.row.kind
    if kind in _FIGURES:
        cells = [v for key in ("total", *context.years(record.row)) if (v := record.values.get(key))]
        if not all(value.blank for value in cells):
            for value in cells:
                if value.blank:
                    where = title(value.column, record, context)
                    yield problem(
                        "V201",
                        record,
                        value,
                        f"{capital(f'số {where}' if value.column == 'total' else where)} để trống trong khi dòng này "
                        "đã có số ở chỗ khác. Đề nghị ghi số; nếu bằng 0 thì ghi 0 hoặc dấu gạch (-).",
                        expected="một số",
                    )
    elif kind in _TARGETS or kind is Kind.TASK:
        for key in ("target",) if kind in _TARGETS else ("period", "product"):
            empty = record.values.get(key)
            if empty is not None and empty.blank:
                yield _wanted(record, key, empty, context)
        if kind is Kind.TASK and lacks_lead(record) and _has(record, "lead", context):
            yield _wanted(record, "lead", None, context)


def _wanted(record: Record, key: str, value: Value | None, context: Context) -> Problem:
    """Ask for a blank target, or a blank of a task; a lead without a column of its own at the row's name."""
    return problem(
        "V201",
        record,
        value,
        f"Cột {title(key, record, context)} để trống. Đề nghị ghi cho đủ.",
        ref=None if value else (record.lead or record.name).ref,
        column=key,
    )


def _has(record: Record, role: str, context: Context) -> bool:
    """Whether the form of a record has a column of that role."""
    form = context.schema.forms.get(record.row.appendix)
    return form is not None and any(column.role == role for column in form.columns)


# ── A figure in the note ──────────────────────────────────────────────────────────────────

_LABELS = re.compile(
    r"(?:(?:số liệu|kết quả|kq|thực hiện|th|ước|đạt|là|kế hoạch|kh|chỉ tiêu|mục tiêu|nghị quyết|nq|đại hội|giai đoạn"
    r"|cả giai đoạn|tổng|đến|năm|5 năm)\b\.?\s*|20\d\d(?:\s*[-–]\s*20\d\d)?(?=\D|$)\s*|[:=–-]\s+|:\s*)+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"20\d\d")
_PIECES = re.compile(r"[;\n]|(?<=\S)\.\s+")
_WRAPPED = re.compile(r"\((.+)\)")


@rule("V210", "figure-in-note", Severity.INFO)
def figure_in_note(record: Record, context: Context) -> Iterator[Problem]:
    """Ô giá trị để trống nhưng có số nằm trong cột ghi chú.

    Vì sao: số ở ghi chú không được cộng, không được so sánh; thường là số của ô trống đã gõ lệch cột.

    Cách xác định: ghi chú, hoặc một vế của nó, chỉ gồm một con số (có thể kèm đơn vị tính cùng loại với dòng, kèm chữ
    như “Năm 2025:”), và dòng kiểu `số`, `số đếm` còn ô trống ở cột ứng với chữ đó; không có chữ thì là ô trống đầu
    tiên.

    Bỏ qua: câu văn có số, số năm, số thứ tự chú thích; dòng không có ô trống.

    Cách sửa: nếu đúng là số của ô trống thì chuyển sang ô đó; nếu không thì ghi thêm vài chữ cho rõ số đó là gì.

    Ví dụ: Ô kết quả năm 2025 để trống, nhưng cột ghi chú ghi 12,5%. Nếu đây là số của ô này, đề nghị chuyển sang ô;
    nếu không, đề nghị ghi rõ trong ghi chú đó là số gì.
    """
    if record.row.kind not in _FIGURES or record.note is None:
        return
    empty = {
        key: value
        for key in ("baseline", "resolution", "total", *context.years(record.row))
        if (value := record.values.get(key)) and value.blank
    }
    if not empty:
        return
    for piece in _PIECES.split(record.note.text):
        text = clean(piece).strip(" .-–*•+")
        figure = _figure(text, record, context)
        if figure is None:
            continue
        label, shown = figure
        column = _meant(label, record, context)
        value = empty.get(column) if column else next(iter(empty.values()))
        if value is None:
            continue
        yield problem(
            "V210",
            record,
            value,
            f"Ô {title(value.column, record, context)} để trống, nhưng cột ghi chú ghi {shown}. Nếu đây là số của ô "
            "này, đề nghị chuyển sang ô; nếu không, đề nghị ghi rõ trong ghi chú đó là số gì.",
            related=[record.note.ref],
            expected=shown,
        )
        return


def _figure(text: str, record: Record, context: Context) -> tuple[str, str] | None:
    """Take a piece of a note apart into its label and the figure as written; None where it is prose."""
    wrapped = _WRAPPED.fullmatch(text)
    inner = wrapped[1].strip() if wrapped else text
    label = ""
    rest = inner
    if match := _LABELS.match(inner):
        label, rest = match[0], inner[match.end() :]
    numeral = parse(rest) if rest else None
    if numeral is None or numeral.dash or not _measures(numeral, record, context):
        return None
    value = numeral.readings[0].value
    bare = not numeral.unit and not label.strip()
    whole = value == value.to_integral_value()
    # A lone year is no figure of the row, a small whole number in brackets is the mark of a footnote.
    if bare and whole and (1900 <= value <= 2100 or (wrapped and value < 100)):
        return None
    return label, rest.strip()


def _measures(numeral: Numeral, record: Record, context: Context) -> bool:
    """Whether a figure's unit measures what the row measures."""
    if not numeral.unit:
        return True
    table = unit_table(context.schema.units)
    unit, wanted = table.find(numeral.unit), table.find(record.row.unit) if record.row.unit else None
    if unit is None:
        return False
    return wanted is None or table.factor(unit, wanted) is not None


def _meant(label: str, record: Record, context: Context) -> str:
    """The column that a label speaks of, '' where it names none."""
    words = label.casefold()
    years = _YEAR.findall(words)
    if "nghị quyết" in words or "nq" in words.split():
        return "resolution"
    if len(years) > 1 or "giai đoạn" in words or "5 năm" in words:
        return "total"
    if years:
        return "baseline" if int(years[0]) == context.schema.baseline_year else years[0]
    return ""
