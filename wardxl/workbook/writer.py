"""XlsxWriter's classes as our workbooks need them, for what its public face cannot say.

A page header that is absent on the first page (`differentFirst`, as the decree on documents asks), and the language
of the document among its properties. Both are written by overriding the method that writes the element.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet


class Properties(Core):  # type: ignore[misc]
    """The document's properties, its language among them."""

    def _write_dc_title(self) -> None:
        super()._write_dc_title()
        self._xml_data_element("dc:language", "vi-VN")


class Package(Packager):  # type: ignore[misc]
    """The parts of the file."""

    def _write_core_file(self) -> None:
        core = Properties()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet. `first_page_bare` leaves the header out on the first page."""

    def __init__(self) -> None:
        super().__init__()
        self.first_page_bare = False

    def write_strings(self, row: int, texts: Sequence[tuple[int, str]], cell_format: Any) -> None:
        """Write texts of one row that look alike: column and text each, columns from left to right."""
        for column, text in texts:
            self.write_string(row, column, text, cell_format)

    def _write_header_footer(self) -> None:
        if not (self.header_footer_changed and self.first_page_bare):
            super()._write_header_footer()
            return
        self._xml_start_tag("headerFooter", [("differentFirst", 1), ("scaleWithDoc", 0)])
        self._write_odd_header()
        self._xml_end_tag("headerFooter")


class Book(Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    worksheet_class = Sheet

    def _get_packager(self) -> Package:
        return Package()
