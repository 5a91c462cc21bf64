"""Workbooks in the making: XlsxWriter's, with the few things that ours have in common."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any


def new_book(target: BytesIO, fonts: Mapping[str, Any], *, streamed: bool = False) -> Any:
    """Open an XlsxWriter workbook that writes to memory; `fonts` are the properties of its default format.

    streamed: rows go to temporary files as they are written, so that any number of them takes no memory; each sheet
    must then be written from top to bottom. Text is never taken for a formula, a link or a number, whatever it
    begins with.
    """
    from wardxl.workbook.writer import Book

    options = {
        "in_memory": not streamed,
        "constant_memory": streamed,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(fonts),
    }
    return Book(target, options)
