"""The sheet `Cấu hình`: the ward, the years of the plan, and texts that other sheets insert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wardxl.model import CellKind
from wardxl.template_layout import SETTINGS
from wardxl.template_tables import Line, Tables, TemplateFault
from wardxl.text import key

_LONGEST_PLAN = 30
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `Cấu hình` says; the years are 0 where they could not be read."""

    values: Mapping[str, str]
    ward: str = ""
    baseline: int = 0
    start: int = 0
    end: int = 0

    @property
    def years(self) -> range:
        """The years of the plan."""
        return range(self.start, self.end + 1) if self.start else range(0)


def read_settings(tables: Tables, faults: list[TemplateFault], ward: str | None = None) -> Settings:
    """Read and check the settings; dates become ISO text, placeholders are filled in, `ward` replaces `phuong`."""
    lines: dict[str, Line] = {}
    for line in tables.of(SETTINGS):
        name = key(line.text("Khóa"))
        if not name:
            faults.append(line.fault("Khóa", "Dòng có giá trị nhưng thiếu khóa. Ghi tên khóa hoặc xóa dòng."))
        elif name in lines:
            faults.append(
                line.fault(
                    "Khóa", f"Khóa “{name}” đã có ở ô {lines[name].cell('Khóa')}. Xóa một trong hai dòng."
                )
            )
        else:
            lines[name] = line
    if not tables.has(SETTINGS):
        return Settings({})
    raw = {name: _plain(name, line, faults) for name, line in lines.items()}
    if ward:
        raw["phuong"] = ward
    years = {name: _year(name, lines, faults) for name in ("nam_goc", "nam_dau", "nam_cuoi")}
    baseline, start, end = years.values()
    if start and end and start > end:
        faults.append(
            lines["nam_cuoi"].fault(
                "Giá trị", f"Năm cuối {end} đứng trước năm đầu {start}. Sửa nam_dau hoặc nam_cuoi."
            )
        )
        start = end = 0
    elif start and end and end - start >= _LONGEST_PLAN:
        faults.append(
            lines["nam_cuoi"].fault(
                "Giá trị", f"Kế hoạch {start}-{end} dài quá {_LONGEST_PLAN} năm. Sửa nam_dau hoặc nam_cuoi."
            )
        )
        start = end = 0
    if baseline and start and baseline >= start:
        faults.append(
            lines["nam_goc"].fault(
                "Giá trị", f"Năm gốc {baseline} phải đứng trước năm đầu {start}. Sửa nam_goc hoặc nam_dau."
            )
        )
        start = end = 0
    if not raw.get("phuong"):
        place = lines.get("phuong")
        message = "Chưa có tên phường. Ghi tên phường ở khóa phuong, ví dụ “Phường Từ Liêm”."
        faults.append(place.fault("Giá trị", message) if place else TemplateFault(SETTINGS.name, "", message))
    values: dict[str, str] = {}
    for name, text in raw.items():
        filled, unknown = fill(text, raw)
        values[name], _ = fill(filled, raw)
        if unknown:
            faults.append(lines[name].fault("Giá trị", unknown_placeholder(unknown[0])))
    return Settings(values, values.get("phuong", ""), baseline, start if end else 0, end if start else 0)


def _plain(name: str, line: Line, faults: list[TemplateFault]) -> str:
    text = line.text("Giá trị")
    if name != "han_nop" and line.entry("Giá trị").kind is not CellKind.DATE:
        return text
    if not text:
        return ""
    day = _date(text)
    if day is None:
        faults.append(
            line.fault(
                "Giá trị",
                f"“{text}” không phải là ngày. Ghi ngày/tháng/năm, ví dụ 15/05/2026, hoặc để trống.",
            )
        )
        return ""
    return day.isoformat()


def _date(text: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(name: str, lines: Mapping[str, Line], faults: list[TemplateFault]) -> int:
    line = lines.get(name)
    if line is None:
        faults.append(
            TemplateFault(
                SETTINGS.name, "", f"Thiếu khóa {name}. Thêm một dòng với khóa {name} và giá trị là một năm."
            )
        )
        return 0
    text = line.text("Giá trị")
    if re.fullmatch(r"(?:19|20|21)\d\d", text):
        return int(text)
    faults.append(
        line.fault("Giá trị", f"“{text}” không phải là năm. Ghi năm bằng bốn chữ số, ví dụ 2026.")
        if text
        else line.fault("Giá trị", f"Khóa {name} chưa có giá trị. Ghi năm bằng bốn chữ số, ví dụ 2026.")
    )
    return 0


def fill(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Put values in place of `{name}`; return the text and the names that have none.

    The ward's name starts small inside a sentence (`UBND phường …`) and stands in capitals for `{PHUONG}`.
    """
    unknown: list[str] = []

    def put(match: re.Match[str]) -> str:
        name = match[1].strip()
        value = values.get(key(name))
        if value is None:
            unknown.append(name)
            return match[0]
        if name.isupper():
            return value.upper()
        if key(name) == "phuong" and match.start() > 0:
            return value[:1].lower() + value[1:]
        return value

    return _PLACEHOLDER.sub(put, text), unknown


def unknown_placeholder(name: str) -> str:
    """The message for a placeholder that stands for nothing."""
    return f"“{{{name}}}” không ứng với khóa nào ở trang {SETTINGS.name}. Sửa tên trong ngoặc nhọn hoặc thêm khóa đó."
