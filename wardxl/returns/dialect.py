"""The two dialects of the format: transitional, which everybody writes, and strict (ECMA-376 parts 4 and 1).

They differ in their namespaces and in how a sheet names the drawing of its notes: VML is no part of the strict one,
so Excel writes it there as an alternative for those who know it.
"""

from __future__ import annotations

from typing import NamedTuple

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
VML = "urn:schemas-microsoft-com:vml"


class Dialect(NamedTuple):
    """Namespaces: of spreadsheets, of relationships, of custom properties and of their values."""

    main: str
    relations: str
    custom: str
    values: str
    custom_kind: str
    strict: bool

    def relation(self, kind: str) -> str:
        """The type of a relationship; that of VML is the same in both dialects."""
        known = TRANSITIONAL if kind == "vmlDrawing" else self
        return f"{known.relations}/{kind}"

    def empty(self, name: str, inner: str = "") -> str:
        """A spreadsheet part with nothing, or little, in it."""
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f'{head}<{name} xmlns="{self.main}">{inner}</{name}>'


TRANSITIONAL = Dialect(
    f"{_TRANSITIONAL}spreadsheetml/2006/main",
    f"{_TRANSITIONAL}officeDocument/2006/relationships",
    f"{_TRANSITIONAL}officeDocument/2006/custom-properties",
    f"{_TRANSITIONAL}officeDocument/2006/docPropsVTypes",
    "custom-properties",
    strict=False,
)
STRICT = Dialect(
    f"{_STRICT}spreadsheetml/main",
    f"{_STRICT}officeDocument/relationships",
    f"{_STRICT}officeDocument/customProperties",
    f"{_STRICT}officeDocument/docPropsVTypes",
    "customProperties",
    strict=True,
)


def dialect_of(tag: str) -> Dialect:
    """Tell the dialect by the start tag of the workbook."""
    return STRICT if _STRICT in tag else TRANSITIONAL
