"""Who a form is: written into every form we issue, read back whatever became of its name and its sheets.

It stands twice, in custom document properties and on a very hidden sheet, because programs that save a workbook
in another format keep the one or the other. The sheet is known by what stands in its first cell; it holds, besides
the id, which rows and columns were issued and which figures stood in the form from the start.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wardxl.model import Book, Grid, KnownFigure, Schema
from wardxl.text import clean

#: The hidden sheet's name as issued, and the text of its first cell, by which it is known.
SHEET, MARK = "wardxl", "wardxl-bieu"
#: Headings of the checks beside a form's tables, the last with a column's heading behind it; no columns to read.
BESIDE = ("Đã điền", "Các năm so với 5 năm", "Tính từ các năm", "Chênh lệch", "Sai số làm tròn cho phép")
PARTS_BESIDE, PART_BESIDE = "Các phần so với chung", "Chung trừ các phần: "
_PREFIX = "wardxl_"
_FIELDS = ("department", "ward", "period", "version", "form", "revision")
_ROW, _COLUMN, _FIGURE = "row", "column", "figure"
_PERIOD = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True, slots=True)
class FormId:
    """What a form says of itself.

    version: of the template that it was issued from. form: a hash that names what was issued. revision: 0, or how
    many times the office has issued it anew. rows, columns (`appendix:key`) and figures are what was issued; empty
    where only the properties are left.
    """

    department: str
    ward: str
    start: int
    end: int
    version: str
    form: str = ""
    revision: int = 0
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    figures: tuple[KnownFigure, ...] = field(default=())

    @property
    def period(self) -> str:
        """The years of the plan: `2026-2030`."""
        return f"{self.start}-{self.end}"


def issue(
    schema: Schema,
    department: str,
    rows: Sequence[str],
    appendices: Sequence[str],
    figures: Sequence[KnownFigure],
    revision: int,
) -> FormId:
    """Return the id of a form about to be issued; the same form has the same id."""
    columns = tuple(f"{code}:{column.key}" for code in appendices for column in schema.forms[code].columns)
    issued = (
        schema.ward,
        f"{schema.start}-{schema.end}",
        schema.version,
        department,
        str(revision),
        *rows,
        *columns,
        *(f"{figure.row}:{figure.column}={figure.value}" for figure in figures),
    )
    return FormId(
        department=department,
        ward=schema.ward,
        start=schema.start,
        end=schema.end,
        version=schema.version,
        form=hashlib.sha256("\n".join(issued).encode()).hexdigest()[:12],
        revision=revision,
        rows=tuple(rows),
        columns=columns,
        figures=tuple(figures),
    )


def properties(form: FormId) -> dict[str, str]:
    """The custom document properties of a form, by name."""
    return {_PREFIX + name: value for name, value in _fields(form).items()}


def lines(form: FormId) -> Iterator[tuple[str, ...]]:
    """The lines of the hidden sheet, from its first row on."""
    yield (MARK,)
    yield from _fields(form).items()
    yield from ((_ROW, code) for code in form.rows)
    yield from ((_COLUMN, name) for name in form.columns)
    yield from ((_FIGURE, figure.row, figure.column, figure.value) for figure in form.figures)


def form_of(book: Book) -> FormId | None:
    """Tell which form a workbook is, None where it is none of ours."""
    sheet = next((grid for grid in book.grids if _is_ours(grid)), None)
    written = list(_lines(sheet)) if sheet else []
    said = {line[0]: line[1] for line in written if len(line) > 1 and line[0] in _FIELDS}
    said |= {name: book.custom[_PREFIX + name] for name in _FIELDS if book.custom.get(_PREFIX + name)}
    return _form(said, written)


def sheets_of(book: Book) -> tuple[Grid, ...]:
    """The sheets of a workbook that people fill in: all but the hidden one of ours."""
    return tuple(grid for grid in book.grids if not _is_ours(grid))


def stands_beside(heading: str) -> bool:
    """Whether a heading is that of a check beside a form's table."""
    return heading in (*BESIDE, PARTS_BESIDE) or heading.startswith(clean(PART_BESIDE))


def _fields(form: FormId) -> dict[str, str]:
    return {
        "department": form.department,
        "ward": form.ward,
        "period": form.period,
        "version": form.version,
        "form": form.form,
        "revision": str(form.revision),
    }


def _form(said: Mapping[str, str], written: Sequence[tuple[str, ...]]) -> FormId | None:
    period = _PERIOD.fullmatch(said.get("period", ""))
    if not (period and said.get("department") and said.get("ward") and said.get("form")):
        return None
    revision = said.get("revision", "")
    return FormId(
        department=said["department"],
        ward=said["ward"],
        start=int(period[1]),
        end=int(period[2]),
        version=said.get("version", ""),
        form=said["form"],
        revision=int(revision) if revision.isdecimal() else 0,
        rows=tuple(line[1] for line in written if line[0] == _ROW and len(line) == 2),
        columns=tuple(line[1] for line in written if line[0] == _COLUMN and len(line) == 2),
        figures=tuple(KnownFigure(*line[1:]) for line in written if line[0] == _FIGURE and len(line) == 4),
    )


def _is_ours(grid: Grid) -> bool:
    first = grid.rows.get(1, {}).get(1)
    return first is not None and first.value.strip() == MARK


def _lines(grid: Grid) -> Iterator[tuple[str, ...]]:
    for cells in grid.rows.values():
        # The drop-down lists stand further to the right.
        yield tuple(clean(cells[column].value) for column in range(1, 5) if column in cells) or ("",)
