"""Fills in departments' forms as a person does: cells found by the row's name and the column's heading."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from source import VALUE_COLUMNS, Line, figure

from wardxl.model import Schema

#: What a person types, by row and column.
Typed = Mapping[tuple[str, str], str]


def typed_of(rows: Iterable[Line], department: str) -> dict[tuple[str, str], str]:
    """What a department types: the values and notes of the rows it leads first."""
    return {
        (line.code, column): line.text(column)
        for line in rows
        if line.leads[0] == department
        for column in (*VALUE_COLUMNS[line.appendix], "note")
        if line.text(column)
    }


def cells_of(book: Any, schema: Schema) -> dict[tuple[str, str], Any]:
    """Every cell of a form's tables by row code and column key."""
    return {key: cell for sheet in book for key, cell in _cells(sheet, schema).items()}


def _cells(sheet: Any, schema: Schema) -> dict[tuple[str, str], Any]:
    for form in schema.forms.values():
        wanted = {column.heading: column.key for column in form.columns}
        names = {row.name: row.code for row in schema.rows_of(form.code)}
        for line in sheet.iter_rows():
            at = {wanted[cell.value]: cell.column for cell in line if cell.value in wanted}
            if len(at) == len(form.columns):
                name = at[next(column.key for column in form.columns if column.role == "name")]
                return {
                    (names[body[name - 1].value], key): sheet.cell(body[0].row, column)
                    for body in sheet.iter_rows(min_row=line[0].row + 1)
                    if body[name - 1].value in names
                    for key, column in at.items()
                }
    return {}


def beside(book: Any, row: str, title: str, schema: Schema) -> Any:
    """The cell of a row in a column beside the table."""
    for sheet in book:
        found = _cells(sheet, schema)
        line = next((cell.row for (code, _), cell in found.items() if code == row), None)
        if line is not None:
            column = next(cell.column for cells in sheet.iter_rows() for cell in cells if cell.value == title)
            return sheet.cell(line, column)
    raise KeyError(row)


def fill(form: Path, target: Path, typed: Typed, schema: Schema) -> Path:
    """Type into a form and save it elsewhere."""
    book = openpyxl.load_workbook(form)
    cells = cells_of(book, schema)
    for key, text in typed.items():
        cell = cells[key]
        assert not cell.protection.locked, f"{key} is locked"
        number = figure(text) if cell.number_format != "@" and key[1] != "note" else None
        cell.value = text if number is None or text == "-" else float(number)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def convert(files: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Open files in LibreOffice and save them in another format."""
    office = shutil.which("soffice") or shutil.which("libreoffice") or "soffice"
    profile = folder / "profile"
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            *files,
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return [folder / f"{file.stem}.{kind.partition(':')[0]}" for file in files]
