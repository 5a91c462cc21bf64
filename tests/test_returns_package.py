"""The package of an annotated copy: what is changed is what has to be, in the order that the format asks for."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
import xlsx_made as made
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from wardxl.model import Finding, Ref, Severity, column_letters
from wardxl.readers import xlsx
from wardxl.readers.limits import Budget
from wardxl.readers.package import Package
from wardxl.returns import check, markup
from wardxl.returns.annotate import annotated
from wardxl.returns.dialect import TRANSITIONAL
from wardxl.returns.look import Formats
from wardxl.returns.sheet_part import ORDER, SheetPart
from wardxl.returns.workbook_part import ORDER as WORKBOOK_ORDER

MOMENT = datetime(2026, 3, 2, 8, 30)
SHEET = "xl/worksheets/sheet1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
MAIN = f"{{{made.MAIN}}}"
ROWS = '<row r="2"><c r="A2"><v>1</v></c><c r="C2" s="7"><v>3</v></c></row><row r="5"><c r="B5"><v>5</v></c></row>'


def finding(*places: tuple[int, int], severity: Severity = Severity.ERROR, sheet: str = "Bảng") -> Finding:
    refs = tuple(Ref("a.xlsx", sheet, *place) for place in places)
    return Finding(
        "Y401", "n", severity, "=Sửa <ô> này.", file="a.xlsx", sheet=sheet, cell=refs[0].a1, cells=refs
    )


def copied(data: bytes, *findings: Finding) -> bytes:
    result = annotated(data, "a.xlsx", findings or [finding((2, 1))], MOMENT)
    assert isinstance(result, bytes), result
    return result


def refused(data: bytes) -> str:
    result = annotated(data, "a.xlsx", [finding((2, 1))], MOMENT)
    assert isinstance(result, str)
    return result


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def rows_of(data: bytes, name: str = SHEET) -> dict[str, dict[str, str | None]]:
    """Rows and cells of a sheet as written: number → {reference: format}."""
    tree = ElementTree.fromstring(contents(data)[name])
    return {
        str(row.get("r")): {str(cell.get("r")): cell.get("s") for cell in row}
        for row in tree.iter(f"{MAIN}row")
    }


def fill_of(data: bytes, place: str) -> str | None:
    fill = load_workbook(BytesIO(data))["Bảng"][place].fill
    return str(fill.fgColor.rgb)[2:] if fill.fill_type == "solid" else None


def plain(**more: str | bytes) -> dict[str, str | bytes]:
    return {**made.parts(made.sheet(ROWS)), **more}


# ── What is not changed ───────────────────────────────────────────────────────────────────

#: Parts that no one but their makers understands; not one byte of them may change.
CARRIED: Mapping[str, bytes] = {
    "xl/drawings/drawing1.xml": b"<x/>",
    "xl/charts/chart1.xml": b"<x/>",
    "xl/media/image1.png": bytes(range(256)) * 40,
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros",
    "xl/vbaProjectSignature.bin": b"signed",
    "xl/pivotTables/pivotTable1.xml": b"<x/>",
    "xl/threadedComments/threadedComment1.xml": b"<x/>",
    "xl/persons/person.xml": b"<x/>",
    "xl/ctrlProps/ctrlProp1.xml": b"<x/>",
    "xl/calcChain.xml": b"<x/>",
    "customXml/item1.xml": b"<x/>",
    "docProps/\u1ea3nh.xml": b"<x/>",
}


def test_parts_that_need_no_change_are_the_same_bytes_still_packed() -> None:
    original = made.pack({**plain(), **CARRIED})
    copy = copied(original)
    assert contents(copy).keys() >= contents(original).keys()
    one, other = Package(original, Budget()), Package(copy, Budget())
    packed = {entry.filename: other.packed(entry) for entry in other.entries}
    for entry in one.entries:
        if entry.filename in CARRIED:
            assert packed[entry.filename] == one.packed(entry), entry.filename
    changed = {name for name, data in contents(original).items() if contents(copy)[name] != data}
    assert changed == {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                       "xl/styles.xml", SHEET}  # fmt: skip


def test_a_sheet_without_marks_is_not_touched() -> None:
    files = plain()
    files["xl/workbook.xml"] = str(files["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Hai" sheetId="7" r:id="rId9"/></sheets>'
    )
    files["xl/_rels/workbook.xml.rels"] = made.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "worksheet", "/xl/worksheets/Trang Hai.xml"),
        ("rId2", "styles", "styles.xml"),
    )  # fmt: skip
    files["xl/worksheets/Trang Hai.xml"] = made.sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    original = made.pack(files)
    for name, marked in (("Bảng", SHEET), ("Hai", "xl/worksheets/Trang Hai.xml")):
        copy = copied(original, finding((1, 1), sheet=name))
        changed = {n for n in (SHEET, "xl/worksheets/Trang Hai.xml") if part(copy, n) != part(original, n)}
        assert changed == {marked}


def test_only_the_format_of_a_marked_cell_is_another() -> None:
    """Everything of its own format stays but the fill."""
    copy = copied(made.pack(plain()), finding((2, 3)))
    assert rows_of(copy) == {"2": {"A2": None, "C2": "8"}, "5": {"B5": None}}
    before = load_workbook(BytesIO(made.pack(plain())))["Bảng"]["C2"]
    after = load_workbook(BytesIO(copy))["Bảng"]["C2"]
    assert (after.font.b, after.font.i, after.alignment.indent) == (True, True, 2)
    assert (after.font.name, after.number_format) == (before.font.name, before.number_format)
    assert fill_of(copy, "C2") == "F2A28C"
    assert fill_of(copy, "A2") is None


@pytest.mark.parametrize(("severity", "colour"), [("error", "F2A28C"), ("warning", "FFE08A"), ("info", None)])
def test_the_fill_says_how_heavy_it_is(severity: str, colour: str | None) -> None:
    copy = copied(made.pack(plain()), finding((2, 1), severity=Severity(severity)))
    assert fill_of(copy, "A2") == colour
    assert "Y401" in load_workbook(BytesIO(copy))["Bảng"]["A2"].comment.text


# ── Cells that are not there yet ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "place", "expected"),
    [
        (ROWS, (2, 2), {"2": ["A2", "B2", "C2"], "5": ["B5"]}),
        (ROWS, (2, 9), {"2": ["A2", "C2", "I2"], "5": ["B5"]}),
        (ROWS, (1, 1), {"1": ["A1"], "2": ["A2", "C2"], "5": ["B5"]}),
        (ROWS, (3, 1), {"2": ["A2", "C2"], "3": ["A3"], "5": ["B5"]}),
        (ROWS, (9, 30), {"2": ["A2", "C2"], "5": ["B5"], "9": ["AD9"]}),
        ('<row r="4" ht="20"/>', (4, 2), {"4": ["B4"]}),
        ("", (4, 2), {"4": ["B4"]}),
    ],
)
def test_a_blank_cell_is_made_in_its_order(
    rows: str, place: tuple[int, int], expected: dict[str, list[str]]
) -> None:
    copy = copied(made.workbook(rows or '<row r="1"/>'), finding(place))
    found = {row: list(cells) for row, cells in rows_of(copy).items()}
    assert found == (expected if rows else {"1": [], **expected})


def test_a_blank_cell_looks_like_its_row_or_column() -> None:
    rows = '<row r="2" s="5" customFormat="1"/><row r="3" s="5"/>'
    columns = '<cols><col min="2" max="4" width="9" style="7"/></cols>'
    copy = copied(made.workbook(rows, before=columns), finding((2, 2), (3, 2), (9, 4), (9, 9)))
    sheet = load_workbook(BytesIO(copy))["Bảng"]
    assert sheet["B2"].font.strike
    assert [(sheet[place].font.b, sheet[place].alignment.indent) for place in ("B3", "D9")] == [(True, 2)] * 2
    assert not sheet["I9"].font.b


def test_what_a_sheet_says_of_its_extent_stays_true() -> None:
    rows = '<row r="2" spans="1:3"><c r="A2"><v>1</v></c></row>'
    data = made.workbook(rows, before='<dimension ref="A2:C2"/>')
    text = part(copied(data, finding((2, 9), (1, 2))), SHEET)
    assert '<dimension ref="A1:I2"/>' in text
    assert "spans" not in text
    assert '<dimension ref="A2:C2"/>' in part(copied(data, finding((2, 1))), SHEET)


places = st.tuples(st.integers(1, 12), st.integers(1, 30))


@given(st.sets(places, max_size=25), st.sets(places, min_size=1, max_size=8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_rows_and_cells_always_ascend(
    known: set[tuple[int, int]], marked: set[tuple[int, int]], numbered: bool
) -> None:
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(known):
        by_row.setdefault(row, []).append(column)
    rows = ""
    for row, columns in by_row.items():
        cells = ""
        for at, column in enumerate(columns):
            follows = numbered or at == 0 or columns[at - 1] != column - 1
            place = f' r="{column_letters(column)}{row}"' if follows else ""
            cells += f"<c{place}><v>{row * 100 + column}</v></c>"
        rows += f'<row r="{row}">{cells}</row>'
    data = made.workbook(rows)
    copy = copied(data, finding(*marked))
    before, after = (load_workbook(BytesIO(one))["Bảng"] for one in (data, copy))
    tree = ElementTree.fromstring(contents(copy)[SHEET])
    numbers = [int(str(row.get("r"))) for row in tree.iter(f"{MAIN}row")]
    assert numbers == sorted(set(numbers))
    for row in range(1, 13):
        for column in range(1, 31):
            one, other = before.cell(row, column), after.cell(row, column)
            assert other.value == one.value
            assert (other.fill.fill_type == "solid") == ((row, column) in marked)
            assert (other.comment is not None) == ((row, column) in marked)
    assert annotated(data, "a.xlsx", [finding(*marked)], MOMENT) == copy


# ── Order of elements ─────────────────────────────────────────────────────────────────────


@given(st.sets(st.sampled_from([name for name in ORDER if name != "legacyDrawing"])))
def test_the_drawing_of_notes_stands_where_the_schema_wants_it(names: set[str]) -> None:
    """CT_Worksheet is a sequence: Excel repairs a sheet whose children stand in another order."""
    inner = "".join(f"<{name}><x/></{name}>" for name in ORDER if name in names | {"sheetData"})
    sheet = SheetPart(f'<worksheet xmlns="{made.MAIN}">{inner}</worksheet>')
    sheet.add_legacy_drawing("rId1")
    children = [child.tag.removeprefix(MAIN) for child in ElementTree.fromstring(sheet.text)]
    assert children == [name for name in ORDER if name in names | {"sheetData", "legacyDrawing"}]


def test_alternatives_count_as_what_they_hold() -> None:
    choice = '<mc:Choice Requires="x14"><controls/></mc:Choice>'
    alternatives = f'<mc:AlternateContent xmlns:mc="m">{choice}</mc:AlternateContent>'
    sheet = SheetPart(
        f'<worksheet xmlns="{made.MAIN}"><sheetData/><drawing/>{alternatives}<extLst/></worksheet>'
    )
    sheet.add_legacy_drawing("rId1")
    children = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(sheet.text)]
    assert children == ["sheetData", "drawing", "legacyDrawing", "AlternateContent", "extLst"]


@pytest.mark.parametrize("absent", ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs"])
def test_missing_sections_of_formats_are_made_in_their_order(absent: str) -> None:
    order = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
    inner = "".join(f'<{name} count="1"><x/></{name}>' for name in order if name != absent)
    formats = Formats(f'<styleSheet xmlns="{made.MAIN}">{inner}</styleSheet>')
    formats.text_format(line=True, fill="#FFFFFF")
    tree = ElementTree.fromstring(formats.text)
    names = [child.tag.removeprefix(MAIN) for child in tree]
    assert names == [name for name in order if name != absent or name in names]
    for child in tree:
        if child.get("count"):
            assert int(str(child.get("count"))) == len(child), child.tag


@given(st.sets(st.sampled_from([name for name in WORKBOOK_ORDER if name not in ("sheets", "definedNames")])))
def test_names_of_a_workbook_stand_where_the_schema_wants_them(names: set[str]) -> None:
    from wardxl.returns.workbook_part import with_sheet_in_front

    inner = "".join(
        '<sheets><sheet name="A" sheetId="3"/></sheets>' if name == "sheets" else f"<{name}/>"
        for name in WORKBOOK_ORDER
        if name in names | {"sheets"}
    )
    text = with_sheet_in_front(
        f'<workbook xmlns="{made.MAIN}">{inner}</workbook>', TRANSITIONAL, "L", "rId1", "$A$4:$H$5"
    )
    children = [child.tag.removeprefix(MAIN) for child in ElementTree.fromstring(text)]
    assert children == [name for name in WORKBOOK_ORDER if name in names | {"sheets", "definedNames"}]


# ── The workbook ──────────────────────────────────────────────────────────────────────────


def test_the_list_comes_first_and_everything_that_counts_sheets_moves_on() -> None:
    files = plain()
    files["xl/workbook.xml"] = f"""<workbook xmlns="{made.MAIN}" xmlns:rel="{made.RELATIONS}">
<bookViews><workbookView activeTab="1" firstSheet="1" windowWidth="99"/></bookViews>
<sheets><sheet name="Bảng" sheetId="4" rel:id="rId1"/><sheet name="Ẩn" sheetId="9" state="veryHidden" rel:id="rId5"/>
</sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="1">Ẩn!$1:$1</definedName>
<definedName name="chung">1</definedName></definedNames></workbook>"""
    files["xl/_rels/workbook.xml.rels"] = made.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"),
        ("rId5", "worksheet", "worksheets/an.xml"),
    )  # fmt: skip
    selected = '<sheetViews><sheetView workbookViewId="0" tabSelected="1"/></sheetViews>'
    files[SHEET] = made.sheet(ROWS, before=selected)
    files["xl/worksheets/an.xml"] = made.sheet(ROWS, before=selected)
    copy = copied(made.pack(files))
    book = load_workbook(BytesIO(copy))
    assert book.sheetnames == ["Cần sửa", "Bảng", "Ẩn"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "veryHidden"]
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, None, None]
    assert book["Ẩn"].print_title_rows == "$1:$1"
    text = part(copy, "xl/workbook.xml")
    assert '<workbookView windowWidth="99"/>' in text
    assert '<sheet name="Cần sửa" sheetId="10" rel:id="rId3"/>' in text
    assert text.count("localSheetId") == 2
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="2">' in text


def test_own_properties_are_kept_beside_the_stamp() -> None:
    files = plain()
    files["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="wardxl"><vt:lpwstr>bieu</vt:lpwstr>'
        '</property><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Người gửi">'
        "<vt:lpwstr>Lan</vt:lpwstr></property></Properties>"
    )
    files["_rels/.rels"] = made.relations(
        ("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "custom-properties", "docProps/custom.xml")
    )
    book = xlsx.read(copied(made.pack(files)))
    assert book.custom == {"Người gửi": "Lan", "wardxl": "tra-lai 2026-03-02T08:30:00Z"}


def test_a_workbook_without_formats_or_texts_gets_them() -> None:
    files = plain()
    del files["xl/styles.xml"]
    files["xl/_rels/workbook.xml.rels"] = made.relations(("rId1", "worksheet", "worksheets/sheet1.xml"))
    files[SHEET] = made.sheet('<row r="2"><c r="A2"><v>1</v></c></row>')
    copy = copied(made.pack(files))
    assert fill_of(copy, "A2") == "F2A28C"
    assert load_workbook(BytesIO(copy))["Cần sửa"]["C5"].value == "Y401"


# ── Ways of writing ───────────────────────────────────────────────────────────────────────


def prefixed(text: str | bytes) -> str:
    """The same part with a prefix before every name."""
    words = str(text).replace("xmlns=", "xmlns:x=")
    return words.replace("<", "<x:").replace("<x:/", "</x:")


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: ('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16"),
        lambda text: ("<?xml version='1.0' encoding='ISO-8859-1'?>" + text).encode(
            "latin-1", "xmlcharrefreplace"
        ),
        lambda text: prefixed(text).encode(),
        lambda text: text.replace("><", ">\r\n\t<").encode(),
        lambda text: text.replace("<sheetData>", "<!-- <row r='2'/> --><sheetData>").encode(),
    ],
    ids=["byte order mark", "utf-16", "utf-16 declared", "latin-1", "prefix", "lines", "comment"],
)
def test_parts_are_read_however_they_are_written(written: Callable[[str], bytes]) -> None:
    files = plain()
    for name in (SHEET, "xl/styles.xml"):
        files[name] = written(str(files[name]))
    copy = copied(made.pack(files), finding((2, 1), (3, 3)))
    assert fill_of(copy, "A2") == fill_of(copy, "C3") == "F2A28C"
    for name, data in contents(copy).items():
        assert ElementTree.fromstring(data).tag, name


def test_a_strict_workbook_stays_one() -> None:
    """VML is no part of the strict dialect: Excel names it as an alternative there."""
    files = {
        name: str(text).replace(made.MAIN, made.STRICT_MAIN).replace(made.RELATIONS, made.STRICT_RELATIONS)
        for name, text in plain().items()
    }
    copy = copied(made.pack(files), finding((2, 1), (3, 3)))
    again = copied(copy, finding((5, 2), severity=Severity.WARNING))
    assert xlsx.read(again).grids[2].rows[2][1].value == "1"
    for data in (copy, again):
        assert made.MAIN not in "".join(part(data, name) for name in contents(data) if name.startswith("xl/"))
    children = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(part(again, SHEET))]
    assert children == ["sheetData", "AlternateContent"]
    assert part(again, "xl/comments1.xml").count("<comment ") == 3
    assert f'{made.STRICT_RELATIONS}/comments"' in part(copy, RELS)
    assert f'{made.RELATIONS}/vmlDrawing"' in part(copy, RELS)


def test_names_with_backslashes_are_mended() -> None:
    """Some programs part folders by `\\`; beside new parts both ways must not stand."""
    copy = copied(made.pack({name.replace("/", "\\"): data for name, data in plain().items()}))
    assert not any("\\" in name for name in contents(copy))
    assert fill_of(copy, "A2") == "F2A28C"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"_xmlsignatures/sig1.xml": "<x/>"}, "chữ ký số"),
        ({"xl/revisions/revisionHeaders.xml": "<x/>"}, "sổ dùng chung"),
        ({"XL/Styles.xml": "<x/>"}, "trùng tên"),
        ({SHEET: made.sheet('<row r="5"/><row r="3"/>')}, "không theo thứ tự"),
        ({SHEET: made.sheet('<row r="2"><c r="C2"/><c r="B2"/></row>')}, "không theo thứ tự"),
        ({SHEET: made.sheet('<row r="2"><c r="A2" s="99"><v>1</v></c></row>')}, "định dạng không có"),
        ({SHEET: f'<?xml version="1.0" encoding="tcvn"?>{made.sheet(ROWS)}'}, "bảng mã tcvn"),
        ({SHEET: made.sheet(ROWS, after='<legacyDrawing id="rId1"/>')}, "ghi chú"),
        ({"xl/styles.xml": "<styleSheet"}, "không đúng chuẩn"),
    ],
)
def test_what_cannot_be_copied_is_said(files: dict[str, str], words: str) -> None:
    assert words in refused(made.pack({**plain(), **files}))


# ── Notes ─────────────────────────────────────────────────────────────────────────────────

_VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="3"/>
</o:shapelayout><v:shapetype id="_x0000_t202"/>
<v:shape id="_x0000_s4094" type="#_x0000_t201"><v:textbox><font>Nút<br></font></v:textbox>
<x:ClientData ObjectType="Button"><x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>
<v:shape id="_x0000_s4095" type="#_x0000_t202" style='visibility:hidden'><x:ClientData ObjectType="Note">
<x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor><x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>"""


def with_notes(*comments: str, authors: str = "<author>Lan</author>", **more: str) -> bytes:
    files = plain(**more)
    files[SHEET] = made.sheet(ROWS, after='<legacyDrawing r:id="rId4"/>').replace(
        "<worksheet", f'<worksheet xmlns:r="{made.RELATIONS}"'
    )
    files[RELS] = made.relations(
        ("rId4", "vmlDrawing", "../drawings/ve.vml"), ("rId5", "comments", "/xl/ghichu.xml")
    )
    files["xl/drawings/ve.vml"] = _VML
    files["xl/ghichu.xml"] = (
        f'<comments xmlns="{made.MAIN}"><authors>{authors}</authors><commentList>{"".join(comments)}'
        "</commentList></comments>"
    )
    return made.pack(files)


RICH = (
    '<comment ref="A2" authorId="0"><text><r><rPr><b/><sz val="9"/></rPr><t>Chị Lan: </t></r><r><t>hỏi lại</t></r>'
    '</text></comment><comment ref="B5" authorId="0"><text><t>để yên</t></text></comment>'
)


def test_a_note_keeps_its_runs_and_ours_follows() -> None:
    copy = copied(with_notes(RICH), finding((2, 1), (9, 9)))
    text = part(copy, "xl/ghichu.xml")
    assert '<r><rPr><b/><sz val="9"/></rPr><t>Chị Lan: </t></r><r><t>hỏi lại</t></r><r>' in text
    assert '<comment ref="B5" authorId="0"><text><t>để yên</t></text></comment>' in text
    assert "<authors><author>Lan</author><author>wardxl</author></authors>" in text
    notes = {cell.coordinate: cell.comment.text for row in load_workbook(BytesIO(copy))["Bảng"] for cell in row
             if cell.comment}  # fmt: skip
    assert notes == {
        "A2": "Chị Lan: hỏi lại\n\n✗ sai (Y401): =Sửa <ô> này.",
        "B5": "để yên",
        "I9": "✗ sai (Y401): =Sửa <ô> này.",
    }


def test_a_plain_note_becomes_a_run_before_ours() -> None:
    """`t` and `r` do not mix in a text (ECMA-376 18.4.8), and readings of the text come last."""
    note = '<comment ref="A2" authorId="0"><text><t>cũ</t><phoneticPr fontId="1"/></text></comment>'
    tree = ElementTree.fromstring(part(copied(with_notes(note)), "xl/ghichu.xml"))
    (text,) = tree.iter(f"{MAIN}text")
    assert [child.tag.removeprefix(MAIN) for child in text] == ["r", "r", "phoneticPr"]


def test_a_thread_of_comments_is_left_alone() -> None:
    """The note that stands for a thread is written by Excel; what is to be mended there, the list says."""
    note = '<comment ref="A2" authorId="1"><text><t>[Threaded comment] Chị xem giúp</t></text></comment>'
    authors = "<author>Lan</author><author>tc={5F1E}</author>"
    copy = copied(with_notes(note, authors=authors), finding((2, 1)), finding((5, 2)))
    assert note in part(copy, "xl/ghichu.xml")
    assert fill_of(copy, "A2") == "F2A28C"
    assert load_workbook(BytesIO(copy))["Bảng"]["B5"].comment is not None


def test_boxes_of_notes_have_numbers_of_their_own() -> None:
    """The sheet's block of 1024 numbers is full, so another block is named; other shapes keep theirs."""
    text = part(copied(with_notes(RICH), finding((2, 1), (9, 9), (9, 3))), "xl/drawings/ve.vml")
    assert 'data="3,4"' in text
    assert [number for number in ("4094", "4095", "4097", "4098") if f'id="_x0000_s{number}"' in text] == [
        "4094", "4095", "4097", "4098",
    ]  # fmt: skip
    assert "Nút<br>" in text
    assert "<x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor>" not in text
    assert text.count("<v:shapetype") == 1


def test_thousands_of_notes_have_each_a_box_and_a_number() -> None:
    places = [(row, 3) for row in range(1, 2_501)]
    copy = copied(made.pack(plain()), *(finding(place) for place in places))
    drawing = part(copy, "xl/drawings/vmlDrawing1.vml")
    numbers = re.findall(r'<v:shape id="_x0000_s([0-9]+)"', drawing)
    assert len(set(numbers)) == len(numbers) == len(places)
    (blocks,) = re.findall(r'idmap v:ext="edit" data="([0-9,]+)"', drawing)
    assert {int(number) // 1024 for number in numbers} <= set(map(int, blocks.split(",")))


def test_a_finding_of_a_whole_column_is_marked_at_its_first_cells() -> None:
    """Fifty thousand notes would make a sheet that nobody can open; the list names the finding all the same."""
    copy = copied(made.pack(plain()), finding(*((row, 3) for row in range(1, 50_001))))
    assert part(copy, "xl/comments1.xml").count("<comment ") == 200


def test_sheets_do_not_share_numbers_of_boxes() -> None:
    files = plain()
    files["xl/workbook.xml"] = str(files["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Hai" sheetId="7" r:id="rId9"/></sheets>'
    )
    files["xl/_rels/workbook.xml.rels"] = made.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "worksheet", "worksheets/b.xml"),
        ("rId2", "styles", "styles.xml"),
    )  # fmt: skip
    files["xl/worksheets/b.xml"] = made.sheet(ROWS)
    copy = copied(made.pack(files), finding((2, 1)), finding((2, 1), sheet="Hai"))
    assert 'id="_x0000_s1025"' in part(copy, "xl/drawings/vmlDrawing1.vml")
    assert 'id="_x0000_s2049"' in part(copy, "xl/drawings/vmlDrawing2.vml")
    types = part(copy, "[Content_Types].xml")
    assert types.count('Extension="vml"') == 1
    assert types.count("comments+xml") == 2


# ── Reading again ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SHEET, "<v>5</v>", "<v>6</v>"),
        (SHEET, '<row r="5">', '<row r="5" hidden="1">'),
        (SHEET, '<c r="B5">', '<c r="D5">'),
        (SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells>'),
        (SHEET, '<c r="C2" s="7">', '<c r="C2" s="5">'),
        ("xl/workbook.xml", 'name="Bảng"', 'name="Khác"'),
        ("docProps/custom.xml", "tra-lai", "bieu"),
    ],
)
def test_a_copy_that_differs_is_noticed(name: str, old: str, new: str) -> None:
    original = made.pack(plain())
    copy = copied(original)
    package = Package(original, Budget())
    outline = xlsx.outline(package)
    assert check.intact(package, outline, copy)
    damaged = contents(copy)
    assert old in damaged[name].decode()
    damaged[name] = damaged[name].decode().replace(old, new).encode()
    assert not check.intact(package, outline, made.pack(damaged))


# ── Markup ────────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=60))
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    """Control characters, `_x0041_` as typed, markup; a lone half of a pair cannot be written at all."""
    from wardxl.readers.xlsx_text import unescape

    element = ElementTree.fromstring(f"<t>{markup.cell_text(text)}</t>")
    assert unescape(element.text or "") == text


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        ('<c r="A1"/>', "3", '<c r="A1" s="3"/>'),
        ('<c r="A1" t="s">', "3", '<c r="A1" s="3" t="s">'),
        ("<c s='9' r = 'A1' >", "3", "<c s=\"3\" r = 'A1' >"),
        ('<c r="A1" s="9"/>', None, '<c r="A1"/>'),
        ('<c r="A1" />', "3", '<c r="A1" s="3" />'),
    ],
)
def test_an_attribute_is_set_or_taken_out(tag: str, value: str | None, expected: str) -> None:
    assert markup.with_attribute(tag, "s", value, after="r") == expected
