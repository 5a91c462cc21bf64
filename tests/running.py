"""Runs the package through its public door and takes the report apart for comparing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from departments_forms import Places, write_book, write_form
from layouts import Layout, Part
from source import TABLES, Found, Line, by_first_lead, changed, lines

import wardxl
from wardxl.report import to_json

Report = dict[str, Any]

#: What is missing where only one document came, and the document's own slips of the pen, are told apart.
MISSING, LIKENESS = "C602", "C608"


def run(paths: Path | Iterable[Path], template: Path | None = None) -> Report:
    """Consolidate through the library and return the JSON report, figures as `Decimal`."""
    given = [paths] if isinstance(paths, Path) else list(paths)
    report: Report = json.loads(to_json(wardxl.consolidate(given, template=template)), parse_float=Decimal)
    assert report["faults"] == []
    return report


def found(report: Report) -> list[Found]:
    """The findings as code, row and column; what is missing and what was matched by likeness left out."""
    return [
        (finding["code"], finding["row"] or "", finding["column"] or "")
        for finding in report["findings"]
        if finding["code"] not in (MISSING, LIKENESS)
    ]


def missing_appendices(report: Report) -> set[str]:
    """The appendices of which nothing came."""
    return {finding["appendix"] for finding in report["findings"] if finding["code"] == MISSING}


def likened(report: Report) -> set[str]:
    """The rows that were matched by likeness."""
    return {finding["row"] for finding in report["findings"] if finding["code"] == LIKENESS}


def values(report: Report, appendix: str) -> dict[str, dict[str, Any]]:
    """The consolidated values by row code."""
    return {row["code"]: row["values"] for row in report["appendices"][appendix]}


def sources(report: Report) -> dict[tuple[str, str], str]:
    """Where each consolidated value came from, `file!sheet!cell` by row and column."""
    return {
        (row["code"], column): source
        for appendix in TABLES
        for row in report["appendices"][appendix]
        for column, source in row["sources"].items()
    }


def accounts(report: Report) -> dict[str, Mapping[str, int]]:
    """The cell accounts by file."""
    return {submission["file"]: submission["cells"] for submission in report["submissions"]}


def tu_liem(
    folder: Path,
    rows: Sequence[Line] | None = None,
    *,
    typing: str = "percent",
    layout: Mapping[str, Any] | None = None,
) -> dict[tuple[str, str], str]:
    """Write Từ Liêm's six files in one layout and typing; return where each value was written."""
    written: dict[tuple[str, str], str] = {}
    clean = by_first_lead(lines("I"))
    folder.mkdir(parents=True, exist_ok=True)
    for department, group in by_first_lead(rows or lines("I")).items():
        path = folder / f"{department}.xlsx"
        look = tuple(sorted((layout or {}).items(), key=str))
        if group == clean[department]:
            data, places = _clean_form(department, typing, look)
            path.write_bytes(data)
        else:
            form = Layout(department=department, **dict(look))
            places = write_form(path, group, layout=form, typing=typing)
        written |= {key: f"{path.name}!{place.sheet}!{place.cell}" for key, place in places.items()}
    return written


_FORMS: dict[tuple[str, str, str], tuple[bytes, Places]] = {}


def _clean_form(department: str, typing: str, look: tuple[tuple[str, Any], ...]) -> tuple[bytes, Places]:
    """One department's form as the document has it; each is written once a session."""
    key = (department, typing, repr(look))
    if key not in _FORMS:
        rows = by_first_lead(lines("I"))[department]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.xlsx"
            places = write_form(path, rows, layout=Layout(department=department, **dict(look)), typing=typing)
            _FORMS[key] = path.read_bytes(), places
    return _FORMS[key]


def yen_hoa(path: Path, change: tuple[str, str, str] | None = None) -> dict[tuple[str, str], str]:
    """Write Yên Hòa's collective file, with one cell written otherwise; return where each value was written."""
    parts = []
    for appendix in "123":
        rows = lines(appendix)
        if change and any(line.code == change[0] for line in rows):
            rows = changed(rows, *change)
        parts.append(Part(rows, Layout(sheet=f"PL{appendix}", signer=""), "as written"))
    written = write_book(path, parts)
    return {key: f"{path.name}!{place.sheet}!{place.cell}" for key, place in written.items()}
