"""What can be said against a table or its rows: names, units, leads, columns; every message names the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wardxl import numerals
from wardxl.model import Column, Form, Label, Problem, Ref, Row, Severity, Unit
from wardxl.raw_cells import RawCell
from wardxl.text import brief, key

#: So many rows or columns are named one by one.
_MOST_NAMED = 3


def unknown_row(row: Row, ref: Ref, rivals: Sequence[Row]) -> Problem:
    """C607."""
    same = [rival for rival in rivals if key(rival.name) == key(row.name)]
    if len(same) > 1:
        return _twin_row(row, ref, same)
    near = f" Gần giống: {'; '.join(f'“{rival.name}”' for rival in rivals[:3])}." if rivals else ""
    return Problem(
        "C607",
        f"Dòng “{brief(row.name)}” không có trong danh mục của phụ lục {row.appendix}; số liệu được giữ ở cuối "
        f"phụ lục.{near} "
        "Nếu là dòng của danh mục, hãy ghi lại đúng tên; nếu là dòng mới, hãy thêm vào trang Danh mục của tệp mẫu.",
        ref=ref,
        appendix=row.appendix,
        row=row.code,
        column="name",
        found=row.name,
    )


def _twin_row(row: Row, ref: Ref, twins: Sequence[Row]) -> Problem:
    """C607, for a name that several rows have where nothing tells which is meant."""
    places = "; ".join(
        f"{twin.code}{f' (mục “{twin.section}”)' if twin.section else f' (thuộc dòng {twin.parent})'}"
        if twin.section or twin.parent
        else twin.code
        for twin in twins
    )
    return Problem(
        "C607",
        f"Danh mục của phụ lục {row.appendix} có {len(twins)} dòng tên “{brief(row.name)}”: {places}; không rõ "
        "dòng này là dòng nào nên số liệu được giữ ở cuối phụ lục. Hãy ghi kèm dòng cha hoặc tên mục "
        "ở phía trên dòng này.",
        ref=ref,
        appendix=row.appendix,
        row=row.code,
        column="name",
        found=row.name,
        expected="; ".join(twin.code for twin in twins),
    )


def matched_by_likeness(row: Row, name: Label, added: Sequence[str], lost: Sequence[str]) -> Problem:
    """C608, a warning when a content word was added or lost."""
    changed = [f"thêm “{brief(' '.join(added))}”"] if added else []
    if lost:
        changed.append(f"thiếu “{' '.join(lost)}”")
    why = f" ({', '.join(changed)})" if changed else ""
    return Problem(
        "C608",
        f"Tên dòng “{brief(name.text)}” không trùng hẳn với danh mục, đã hiểu là “{brief(row.name)}”{why}; "
        "nếu không đúng, hãy ghi lại theo tên trong danh mục.",
        ref=name.ref,
        appendix=row.appendix,
        row=row.code,
        column="name",
        found=name.text,
        expected=row.name,
        severity=Severity.WARNING if changed else Severity.INFO,
    )


def unknown_unit(row: Row, unit: Label) -> Problem:
    """U301."""
    return _unit_problem(
        "U301",
        row,
        unit,
        f"Đơn vị tính “{brief(unit.text)}” không có trong danh sách; dòng này tính bằng {row.unit}. "
        f"Hãy ghi {row.unit}, hoặc thêm đơn vị vào trang Đơn vị tính của tệp mẫu.",
    )


def converted_unit(row: Row, unit: Label, factor: Decimal) -> Problem:
    """U302."""
    return _unit_problem(
        "U302",
        row,
        unit,
        f"Số liệu ghi theo “{brief(unit.text)}”, đã quy đổi sang {row.unit} ({_factor(factor)}); "
        f"hãy kiểm tra lại và lần sau ghi theo {row.unit}.",
    )


def wrong_unit(row: Row, unit: Label) -> Problem:
    """U303."""
    return _unit_problem(
        "U303",
        row,
        unit,
        f"Đơn vị tính “{brief(unit.text)}” khác loại với {row.unit} của dòng này; nếu chỉ ghi nhầm đơn vị thì sửa lại "
        f"là {row.unit}, nếu không thì tính lại số liệu theo {row.unit}.",
    )


def wrong_for_all(stated: Label, rows: Sequence[tuple[Row, Sequence[Ref]]]) -> Problem:
    """U303, for a unit stated once that is true of no row; `rows` with their figures."""
    units = tuple(dict.fromkeys(row.unit for row, _ in rows))
    return Problem(
        "U303",
        f"Đơn vị tính “{stated.text}” ghi chung khác loại với đơn vị của {_rows([row for row, _ in rows])}; "
        f"nếu chỉ ghi nhầm đơn vị thì sửa lại là {', '.join(units)}, nếu không thì tính lại số liệu.",
        ref=stated.ref,
        related=tuple(ref for _, figures in rows for ref in figures),
        appendix=rows[0][0].appendix,
        row=rows[0][0].code if len(rows) == 1 else None,
        column="unit",
        found=stated.text,
        expected="; ".join(units),
    )


def _rows(rows: Sequence[Row]) -> str:
    more = f" và {len(rows) - _MOST_NAMED} dòng khác" if len(rows) > _MOST_NAMED else ""
    return "; ".join(f"“{row.name}” ({row.unit})" for row in rows[:_MOST_NAMED]) + more


def _unit_problem(code: str, row: Row, unit: Label, message: str) -> Problem:
    return Problem(
        code,
        message,
        ref=unit.ref,
        appendix=row.appendix,
        row=row.code,
        column="unit",
        found=unit.text,
        expected=row.unit,
    )


def converted_columns(
    row: Row, stated: Sequence[Label], cells: Sequence[RawCell], factor: Decimal, wanted: Unit
) -> Problem:
    """U302, for figures whose columns state their unit."""
    unit = stated[0].text
    return _columns_problem(
        "U302",
        row,
        stated,
        cells,
        f"Cột {_headings(cells)} ghi theo “{unit}”, đã quy đổi sang {wanted.symbol} ({_factor(factor)}); "
        f"hãy kiểm tra lại và lần sau ghi theo {wanted.symbol}.",
    )


def wrong_columns(row: Row, stated: Label, cells: Sequence[RawCell]) -> Problem:
    """U303, for figures whose columns state their unit."""
    return _columns_problem(
        "U303",
        row,
        [stated],
        cells,
        f"Cột {_headings(cells)} ghi theo “{brief(stated.text)}”, khác loại với {row.unit} của dòng này; nếu chỉ ghi "
        f"nhầm đơn vị ở tiêu đề thì sửa lại là {row.unit}, nếu không thì tính lại số liệu theo {row.unit}.",
    )


def _columns_problem(
    code: str, row: Row, stated: Sequence[Label], cells: Sequence[RawCell], message: str
) -> Problem:
    places = tuple(dict.fromkeys(raw.ref for raw in cells))
    return Problem(
        code,
        message,
        ref=places[0],
        cells=places if len(places) > 1 else (),
        related=tuple(dict.fromkeys(label.ref for label in stated)),
        appendix=row.appendix,
        row=row.code,
        column=cells[0].column.key,
        found=stated[0].text,
        expected=row.unit or None,
    )


def _headings(cells: Sequence[RawCell]) -> str:
    more = f" và {len(cells) - _MOST_NAMED} cột khác" if len(cells) > _MOST_NAMED else ""
    return ", ".join(f"“{raw.column.heading}”" for raw in cells[:_MOST_NAMED]) + more


def unit_of_others(stated: Sequence[Label], rows: Sequence[tuple[Row, Ref]]) -> Problem:
    """U305: what is stated once is the unit of other rows; these are taken in the catalogue's."""
    units = ", ".join(f"“{unit}”" for unit in dict.fromkeys(label.text for label in stated))
    places = tuple(label.ref for label in stated)
    return Problem(
        "U305",
        f"{units} ghi chung cho nhiều dòng nhưng khác loại với đơn vị của {_rows([row for row, _ in rows])}; "
        "các dòng này không ghi đơn vị nên được hiểu theo đơn vị của danh mục, không quy đổi. Nếu không đúng, hãy ghi "
        "đơn vị ở từng dòng.",
        ref=places[0],
        cells=places if len(places) > 1 else (),
        related=tuple(ref for _, ref in rows),
        appendix=rows[0][0].appendix,
        column="unit",
        found=", ".join(dict.fromkeys(label.text for label in stated)),
        expected="; ".join(dict.fromkeys(row.unit for row, _ in rows)),
    )


def unknown_department(row: Row, lead: Label, unknown: str) -> Problem:
    """C610, for a lead typed in a row."""
    return Problem(
        "C610",
        f"Không rõ đơn vị “{brief(unknown)}”; hãy ghi đúng tên đơn vị, hoặc thêm vào trang Đơn vị của tệp mẫu.",
        ref=lead.ref,
        appendix=row.appendix,
        row=row.code,
        column="lead",
        found=lead.text,
    )


def other_lead(row: Row, lead: Label, others: Sequence[str]) -> Problem:
    """C611."""
    return Problem(
        "C611",
        f"Dòng ghi đơn vị chủ trì là {', '.join(others)}, danh mục ghi {', '.join(row.leads)}; "
        "nếu đã đổi đơn vị chủ trì, hãy sửa trang Danh mục của tệp mẫu.",
        ref=lead.ref,
        appendix=row.appendix,
        row=row.code,
        column="lead",
        found=lead.text,
        expected="; ".join(row.leads),
    )


def missing_columns(form: Form, ref: Ref, absent: Sequence[Column]) -> Problem:
    """S106."""
    names = ", ".join(f"“{column.heading}”" for column in absent)
    return Problem(
        "S106",
        f"Bảng của phụ lục {form.code} thiếu cột {names}; các cột khác vẫn được đọc. Hãy bổ sung cột theo mẫu.",
        ref=ref,
        appendix=form.code,
        column=absent[0].key,
        expected=", ".join(column.heading for column in absent),
    )


def unknown_column(form: Form, heading: Label) -> Problem:
    """S112."""
    return Problem(
        "S112",
        f"Cột “{brief(heading.text)}” không có trong mẫu của phụ lục {form.code} nên không được lấy.",
        ref=heading.ref,
        appendix=form.code,
        found=heading.text,
    )


def other_table(form: Form, headings: Sequence[Label], named: Sequence[Row]) -> Problem:
    """S116, a warning when rows there are called as rows of the catalogue that the appendix's own table has not."""
    titles = ", ".join(f"“{heading.text}”" for heading in headings[:_MOST_NAMED])
    rest = " …" if len(headings) > _MOST_NAMED else ""
    rows = "; ".join(f"“{row.name}”" for row in named[:_MOST_NAMED])
    what = f"Ở đó có dòng mang tên trong danh mục ({rows}): nếu" if named else "Nếu ở đó có dòng"
    return Problem(
        "S116",
        f"Cạnh hoặc dưới bảng của phụ lục {form.code} có bảng khác (tiêu đề {titles}{rest}), không phải biểu của phụ "
        f"lục nên không lấy số liệu. {what} thuộc phụ lục, hãy chuyển vào bảng của phụ lục, đúng các cột.",
        ref=headings[0].ref,
        appendix=form.code,
        found=", ".join(heading.text for heading in headings),
        severity=Severity.WARNING if named else None,
    )


def hidden_content(form: Form, ref: Ref, what: Sequence[str]) -> Problem:
    """S107."""
    return Problem(
        "S107",
        f"Bảng có phần bị ẩn ({'; '.join(what)}); số liệu ở đó vẫn được lấy. Hãy bỏ ẩn để kiểm tra, hoặc xóa nếu "
        "không dùng.",
        ref=ref,
        appendix=form.code,
    )


def _factor(factor: Decimal) -> str:
    """A conversion as a person would say it: multiplied by 1.000, divided by 1.000."""
    divisor = numerals.to_15_digits(1 / factor)
    if factor < 1 and divisor == divisor.to_integral_value():
        return f"chia cho {numerals.vietnamese(divisor)}"
    return f"nhân với {numerals.vietnamese(numerals.to_15_digits(factor))}"
