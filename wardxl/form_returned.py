"""A form that comes back: whether it belongs here, from which template it was issued, what was filled in on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from wardxl.form_id import FormId, stands_beside
from wardxl.known_figures import agrees
from wardxl.model import Form, KnownFigure, Problem, Record, Row, Schema
from wardxl.text import key

_MOST_NAMED = 4


def barred(form: FormId, schema: Schema, file: str) -> Problem | None:
    """S113, S114: the form was issued for another ward, or for a period that has no year in common with the plan."""
    if key(form.ward) != key(schema.ward):
        message = (
            f"Biểu được phát hành cho {form.ward}, không phải {schema.ward}; tệp không được tổng hợp. "
            "Hãy kiểm tra tệp có gửi nhầm phường không."
        )
        return Problem(
            "S113",
            message,
            file=file,
            department=form.department,
            found=form.ward,
            expected=schema.ward,
        )
    if form.end < schema.start or form.start > schema.end:
        period = f"{schema.start}-{schema.end}"
        message = (
            f"Biểu được phát hành cho giai đoạn {form.period}, không có năm nào của kế hoạch {period}; tệp không được "
            "tổng hợp. Hãy điền vào biểu của đúng giai đoạn rồi gửi lại."
        )
        return Problem(
            "S114", message, file=file, department=form.department, found=form.period, expected=period
        )
    return None


def beside_table(problem: Problem) -> bool:
    """Whether a problem is that nobody asked for the columns of checks that stand beside our tables."""
    return problem.code == "S112" and stands_beside(problem.found or "")


def old_form(form: FormId, schema: Schema, file: str) -> Problem | None:
    """S111: the form was issued from another version of the template; says what has changed since."""
    if form.version == schema.version:
        return None
    changes = _changes(form, schema)
    what = f" Khác nhau: {'; '.join(changes)}." if changes else ""
    message = (
        f"Biểu này phát hành từ phiên bản mẫu {form.version}, không phải phiên bản hiện hành {schema.version}; "
        f"số liệu vẫn được đọc.{what} Hãy gửi đơn vị biểu mới để điền phần khác nhau."
    )
    return Problem(
        "S111",
        message,
        file=file,
        department=form.department,
        found=form.version,
        expected=schema.version,
    )


def _changes(form: FormId, schema: Schema) -> list[str]:
    """What a form lacks and what it has too much, against the template of today."""
    if not form.rows:
        return []
    due = [row.code for row in schema.rows.values() if form.department in row.leads]
    appendices = dict.fromkeys(name.partition(":")[0] for name in form.columns)
    columns = [
        f"{code}:{column.key}"
        for code in appendices
        if code in schema.forms
        for column in schema.forms[code].columns
    ]
    return [
        f"{word} {_named(names, speak)}"
        for word, names, speak in (
            ("biểu thiếu dòng", [code for code in due if code not in form.rows], _row_name(schema.rows)),
            ("có dòng đã bỏ", [code for code in form.rows if code not in schema.rows], str),
            (
                "biểu thiếu cột",
                [name for name in columns if name not in form.columns],
                _column_name(schema.forms),
            ),
            (
                "có cột đã bỏ",
                [name for name in form.columns if name not in columns],
                _column_name(schema.forms),
            ),
        )
        if names
    ]


def _row_name(rows: Mapping[str, Row]) -> Callable[[str], str]:
    return lambda code: f"{code} “{rows[code].name}”"


def _column_name(forms: Mapping[str, Form]) -> Callable[[str], str]:
    def name(place: str) -> str:
        appendix, _, column = place.partition(":")
        found = forms[appendix].column(column) if appendix in forms else None
        return f"“{found.heading if found else column}” của phụ lục {appendix}"

    return name


def _named(names: Sequence[str], speak: Callable[[str], str]) -> str:
    told = ", ".join(map(speak, names[:_MOST_NAMED]))
    return told if len(names) <= _MOST_NAMED else f"{told} và {len(names) - _MOST_NAMED} chỗ khác"


# ── What was filled in ────────────────────────────────────────────────────────────────────


def filled_in(
    records: Sequence[Record], form: FormId, schema: Schema, *, untouched: bool
) -> tuple[Record, ...]:
    """The records of a form on which something was filled in; the others are as issued, nobody sent them.

    A row as issued is blank, or holds only the figures that stood in it from the start, and has no note. A row
    without value columns is sent with the rest of its form; where the form has nothing else, with a form that was
    saved since (not `untouched`) or whose lead was changed.
    """
    printed = {(figure.row, figure.column): figure for figure in (*schema.known, *form.figures)}
    plain = {
        code
        for code, appendix in schema.forms.items()
        if not appendix.value_columns and any(record.row.appendix == code for record in records)
    }
    valued = {record.row.code for record in records if _filled(record, printed)}
    lead = {record.row.code for record in records if record.row.appendix in plain and _lead_changed(record)}
    sent = valued | lead
    if sent or (not untouched and all(record.row.appendix in plain for record in records)):
        sent |= {record.row.code for record in records if record.row.appendix in plain}
    sent |= _groups_of(sent, records)
    return tuple(record for record in records if record.row.code in sent)


def _filled(record: Record, printed: Mapping[tuple[str, str], KnownFigure]) -> bool:
    if record.note is not None:
        return True
    for column, value in record.values.items():
        if value.blank:
            continue
        figure = printed.get((record.row.code, column))
        if figure is None or value.content is None or not agrees(value, figure.value):
            return True
    return False


def _lead_changed(record: Record) -> bool:
    return bool(record.leads) and record.leads != record.row.leads


def _groups_of(sent: Iterable[str], records: Sequence[Record]) -> set[str]:
    """The rows without values of their own over rows that were sent."""
    by_code = {record.row.code: record for record in records}
    found: set[str] = set()
    for code in sent:
        record = by_code.get(code)
        while record is not None and record.row.parent in by_code:
            record = by_code[record.row.parent]
            if all(value.blank for value in record.values.values()):
                found.add(record.row.code)
    return found
