"""Makes .xlsx packages from bare XML, for tests of what no library writes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

#: Cell formats by number: General; 0.0; 0.0%; dd/mm/yyyy; [h]:mm; struck; .VnTime; bold italic indented.
STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/>
<numFmt numFmtId="166" formatCode="0.0%"/></numFmts>
<fonts><font><name val="Times New Roman"/></font><font><strike/><name val="Arial"/></font>
<font><name val=".VnTime"/></font><font><b/><i val="1"/><strike val="0"/><name val="Arial"/></font></fonts>
<cellStyleXfs><xf numFmtId="9" fontId="3"/></cellStyleXfs>
<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="0"/><xf numFmtId="166" fontId="0"/>
<xf numFmtId="165" fontId="0"/><xf numFmtId="46" fontId="0"/><xf numFmtId="0" fontId="1"/>
<xf numFmtId="0" fontId="2"/><xf numFmtId="0" fontId="3"><alignment indent="2"/></xf></cellXfs>
<dxfs><dxf><font><strike/></font><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs>
</styleSheet>"""


def relations(*entries: tuple[str, str, str]) -> str:
    """A relationships part of (id, last word of the type, target)."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in entries
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def shared(*items: str) -> str:
    """A shared strings part of `si` contents."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def parts(
    sheet_xml: str,
    strings: str = "",
    *,
    styles: str = STYLES,
    workbook_properties: str = "",
    state: str = "",
) -> dict[str, str]:
    """The parts of a workbook with one sheet, `Bảng`."""
    visibility = f' state="{state}"' if state else ""
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook_properties}<sheets>'
        f'<sheet name="Bảng" sheetId="1"{visibility} r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            *([("rId3", "sharedStrings", "sharedStrings.xml")] if strings else []),
        ),
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if strings:
        made["xl/sharedStrings.xml"] = strings
    return made


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """Zip the parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def workbook(rows: str, *items: str, before: str = "", after: str = "", **options: str) -> bytes:
    """A workbook of one sheet from its rows and its shared strings."""
    return pack(parts(sheet(rows, before=before, after=after), shared(*items) if items else "", **options))
