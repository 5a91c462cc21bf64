"""The one-page guide for the office, from its Markdown: as plain text, and as a small workbook to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

SOURCE = Path(__file__).with_name("huong_dan.md")
_CREATED = datetime(2026, 1, 1)
_MARKS = re.compile(r"\*\*|`")
_RULE = re.compile(r"\|[\s|:-]+\|")
_WIDTHS = (30.0, 92.0)
_TEXT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the guide: `kind` is title, heading, text or row; a row has two cells."""

    kind: str
    cells: tuple[str, ...]


def parts() -> Iterator[Part]:
    """The guide line by line."""
    table = False
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        text = _MARKS.sub("", line).strip()
        if not text or _RULE.fullmatch(text):
            continue
        if text.startswith("|"):
            # The first line of a table is its heading.
            cells = tuple(cell.strip() for cell in text.strip("|").split("|"))
            yield Part("row" if table else "head", cells)
            table = True
            continue
        table = False
        if text.startswith("#"):
            yield Part("title" if text.startswith("# ") else "heading", (text.lstrip("# "),))
        else:
            yield Part("text", (text,))


def guide_text() -> str:
    """The guide as plain text, lines not longer than a window is wide."""
    from textwrap import fill

    lines: list[str] = []
    for part in parts():
        match part.kind:
            case "title":
                lines += [part.cells[0].upper(), ""]
            case "heading":
                lines += ["", part.cells[0].upper(), "-" * len(part.cells[0])]
            case "text":
                mark = re.match(r"(\d+\.|-) ", part.cells[0])
                indent = " " * len(mark[0]) if mark else ""
                lines.append(
                    fill(part.cells[0], _TEXT_WIDTH, subsequent_indent=indent, break_on_hyphens=False)
                )
            case "row":
                lines.append(f"  {part.cells[0]}: {part.cells[1]}")
    return "\n".join(lines) + "\n"


def guide_workbook() -> bytes:
    """The guide as a workbook of one sheet."""
    from wardxl.workbook import textfit
    from wardxl.workbook.book import new_book
    from wardxl.workbook.styles import FORM, FORM_BOLD, FORM_FONT, Styles

    target = BytesIO()
    book = new_book(target, {"font_name": FORM_FONT, "font_size": 12})
    book.set_properties({"title": "Hướng dẫn nhanh wardxl", "created": _CREATED})
    styles = Styles(book)
    sheet = book.add_worksheet("Hướng dẫn")
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    for row, part in enumerate(parts()):
        if part.kind in ("row", "head"):
            looks = ("form", "grid", "wrap", "top", *(("bold",) if part.kind == "head" else ()))
            for at, text in enumerate(part.cells[:2]):
                sheet.write_string(row, at, text, styles(*looks))
            font = FORM_BOLD if part.kind == "head" else FORM
            cells = [(text, width, font) for text, width in zip(part.cells, _WIDTHS, strict=False)]
            sheet.set_row(row, textfit.height(cells, 18))
            continue
        look = {"title": "title", "heading": "heading"}.get(part.kind, "top")
        made = styles("form", look, "wrap", "left")
        sheet.merge_range(row, 0, row, 1, "", made)
        sheet.write_string(row, 0, part.cells[0], made)
        font = FORM if part.kind == "text" else FORM_BOLD
        sheet.set_row(row, textfit.height([(part.cells[0], sum(_WIDTHS), font)], 20))
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.8, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    book.close()
    return target.getvalue()
