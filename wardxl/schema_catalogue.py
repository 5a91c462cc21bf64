"""The sheet `Danh mục`: the catalogue rows, how they hang together, and that no name means two rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wardxl.model import Better, Department, FiveYear, Form, Kind, Row, Unit
from wardxl.schema_codes import read_codes, refer
from wardxl.schema_fields import choice, index, nearest, number
from wardxl.schema_forms import unknown_appendix
from wardxl.template_layout import (
    APPENDICES,
    BETTERS,
    CATALOGUE,
    DEPARTMENTS,
    FIVE_YEARS,
    KINDS,
    RELATIONS,
    UNITS,
)
from wardxl.template_tables import Line, Tables, TemplateFault
from wardxl.text import key

_Faults = list[TemplateFault]


def read_catalogue(
    tables: Tables, forms: Mapping[str, Form], units: Sequence[Unit], faults: _Faults
) -> dict[str, tuple[Row, Line]]:
    """Read the rows by code, in order, each with its line; who leads them is read by `with_leads`."""
    lines = tables.of(CATALOGUE)
    codes = read_codes(lines, "Mã", faults)
    symbols = index(
        (spelling, each.symbol) for each in units for spelling in (each.symbol, *each.other_names)
    )
    known = index((code, code) for code in codes if code)
    appendices = index((code, code) for code in forms)
    rows: dict[str, tuple[Row, Line]] = {}
    for line, code in zip(lines, codes, strict=True):
        row = _read_row(line, code, known, faults)
        appendix = appendices.get(key(line.text("Phụ lục")), "")
        if not appendix and tables.has(APPENDICES):
            faults.append(line.fault("Phụ lục", unknown_appendix(line.text("Phụ lục"), tuple(forms))))
        if row.unit and key(row.unit) not in symbols and tables.has(UNITS):
            hint = nearest(row.unit, [unit.symbol for unit in units])
            faults.append(
                line.fault(
                    "Đơn vị tính",
                    f"Không có đơn vị tính “{row.unit}”.{hint} Sửa lại hoặc thêm vào trang {UNITS.name}.",
                )
            )
        if code:
            rows[code] = replace(row, appendix=appendix), line
    places = {code: line for code, (_, line) in rows.items()}
    bare = {code: row for code, (row, _) in rows.items()}
    _check_family(bare, places, faults)
    _check_names(bare, places, faults)
    return rows


def with_leads(
    tables: Tables,
    rows: Mapping[str, tuple[Row, Line]],
    departments: Sequence[Department],
    faults: _Faults,
) -> dict[str, Row]:
    """The rows with the departments that lead them; every line of the sheet is checked, also one without a row."""
    names = index(
        (spelling, each.name) for each in departments for spelling in (each.name, *each.other_names)
    )
    leads = {
        line.number: _read_leads(line, names, departments, tables.has(DEPARTMENTS), faults)
        for line in tables.of(CATALOGUE)
    }
    return {code: replace(row, leads=leads[line.number]) for code, (row, line) in rows.items()}


def _read_row(line: Line, code: str, known: Mapping[str, str], faults: _Faults) -> Row:
    name = line.text("Nội dung")
    if not name:
        faults.append(
            line.fault("Nội dung", "Dòng chưa có nội dung. Ghi tên chỉ tiêu, nhiệm vụ hoặc mô hình.")
        )
    if not line.text("Kiểu giá trị"):
        faults.append(
            line.fault("Kiểu giá trị", f"Chưa ghi kiểu giá trị. Ghi một trong: {', '.join(KINDS)}.")
        )
    minimum, maximum = (
        number(line, heading, faults, percent_points=True) for heading in ("Nhỏ nhất", "Lớn nhất")
    )
    if minimum is not None and maximum is not None and minimum > maximum:
        faults.append(
            line.fault(
                "Nhỏ nhất",
                f"Giá trị nhỏ nhất {line.text('Nhỏ nhất')} lớn hơn giá trị lớn nhất "
                f"{line.text('Lớn nhất')}. Sửa một trong hai.",
            )
        )
    return Row(
        code=code,
        appendix="",
        name=name,
        section=line.text("Mục"),
        unit=line.text("Đơn vị tính"),
        kind=choice(line, "Kiểu giá trị", KINDS, Kind.TEXT, faults) or Kind.TEXT,
        five_year=choice(line, "Cách tính 5 năm", FIVE_YEARS, FiveYear.NONE, faults) or FiveYear.NONE,
        better=choice(line, "Chiều tốt", {**BETTERS, "không": Better.NONE}, Better.NONE, faults)
        or Better.NONE,
        minimum=minimum,
        maximum=maximum,
        parent=refer(line, "Thuộc", known, faults),
        relation=choice(line, "Quan hệ", RELATIONS, None, faults),
        other_names=line.texts("Tên gọi khác"),
    )


def _read_leads(
    line: Line, names: Mapping[str, str], departments: Sequence[Department], check: bool, faults: _Faults
) -> tuple[str, ...]:
    leads: list[str] = []
    for text in line.texts("Đơn vị chủ trì"):
        name = names.get(key(text))
        if name is not None:
            leads.append(name)
        elif check:
            hint = nearest(text, [department.name for department in departments])
            faults.append(
                line.fault(
                    "Đơn vị chủ trì",
                    f"Không có đơn vị “{text}”.{hint} Sửa lại, tách các đơn vị bằng “ | ”, hoặc thêm vào "
                    f"trang {DEPARTMENTS.name}.",
                )
            )
    return tuple(dict.fromkeys(leads))


def _check_family(rows: Mapping[str, Row], places: Mapping[str, Line], faults: _Faults) -> None:
    """Parent and relation stand together, in one appendix, and nobody is his own forefather."""
    told: set[str] = set()
    for code, row in rows.items():
        line = places[code]
        if line.text("Quan hệ") and not line.text("Thuộc"):
            faults.append(
                line.fault(
                    "Thuộc",
                    "Đã ghi quan hệ nhưng chưa ghi dòng này thuộc dòng nào. Ghi mã dòng trên hoặc xóa "
                    "quan hệ.",
                )
            )
        if not row.parent:
            continue
        if not line.text("Quan hệ"):
            faults.append(
                line.fault(
                    "Quan hệ",
                    f"Dòng thuộc {row.parent} nhưng chưa ghi quan hệ. Ghi một trong: {', '.join(RELATIONS)}.",
                )
            )
        parent = rows.get(row.parent)
        if parent and parent.appendix and row.appendix and parent.appendix != row.appendix:
            faults.append(
                line.fault(
                    "Thuộc",
                    f"Dòng ở Phụ lục {row.appendix} nhưng thuộc {row.parent} của Phụ lục "
                    f"{parent.appendix}. Sửa một trong hai.",
                )
            )
        circle = _circle(code, rows)
        if circle and not told.intersection(circle):
            told.update(circle)
            faults.append(
                line.fault(
                    "Thuộc",
                    f"Các dòng thuộc lẫn nhau thành vòng: {' → '.join((*circle, circle[0]))}. Sửa cột Thuộc.",
                )
            )


def _circle(code: str, rows: Mapping[str, Row]) -> tuple[str, ...]:
    """The codes from a row up to itself again, () when it does not belong to itself."""
    way = [code]
    while (row := rows.get(way[-1])) and row.parent:
        if row.parent == code:
            return tuple(way)
        if row.parent in way:
            return ()
        way.append(row.parent)
    return ()


def _check_names(rows: Mapping[str, Row], places: Mapping[str, Line], faults: _Faults) -> None:
    """Among rows of one appendix, section and parent no spelling may mean two of them."""
    for heading in ("Nội dung", "Tên gọi khác"):
        owners: dict[tuple[str, str, str, str], Row] = {}
        if heading == "Tên gọi khác":
            for row in rows.values():
                owners.setdefault((row.appendix, key(row.section), row.parent, key(row.name)), row)
        for code, row in rows.items():
            spellings = (row.name,) if heading == "Nội dung" else row.other_names
            for spelling in spellings:
                if not spelling:
                    continue
                owner = owners.setdefault((row.appendix, key(row.section), row.parent, key(spelling)), row)
                if owner is not row:
                    faults.append(
                        places[code].fault(
                            heading,
                            f"“{spelling}” là tên của cả dòng {owner.code} và dòng {code} trong cùng một "
                            f"mục. Đổi tên để phân biệt.",
                        )
                    )
