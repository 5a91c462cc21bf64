"""Workbooks in the making: XlsxWriter's, with the few things that ours have in common."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

#: The versions of XlsxWriter whose way of keeping cells `quick_writer` leans on; any other one writes all by itself.
_QUICK_WITH = ("3.3.",)


def new_book(target: BytesIO, fonts: Mapping[str, Any], *, streamed: bool = False) -> Any:
    """Open an XlsxWriter workbook that writes to memory; `fonts` are the properties of its default format.

    streamed: rows go to temporary files as they are written, so that any number of them takes no memory; each sheet
    must then be written from top to bottom. Text is never taken for a formula, a link or a number, whatever it
    begins with.
    """
    options = {
        "in_memory": not streamed,
        "constant_memory": streamed,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(fonts),
    }
    return _book_class()(target, options)


def _book_class() -> Any:
    """The quick way of writing where it is known to write what XlsxWriter itself would."""
    from xlsxwriter import __version__

    if __version__.startswith(_QUICK_WITH):
        from wardxl.workbook.quick_writer import QuickBook

        return QuickBook
    from wardxl.workbook.writer import Book

    return Book
