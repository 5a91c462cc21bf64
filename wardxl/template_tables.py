"""Template source → tables: the sheets as lines of text that know their cells.

From the CSV files of the package or from a workbook that the office edited: both give the same
tables, with the addresses that the cells have in the workbook. What they mean is read in `schema`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from wardxl.errors import CannotRun
from wardxl.model import Cell, CellKind, Grid, column_letters
from wardxl.template_layout import LAYOUTS, SheetLayout
from wardxl.text import clean, key

SOURCE = Path(__file__).parent / "template_source"
_HEADING_ROWS = 10  # a heading row further down is no heading row any more


class TemplateFault(NamedTuple):
    """One fault of the template: the sheet and cell to mend ('' for the file itself), and what to do."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        place = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{place}: {self.message}" if place else self.message


class TemplateError(CannotRun):
    """A template that cannot be used; `faults` names all that is wrong with it."""

    def __init__(self, faults: Iterable[TemplateFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class Entry(NamedTuple):
    """What stands in one cell: its text with line breaks; `percent` if a number is shown as a percentage."""

    text: str
    kind: CellKind = CellKind.TEXT
    percent: bool = False


_NOTHING = Entry("")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet below its headings."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    entries: Mapping[str, Entry]

    def entry(self, heading: str) -> Entry:
        """The cell under a heading; an empty one where nothing stands."""
        return self.entries.get(heading, _NOTHING)

    def text(self, heading: str) -> str:
        """The tidied text under a heading, in one line."""
        return clean(self.entry(heading).text)

    def texts(self, heading: str, separators: str = "|\n") -> tuple[str, ...]:
        """The tidied parts of a list under a heading, empty ones left out."""
        parts = re.split(f"[{re.escape(separators)}]", self.entry(heading).text)
        return tuple(text for text in map(clean, parts) if text)

    def cell(self, heading: str) -> str:
        """The address of the cell under a heading."""
        return f"{column_letters(self.columns.get(heading, 1))}{self.number}"

    def fault(self, heading: str, message: str) -> TemplateFault:
        """A fault at the cell under a heading."""
        return TemplateFault(self.sheet, self.cell(heading), message)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The template's sheets as lines; a sheet that is missing is absent here and named in `faults`.

    Told apart by identity, so that what is worked out of a template can be remembered.
    """

    lines: Mapping[str, tuple[Line, ...]]
    faults: tuple[TemplateFault, ...] = ()

    def of(self, layout: SheetLayout) -> tuple[Line, ...]:
        """The lines of a sheet, none where it is missing."""
        return self.lines.get(layout.name, ())

    def has(self, layout: SheetLayout) -> bool:
        """Whether the sheet is there."""
        return layout.name in self.lines


@dataclass(slots=True)
class _Reading:
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    faults: list[TemplateFault] = field(default_factory=list)


@lru_cache(maxsize=1)
def shipped_tables() -> Tables:
    """Return the tables of the template that the package carries."""
    return tables_of_folder(SOURCE)


def tables_of_folder(folder: Path) -> Tables:
    """Read the tables from a folder of CSV files (UTF-8, one per sheet, headings in the first row)."""
    reading = _Reading()
    for layout in LAYOUTS:
        rows = read_csv(folder, layout)
        cells = {
            number: {column: Entry(_raw(text)) for column, text in enumerate(row, 1) if text.strip()}
            for number, row in enumerate(rows, 1)
        }
        _read_sheet(layout, cells, reading)
    return Tables(reading.lines, tuple(reading.faults))


def read_csv(folder: Path, layout: SheetLayout) -> list[list[str]]:
    """Return the rows of a sheet's CSV source, headings first."""
    with open(folder / f"{layout.source}.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def tables_of_workbook(path: Path) -> Tables:
    """Read the tables from a template workbook.

    Sheets may stand in any order, columns too; further sheets and columns are left alone. Raises
    TemplateError with one fault when the file is missing, locked or no workbook.
    """
    grids = {key(grid.sheet): grid for grid in reversed(_grids(path))}
    if not any(key(layout.name) in grids for layout in LAYOUTS):
        raise _file_error(
            path, "không có trang nào của mẫu (Cấu hình, Danh mục …). Kiểm tra có đúng tệp mẫu không"
        )
    reading = _Reading()
    for layout in LAYOUTS:
        grid = grids.get(key(layout.name))
        if grid is None:
            reading.faults.append(
                TemplateFault(
                    layout.name,
                    "",
                    f"Mẫu thiếu trang “{layout.name}”. Chép lại trang này từ mẫu gốc (lệnh wardxl template) "
                    "hoặc đặt lại đúng tên trang.",
                )
            )
            continue
        cells = {
            number: {
                column: entry
                for column, cell in row.items()
                if (entry := _entry(cell, grid)).text or entry.kind in _BROKEN
            }
            for number, row in grid.rows.items()
        }
        _read_sheet(layout, cells, reading)
    return Tables(reading.lines, tuple(reading.faults))


_BROKEN = frozenset({CellKind.ERROR, CellKind.UNCALCULATED})


def _read_sheet(layout: SheetLayout, cells: Mapping[int, Mapping[int, Entry]], reading: _Reading) -> None:
    top, columns = _find_headings(layout, cells, reading)
    letters = {column: heading for heading, column in columns.items()}
    lines = []
    for number in sorted(cells):
        if number <= top:
            continue
        entries = {}
        for column, entry in cells[number].items():
            heading = letters.get(column)
            if heading is None:
                continue
            if entry.kind in _BROKEN:
                reading.faults.append(
                    TemplateFault(layout.name, f"{column_letters(column)}{number}", _broken_message(entry))
                )
                entry = Entry("")
            entries[heading] = entry
        if any(entry.text for entry in entries.values()):
            lines.append(Line(layout.name, number, columns, entries))
    reading.lines[layout.name] = tuple(lines)


def _broken_message(entry: Entry) -> str:
    if entry.kind is CellKind.ERROR:
        return f"Ô báo lỗi {entry.text}. Xóa công thức và gõ lại giá trị."
    return "Ô là công thức chưa được tính. Gõ giá trị thay cho công thức, rồi lưu lại."


def _find_headings(
    layout: SheetLayout, cells: Mapping[int, Mapping[int, Entry]], reading: _Reading
) -> tuple[int, dict[str, int]]:
    """The heading row and the column of each heading; the row with most headings among the first ones."""
    wanted = {key(heading.title): heading.title for heading in layout.headings}
    best: tuple[int, dict[str, int]] = (min(cells, default=1), {})
    for number in sorted(cells)[:_HEADING_ROWS]:
        columns: dict[str, int] = {}
        for column, entry in sorted(cells[number].items()):
            title = wanted.get(key(entry.text))
            if title is not None:
                columns.setdefault(title, column)
        if len(columns) > len(best[1]):
            best = (number, columns)
    top, columns = best
    for heading in layout.headings:
        if heading.needed and heading.title not in columns:
            reading.faults.append(
                TemplateFault(
                    layout.name,
                    f"A{top}",
                    f"Thiếu cột “{heading.title}”. Thêm lại tiêu đề này vào dòng tiêu đề của trang, đúng "
                    f"chữ như trong mẫu gốc.",
                )
            )
    return top, columns


def _raw(text: str) -> str:
    """The text with its own line breaks and inner spaces, composed, without blank edges."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _entry(cell: Cell, grid: Grid) -> Entry:
    if cell.kind is CellKind.NUMBER:
        percent = "%" in grid.styles[cell.style].number_format if cell.style < len(grid.styles) else False
        return Entry(number_text(cell.value), cell.kind, percent)
    if cell.kind is CellKind.DATE:
        return Entry(cell.value.removesuffix("T00:00:00"), cell.kind)
    return Entry(_raw(cell.value), cell.kind)


def number_text(stored: str) -> str:
    """Write a stored number as a person types it, to 15 digits: `2.1000000000000001` is 2.1."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite():
        return stored
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grids(path: Path) -> tuple[Grid, ...]:
    """The sheets of a workbook."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _file_error(
            path, "không có tệp này. Kiểm tra lại đường dẫn, hoặc tạo mẫu mới bằng lệnh wardxl template"
        ) from None
    except PermissionError:
        raise _file_error(
            path, "không được phép đọc tệp này. Đóng tệp trong Excel hoặc kiểm tra quyền truy cập rồi thử lại"
        ) from None
    except IsADirectoryError:
        raise _file_error(path, "đây là thư mục, không phải tệp mẫu. Ghi đường dẫn tới tệp .xlsx") from None
    except OSError as error:
        raise _file_error(
            path, f"không đọc được tệp ({error.strerror}). Thử lại hoặc chép tệp sang nơi khác"
        ) from None
    return _read_workbook(data, path)


def _file_error(path: Path, problem: str) -> TemplateError:
    return TemplateError([TemplateFault("", "", f"Mẫu {path}: {problem}.")])


def _read_workbook(data: bytes, path: Path) -> tuple[Grid, ...]:
    from wardxl.readers import ReadError, read

    try:
        return read(data, path.name).grids
    except ReadError as error:
        raise _file_error(path, _UNREADABLE.get(error.code, _NO_WORKBOOK)) from None


_NO_WORKBOOK = "không phải sổ Excel đọc được. Tạo mẫu mới bằng lệnh wardxl template rồi chép nội dung sang"
_UNREADABLE = {
    "S102": "tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi chạy lại",
    "S103": "tệp lớn hoặc lạ đến mức không an toàn. Tạo mẫu mới bằng lệnh wardxl template rồi chép nội dung sang",
}
