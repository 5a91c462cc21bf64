"""The workbook made from the sample inputs, written out cell by cell so that a person can read what changed.

    python tests/golden_cells.py     writes tests/golden/*.txt anew; look at the difference before committing it

One file per sheet: how it is printed and shown, its conditional formats and entries allowed, then one line per row
with every cell's value (a formula with what it came to), number format, letters (where they are not Times New Roman 12
or Arial 10) and fill. Widths and heights are
those of the layout; links to files are left out, they hang on where the files lie.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "golden"
#: The rules and the long tables are tested elsewhere as well: here their first lines show how they look.
_ONLY = {"Quy tắc": 6, "Nguồn số liệu": 60, "Dữ liệu": 60}
_USUAL = {("Times New Roman", 12), ("Arial", 10)}
_PAPER = {8: "A3", 9: "A4"}


@cache
def dumps() -> dict[str, str]:
    """The text of every sheet, by the sheet's name."""
    from wardxl import pipeline, schema, workbook

    data = workbook.compose(pipeline.run([ROOT / "inputs"], schema.load(None)))
    formulas, values = load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)
    return {sheet.title: "\n".join(_sheet(sheet, values[sheet.title])) + "\n" for sheet in formulas}


def path_of(sheet: str) -> Path:
    """Where the text of a sheet is kept."""
    return FOLDER / f"{sheet}.txt"


def _sheet(sheet: Any, values: Any) -> Iterator[str]:
    setup, margins = sheet.page_setup, sheet.page_margins
    inches = (margins.left, margins.right, margins.top, margins.bottom, margins.header)
    sides = ", ".join(f"{inch * 25.4:.0f}" for inch in inches)
    yield f"paper: {_PAPER.get(setup.paperSize, setup.paperSize)} {setup.orientation}"
    yield f"fit: {setup.fitToWidth or 1} × {setup.fitToHeight}, black and white: {bool(setup.blackAndWhite)}"
    yield f"margins left, right, top, bottom, header (mm): {sides}"
    first = sheet.HeaderFooter.differentFirst
    yield f"header: {_head(sheet.oddHeader)}{' (not on the first page)' if first else ''}"
    yield f"footer: {_head(sheet.oddFooter)}"
    yield f"print area: {sheet.print_area or 'all'}"
    yield f"repeated rows: {sheet.print_title_rows or 'none'}"
    yield f"frozen at: {sheet.freeze_panes or 'nothing'}, zoom {sheet.sheet_view.zoomScale or 100}"
    yield f"filter: {sheet.auto_filter.ref or 'none'}"
    yield f"merged: {' '.join(sorted(map(str, sheet.merged_cells.ranges), key=_by_row)) or 'none'}"
    yield f"widths: {' '.join(_widths(sheet))}"
    yield ""
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            test = " ".join(map(str, rule.formula)) or rule.text
            yield f"when {area.sqref}: {rule.type} {test}{_look(rule.dxf)}"
    for allowed in sheet.data_validations.dataValidation:
        yield f"enter {allowed.sqref}: {allowed.type} {allowed.formula1}"
    yield ""
    for line in sheet.iter_rows(max_row=_ONLY.get(sheet.title)):
        cells = [text for cell in line if (text := _cell(cell, values[cell.coordinate].value))]
        if cells:
            height = sheet.row_dimensions[line[0].row].height
            yield f"{line[0].row} (height {height:g})" if height else f"{line[0].row}"
            yield from (f"    {text}" for text in cells)


def _by_row(area: str) -> tuple[int, str]:
    return int("".join(letter for letter in area.split(":")[0] if letter.isdigit())), area


def _head(part: Any) -> str:
    return part.center.text or "none"


def _widths(sheet: Any) -> Iterator[str]:
    for letters, column in sorted(sheet.column_dimensions.items(), key=lambda item: item[1].min):
        yield f"{letters}={'hidden' if column.hidden else format(column.width, '.4g')}"


def _cell(cell: Any, value: object) -> str:
    shape = "" if cell.number_format == "General" else f" [{cell.number_format}]"
    marks = {"b": cell.font.b, "i": cell.font.i, "u": cell.font.u, "shrink": cell.alignment.shrink_to_fit}
    letters = "" if (cell.font.name, cell.font.sz) in _USUAL else f"{cell.font.name} {cell.font.sz:g}"
    letters = " ".join((letters, *(mark for mark, there in marks.items() if there))).strip()
    look = f"{' {' + letters + '}' if letters else ''}{_fill(cell.fill)}"
    note = f" note: {cell.comment.text}" if cell.comment else ""
    if cell.value is None:
        return f"{cell.coordinate} blank{_fill(cell.fill)}" if _fill(cell.fill) else ""
    shown = f"{cell.value} → {value}" if cell.data_type == "f" else _plain(cell.value)
    return f"{cell.coordinate} {shown}{shape}{look}{note}"


def _plain(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) else str(value)


def _fill(fill: Any) -> str:
    colour = fill.fgColor.rgb if fill and fill.fill_type == "solid" else ""
    return f" fill {colour[-6:]}" if colour else ""


def _look(dxf: Any) -> str:
    """What a conditional format does to a cell."""
    if dxf is None:
        return ""
    fill = dxf.fill.bgColor.rgb[-6:] if dxf.fill else ""
    shape = f" [{dxf.numFmt.formatCode}]" if dxf.numFmt else ""
    edges = " edges" if dxf.border and dxf.border.left else ""
    return f" →{' fill ' + fill if fill else ''}{shape}{edges}"


def renew() -> None:
    """Write the golden files anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for sheet, text in dumps().items():
        path_of(sheet).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    renew()
