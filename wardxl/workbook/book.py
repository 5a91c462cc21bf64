"""The one place that reaches behind XlsxWriter's public face, for two things it cannot say.

A page header that is absent on the first page (`differentFirst`, as the decree on documents asks), and the
language of the document among its properties. Both are written by overriding the method that writes the element.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

#: Functions that every spreadsheet program has always known; a name before a bracket is one, wherever it stands.
_OLD_FUNCTIONS = frozenset(
    "ABS AND AVERAGE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS FIND IF IFERROR INDEX INDIRECT INT ISBLANK ISERROR "
    "ISNUMBER ISTEXT LEFT LEN MATCH MAX MID MIN MOD NOT OR RIGHT ROUND ROUNDDOWN ROUNDUP ROW SIGN SUBSTITUTE "
    "SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT TEXT TRIM TRUNC VALUE".split()
)
_FUNCTION = re.compile(r"([A-Za-z_][\w.]*)\(")

if TYPE_CHECKING:
    from collections.abc import Mapping


def new_book(target: BytesIO, fonts: Mapping[str, Any], *, streamed: bool = False) -> Any:
    """Open an XlsxWriter workbook that writes to memory; `fonts` are the properties of its default format.

    streamed: rows go to temporary files as they are written, so that any number of them takes no memory; each sheet
    must then be written from top to bottom. Text is never taken for a formula, a link or a number, whatever it
    begins with.
    """
    from xlsxwriter.core import Core
    from xlsxwriter.packager import Packager
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    class Properties(Core):  # type: ignore[misc]
        def _write_dc_title(self) -> None:
            super()._write_dc_title()
            self._xml_data_element("dc:language", "vi-VN")

    class VietnamesePackager(Packager):  # type: ignore[misc]
        def _write_core_file(self) -> None:
            core = Properties()
            core._set_properties(self.workbook.doc_properties)
            core._set_xml_writer(self._filename("docProps/core.xml"))
            core._assemble_xml_file()

    class Sheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            # XlsxWriter looks for thirty new functions in every formula, which took a tenth of the time.
            if formula.startswith("=") and _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula)):
                return formula[1:]
            return str(super()._prepare_formula(formula, expand_future_functions))

        def _write_header_footer(self) -> None:
            if not (self.header_footer_changed and getattr(self, "first_page_bare", False)):
                super()._write_header_footer()
                return
            self._xml_start_tag("headerFooter", [("differentFirst", 1), ("scaleWithDoc", 0)])
            self._write_odd_header()
            self._xml_end_tag("headerFooter")

    class Book(Workbook):  # type: ignore[misc]
        worksheet_class = Sheet

        def _get_packager(self) -> Packager:
            return VietnamesePackager()

    options = {
        "in_memory": not streamed,
        "constant_memory": streamed,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(fonts),
    }
    return Book(target, options)
