"""An annotated copy of a department's own workbook: cells filled and commented, a list in front, nothing else changed.

openpyxl forgets the calculated values of formulas and stamps the time of saving; both are put back. The copy is then
read again with our own reader and compared with the original cell by cell: one that differs is not handed out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any

from wardxl.carry import obstacle
from wardxl.model import Book, Cell, CellKind, Finding, Grid, Severity
from wardxl.stamp import PROPERTY, Stamp, stamped

LIST = "Cần sửa"
_TITLE = "Cần sửa: "
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]+)"((?: s="\d+")?)(?: t="\w+")?>(<f\b[^>]*?(?:/>|>.*?</f>))<v ?/?>(?:</v>)?</c>',
    re.S,
)
_MODIFIED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*(<)")
_WIDTH, _HEIGHT = 340, 130


def annotated(data: bytes, file: str, findings: Sequence[Finding], moment: datetime) -> bytes | str:
    """Return the annotated copy of a workbook, or in Vietnamese why there can be none.

    data: the department's file, already accepted by the reader. findings: those of this file.
    moment: stored as the time of writing, so that equal inputs give equal bytes.
    """
    from openpyxl import load_workbook

    from wardxl.readers import xlsx
    from wardxl.readers.errors import ReadError
    from wardxl.readers.package import Malformed

    reason = obstacle(data)
    if reason:
        return reason
    try:
        original = xlsx.read(data)
        book = load_workbook(BytesIO(data), rich_text=True)
    except (ReadError, Malformed):
        return "tệp không đọc được"
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        return f"tệp có chỗ không đúng chuẩn ({type(error).__name__})"
    if [sheet.title for sheet in book.worksheets] != [grid.sheet for grid in original.grids]:
        return "tệp có trang không phải trang tính"
    try:
        _mark(book, file, findings)
        _list(book, file, findings)
        _stamp(book, moment)
        target = BytesIO()
        book.save(target)
        copy = _restored(target.getvalue(), original, moment)
        read_again = xlsx.read(copy)
    except (ReadError, Malformed, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return "tệp có nội dung không chép lại nguyên vẹn được"
    return copy if same(original, read_again) else "tệp có nội dung không chép lại nguyên vẹn được"


def same(original: Book, copy: Book) -> bool:
    """Whether every sheet of the original is in the copy with the same cells, formats, merges and hidden parts."""
    grids = [grid for grid in copy.grids if grid.sheet in {own.sheet for own in original.grids}]
    return len(grids) == len(original.grids) and all(
        _same_grid(one, other) for one, other in zip(original.grids, grids, strict=True)
    )


def _same_grid(one: Grid, other: Grid) -> bool:
    return (
        (one.sheet, one.visibility, one.hidden_rows, one.hidden_columns, sorted(one.merges))
        == (other.sheet, other.visibility, other.hidden_rows, other.hidden_columns, sorted(other.merges))
        and one.struck == other.struck
        and _cells(one) == _cells(other)
    )


def _cells(grid: Grid) -> dict[tuple[int, int], tuple[object, ...]]:
    return {
        (row, column): (cell.kind, _same_number(cell), bool(cell.formula), grid.styles[cell.style])
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }


def _same_number(cell: Cell) -> object:
    return float(cell.value) if cell.kind is CellKind.NUMBER else cell.value


# ── Marks ─────────────────────────────────────────────────────────────────────────────────


def places(file: str, finding: Finding) -> list[tuple[str, int, int]]:
    """The cells of one file that a finding names, as (sheet, row, column)."""
    return list(dict.fromkeys((ref.sheet, ref.row, ref.column) for ref in finding.cells if ref.file == file))


def _mark(book: Any, file: str, findings: Sequence[Finding]) -> None:
    """Fill and comment every cell that a finding names; of several findings the heaviest gives the fill."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    from wardxl.workbook.styles import SEVERITY

    order = list(Severity)
    at: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in findings:
        for place in places(file, finding):
            at.setdefault(_top_left(book, place), []).append(finding)
    for (sheet, row, column), own in at.items():
        if sheet not in book.sheetnames:
            continue
        cell = book[sheet].cell(row, column)
        own.sort(key=lambda finding: order.index(finding.severity))
        look = SEVERITY[own[0].severity]
        if own[0].severity is not Severity.INFO:
            cell.fill = PatternFill("solid", fgColor=f"FF{look.fill[1:]}")
        said = "\n\n".join(f"{SEVERITY[f.severity].label} ({f.code}): {f.message}" for f in own)
        if cell.comment is not None:
            said = f"{cell.comment.text}\n\n{said}"
        cell.comment = Comment(said, "wardxl", height=_HEIGHT + 12 * (len(said) // 60), width=_WIDTH)


def _top_left(book: Any, place: tuple[str, int, int]) -> tuple[str, int, int]:
    """The cell that holds the value of a merged area."""
    sheet, row, column = place
    if sheet in book.sheetnames:
        for area in book[sheet].merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return sheet, area.min_row, area.min_col
    return place


def _list(book: Any, file: str, findings: Sequence[Finding]) -> None:
    """Put the list of findings in front, with links to their cells."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink

    from wardxl.workbook import styles

    name, number = LIST, 2
    while name.casefold() in {title.casefold() for title in book.sheetnames}:
        name, number = f"{LIST} ({number})", number + 1
    sheet = book.create_sheet(name, 0)
    font = Font(name=styles.WORK_FONT, size=styles.WORK_SIZE)
    top = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    centre, rule = Alignment(horizontal="center", vertical="top"), Side("hair", f"FF{styles.INK[1:]}")
    bold = Font(name=styles.WORK_FONT, size=styles.WORK_SIZE, bold=True, color=f"FF{styles.WHITE[1:]}")
    title = Font(name=styles.WORK_FONT, size=14, bold=True, color=f"FF{styles.NAVY[1:]}")
    link = Font(
        name=styles.WORK_FONT, size=styles.WORK_SIZE, underline="single", color=f"FF{styles.NAVY[1:]}"
    )
    for row, text in enumerate(introduction(file, findings), start=1):
        _text(sheet.cell(row, 1), text).font = title if row == 1 else font
    head = 4
    for column, (text, width) in enumerate(COLUMNS, start=1):
        cell = _text(sheet.cell(head, column), text)
        cell.font, cell.alignment = bold, Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor=f"FF{styles.NAVY[1:]}")
        sheet.column_dimensions[cell.column_letter].width = width
    for row, finding in enumerate(findings, start=head + 1):
        look = styles.SEVERITY[finding.severity]
        for column, value in enumerate(line(row - head, finding), start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, int):
                cell.value = value
            elif value:
                _text(cell, str(value))
            cell.font, cell.border = font, Border(bottom=rule)
            cell.alignment = centre if isinstance(value, int) else top
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=f"FF{look.fill[1:]}")
        target = sheet.cell(row, 5)
        if finding.cell and finding.sheet and finding.sheet in book.sheetnames:
            place = "'" + finding.sheet.replace("'", "''") + f"'!{finding.cell}"
            target.hyperlink = Hyperlink(ref=target.coordinate, location=place, display=finding.cell)
            target.font = link
        sheet.row_dimensions[row].height = row_height(finding)
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.auto_filter.ref = (
        f"A{head}:{sheet.cell(head, len(COLUMNS)).column_letter}{max(head + len(findings), head + 1)}"
    )
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _text(cell: Any, text: str) -> Any:
    """Write text as text: openpyxl takes what begins with `=` for a formula."""
    cell.value = text
    cell.data_type = "s"
    return cell


#: Heading and width of the list's columns, in a copy and in a review workbook alike.
COLUMNS = (
    ("Số", 6.0),
    ("Mức độ", 13.0),
    ("Mã", 8.0),
    ("Trang", 18.0),
    ("Ô", 9.0),
    ("Đang ghi", 18.0),
    ("Lẽ ra", 18.0),
    ("Vấn đề và việc cần làm", 90.0),
)


def introduction(file: str, findings: Sequence[Finding]) -> tuple[str, str]:
    """The two lines above the list: what it is, and what to do."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    name = file.rsplit("/", 1)[-1]
    return (
        f"{_TITLE}{name}",
        f"{errors} chỗ sai, {warnings} chỗ cần xem. Sửa ngay trong các trang của tệp (ô có màu và ghi chú) rồi "
        "gửi lại; trang này không cần xóa.",
    )


def line(number: int, finding: Finding) -> tuple[object, ...]:
    """One line of the list."""
    from wardxl.workbook.styles import SEVERITY

    more = f" (+{len(finding.cells) - 1})" if len(finding.cells) > 1 else ""
    return (
        number,
        SEVERITY[finding.severity].label,
        finding.code,
        finding.sheet or "",
        f"{finding.cell}{more}" if finding.cell else "",
        finding.found or "",
        finding.expected or "",
        finding.message,
    )


def row_height(finding: Finding) -> float:
    """The height of a line of the list, in points."""
    from wardxl.workbook import textfit
    from wardxl.workbook.styles import WORK

    texts = line(0, finding)
    cells = [
        (str(text), width - textfit.INDENT, WORK) for text, (_, width) in zip(texts, COLUMNS, strict=True)
    ]
    return textfit.height(cells, 15.0)


# ── What openpyxl does not keep ───────────────────────────────────────────────────────────


def _stamp(book: Any, moment: datetime) -> None:
    from openpyxl.packaging.custom import StringProperty

    if PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[PROPERTY]
    value = stamped(Stamp.RETURN, moment.replace(tzinfo=UTC))
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=value))


def _restored(data: bytes, original: Book, moment: datetime) -> bytes:
    """Write a saved copy again with the formulas' values and with fixed times."""
    values = {grid.sheet: grid for grid in original.grids}
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        sheets = _sheet_parts(source)
        for info in source.infolist():
            content = source.read(info)
            if info.filename in sheets and (grid := values.get(sheets[info.filename])):
                content = _with_values(content, grid)
            elif info.filename == "docProps/core.xml":
                stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, content)
    return target.getvalue()


def _sheet_parts(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Map the parts of a copy that openpyxl wrote to their sheets' names."""
    from xml.etree import ElementTree

    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): (relation.get("Target") or "").lstrip("/") for relation in relations}
    parts: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            identity = next((value for key, value in element.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            parts[target if target.startswith("xl/") else f"xl/{target}"] = element.get("name", "")
    return parts


def _with_values(content: bytes, grid: Grid) -> bytes:
    kinds = {CellKind.TEXT: b' t="str"', CellKind.BOOLEAN: b' t="b"', CellKind.ERROR: b' t="e"'}
    cells = {
        f"{letters}{row}".encode(): cell
        for row, found in grid.rows.items()
        for column, cell in found.items()
        if cell.formula and (letters := _letters(column))
    }

    def filled(match: re.Match[bytes]) -> bytes:
        cell = cells.get(match[1])
        if cell is None or cell.kind in (CellKind.UNCALCULATED, CellKind.DATE):
            return match[0]
        value = escape(cell.value, quote=False).encode()
        kind = kinds.get(cell.kind, b"")
        return b'<c r="' + match[1] + b'"' + match[2] + kind + b">" + match[3] + b"<v>" + value + b"</v></c>"

    return _FORMULA.sub(filled, content)


def _letters(column: int) -> str:
    from wardxl.model import column_letters

    return column_letters(column)
