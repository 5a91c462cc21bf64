"""Makes wards' folders for the benches: every ward its own figures, every file different from every other.

A rich file has 4 sheets of 40 rows and 13 columns, styled and merged: appendix I and, below one another, the
appendices 1 to 3 with the rows that its department leads, and two sheets of working figures as offices keep them
beside their forms. A small file is one sheet of 20 rows. `crowded` files hold every row of every appendix, filled
in by everybody: the most work that such files can make. Names, figures and notes are drawn from a seed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from source import COLUMNS, DATA, TABLES, YEARS, Line, headings, lines

FILES_PER_WARD = 12
ROWS, WIDTH = 40, 13
#: Syllables of which wards' names are made: enough pairs for every ward and commune of the country.
_FIRST = tuple("An Bình Cẩm Châu Đại Đông Gia Hà Hòa Hưng Khánh Kim Lạc Lộc Long Mai Minh Mỹ Nam Ngọc "
               "Nghĩa Nhân Phú Phúc Quang Quảng Sơn Tam Tân Tây Thái Thanh Thạch Thịnh Thọ Thuận Thượng Tiên "
               "Trung Trường Tú Vạn Văn Vĩnh Việt Xuân Yên Bảo Cao Chí Công Cổ Dương Đồng Đức Giao Hải Hạ "
               "Hoàng Hồng".split())  # fmt: skip
_SECOND = tuple("Hòa Sơn Lâm Thịnh Phong Bình Hưng Đức Trì Hải Châu Giang Lợi Khê Mai Thành Phú Trung Viên "
                "Quang Xá Lộc Tiến Hiệp Thắng Long Thủy Ngạn Điền Nghĩa Mỹ Khánh Trạch Xuân Hội Bắc Nội Cát "
                "Liên Lãng Lương Mộc Ninh Phước Tảo Tràng Vân Vọng Hậu Đình Cầu Chung Hạnh Kiên Lý Mạch "
                "Nguyên Sen".split())  # fmt: skip


def ward_name(number: int) -> str:
    """The name of a ward by its number, no two alike."""
    second, first = divmod(number, len(_FIRST))
    return f"Phường {_FIRST[first]} {_SECOND[(second + first) % len(_SECOND)]}"


@dataclass(frozen=True)
class Indicator:
    """What honest figures of a row must obey."""

    kind: str
    five_year: str
    better: str
    parent: str
    relation: str


@cache
def _indicators() -> Mapping[str, Indicator]:
    with (DATA / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return {
            entry["code"]: Indicator(
                entry["value"], entry["five_year"], entry["better"], entry["parent"], entry["parent_relation"]
            )
            for entry in csv.DictReader(file)
        }


# ── Figures ───────────────────────────────────────────────────────────────────────────────


def figures(random: Random) -> dict[str, dict[str, Decimal | str]]:
    """A ward's own figures of appendix I by row and column: honest ones, and a fault in one row of twelve."""
    made: dict[str, dict[str, Decimal | str]] = {}
    for line in lines("I"):
        indicator = _indicators()[line.code]
        if indicator.kind not in ("number", "count"):
            made[line.code] = dict(line.values)
            continue
        whole = indicator.kind == "count"
        percent = line.text("unit").strip("()") == "%"
        start = (
            Decimal(random.randint(200, 600)) / 10 if percent else Decimal(random.randint(20, 90_000)) / 10
        )
        if whole:
            start = start.to_integral_value()
        made[line.code] = dict(_row(random, indicator, start, whole))
    for parent in {indicator.parent for indicator in _indicators().values() if indicator.relation == "part"}:
        parts = [made[code] for code, one in _indicators().items() if one.parent == parent and code in made]
        for column in ("total", *YEARS) if parts else ():
            made[parent][column] = sum((Decimal(part[column]) for part in parts), Decimal(0))
    for code in random.sample(sorted(made), 2):
        row = made[code]
        if isinstance(row.get("2028"), Decimal):
            row["2028"] += Decimal(7)
    return made


def _row(
    random: Random, indicator: Indicator, start: Decimal, whole: bool
) -> Iterator[tuple[str, Decimal | str]]:
    step = Decimal(0) if indicator.five_year == "each" else Decimal(random.randint(1, 20)) / 10
    step = -step if indicator.better == "down" else step
    step = step.to_integral_value() if whole else step
    years = [max(start + step * number, Decimal(0)) for number in range(1, 6)]
    totals = {"sum": sum(years, Decimal(0)), "mean": sum(years, Decimal(0)) / 5}
    yield "baseline", start
    yield "total", totals.get(indicator.five_year, years[-1])
    yield from zip(YEARS, years, strict=True)


# ── Files ─────────────────────────────────────────────────────────────────────────────────


@cache
def _groups() -> Sequence[tuple[str, Sequence[Line]]]:
    """Who sends which rows: twelve files of a ward, each of one department."""
    rows: dict[str, list[Line]] = {}
    for appendix in TABLES:
        for line in lines(appendix):
            rows.setdefault(line.leads[0], []).append(line)
    departments = sorted(rows, key=lambda name: -len(rows[name]))
    groups: list[tuple[str, Sequence[Line]]] = [(name, rows[name]) for name in departments[:FILES_PER_WARD]]
    while len(groups) < FILES_PER_WARD:
        # The longest list is cut in two: a department may send several files.
        groups.sort(key=lambda group: len(group[1]))
        name, longest = groups.pop()
        half = len(longest) // 2
        groups += [(name, longest[:half]), (name, longest[half:])]
    return sorted(groups, key=lambda group: (group[0], group[1][0].code))


def make_ward(folder: Path, number: int, *, kind: str = "rich", ward: str = "", seed: int = 2026) -> None:
    """Write a ward's twelve files into its folder; kind: `rich`, `small` or `crowded`."""
    random = Random(f"{seed}:{kind}:{number}")
    ward = ward or ward_name(number)
    own = figures(random)
    target = folder / ward
    target.mkdir(parents=True, exist_ok=True)
    everything = [line for appendix in TABLES for line in lines(appendix)]
    for place, (department, group) in enumerate(_groups(), start=1):
        rows = everything if kind == "crowded" else group
        path = target / f"{place:02} {department}.xlsx".replace("/", "-")
        _File(path, ward, department, rows, own, random).write(small=kind == "small")


class _File:
    """One department's file in the making."""

    def __init__(
        self,
        path: Path,
        ward: str,
        department: str,
        rows: Sequence[Line],
        own: Mapping[str, Mapping[str, Decimal | str]],
        random: Random,
    ) -> None:
        import xlsxwriter

        self.ward, self.department, self.rows, self.own, self.random = ward, department, rows, own, random
        self.book = xlsxwriter.Workbook(str(path))
        base = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "valign": "vcenter"}
        self.title = self.book.add_format({**base, "bold": True, "align": "center", "border": 0})
        self.head = self.book.add_format({**base, "bold": True, "align": "center", "text_wrap": True})
        self.words = self.book.add_format({**base, "text_wrap": True})
        self.figure = {
            decimals: self.book.add_format(
                {**base, "num_format": "#,##0" + ("." + "0" * decimals)[: decimals + 1]}
            )
            for decimals in (1, 2)
        }
        self.figure[0] = self.book.add_format({**base, "num_format": "#,##0"})

    def write(self, *, small: bool) -> None:
        """Write the sheets and close the file."""
        shares = {code: [line for line in self.rows if line.appendix == code] for code in TABLES}
        if small:
            code = next(code for code, share in shares.items() if share)
            self._appendix(self.book.add_worksheet("Biểu"), code, shares[code][:13], 0)
        else:
            sheet = self.book.add_worksheet("PL I")
            self._fill(sheet, self._appendix(sheet, "I", shares["I"], 0) if shares["I"] else 0)
            sheet = self.book.add_worksheet("PL 1, 2, 3")
            row = 0
            for code in "123":
                if shares[code]:
                    row = self._appendix(sheet, code, shares[code], row) + 2
            self._fill(sheet, row)
            for name in ("Số liệu tháng", "Diễn giải"):
                self._fill(self.book.add_worksheet(name), 0)
        self.book.close()

    def _appendix(self, sheet: Any, code: str, rows: Sequence[Line], top: int) -> int:
        """Write a title, a table and who signs; return the first row below."""
        columns = COLUMNS[code]
        for text in (
            f"UBND {self.ward.upper()}",
            f"PHỤ LỤC {code}",
            "BIỂU TỔNG HỢP CÁC CHỈ TIÊU GIAI ĐOẠN 2026 – 2030",
            f"(Kèm theo Công văn số {self.random.randint(10, 999)} của {self.department})",
        ):
            sheet.merge_range(top, 0, top, len(columns) - 1, text, self.title)
            top += 1
        for at, (_, heading) in enumerate(headings(code).items()):
            sheet.write_string(top, at, heading, self.head)
        for number, line in enumerate(rows, start=1):
            top += 1
            for at, column in enumerate(columns):
                self._cell(sheet, top, at, line, column, number)
        sheet.write_string(top + 2, len(columns) - 1, "THỦ TRƯỞNG ĐƠN VỊ", self.title)
        return top + 4

    def _cell(self, sheet: Any, row: int, at: int, line: Line, column: str, number: int) -> None:
        text: Decimal | str = line.text(column)
        if line.appendix == "I" and column in ("baseline", "total", *YEARS):
            text = self.own[line.code].get(column, "")
        if column == "tt":
            text = str(number)
        elif column == "note":
            text = f"Theo báo cáo số {self.random.randint(100, 99_999)}"
        elif column == "lead":
            text = self.department
        if isinstance(text, Decimal):
            exponent = text.as_tuple().exponent
            decimals = min(-exponent, 2) if isinstance(exponent, int) and exponent < 0 else 0
            sheet.write_number(row, at, float(text), self.figure[decimals])
        elif text:
            sheet.write_string(
                row, at, text.replace("Yên Hòa", self.ward.removeprefix("Phường ")), self.words
            )
        else:
            sheet.write_blank(row, at, None, self.words)

    def _fill(self, sheet: Any, row: int) -> None:
        """Working figures under the forms, up to 40 rows of 13 columns."""
        random = self.random
        if row < ROWS:
            sheet.merge_range(row, 0, row, WIDTH - 1, "Số liệu theo dõi của đơn vị", self.title)
        for place in range(row + 1, ROWS):
            sheet.write_string(place, 0, f"Tổ dân phố số {place}, đợt {random.randint(1, 40)}", self.words)
            for at in range(1, WIDTH - 1):
                sheet.write_number(place, at, random.randint(0, 99_999) / 10, self.figure[1])
            sheet.write_string(place, WIDTH - 1, f"Sổ {random.randint(1, 10**6)}", self.words)
