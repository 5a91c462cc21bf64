"""Template tables → `Schema`: what the office wrote, checked as a whole.

Every fault is collected with its sheet and cell before anything is refused, so that one look at
the list mends the template. Where the tables come from is the matter of `template_tables`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from wardxl import numerals
from wardxl.formula import FormulaError
from wardxl.formula import parse as parse_formula
from wardxl.model import (
    CellKind,
    Form,
    Formula,
    Kind,
    KnownFigure,
    Row,
    RuleSetting,
    Schema,
    Unit,
)
from wardxl.schema_catalogue import read_catalogue, with_leads
from wardxl.schema_codes import refer
from wardxl.schema_fields import choice, index, nearest, number
from wardxl.schema_forms import read_forms
from wardxl.schema_settings import read_settings
from wardxl.schema_units import read_departments, read_units
from wardxl.template_layout import (
    CATALOGUE,
    FORMULAS,
    KNOWN,
    LAYOUTS,
    RULES,
    SEVERITIES,
    YES_NO,
)
from wardxl.template_tables import (
    Line,
    Tables,
    TemplateError,
    TemplateFault,
    number_text,
    shipped_tables,
    tables_of_workbook,
)
from wardxl.text import key

__all__ = [
    "TemplateError",
    "TemplateFault",
    "known_value",
    "load",
    "schema_of",
    "shipped_tables",
    "version_of",
]


def load(path: Path | None = None, *, ward: str | None = None) -> Schema:
    """Return the schema of a template workbook, or of the template in the package (None).

    `ward` takes the place of the template's own ward (many wards may share a template). Raises TemplateError
    with every fault of the template.
    """
    if path is None and ward is None:
        return _shipped()
    return schema_of(shipped_tables() if path is None else tables_of_workbook(path), ward=ward)


@lru_cache(maxsize=1)
def _shipped() -> Schema:
    return schema_of(shipped_tables())


def schema_of(tables: Tables, *, ward: str | None = None) -> Schema:
    """Return the schema that the tables state, for another ward if one is given.

    Raises TemplateError with all faults: those found while the tables were read and those of what they say.
    """
    faults = list(tables.faults)
    settings = read_settings(tables, faults, ward)
    departments = read_departments(tables, settings, faults)
    tops = Counter(key(line.text("Phụ lục")) for line in tables.of(CATALOGUE) if not line.text("Thuộc"))
    forms = read_forms(tables, settings, tops, faults)
    body = _body(tables, tuple(replace(form, title=(), attached="") for form in forms.values()))
    faults += body.faults
    rows = with_leads(tables, body.rows, departments, faults)
    if faults:
        raise TemplateError(_in_reading_order(faults))
    return Schema(
        ward=settings.ward,
        baseline_year=settings.baseline,
        start=settings.start,
        end=settings.end,
        settings=settings.values,
        forms=forms,
        rows=rows,
        departments=departments,
        units=body.units,
        rules=body.rules,
        known=body.known,
        formulas=body.formulas,
        version=body.version,
    )


@dataclass(frozen=True, slots=True)
class _Body:
    """What a template says that wards who share it have in common, and what is wrong with it."""

    units: tuple[Unit, ...]
    rows: Mapping[str, tuple[Row, Line]]
    rules: Mapping[str, RuleSetting]
    known: tuple[KnownFigure, ...]
    formulas: tuple[Formula, ...]
    version: str
    faults: tuple[TemplateFault, ...]


@lru_cache(maxsize=4)
def _body(tables: Tables, untitled: tuple[Form, ...]) -> _Body:
    """Read what hangs on no ward's name; the forms come without their titles, which do."""
    faults: list[TemplateFault] = []
    forms = {form.code: form for form in untitled}
    units = read_units(tables, faults)
    rows = read_catalogue(tables, forms, units, faults)
    return _Body(
        units=units,
        rows=rows,
        rules=_read_rules(tables, faults),
        known=_read_known(tables, forms, {code: row for code, (row, _) in rows.items()}, faults),
        formulas=_read_formulas(tables, frozenset(rows), faults),
        version=version_of(rows, untitled),
        faults=tuple(faults),
    )


def version_of(rows: Iterable[str], forms: Iterable[Form]) -> str:
    """Return the template's version: a short hash of row codes and form columns, whatever their order."""
    columns = sorted(f"{form.code}:{column.key}" for form in forms for column in form.columns)
    return hashlib.sha256("\n".join((*sorted(rows), "", *columns)).encode()).hexdigest()[:12]


def _read_rules(tables: Tables, faults: list[TemplateFault]) -> dict[str, RuleSetting]:
    """The settings of every rule: the template's, else the package's for a rule that it does not list."""
    shipped = shipped_tables()
    known = {key(line.text("Mã")): line.text("Mã") for line in shipped.of(RULES)}
    rules = {} if tables is shipped else dict(_shipped_rules())
    places: dict[str, str] = {}
    for line in tables.of(RULES):
        text = line.text("Mã")
        code = known.get(key(text))
        if code is None:
            faults.append(
                line.fault(
                    "Mã",
                    f"Không có quy tắc “{text}”.{nearest(text, list(known.values()))} Xem các mã bằng "
                    f"lệnh wardxl rules.",
                )
                if text
                else line.fault("Mã", "Dòng chưa có mã quy tắc. Ghi mã hoặc xóa dòng.")
            )
            continue
        if code in places:
            faults.append(
                line.fault("Mã", f"Quy tắc {code} đã có ở ô {places[code]}. Xóa một trong hai dòng.")
            )
            continue
        places[code] = line.cell("Mã")
        tolerance = number(line, "Dung sai", faults)
        if tolerance is not None and tolerance < 0:
            faults.append(
                line.fault("Dung sai", f"Dung sai {line.text('Dung sai')} không được âm. Gõ số từ 0 trở lên.")
            )
        rules[code] = RuleSetting(
            code=code,
            enabled=bool(choice(line, "Bật", YES_NO, True, faults)),
            severity=choice(line, "Mức độ", SEVERITIES, None, faults),
            tolerance=tolerance,
        )
    return rules


@lru_cache(maxsize=1)
def _shipped_rules() -> Mapping[str, RuleSetting]:
    return _read_rules(shipped_tables(), [])


def _read_known(
    tables: Tables, forms: Mapping[str, Form], rows: Mapping[str, Row], faults: list[TemplateFault]
) -> tuple[KnownFigure, ...]:
    codes = index((code, code) for code in rows)
    figures: dict[tuple[str, str], tuple[str, KnownFigure]] = {}
    for line in tables.of(KNOWN):
        if not line.text("Mã"):
            faults.append(line.fault("Mã", "Chưa ghi mã dòng. Ghi mã như ở trang Danh mục."))
            continue
        code = refer(line, "Mã", codes, faults)
        form = forms.get(rows[code].appendix) if code else None
        if form is None:
            continue
        columns = index(
            (name, column.key)
            for names_of in (lambda column: (column.key, column.heading), lambda column: column.other_names)
            for column in form.value_columns
            for name in names_of(column)
        )
        column = columns.get(key(line.text("Cột")))
        if column is None:
            known = ", ".join(column.key for column in form.value_columns)
            faults.append(
                line.fault(
                    "Cột",
                    f"Phụ lục {form.code} không có cột giá trị “{line.text('Cột')}”. Ghi một trong: {known}.",
                )
            )
            continue
        value = known_value(line)
        figure = form.column(column)
        wanted = figure is not None and figure.role in ("baseline", "total", "year", "number")
        if (
            value
            and wanted
            and rows[code].kind in (Kind.NUMBER, Kind.COUNT)
            and numerals.parse(value) is None
        ):
            faults.append(
                line.fault(
                    "Giá trị", f"“{value}” không phải là số, mà dòng {code} cần số. Gõ số, ví dụ 12,5."
                )
            )
        place, _ = figures.setdefault(
            (code, column), (line.cell("Giá trị"), KnownFigure(code, column, value))
        )
        if place != line.cell("Giá trị"):
            faults.append(
                line.fault(
                    "Giá trị", f"Số liệu của {code}, cột {column} đã có ở ô {place}. Xóa một trong hai dòng."
                )
            )
    return tuple(figure for _, figure in figures.values() if figure.value)


def known_value(line: Line) -> str:
    """The figure as a clerk writes it: a number cell with a decimal comma, a percentage with its sign."""
    entry = line.entry("Giá trị")
    text = line.text("Giá trị")
    if entry.kind is not CellKind.NUMBER:
        return text
    if entry.percent:
        return number_text(str(Decimal(text) * 100)).replace(".", ",") + "%"
    return text.replace(".", ",")


def _read_formulas(tables: Tables, codes: frozenset[str], faults: list[TemplateFault]) -> tuple[Formula, ...]:
    formulas = []
    for line in tables.of(FORMULAS):
        text = line.text("Công thức")
        if not text:
            faults.append(
                line.fault(
                    "Công thức",
                    "Dòng chưa có công thức. Ghi quan hệ, ví dụ I.1 = I.1.1 + I.1.2, hoặc xóa dòng.",
                )
            )
            continue
        try:
            # Without a catalogue every code would be unknown: one fault is enough.
            if codes:
                parse_formula(text, codes)
        except FormulaError as error:
            faults.append(
                line.fault("Công thức", f"Công thức chưa đúng: {error}. Sửa công thức, hoặc xóa dòng.")
            )
        formulas.append(Formula(line.text("Mã"), text, line.text("Giải thích"), line.cell("Công thức")))
    return tuple(formulas)


def _in_reading_order(faults: Iterable[TemplateFault]) -> list[TemplateFault]:
    """Faults by sheet, row and column, each once."""
    order = {layout.name: place for place, layout in enumerate(LAYOUTS)}

    def place(fault: TemplateFault) -> tuple[int, int, int, str]:
        letters = fault.cell.rstrip("0123456789")
        row = int(fault.cell[len(letters) :] or 0)
        return (order.get(fault.sheet, -1), row, len(letters), letters)

    return sorted(dict.fromkeys(faults), key=place)
