"""The sheets `Đơn vị` and `Đơn vị tính`: names, their spellings, and that no spelling means two things."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wardxl.model import Department, Unit
from wardxl.schema_fields import choice, number
from wardxl.schema_settings import Settings, fill, unknown_placeholder
from wardxl.template_layout import DEPARTMENTS, UNITS, YES_NO
from wardxl.template_tables import Line, Tables, TemplateFault
from wardxl.text import key


def read_departments(
    tables: Tables, settings: Settings, faults: list[TemplateFault]
) -> tuple[Department, ...]:
    """Read the departments; a spelling that two of them claim is a fault."""
    departments = []
    claims = _Claims("đơn vị", "Tên", faults)
    for line in tables.of(DEPARTMENTS):
        name = _filled(line, "Tên", line.text("Tên"), settings, faults)
        if not name:
            faults.append(line.fault("Tên", "Thiếu tên đơn vị. Ghi tên đầy đủ hoặc xóa dòng."))
            continue
        others = [
            _filled(line, "Tên gọi khác", other, settings, faults) for other in line.texts("Tên gọi khác")
        ]
        claims.name(line, "Tên", name)
        required = choice(line, "Bắt buộc nộp", YES_NO, False, faults)
        departments.append((line, Department(name, tuple(dict.fromkeys(others)), bool(required))))
    claims.others((line, department.name, department.other_names) for line, department in departments)
    return tuple(department for _, department in departments)


def read_units(tables: Tables, faults: list[TemplateFault]) -> tuple[Unit, ...]:
    """Read the units of measure; a unit without a quantity converts to no other."""
    units = []
    claims = _Claims("đơn vị tính", "Ký hiệu", faults)
    for line in tables.of(UNITS):
        symbol = line.text("Ký hiệu")
        if not symbol:
            faults.append(line.fault("Ký hiệu", "Thiếu ký hiệu đơn vị tính. Ghi ký hiệu hoặc xóa dòng."))
            continue
        claims.name(line, "Ký hiệu", symbol)
        factor = number(line, "Hệ số", faults)
        if factor is not None and factor <= 0:
            faults.append(
                line.fault("Hệ số", f"Hệ số {line.text('Hệ số')} phải lớn hơn 0. Gõ lại hệ số, ví dụ 1000.")
            )
            factor = None
        units.append(
            (
                line,
                Unit(
                    symbol,
                    line.texts("Tên gọi khác"),
                    key(line.text("Đại lượng")) or key(symbol),
                    factor if factor is not None else Decimal(1),
                    bool(choice(line, "Là số đếm", YES_NO, False, faults)),
                ),
            )
        )
    claims.others((line, unit.symbol, unit.other_names) for line, unit in units)
    return tuple(unit for _, unit in units)


def _filled(line: Line, heading: str, text: str, settings: Settings, faults: list[TemplateFault]) -> str:
    filled, unknown = fill(text, settings.values)
    if unknown and settings.values:
        faults.append(line.fault(heading, unknown_placeholder(unknown[0])))
    return filled


class _Claims:
    """Who claims which spelling: main names first, so that a fault stands where the other name is written."""

    def __init__(self, what: str, heading: str, faults: list[TemplateFault]) -> None:
        self.what = what
        self.heading = heading
        self.faults = faults
        self.owners: dict[str, tuple[str, Line, str]] = {}

    def name(self, line: Line, heading: str, name: str) -> None:
        """Claim a main name."""
        owner = self.owners.setdefault(key(name), (name, line, heading))
        if owner[1] is not line:
            self.faults.append(
                line.fault(
                    heading,
                    f"Tên {self.what} “{name}” đã có ở ô {owner[1].cell(owner[2])}. Xóa một dòng hoặc đổi "
                    f"tên.",
                )
            )

    def others(self, claims: Iterable[tuple[Line, str, tuple[str, ...]]]) -> None:
        """Claim other names."""
        for line, name, spellings in claims:
            for spelling in spellings:
                owner = self.owners.setdefault(key(spelling), (name, line, "Tên gọi khác"))
                if owner[1] is not line:
                    self.faults.append(
                        line.fault(
                            "Tên gọi khác",
                            f"“{spelling}” là tên của hai {self.what}: “{name}” và “{owner[0]}” (ô "
                            f"{owner[1].cell(owner[2])}). "
                            "Bỏ cách viết này ở một trong hai chỗ.",
                        )
                    )
