"""Writes a department's workbook in any of the layouts that clerks use.

    places = write_form(path, rows, layout=Layout(headings=2, mark="+"), typing="percent")
    places["I.1", "2027"]   # → Place("PL1", "G12")

One layout is one set of habits; every figure stays the document's, only its place and looks change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from layouts import DOCUMENT, OVER, RECEIVERS, TITLES, WIDTHS, YEAR_HEADINGS, Layout, Part, wrapped_lines
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from source import COLUMNS, VALUE_COLUMNS, YEARS, Line, headings
from typings import typed

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FACE = "Times New Roman"
_PLAIN, _BOLD, _ITALIC = Font(_FACE, 12), Font(_FACE, 12, bold=True), Font(_FACE, 12, italic=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
_AS_WRITTEN = Alignment(horizontal="center", vertical="center")


class Place(NamedTuple):
    """Where a value was written."""

    sheet: str
    cell: str


Places = dict[tuple[str, str], Place]


def write_form(
    path: Path, rows: Sequence[Line], *, layout: Layout = DOCUMENT, typing: str = "percent"
) -> Places:
    """Write the rows of one appendix as a workbook and say where every value stands."""
    return write_book(path, [Part(rows, layout, typing)])


def write_book(path: Path, parts: Sequence[Part]) -> Places:
    """Write a workbook of one sheet for each part; parts with one sheet name stand below or beside one another."""
    book = Workbook()
    book.remove(book.active)
    places: Places = {}
    # By sheet the rows above its lowest floor, and the columns that are used there.
    floors: dict[str, tuple[int, int]] = {}
    for part in parts:
        for name in part.layout.other_sheets:
            _prose(book.create_sheet(name))
        name = part.layout.sheet
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        below = (sheet.max_row + 2 if sheet.max_row > 1 else 0, 0)
        corner = floors.get(name, below) if part.layout.abreast else below
        writer = _Writer(sheet, part, corner)
        places.update(writer.write())
        floors[name] = (corner[0], writer.last)
    # Two runs must give the same file: the time of writing is no property of a form.
    book.properties.created = datetime(2026, 4, 6, 8, 0)
    book.properties.creator = "Văn thư"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return places


def _prose(sheet: Worksheet) -> None:
    """A sheet without any table: a letter, as it often lies before the form."""
    sheet["A1"] = "Kính gửi: Văn phòng HĐND và UBND phường"
    sheet["A3"] = (
        "Thực hiện chỉ đạo của UBND phường, đơn vị gửi biểu số liệu kèm theo; số liệu tính đến 31/12/2025."
    )
    sheet["A4"] = "Đề nghị Văn phòng tổng hợp, báo cáo theo quy định./."


class _Writer:
    """Writes one part below and right of a corner, the row and the column before it."""

    def __init__(self, sheet: Worksheet, part: Part, corner: tuple[int, int]) -> None:
        self.sheet = sheet
        self.rows = tuple(part.rows)
        self.layout = part.layout
        self.part = part
        self.appendix = self.rows[0].appendix
        self.columns = self._columns(corner[1])
        self.row = corner[0] + 1 + self.layout.top
        self.places: Places = {}
        self.numbers: dict[str, int] = {}

    # The columns: a key each, None for an empty one, `+heading` for one the form does not have.

    def _columns(self, used: int) -> dict[str, int]:
        keys: list[str] = []
        layout = self.layout
        for key in layout.order or COLUMNS[self.appendix]:
            if key in layout.without or (key == "unit" and layout.unit_above):
                continue
            if key in layout.spacers:
                keys.append(f"?{len(keys)}")
            if key in layout.extra:
                keys.append("+" + layout.extra[key])
            keys.append(key)
        return {key: used + layout.left + number for number, key in enumerate(keys, 1)}

    @property
    def first(self) -> int:
        return min(self.columns.values())

    @property
    def last(self) -> int:
        return max(self.columns.values())

    def write(self) -> Places:
        self._title()
        start = 0
        ends = [end for end in self.layout.split_after if end < len(self.rows)]
        for end in (*ends, len(self.rows)):
            if start:
                self.row += 2
            self._table(self.rows[start:end], offset=start)
            start = end
        self._foot()
        self._looks()
        return self.places

    def _put(self, column: int, value: object, font: Font = _PLAIN, align: Alignment = _LEFT) -> None:
        cell = self.sheet.cell(self.row, column)
        cell.value = value  # type: ignore[assignment]
        cell.font = font
        cell.alignment = align

    def _across(
        self, text: str | None, left: int, right: int, font: Font, align: Alignment = _AS_WRITTEN
    ) -> None:
        """A text over several columns, merged and centred."""
        self._put(left, text, font, align)
        if right > left:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=left, end_column=right)

    # Above the table

    def _title(self) -> None:
        middle = self.first + (self.last - self.first) // 2
        if self.layout.block:
            self._across("UBND PHƯỜNG TỪ LIÊM", self.first, middle, _PLAIN)
            self._across("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle + 1, self.last, _BOLD)
            self.row += 1
            self._across(self.layout.department.upper() or None, self.first, middle, _BOLD)
            self._across("Độc lập - Tự do - Hạnh phúc", middle + 1, self.last, _BOLD)
            self.row += 2
        for text in TITLES[self.appendix] if self.layout.title is None else self.layout.title:
            self._across(text, self.first, self.last, Font(_FACE, 14, bold=True))
            self.row += 1
        if self.layout.attached:
            self._across(self.layout.attached, self.first, self.last, Font(_FACE, 13, italic=True))
            self.row += 2

    # The heading

    def _heading_text(self, key: str) -> str | int:
        if key.startswith("?"):
            return ""
        if key.startswith("+"):
            return key[1:]
        if key in self.layout.heading_texts:
            return self.layout.heading_texts[key]
        if key in YEARS and self.layout.years != "document":
            return (
                int(key)
                if self.layout.years == "number"
                else YEAR_HEADINGS[self.layout.years].format(year=key)
            )
        return headings(self.appendix)[key]

    def _runs(self, keys: frozenset[str]) -> list[tuple[int, int]]:
        """The stretches of neighbouring columns whose keys are given."""
        runs: list[tuple[int, int]] = []
        for number in sorted(self.columns[key] for key in keys if key in self.columns):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        return runs

    def _heading(self) -> None:
        years = frozenset(YEARS)
        plan = years | {"total"}
        top, depth = self.row, self.layout.headings
        grouped = {2: (years,), 3: (plan, years)}.get(depth, ())
        for level, (keys, text) in enumerate(zip(grouped, OVER[depth], strict=True)):
            self.row = top + level
            for left, right in self._runs(keys):
                self._across(text, left, right, _BOLD, _CENTRE)
        for key, number in self.columns.items():
            level = sum(key in keys for keys in grouped)
            self.row = top + level
            self._put(number, self._heading_text(key) or None, _BOLD, _CENTRE)
            if level < depth - 1:
                self.sheet.merge_cells(
                    start_row=self.row, end_row=top + depth - 1, start_column=number, end_column=number
                )
        self._box(top, top + depth - 1)
        self.row = top + depth

    def _column_numbers(self) -> None:
        way = self.layout.column_numbers
        if not way:
            return
        for place, (key, number) in enumerate(self.columns.items(), 1):
            value: object
            if way == "document":
                value = {"tt": 1, "name": 2, "unit": 3, "lead": 8}.get(key)
            elif way == "brackets":
                value = f"({place})"
            elif way == "letters":
                value = "ABC"[place - 1] if place <= 3 else place - 3
            else:
                value = place
            self._put(number, value, _ITALIC, _CENTRE)
        self._box(self.row, self.row)
        self.row += 1

    # The rows

    def _table(self, rows: Sequence[Line], offset: int) -> None:
        if self.layout.unit_above:
            (unit,) = {line.text("unit") for line in rows}
            self._put(self.last, f"Đơn vị tính: {unit}", _ITALIC, _RIGHT)
            self.row += 1
        self._heading()
        self._column_numbers()
        section = None
        opened: set[str] = set()
        for number, line in enumerate(rows, offset + 1):
            if self.layout.sections and line.section and line.section != section:
                section = line.section
                self._words(section, self.first, _ITALIC)
            if self.layout.in_which and line.relation == "part" and line.parent not in opened:
                opened.add(line.parent)
                self._words("Trong đó:", self.columns["name"], _ITALIC)
            self._line(line, number)
            if number in self.layout.repeat_after:
                self._heading()
        if self.layout.totals == "label":
            self._words("Tổng cộng", self.columns["name"], _BOLD)

    def _words(self, text: str, column: int, font: Font) -> None:
        self._put(column, text, font, Alignment(vertical="center"))
        self._box(self.row, self.row)
        self.row += 1

    def _mark(self, line: Line) -> str:
        """What stands before the row: its number, or the mark of a sub-row."""
        if not line.parent:
            # Sections number their rows anew, as the documents do.
            key = line.section if self.layout.sections else ""
            self.numbers[key] = number = self.numbers.get(key, 0) + 1
            return str(number) if self.layout.renumber else line.text("tt")
        self.numbers[line.parent] = place = self.numbers.get(line.parent, 0) + 1
        match self.layout.mark:
            case "document":
                return line.text("tt")
            case "a)":
                return f"{'abcdefgh'[place - 1]})"
            case "1.1":
                return f"{line.parent.rpartition('.')[2]}.{place}"
            case "indent" | "nothing":
                return ""
            case mark:
                return mark

    def _line(self, line: Line, turn: int) -> None:
        mark = self._mark(line)
        merged = self._merged(line)
        for place, (key, number) in enumerate(self.columns.items()):
            value: object
            fmt = "General"
            if key.startswith("?") or key in merged:
                value = None
            elif key.startswith("+"):
                value = f"{key[1:]} {turn}"
            elif key == "tt":
                value = (
                    ""
                    if self.layout.mark_in_name and line.parent
                    else (int(mark) if mark.isdigit() else mark)
                )
            elif key == "name":
                value = line.text("name")
                if self.layout.mark_in_name and line.parent and mark:
                    value = f"{mark} {value}"
            elif key in VALUE_COLUMNS[self.appendix]:
                value, fmt = typed(
                    line, key, self.part.typings.get(line.code, self.part.typing), turn + place
                )
            else:
                value = line.text(key)
            sub = bool(line.parent)
            self._put(
                number, None if value == "" else value, _ITALIC if sub else _PLAIN, _alignment(key, value)
            )
            self.sheet.cell(self.row, number).number_format = fmt
            if key == "name" and sub and self.layout.mark == "indent":
                self.sheet.cell(self.row, number).alignment = Alignment(
                    indent=2, vertical="center", wrap_text=True
                )
            if key in line.values:
                self.places[line.code, key] = self._place(self.columns[merged.get(key, key)])
        for left in sorted(set(merged.values())):
            right = max(self.columns[key] for key, first in merged.items() if first == left)
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=self.columns[left], end_column=right
            )
        self._box(self.row, self.row)
        self.row += 1

    def _merged(self, line: Line) -> dict[str, str]:
        """The years that share the cell of an earlier year, each with that year."""
        if not self.layout.merge_equal_years:
            return {}
        shared: dict[str, str] = {}
        for before, year in pairwise(YEARS):
            neighbours = self.columns[year] == self.columns[before] + 1
            if neighbours and line.text(year) and line.text(year) == line.text(before):
                shared[year] = shared.get(before, before)
        return shared

    def _place(self, column: int) -> Place:
        return Place(self.sheet.title, f"{get_column_letter(column)}{self.row}")

    # Below the table

    def _foot(self) -> None:
        if not self.layout.signer:
            return
        self.row += 1
        right = max(self.last - 2, self.first + 2)
        left = self.columns["name"] if self.columns["name"] < right else self.first
        self._across("Từ Liêm, ngày 06 tháng 4 năm 2026", right, self.last, _ITALIC)
        self.row += 1
        for place, text in enumerate(RECEIVERS):
            self._put(left, text, _ITALIC if place else _BOLD, Alignment())
            if place == 0:
                self._across(self.layout.signer, right, self.last, _BOLD)
            if place == 1:
                self._across("(Ký, ghi rõ họ tên)", right, self.last, _ITALIC)
            self.row += 1

    def _box(self, top: int, bottom: int) -> None:
        for row in range(top, bottom + 1):
            for column in range(self.first, self.last + 1):
                self.sheet.cell(row, column).border = _BOX

    def _heights(self) -> None:
        """Rows high enough for their wrapped texts; merged cells are left to the eye."""
        widths = {cell: dimension.width for cell, dimension in self.sheet.column_dimensions.items()}
        for row in self.sheet.iter_rows(min_col=self.first, max_col=self.last):
            texts = [
                (str(cell.value), widths[get_column_letter(cell.column)])
                for cell in row
                if cell.value is not None and cell.alignment.wrap_text
            ]
            if texts:
                lines = max(wrapped_lines(text, width) for text, width in texts)
                self.sheet.row_dimensions[row[0].row].height = 16.5 * min(lines, 8)

    def _looks(self) -> None:
        for key, number in self.columns.items():
            width = 3 if key.startswith("?") else WIDTHS.get(key, 11)
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self._heights()
        self.sheet.page_setup.orientation = "landscape" if self.appendix == "I" else "portrait"
        self.sheet.page_setup.paperSize = 9
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.fitToHeight = 0


def _alignment(key: str, value: object) -> Alignment:
    if key in ("name", "lead", "note", "product", "effect"):
        return _LEFT
    words = isinstance(value, str) and not value[:1].isdigit()
    return _CENTRE if words or key in ("tt", "unit") else _RIGHT
