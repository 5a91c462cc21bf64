"""`Dữ liệu`: the consolidated values in long form from A1, for pivot tables and programs."""

from __future__ import annotations

from wardxl import frame
from wardxl.model import Status
from wardxl.workbook import tables
from wardxl.workbook.context import Context
from wardxl.workbook.places import DATA

_WIDTHS = (9, 10, 22, 44, 14, 11, 22, 8, 13, 24, 10, 10, 20, 18, 30, 34, 30, 16, 8, 40, 34)


def draw(ctx: Context) -> None:
    """Add the sheet."""
    sheet = ctx.sheet(DATA)
    tables.head(ctx, sheet, list(zip(frame.HEADINGS.values(), _WIDTHS, strict=True)))
    text, figure = ctx.styles("work"), ctx.styles("work", "shrink", num_format="0.######")
    whole = ctx.styles("work", num_format="0")
    line = 0
    for line, entry in enumerate(frame.entries(ctx.result), start=1):
        texts: list[tuple[int, str]] = []
        for at, cell in enumerate(entry):
            if cell is None or cell == "":
                continue
            if isinstance(cell, Status):
                texts.append((at, frame.STATUS_WORDS[cell]))
            elif isinstance(cell, str):
                texts.append((at, cell))
            elif isinstance(cell, int):
                sheet.write_number(line, at, cell, whole)
            else:
                sheet.write_number(line, at, float(cell), figure)
        ctx.texts(sheet, line, texts, text)
    tables.finish(sheet, line, len(_WIDTHS), frozen=2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:U{line + 1}"})
