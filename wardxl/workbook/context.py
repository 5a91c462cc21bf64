"""What every sheet's module is given, and the few ways in which they all write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from wardxl.model import Column, Finding, Severity
from wardxl.result import Result
from wardxl.text import printable
from wardxl.workbook.live import Plan
from wardxl.workbook.places import Places, quoted
from wardxl.workbook.styles import Styles

#: The longest text a cell may hold.
_LONGEST = 32_767
#: Spreadsheets allow so many links a sheet, and so long ones.
_MOST_LINKS, _LONGEST_LINK = 65_000, 2000


@dataclass(slots=True)
class Context:
    """The workbook in the making: XlsxWriter's book, formats, the result and where everything stands.

    `files` maps files as the report names them to links relative to the workbook; `today` is the date printed.
    """

    book: Any
    styles: Styles
    result: Result
    places: Places
    today: date
    files: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    _links: dict[str, int] = field(default_factory=dict)

    def sheet(self, name: str) -> Any:
        """Add a sheet at the end of the workbook."""
        return self.book.add_worksheet(name)

    def text(self, sheet: Any, row: int, column: int, text: str | None, style: Any) -> None:
        """Write text as text, whatever it begins with."""
        if text:
            sheet.write_string(row, column, text[:_LONGEST], style)
        else:
            sheet.write_blank(row, column, None, style)

    def texts(self, sheet: Any, row: int, texts: Iterable[tuple[int, str | None]], style: Any) -> None:
        """Write the texts of a row that look alike, column and text each from left to right, but no empty ones."""
        sheet.write_strings(row, [(at, text[:_LONGEST]) for at, text in texts if text], style)

    def link(self, sheet: Any, row: int, column: int, url: str, text: str, style: Any, tip: str = "") -> None:
        """Write a link, or only its text where the sheet can take no more links."""
        used = self._links.get(sheet.name, 0)
        if url and text and used < _MOST_LINKS and len(url) < _LONGEST_LINK:
            self._links[sheet.name] = used + 1
            sheet.write_url(row, column, url, style, text[:_LONGEST], tip[:250] or None)
        else:
            self.text(sheet, row, column, text, style)

    def source_link(self, file: str | None, sheet: str | None = None, cell: str | None = None) -> str:
        """The link to a cell of a department's file; '' where the file's place on disk is not known."""
        target = self.files.get(file or "")
        if not target:
            return ""
        anchor = f"#{quoted(sheet)}!{cell}" if sheet and cell and "#" not in target else ""
        return f"external:{target}{anchor}"

    def column_title(self, appendix: str | None, key: str | None) -> str:
        """A column's name as a clerk knows it: the heading of the form."""
        form = self.result.schema.forms.get(appendix or "")
        column: Column | None = form.column(key) if form and key else None
        return column.heading if column else key or ""


def number(value: Decimal) -> float:
    """Turn a figure into what a cell can hold (15 significant digits survive)."""
    return float(value)


def relative_links(files: Mapping[str, Path], target: Path) -> dict[str, str]:
    """Write links from the workbook's folder to the departments' files, relative so that both can be moved.

    A file on another drive has no relative path and gets no link.
    """
    folder = target.resolve().parent
    links: dict[str, str] = {}
    for name, path in files.items():
        try:
            relative = os.path.relpath(path.resolve(), folder)
        except ValueError:
            continue
        link = relative.replace(os.sep, "/")
        if "#" in link or "%" in link or printable(link) != link:
            # XlsxWriter escapes a link that holds no escape yet; one that must, is escaped here as a whole.
            link = printable(link.replace("%", "%25").replace("#", "%23").replace(" ", "%20"))
        links[name] = link
    return links


def to_mend(findings: tuple[Finding, ...]) -> list[int]:
    """Numbers of the findings that somebody must act on, errors first, each in the result's order."""
    weights = {Severity.ERROR: 0, Severity.WARNING: 1}
    numbers = [
        number for number, finding in enumerate(findings) if finding.severity in weights and finding.open
    ]
    return sorted(numbers, key=lambda number: weights[findings[number].severity])
