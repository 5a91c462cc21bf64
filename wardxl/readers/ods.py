"""OpenDocument spreadsheets (.ods) by a bounded reader of our own on zipfile + expat (ODF 1.3 part 3).

Libraries tell neither number formats nor errors nor what is hidden; one pass over `content.xml` tells all.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wardxl.model import Book
from wardxl.readers.decrypt import needs_password
from wardxl.readers.limits import Budget
from wardxl.readers.ods_sheets import SheetReader
from wardxl.readers.ods_styles import StyleReader
from wardxl.readers.package import Attributes, Malformed, Package, local

_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0 "
_DC = "http://purl.org/dc/elements/1.1/ "


def read(data: bytes) -> Book:
    """Read an .ods workbook.

    Raises Malformed where it breaks its format, ReadError S102 where it needs a password, S103 past the limits.
    """
    budget = Budget()
    package = Package(data, budget)
    _refuse_encrypted(package)
    styles = StyleReader()
    if "styles.xml" in package:
        # Damaged styles cost the looks of the cells, not their values.
        with suppress(Malformed):
            package.parse("styles.xml", styles.start, styles.end, styles.text)
    sheets = SheetReader(styles, budget)
    package.parse("content.xml", sheets.start, sheets.end, sheets.text)
    meta = _Meta()
    if "meta.xml" in package:
        with suppress(Malformed):
            package.parse("meta.xml", meta.start, meta.end, meta.take)
    return Book(
        tuple(sheets.grids), "ods", modified=meta.modified, application=meta.application, custom=meta.custom
    )


def _refuse_encrypted(package: Package) -> None:
    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == "encryption-data":
            raise needs_password()

    if "META-INF/manifest.xml" in package:
        with suppress(Malformed):
            package.parse("META-INF/manifest.xml", start)


@dataclass(slots=True)
class _Meta:
    """Document properties: the text of the elements that matter."""

    modified: datetime | None = None
    application: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    name: str = ""
    text: str = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        self.text = ""
        self.name = attributes.get(_META + "name", "")

    def take(self, data: str) -> None:
        self.text += data

    def end(self, tag: str) -> None:
        if tag == _META + "user-defined" and self.name:
            self.custom[self.name] = self.text
        elif tag == _META + "generator":
            self.application = self.text
        elif tag == _DC + "date":
            self.modified = _moment(self.text.strip())


def _moment(text: str) -> datetime | None:
    """Read the time of saving as UTC; where it names no zone it is that of the office's machines."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
