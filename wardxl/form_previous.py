"""Figures of an earlier result, to print into new forms."""

from __future__ import annotations

from pathlib import Path

from wardxl import intake, readers
from wardxl.errors import CannotRun
from wardxl.form_id import sheets_of
from wardxl.lexicon import lexicon
from wardxl.model import Amount, KnownFigure, Schema, State, Value
from wardxl.numerals import vietnamese
from wardxl.readers import ReadError


def figures_of(path: Path, schema: Schema) -> tuple[KnownFigure, ...]:
    """Read the figures of a consolidated workbook (or any other with the appendices in it) as known figures.

    Years are found by their headings, so that of an earlier plan only those of this one are taken. Raises CannotRun
    when the file cannot be read or holds none of the template's rows.
    """
    try:
        book = readers.read(path.read_bytes(), path.name)
    except OSError as error:
        raise CannotRun(f"Không mở được “{path}” ({error.strerror}); hãy kiểm tra lại đường dẫn.") from error
    except ReadError as error:
        raise CannotRun(f"Không đọc được “{path}”: {error.message}") from error
    grids = sheets_of(book)
    names = {form.sheet_name for form in schema.forms.values()}
    # A result holds its figures a second time on a sheet for machines.
    appendices = [grid for grid in grids if grid.sheet in names] or grids
    submission, _ = intake.check_grids(appendices, lexicon(schema), path.name)
    if submission.state is State.UNREADABLE:
        raise CannotRun(f"Không dùng được “{path}”: {submission.problems[0].message}")
    found: dict[tuple[str, str], KnownFigure] = {}
    for record in submission.records:
        for column, value in record.values.items():
            if record.row.known and not value.blank and value.content is not None:
                found.setdefault(
                    (record.row.code, column), KnownFigure(record.row.code, column, _written(value))
                )
    return tuple(found.values())


def _written(value: Value) -> str:
    """A value as a clerk writes it, with all its digits."""
    if isinstance(value.content, Amount) and value.shown not in ("-", "–", "—"):
        return vietnamese(value.content.value)
    return value.shown
