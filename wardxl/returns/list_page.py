"""The sheet in front of a copy: what is to be mended, with links to the cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wardxl.model import Finding, column_letters
from wardxl.returns.dialect import Dialect
from wardxl.returns.lines import COLUMNS, LIST, introduction, line, row_height
from wardxl.returns.look import Formats
from wardxl.returns.markup import cell_text, spelled
from wardxl.workbook import styles

_HEAD = 4
_LINK_COLUMN, _SEVERITY_COLUMN = 5, 2


def list_name(taken: Collection[str]) -> str:
    """A name for the list that no sheet has."""
    known = {name.casefold() for name in taken}
    name, number = LIST, 2
    while name.casefold() in known:
        name, number = f"{LIST} ({number})", number + 1
    return name


def table_area(findings: Sequence[Finding], *, absolute: bool = False) -> str:
    """The cells of the list from its heading on."""
    mark = "$" if absolute else ""
    last = f"{mark}{column_letters(len(COLUMNS))}{mark}{max(_HEAD + len(findings), _HEAD + 1)}"
    return f"{mark}A{mark}{_HEAD}:{last}"


def list_page(
    file: str, findings: Sequence[Finding], sheets: Collection[str], formats: Formats, dialect: Dialect
) -> str:
    """Draw the worksheet part; sheets: those that a link can lead to."""
    plain = formats.text_format()
    title = formats.text_format(size=14, bold=True, ink=styles.NAVY)
    rows = [
        f'<row r="{number}">{_text(number, 1, text, title if number == 1 else plain)}</row>'
        for number, text in enumerate(introduction(file, findings), start=1)
    ]
    head = formats.text_format(bold=True, ink=styles.WHITE, fill=styles.NAVY, align="head")
    headings = (_text(_HEAD, column, text, head) for column, (text, _) in enumerate(COLUMNS, start=1))
    rows.append(f'<row r="{_HEAD}">{"".join(headings)}</row>')
    links: list[str] = []
    for number, finding in enumerate(findings, start=_HEAD + 1):
        linked = bool(finding.cell and finding.sheet in sheets)
        if linked:
            ref = f"{column_letters(_LINK_COLUMN)}{number}"
            place = spelled("'" + str(finding.sheet).replace("'", "''") + f"'!{finding.cell}")
            links.append(f'<hyperlink ref="{ref}" location="{place}" display="{finding.cell}"/>')
        rows.append(_line(number, finding, formats, linked=linked))
    bottom = max(_HEAD + len(findings), _HEAD + 1)
    columns = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, (_, width) in enumerate(COLUMNS, start=1)
    )
    content = (
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{column_letters(len(COLUMNS))}{bottom}"/>'
        f'<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="{_HEAD}" topLeftCell="A{_HEAD + 1}" '
        f'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<autoFilter ref="{table_area(findings)}"/>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    )
    return dialect.empty("worksheet", content)


def _line(number: int, finding: Finding, formats: Formats, *, linked: bool) -> str:
    fill = styles.SEVERITY[finding.severity].fill
    centre = formats.text_format(line=True, align="centre")
    top = formats.text_format(line=True, align="top")
    looks = {
        _SEVERITY_COLUMN: formats.text_format(line=True, align="top", fill=fill),
        _LINK_COLUMN: formats.text_format(line=True, align="top", underline=linked,
                                          ink=styles.NAVY if linked else styles.BLACK),
    }  # fmt: skip
    cells: list[str] = []
    for column, value in enumerate(line(number - _HEAD, finding), start=1):
        if isinstance(value, int):
            cells.append(f'<c r="{column_letters(column)}{number}" s="{centre}"><v>{value}</v></c>')
        else:
            cells.append(_text(number, column, str(value), looks.get(column, top)))
    return f'<row r="{number}" ht="{row_height(finding)}" customHeight="1">{"".join(cells)}</row>'


def _text(row: int, column: int, text: str, look: int) -> str:
    """A cell with a text, which stays one whatever it begins with."""
    ref = f"{column_letters(column)}{row}"
    if not text:
        return f'<c r="{ref}" s="{look}"/>'
    words = cell_text(text)
    return f'<c r="{ref}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
