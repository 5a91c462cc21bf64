"""An annotated copy of a department's own workbook: cells filled and commented, a list in front, nothing else changed.

The package is patched: of its parts only those are written anew in which something has to change. The copy is then
read again with our own reader and compared with the original: one that differs is not handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from wardxl.model import Finding, Severity, column_letters
from wardxl.readers import xlsx
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import Budget
from wardxl.readers.package import Malformed, Package
from wardxl.readers.xlsx_grid import area_of
from wardxl.returns import markup
from wardxl.returns.carry import obstacle
from wardxl.returns.check import intact
from wardxl.returns.dialect import dialect_of
from wardxl.returns.list_page import list_name, list_page, table_area
from wardxl.returns.look import Formats
from wardxl.returns.markup import CannotCarry
from wardxl.returns.note_boxes import Boxes, blocks
from wardxl.returns.notes import NO_NOTES, Notes
from wardxl.returns.package_copy import PackageCopy
from wardxl.returns.sheet_part import SheetPart
from wardxl.returns.workbook_part import stamp, with_sheet_in_front
from wardxl.workbook.styles import SEVERITY

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CHANGED = "tệp có nội dung không chép lại nguyên vẹn được"

#: So many cells of one finding are marked; beyond that a sheet of notes helps nobody, and the list tells of them all.
_MARKED = 200

Place = tuple[int, int]


def annotated(data: bytes, file: str, findings: Sequence[Finding], moment: datetime) -> bytes | str:
    """Return the annotated copy of a workbook, or in Vietnamese why there can be none.

    data: the department's file, already accepted by the reader. findings: those of this file.
    moment: stored as the time of writing, so that equal inputs give equal bytes.
    """
    if not data.startswith(b"PK"):
        return "tệp không phải dạng .xlsx"
    try:
        package = Package(data, Budget())
        outline = xlsx.outline(package)
        reason = obstacle(package)
        if reason:
            return reason
        copy = _patched(package, outline, file, findings, moment)
    except CannotCarry as why:
        return str(why)
    except (ReadError, Malformed):
        return "tệp không đọc được"
    package.budget = Budget()
    try:
        return copy if intact(package, outline, copy) else _CHANGED
    except (CannotCarry, ReadError, Malformed):
        return _CHANGED


def places(file: str, finding: Finding) -> list[tuple[str, int, int]]:
    """The cells of one file that a finding names, as (sheet, row, column)."""
    return list(dict.fromkeys((ref.sheet, ref.row, ref.column) for ref in finding.cells if ref.file == file))


def _patched(
    package: Package, outline: xlsx.Outline, file: str, findings: Sequence[Finding], moment: datetime
) -> bytes:
    head = markup.decode(package.read(outline.part))
    top = markup.root(markup.visible(head))
    dialect = dialect_of(head[top.start : top.inside])
    copy = PackageCopy(package, dialect)
    looks = outline.target("styles")
    formats = Formats(copy.text(looks)) if looks else Formats(dialect.empty("styleSheet"))
    by_sheet: dict[str, dict[Place, list[Finding]]] = {}
    for finding in findings:
        for name, row, column in places(file, finding)[:_MARKED]:
            by_sheet.setdefault(name, {}).setdefault((row, column), []).append(finding)
    boxes_taken = blocks(package) if by_sheet else set()
    for entry in outline.sheets:
        marked = by_sheet.get(entry.name) if entry.has_cells else None
        text = copy.text(entry.part)
        if marked or "tabSelected" in text:
            sheet = SheetPart(text, dialect)
            sheet.deselect()
            if marked:
                _mark(copy, entry.part, sheet, marked, formats, boxes_taken)
            copy.put(entry.part, sheet.text)
    _add_list(copy, outline, file, findings, formats)
    if looks is None:
        looks = copy.free(_beside(outline.part, "styles"), ".xml", counted=False)
        copy.declare(looks, _STYLES_TYPE)
        copy.relate(outline.part, "styles", looks)
    copy.put(looks, formats.text)
    stamp(copy, moment)
    return copy.data()


def _beside(part: str, name: str) -> str:
    """A name in the folder of a part."""
    return f"{part[: part.rfind('/') + 1]}{name}"


def _mark(
    copy: PackageCopy,
    part: str,
    sheet: SheetPart,
    named: Mapping[Place, Sequence[Finding]],
    formats: Formats,
    boxes_taken: set[int],
) -> None:
    """Fill and comment every cell that a finding names; of several findings the heaviest gives the fill."""
    order = list(Severity)
    at: dict[Place, list[Finding]] = {}
    for place, found in named.items():
        at.setdefault(sheet.top_left(*place), []).extend(found)
    fills: dict[Place, str] = {}
    said: dict[Place, str] = {}
    for place, found in at.items():
        each = {id(finding): finding for finding in found}.values()
        own = sorted(each, key=lambda finding: order.index(finding.severity))
        if own[0].severity is not Severity.INFO:
            fills[place] = SEVERITY[own[0].severity].fill
        said[place] = "\n\n".join(f"{SEVERITY[f.severity].label} ({f.code}): {f.message}" for f in own)
    sheet.fill(fills, formats)
    _comment(copy, part, sheet, said, boxes_taken)


def _comment(
    copy: PackageCopy, part: str, sheet: SheetPart, said: Mapping[Place, str], boxes_taken: set[int]
) -> None:
    """Put notes at cells. A thread of comments is left alone: its text is kept elsewhere, the list says the rest."""
    relations = copy.package.relationships(part)
    known = next((one.target for one in relations.values() if one.type == "comments"), None)
    notes = Notes(copy.text(known) if known else copy.dialect.empty("comments", NO_NOTES))
    drawing: str | None = None
    identity = sheet.legacy_drawing
    if identity is not None:
        if identity not in relations or relations[identity].target not in copy.package:
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        drawing = relations[identity].target
    boxes = Boxes(sheet, boxes_taken, copy.bytes_text(drawing) if drawing else None)
    before = notes.known
    for (row, column), words in sorted(said.items()):
        note = before.get(f"{column_letters(column)}{row}")
        if note and note.threaded:
            continue
        notes.add(row, column, words)
        boxes.show(row, column, f"{note.text}\n\n{words}" if note else words)
    if drawing is None:
        # Notes without boxes were there: Excel would not show them beside ours.
        for ref, note in before.items():
            area = area_of(ref)
            if area and area[:2] not in said:
                boxes.show(*area[:2], note.text)
    if known is None:
        known = copy.free("xl/comments", ".xml")
        copy.declare(known, _NOTES_TYPE)
        copy.relate(part, "comments", known)
    copy.put(known, notes.text)
    if drawing is None:
        drawing = copy.free("xl/drawings/vmlDrawing", ".vml")
        copy.declare_ending("vml", _VML_TYPE)
        sheet.add_legacy_drawing(copy.relate(part, "vmlDrawing", drawing))
    copy.put_bytes(drawing, boxes.text)


def _add_list(
    copy: PackageCopy, outline: xlsx.Outline, file: str, findings: Sequence[Finding], formats: Formats
) -> None:
    """Put the list of findings in front, with links to their cells."""
    names = [entry.name for entry in outline.sheets]
    part = copy.free(_beside(outline.part, "worksheets/sheet"), ".xml")
    copy.put(part, list_page(file, findings, names, formats, copy.dialect))
    copy.declare(part, _SHEET_TYPE)
    identity = copy.relate(outline.part, "worksheet", part)
    text = with_sheet_in_front(
        copy.text(outline.part), copy.dialect, list_name(names), identity, table_area(findings, absolute=True)
    )
    copy.put(outline.part, text)
