"""The sheets `Phụ lục` and `Biểu mẫu`: the appendices and their columns, years spelled out one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from wardxl.model import Column, Form
from wardxl.schema_fields import choice, nearest, number
from wardxl.schema_settings import Settings, fill, unknown_placeholder
from wardxl.template_layout import APPENDICES, COLUMNS, LAYOUTS, ORIENTATIONS, PAPERS, ROLES, YES_NO
from wardxl.template_tables import Line, Tables, TemplateFault
from wardxl.text import clean, key

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31  # Excel's bound
_FURTHER = re.compile(r"(number|text)\s*:\s*(.+)", re.IGNORECASE)
_YEAR_PLACE = re.compile(r"\{\s*n[aă]m\s*\}", re.IGNORECASE)
_DEFAULT_WIDTH = Decimal(12)

_Faults = list[TemplateFault]


def read_forms(
    tables: Tables, settings: Settings, counts: Mapping[str, int], faults: _Faults
) -> dict[str, Form]:
    """Read the forms by appendix code, in order. `counts` has the rows of each appendix, for `{so_dong}`."""
    heads = _read_appendices(tables, faults)
    lines = _column_lines(tables, heads, faults)
    forms = {}
    for code, head in heads.items():
        values = {**settings.values, "so_dong": str(counts.get(key(code), 0))}
        columns: list[Column] = []
        places: dict[str, Line] = {}
        for line in lines[code]:
            for column in _read_columns(line, settings, values, faults):
                if column.key in places:
                    faults.append(
                        line.fault(
                            "Vai trò",
                            f"Phụ lục {code} đã có cột “{column.key}” ở ô "
                            f"{places[column.key].cell('Vai trò')}. "
                            "Xóa một dòng hoặc đổi vai trò.",
                        )
                    )
                    continue
                places[column.key] = line
                columns.append(column)
        _check_columns(code, head, columns, places, tables, faults)
        title = tuple(_fill(head, "Tiêu đề", text, values, faults) for text in head.texts("Tiêu đề", "\n"))
        attached = " ".join(head.entry("Kèm theo").text.split("\n"))
        forms[code] = Form(
            code=code,
            sheet_name=_sheet_name(code, head),
            title=title,
            attached=_fill(head, "Kèm theo", attached, values, faults),
            paper=choice(head, "Khổ giấy", PAPERS, "A4", faults) or "A4",
            landscape=bool(choice(head, "Hướng", ORIENTATIONS, True, faults)),
            columns=tuple(columns),
        )
    return forms


def _read_appendices(tables: Tables, faults: _Faults) -> dict[str, Line]:
    heads: dict[str, Line] = {}
    names: dict[str, Line] = {}
    reserved = {key(layout.name) for layout in LAYOUTS} | {key("Hướng dẫn")}
    for line in tables.of(APPENDICES):
        code = line.text("Mã")
        if not code:
            faults.append(line.fault("Mã", "Phụ lục chưa có mã. Ghi mã riêng, ví dụ I, 1, 2."))
            continue
        if same := next((other for other in heads if key(other) == key(code)), None):
            faults.append(
                line.fault(
                    "Mã", f"Mã phụ lục “{code}” đã có ở ô {heads[same].cell('Mã')}. Đổi mã hoặc xóa dòng."
                )
            )
            continue
        heads[code] = line
        name = _sheet_name(code, line)
        if len(name) > _LONGEST_SHEET_NAME or _NOT_IN_SHEET_NAMES.search(name) or name.strip("'") != name:
            faults.append(
                line.fault(
                    "Tên trang",
                    f"Excel không nhận tên trang “{name}”. Đặt tên không quá 31 chữ, không có [ ] : * ? / "
                    f"\\.",
                )
            )
        elif key(name) in reserved:
            faults.append(
                line.fault("Tên trang", f"“{name}” là tên trang cấu hình của mẫu. Đặt tên trang khác.")
            )
        elif key(name) in names:
            other = names[key(name)].cell("Tên trang")
            faults.append(
                line.fault("Tên trang", f"Tên trang “{name}” đã có ở ô {other}. Đặt tên trang khác.")
            )
        names.setdefault(key(name), line)
    if tables.has(APPENDICES) and not heads:
        faults.append(TemplateFault(APPENDICES.name, "A2", "Chưa có phụ lục nào. Thêm ít nhất một dòng."))
    return heads


def _sheet_name(code: str, line: Line) -> str:
    return line.text("Tên trang") or f"Phụ lục {code}"


def _column_lines(tables: Tables, heads: Mapping[str, Line], faults: _Faults) -> dict[str, list[Line]]:
    lines: dict[str, list[Line]] = {code: [] for code in heads}
    codes = {key(code): code for code in heads}
    for line in tables.of(COLUMNS):
        text = line.text("Phụ lục")
        code = codes.get(key(text))
        if code is not None:
            lines[code].append(line)
        elif tables.has(APPENDICES):
            faults.append(line.fault("Phụ lục", unknown_appendix(text, tuple(heads))))
    return lines


def unknown_appendix(text: str, codes: tuple[str, ...]) -> str:
    """The message for an appendix that the sheet `Phụ lục` does not have."""
    listed = ", ".join(codes)
    if not text:
        return f"Chưa ghi mã phụ lục. Ghi một trong: {listed}."
    return f"Không có phụ lục “{text}”. Ghi một trong: {listed}, hoặc thêm phụ lục này vào trang {APPENDICES.name}."


def _read_columns(line: Line, settings: Settings, values: Mapping[str, str], faults: _Faults) -> list[Column]:
    """The column of a line, or the columns of all years."""
    role_text = line.text("Vai trò")
    further = _FURTHER.fullmatch(role_text)
    role = key(role_text)
    if not further and role not in ROLES:
        known = "number:<tên>, text:<tên>"
        faults.append(
            line.fault(
                "Vai trò",
                f"Không có vai trò “{role_text}”.{nearest(role_text, ROLES)} Ghi một trong: "
                f"{', '.join(ROLES)}, {known}."
                if role_text
                else f"Chưa ghi vai trò của cột. Ghi một trong: {', '.join(ROLES)}, {known}.",
            )
        )
        return []
    heading = line.text("Tiêu đề")
    if not heading:
        faults.append(line.fault("Tiêu đề", "Cột chưa có tiêu đề. Ghi tiêu đề như in trên biểu."))
        return []
    others = line.texts("Tên gọi khác")
    required = bool(choice(line, "Bắt buộc", YES_NO, False, faults))
    width = number(line, "Độ rộng", faults)
    if width is not None and not 0 < width <= 255:
        faults.append(
            line.fault("Độ rộng", f"Độ rộng {line.text('Độ rộng')} không dùng được. Ghi số từ 1 đến 255.")
        )
        width = None
    if role == "year" and not further:
        if not _YEAR_PLACE.search(heading):
            faults.append(
                line.fault(
                    "Tiêu đề",
                    f"Tiêu đề “{heading}” của cột năm thiếu {{năm}}. Ghi {{năm}} ở chỗ của năm, ví dụ "
                    f"“Năm {{năm}}”.",
                )
            )
            return []
        return [
            _year_column(
                line, year, settings, values, (heading, *others), required, width or _DEFAULT_WIDTH, faults
            )
            for year in settings.years
        ]
    column_key = clean(further[2]) if further else role
    if further and key(column_key) in {*ROLES, *map(str, settings.years)}:
        faults.append(
            line.fault("Vai trò", f"“{column_key}” là tên của cột có sẵn. Đặt tên khác sau dấu hai chấm.")
        )
        return []
    return [
        Column(
            key=column_key,
            role=further[1].lower() if further else role,
            heading=_fill(line, "Tiêu đề", heading, values, faults),
            other_names=_others(
                heading, [_fill(line, "Tên gọi khác", other, values, faults) for other in others]
            ),
            required=required,
            width=width or _DEFAULT_WIDTH,
        )
    ]


def _year_column(
    line: Line,
    year: int,
    settings: Settings,
    values: Mapping[str, str],
    texts: tuple[str, ...],
    required: bool,
    width: Decimal,
    faults: _Faults,
) -> Column:
    of_year = {**values, "nam": str(year), "năm": str(year)}
    # A mistake in the texts is said once, not once a year.
    heard: _Faults = faults if year == settings.start else []
    heading, *others = (
        _fill(line, "Tiêu đề" if place == 0 else "Tên gọi khác", text, of_year, heard)
        for place, text in enumerate(texts)
    )
    assigned = values.get("ghi_nam_dau", "")
    if year == settings.start and assigned:
        heading, others = clean(f"{heading} {assigned}"), [heading, *others]
    return Column(str(year), "year", heading, _others(heading, others), required, width)


def _others(heading: str, names: list[str]) -> tuple[str, ...]:
    """The names that differ from the heading and from one another."""
    first = {key(heading): heading}
    for name in names:
        first.setdefault(key(name), name)
    return tuple(first.values())[1:]


def _fill(line: Line, heading: str, text: str, values: Mapping[str, str], faults: _Faults) -> str:
    filled, unknown = fill(text, values)
    if unknown and len(values) > 1:  # with `Cấu hình` missing nothing could be filled in: said already
        faults.append(line.fault(heading, unknown_placeholder(unknown[0])))
    return filled


def _check_columns(
    code: str, head: Line, columns: list[Column], places: Mapping[str, Line], tables: Tables, faults: _Faults
) -> None:
    if not tables.has(COLUMNS):
        return
    if "name" not in places:
        faults.append(
            head.fault(
                "Mã",
                f"Phụ lục {code} chưa có cột name (nội dung) ở trang {COLUMNS.name}. Thêm một dòng cho "
                f"cột này.",
            )
        )
    for heading, names_of in (
        ("Tiêu đề", lambda column: (column.heading,)),
        ("Tên gọi khác", lambda column: column.other_names),
    ):
        owners: dict[str, Column] = {}
        for column in columns:
            for name in names_of(column):
                owner = owners.setdefault(key(name), column)
                if owner is not column:
                    faults.append(
                        places[column.key].fault(
                            heading,
                            f"“{name}” là tên của hai cột trong Phụ lục {code}: “{column.heading}” và "
                            f"“{owner.heading}”. "
                            "Bỏ hoặc đổi tên ở một trong hai cột.",
                        )
                    )
