"""Our own reader of .xlsx and .xlsm (ECMA-376, strict and transitional): bytes → `Book`, within limits.

It knows what openpyxl would tell of values, formats, merges, hidden parts, formulas, fonts and properties, in one
pass per sheet. Macros, links, pictures and anything on the network are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from wardxl.collector import collector_at_rest
from wardxl.model import Book
from wardxl.readers.limits import MAX_SHEETS, Budget, unsafe
from wardxl.readers.package import Attributes, Malformed, Package, Relationship, local
from wardxl.readers.uncalculated import formulas_to_calculate, without_results
from wardxl.readers.xlsx_cells import CellMaker
from wardxl.readers.xlsx_sheet import read_sheet
from wardxl.readers.xlsx_strings import read_shared_strings
from wardxl.readers.xlsx_styles import StyleSheet, is_on, read_styles

#: Sheets without cells of their own, or with those of old macros only.
_NO_GRID = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})


def read(data: bytes, only: str | None = None) -> Book:
    """Read a workbook, or `only` the sheet of that name.

    Raises ReadError S103 where the file is unsafe or past the limits, Malformed where it breaks the format
    (another reader may be tried).
    """
    with collector_at_rest():
        return _read(Package(data, Budget()), only)


def _read(package: Package, only: str | None) -> Book:
    _refuse_hidden_doctype(package)
    workbook = outline(package)
    strings = workbook.target("sharedStrings")
    maker = CellMaker(
        read_shared_strings(package, strings, package.budget) if strings else (),
        styles_of(package, workbook),
        workbook.date1904,
    )
    grids = [
        read_sheet(package, entry.part, entry.name, entry.visibility, maker, package.budget)
        for entry in workbook.sheets
        if entry.has_cells and only in (None, entry.name)
    ]
    if not grids:
        raise Malformed("tệp không có trang tính nào")
    if maker.unknown:
        grids = [replace(grid, formats_known=False) for grid in grids]
    if workbook.to_calculate:
        grids = list(without_results(grids, formulas_to_calculate(grids)))
    properties = read_properties(package)
    return Book(
        tuple(grids),
        "xlsx",
        modified=properties.modified,
        application=properties.application,
        custom=properties.custom,
    )


def styles_of(package: Package, workbook: Outline) -> StyleSheet:
    """Read the cell formats of a workbook; raises Malformed where they are damaged."""
    part = workbook.target("styles")
    return read_styles(package, part) if part else StyleSheet()


class SheetEntry(NamedTuple):
    """A sheet as the workbook part lists it; `kind` is the last word of the relationship's type."""

    name: str
    visibility: str
    kind: str
    part: str

    @property
    def has_cells(self) -> bool:
        """Whether it is a worksheet: neither a chart nor a sheet of old macros or dialogs."""
        return self.kind not in _NO_GRID


class Outline(NamedTuple):
    """Where the parts of a workbook are: its own, its relationships by id, its sheets in order.

    `to_calculate`: whether it asks to be calculated when it is opened.
    """

    part: str
    relations: Mapping[str, Relationship]
    sheets: tuple[SheetEntry, ...]
    date1904: bool
    to_calculate: bool

    def target(self, kind: str) -> str | None:
        """The part that a relationship of a kind leads to, the last word of its type: `styles`."""
        return next((one.target for one in self.relations.values() if one.type == kind), None)


def outline(package: Package) -> Outline:
    """Find the parts of a workbook; raises Malformed where it is none or a sheet is missing."""
    part = _workbook_part(package)
    workbook = _Workbook()
    package.parse(part, workbook.start)
    if workbook.root != "workbook":
        raise Malformed("không tìm thấy sổ tính trong tệp")
    relations = package.relationships(part)
    sheets = []
    for name, visibility, identity in workbook.sheets:
        relation = relations.get(identity)
        if relation is None:
            raise Malformed(f"thiếu trang tính “{name}”")
        sheets.append(SheetEntry(name, visibility, relation.type, relation.target))
    return Outline(part, relations, tuple(sheets), workbook.date1904, workbook.to_calculate)


@dataclass(slots=True)
class _Workbook:
    """Collects the sheets (name, visibility, relationship), the date system, whether formulas wait for results."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    date1904: bool = False
    to_calculate: bool = False
    root: str = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if not self.root:
            self.root = name
        if name == "sheet":
            # The relationship id is the only attribute `id` with a namespace, strict or transitional.
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            if len(self.sheets) >= MAX_SHEETS:
                raise unsafe(f"có hơn {MAX_SHEETS} trang tính")
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), state, relation))
        elif name == "workbookPr":
            self.date1904 = is_on(attributes.get("date1904"))
        elif name == "calcPr":
            completed = is_on(attributes.get("calcCompleted", "1"))
            self.to_calculate = is_on(attributes.get("fullCalcOnLoad")) or not completed


def _workbook_part(package: Package) -> str:
    for relation in package.relationships("").values():
        if relation.type == "officeDocument" and relation.target in package:
            return relation.target
    for part in package.parts:
        if part.endswith("xl/workbook.xml"):
            return part
    raise Malformed("không tìm thấy sổ tính trong tệp")


def _refuse_hidden_doctype(package: Package) -> None:
    """Look into the one part that is not needed here but that other programs open first."""
    if "[Content_Types].xml" in package:
        with suppress(Malformed):
            package.parse("[Content_Types].xml", None)


# ── Document properties ───────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Properties:
    """Collects core, extended and custom properties: the text of the elements that matter."""

    modified: datetime | None = None
    application: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    _name: str = ""
    _text: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: Attributes) -> None:
        self._text.clear()
        if local(tag) == "property":
            self._name = attributes.get("name", "")
            self.custom[self._name] = ""

    def text(self, data: str) -> None:
        self._text.append(data)

    def end(self, tag: str) -> None:
        name = local(tag)
        text = "".join(self._text)
        if name == "modified":
            self.modified = _moment(text.strip())
        elif name == "Application":
            self.application = text.strip()
        elif name == "property":
            self._name = ""
        elif self._name and text:
            # A value of several parts (a list) is none of ours.
            self.custom[self._name] = self.custom[self._name] or text
        self._text.clear()


def read_properties(package: Package) -> _Properties:
    """Read the document properties; a damaged part is left out, as no figure depends on it."""
    properties = _Properties()
    for relation in package.relationships("").values():
        if relation.type in ("core-properties", "extended-properties", "custom-properties", "coreProperties",
                             "extendedProperties", "customProperties"):  # fmt: skip
            try:
                package.parse(relation.target, properties.start, properties.end, properties.text)
            except Malformed:
                continue
    return properties


def _moment(text: str) -> datetime | None:
    """Read a W3CDTF time as UTC, which is what it is when it names no zone."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
