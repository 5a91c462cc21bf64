"""What goes back to the departments: their own workbook, nothing in it changed but marks, comments and a list."""

from __future__ import annotations

import zipfile
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import result_samples as samples
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from wardxl import returns
from wardxl.model import Finding, Ref, Severity, State, Submission
from wardxl.result import Result
from wardxl.returns.annotate import annotated
from wardxl.workbook import styles

MOMENT = datetime(2026, 3, 2, 8, 30)
FILE = "tổ 1/ktht.xlsx"


def book() -> Any:
    """A department's workbook with everything that must survive."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Phụ lục 1's"
    sheet.append(["PHỤ LỤC I"])
    sheet.merge_cells("A1:F1")
    sheet.append(["TT", "Nội dung", "KH", 2026, 2027, "Ghi chú"])
    sheet.append([1, "Thu ngân sách", "=SUM(D3:E3)", 10.25, 20.5, "- ghi chú"])
    sheet.append([2, "Tỷ lệ", 0.965, 0.9, "12.5", None])
    sheet.append(["-", "Dòng ẩn", 1, 2, 3, None])
    sheet.append([3, '=IF(D3>1,"có","không")', "=1/0", True, datetime(2026, 3, 3), None])
    sheet["C4"].number_format = "0.0%"
    sheet["B3"].font = Font(name="Times New Roman", size=13, bold=True, strike=True)
    sheet["D3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["B"].width = 41.5
    sheet.row_dimensions[3].height = 33
    sheet.freeze_panes = "C3"
    sheet.print_title_rows = "2:2"
    validation = DataValidation(type="whole", operator="greaterThan", formula1="0")
    validation.add("D3:E5")
    sheet.add_data_validation(validation)
    sheet.conditional_formatting.add(
        "D3:D5", CellIsRule(operator="lessThan", formula=["5"], font=Font(bold=True))
    )
    sheet["F3"].comment = Comment("Hỏi lại", "Chị Lan")
    sheet.protection.sheet = True
    other = made.create_sheet("Khác")
    other["A1"] = "giữ nguyên"
    other.sheet_state = "hidden"
    return made


def saved(made: Any, values: bool = True) -> bytes:
    target = BytesIO()
    made.save(target)
    return with_values(target.getvalue()) if values else target.getvalue()


def with_values(data: bytes) -> bytes:
    """Give the formulas the values that a spreadsheet program would have saved."""
    known = {b"SUM(D3:E3)": (b"", b"30.75"), b"1/0": (b' t="e"', b"#DIV/0!")}
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as result:
        for info in source.infolist():
            content = source.read(info)
            for formula, (kind, value) in known.items():
                for empty in (b"<v />", b"<v></v>", b"<v/>"):
                    old = b"<f>" + formula + b"</f>" + empty
                    at = content.find(old)
                    if at >= 0:
                        start = content.rfind(b"<c ", 0, at)
                        tag = content[start:at].replace(b">", kind + b">")
                        new = tag + b"<f>" + formula + b"</f><v>" + value + b"</v>"
                        content = content[:start] + new + content[at + len(old) :]
            text = b'<f>IF(D3&gt;1,"c\xc3\xb3","kh\xc3\xb4ng")</f>'
            at = content.find(text)
            if at >= 0:
                start, end = content.rfind(b"<c ", 0, at), content.find(b"</c>", at)
                tag = content[start:at].replace(b">", b' t="str">')
                content = content[:start] + tag + text + b"<v>c\xc3\xb3</v>" + content[end:]
            result.writestr(info, content)
    return target.getvalue()


def finding(code: str, severity: Severity, *cells: tuple[int, int], sheet: str = "Phụ lục 1's") -> Finding:
    refs = tuple(Ref(FILE, sheet, *cell) for cell in cells)
    first = refs[0] if refs else None
    return Finding(
        code,
        "name",
        severity,
        f"=Lỗi {code}: cần sửa lại số.",
        file=FILE,
        sheet=first.sheet if first else None,
        cell=first.a1 if first else None,
        cells=refs,
        found="=1",
        expected="2",
    )


FINDINGS = [
    finding("Y401", Severity.ERROR, (3, 3)),
    finding("Y402", Severity.INFO, (3, 3)),
    finding("V204", Severity.WARNING, (4, 5), (4, 4)),
    finding("S110", Severity.INFO, (3, 6)),
    finding("S106", Severity.ERROR),
    finding("S114", Severity.ERROR, (1, 4)),
]
MARKED = {"C3": "F2A28C", "E4": "FFE08A", "D4": "FFE08A", "A1": "F2A28C"}


@pytest.fixture(scope="module")
def original() -> bytes:
    return saved(book())


@pytest.fixture(scope="module")
def copied(original: bytes) -> bytes:
    result = annotated(original, FILE, FINDINGS, MOMENT)
    assert isinstance(result, bytes), result
    return result


def test_the_cells_of_findings_are_filled_and_commented(copied: bytes) -> None:
    sheet = load_workbook(BytesIO(copied))["Phụ lục 1's"]
    for place, colour in MARKED.items():
        assert sheet[place].fill.fgColor.rgb == f"FF{colour}"
    assert "✗ sai (Y401)" in sheet["C3"].comment.text
    assert "· thông tin (Y402)" in sheet["C3"].comment.text
    assert sheet["F3"].comment.text.startswith("Hỏi lại\n\n")
    assert sheet["F3"].fill.fill_type is None


def test_nothing_else_is_changed(original: bytes, copied: bytes) -> None:
    for values in (False, True):
        before, after = (load_workbook(BytesIO(data), data_only=values) for data in (original, copied))
        assert after.sheetnames == ["Cần sửa", *before.sheetnames]
        for sheet in before:
            other = after[sheet.title]
            for line in sheet.iter_rows():
                for cell in line:
                    twin = other[cell.coordinate]
                    assert (twin.value, twin.data_type) == (cell.value, cell.data_type), cell.coordinate
                    assert twin.number_format == cell.number_format
                    for part in ("font", "border", "alignment", "protection"):
                        assert copy(getattr(twin, part)) == copy(getattr(cell, part))
                    if cell.coordinate not in MARKED or sheet.title == "Khác":
                        assert copy(twin.fill) == copy(cell.fill)
                        assert cell.coordinate == "F3" or twin.comment is cell.comment is None
            assert other.merged_cells == sheet.merged_cells
            assert {k: (d.width, d.hidden) for k, d in other.column_dimensions.items()} == {
                k: (d.width, d.hidden) for k, d in sheet.column_dimensions.items()
            }
            assert {k: (d.height, d.hidden) for k, d in other.row_dimensions.items()} == {
                k: (d.height, d.hidden) for k, d in sheet.row_dimensions.items()
            }
            validations = [
                [(str(v.sqref), v.type, v.operator, v.formula1) for v in s.data_validations.dataValidation]
                for s in (sheet, other)
            ]
            assert validations[0] == validations[1]
            assert [str(a.sqref) for a in other.conditional_formatting] == [
                str(a.sqref) for a in sheet.conditional_formatting
            ]
            assert other.freeze_panes == sheet.freeze_panes
            assert other.print_title_rows == sheet.print_title_rows
            assert other.sheet_state == sheet.sheet_state
            assert other.protection.sheet == sheet.protection.sheet


def test_the_list_stands_in_front_with_links(copied: bytes) -> None:
    made = load_workbook(BytesIO(copied))
    sheet = made["Cần sửa"]
    assert made.active.title == "Cần sửa"
    assert [s.title for s in made if s.sheet_view.tabSelected] == ["Cần sửa"]
    assert "2" not in sheet["A1"].value
    assert [c.value for c in sheet[4]][:3] == ["Số", "Mức độ", "Mã"]
    lines = list(sheet.iter_rows(min_row=5))
    assert [line[2].value for line in lines] == [f.code for f in FINDINGS]
    assert lines[0][4].hyperlink.location == "'Phụ lục 1''s'!C3"
    assert lines[4][4].hyperlink is None
    for line in lines:
        assert line[7].data_type == "s"
        assert line[5].data_type == "s"


def test_the_copy_is_the_same_every_time_and_says_what_it_is(original: bytes, copied: bytes) -> None:
    assert annotated(original, FILE, FINDINGS, MOMENT) == copied
    made = load_workbook(BytesIO(copied))
    assert made.custom_doc_props["wardxl"].value.startswith("tra-lai ")
    assert made.properties.modified == MOMENT


def test_a_copy_can_be_annotated_again(copied: bytes) -> None:
    again = annotated(copied, FILE, FINDINGS[:1], MOMENT)
    assert isinstance(again, bytes)
    assert load_workbook(BytesIO(again)).sheetnames[0] == "Cần sửa (2)"


def test_runs_of_different_fonts_in_a_cell_are_kept() -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    made = book()
    made["Khác"]["A2"] = CellRichText(
        "thường ", TextBlock(InlineFont(rFont=".VnTime", b=True), "đậm"), " hết"
    )
    result = annotated(saved(made), FILE, FINDINGS, MOMENT)
    assert isinstance(result, bytes)
    kept = load_workbook(BytesIO(result), rich_text=True)["Khác"]["A2"].value
    assert str(kept) == "thường đậm hết"
    assert kept[1].font.rFont == ".VnTime"


# ── What is no workbook ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"a;b\n1;2\n", b"\xd0\xcf\x11\xe0 old"])
def test_what_is_no_workbook_gets_a_reason(data: bytes) -> None:
    assert isinstance(annotated(data, FILE, FINDINGS, MOMENT), str)


# ── The folder ────────────────────────────────────────────────────────────────────────────


def result_of(*submissions: tuple[str, State]) -> Result:
    """A result with one finding per file."""
    found = tuple(
        Finding(
            "S101",
            "name",
            Severity.ERROR,
            "Hãy sửa.",
            file=name,
            sheet="Khác",
            cell="A1",
            cells=(Ref(name, "Khác", 1, 1),),
        )
        for name, _ in submissions
    )
    made = tuple(Submission(name, "0", state, modified=MOMENT) for name, state in submissions)
    return Result(samples.SCHEMA, (*made, Submission("yên.xlsx", "1", State.ACCEPTED)), (), found, {})


def test_each_file_with_findings_gets_its_return(tmp_path: Path, original: bytes) -> None:
    result = result_of(
        ("tổ 1/ktht.xlsx", State.ACCEPTED),
        ("cũ.xls", State.ACCEPTED),
        ("bảng.csv", State.ACCEPTED),
        ("gói.zip/a.xlsx", State.ACCEPTED),
        ("hỏng.xlsx", State.UNREADABLE),
        ("../../etc/x.xlsx", State.ACCEPTED),
    )
    asked: list[str] = []

    def load(name: str) -> bytes:
        asked.append(name)
        return original

    written = returns.write(result, tmp_path / "tra_lai", load)
    names = [path.relative_to(tmp_path / "tra_lai").as_posix() for path in written]
    assert names == [
        "tổ 1/ktht.xlsx",
        "cũ.xls - cần sửa.xlsx",
        "bảng.csv - cần sửa.xlsx",
        "gói.zip/a.xlsx",
        "hỏng.xlsx - cần sửa.xlsx",
        "etc/x.xlsx",
    ]
    assert asked == ["tổ 1/ktht.xlsx", "gói.zip/a.xlsx", "../../etc/x.xlsx"]
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(written)
    for path in written:
        sheet = load_workbook(path)["Cần sửa"]
        assert [c.value for c in sheet[4]][2] == "Mã"
        assert [c.value for c in sheet[5]][2] == "S101"


def test_a_review_workbook_says_why_it_is_one() -> None:
    data = returns.review("cũ.xls", [FINDINGS[0]], "tệp không phải dạng .xlsx", MOMENT)
    sheet = load_workbook(BytesIO(data))["Cần sửa"]
    assert "tệp không phải dạng .xlsx" in sheet["A2"].value
    assert sheet["H5"].data_type == "s"
    assert sheet["B5"].value == styles.SEVERITY[Severity.ERROR].label
    assert data == returns.review("cũ.xls", [FINDINGS[0]], "tệp không phải dạng .xlsx", MOMENT)


def test_bytes_may_come_from_a_mapping(tmp_path: Path, original: bytes) -> None:
    result = result_of(("a.xlsx", State.ACCEPTED))
    (path,) = returns.write(result, tmp_path, {"a.xlsx": original})
    assert load_workbook(path).sheetnames[0] == "Cần sửa"


def test_a_marked_row_may_hold_texts_that_cells_share() -> None:
    """As Excel and XlsxWriter write them: the row is read again with the numbers of its texts."""
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet("PL I")
        sheet.write_row(0, 0, ["Nội dung", "Đơn vị tính", "KH 2026-2030"])
        for row in range(1, 40):
            sheet.write_row(row, 0, [f"Chỉ tiêu {row}", "Tỷ đồng", row])
    finding = Finding(
        "V207", "out-of-range", Severity.ERROR, "Sửa.", file=FILE, sheet="PL I", cell="C30",
        cells=(Ref(FILE, "PL I", 30, 3),),
    )  # fmt: skip
    copied = annotated(target.getvalue(), FILE, [finding], MOMENT)
    assert isinstance(copied, bytes), copied
    assert load_workbook(BytesIO(copied))["PL I"]["A30"].value == "Chỉ tiêu 29"


# ── What an earlier run handed out ────────────────────────────────────────────────────────

LISTED = f"{FILE} - cần sửa.xlsx"


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("states", "left"),
    [
        pytest.param((State.UNREADABLE, State.ACCEPTED), [FILE], id="the list goes when there is a copy"),
        pytest.param((State.ACCEPTED, State.UNREADABLE), [LISTED], id="the copy goes when there is a list"),
        pytest.param((State.ACCEPTED, None), [], id="both go when nothing is left to mend"),
    ],
)
def test_a_file_has_one_return_at_most(
    states: tuple[State, State | None], left: list[str], tmp_path: Path, original: bytes
) -> None:
    for state in states:
        result = result_of((FILE, state or State.ACCEPTED))
        returns.write(result if state else replace(result, findings=()), tmp_path, lambda _: original)
    assert below(tmp_path) == left


def test_what_a_person_made_or_saved_is_left_alone(tmp_path: Path, original: bytes) -> None:
    """A mended list, somebody's own workbook of that name, and what is no workbook at all."""
    returns.write(
        result_of((FILE, State.UNREADABLE), ("b.xlsx", State.ACCEPTED)), tmp_path, lambda _: original
    )
    book = load_workbook(tmp_path / LISTED)
    book["Cần sửa"]["A9"] = "đã sửa"
    book.properties.modified = MOMENT + timedelta(days=1)
    book.save(tmp_path / LISTED)
    (tmp_path / "b.xlsx - cần sửa.xlsx").write_bytes(original)
    (tmp_path / "c.xlsx - cần sửa.xlsx").write_bytes(b"ghi ch\xc3\xba")
    before = below(tmp_path)
    again = result_of((FILE, State.ACCEPTED), ("b.xlsx", State.ACCEPTED), ("c.xlsx", State.ACCEPTED))
    returns.write(again, tmp_path, lambda _: original)
    assert set(before) <= set(below(tmp_path))


def test_a_list_that_is_a_submission_keeps_its_own_copy(tmp_path: Path, original: bytes) -> None:
    """A department may send the mended list back under its name beside the file itself."""
    returns.write(result_of((FILE, State.ACCEPTED), (LISTED, State.ACCEPTED)), tmp_path, lambda _: original)
    assert below(tmp_path) == [FILE, LISTED]
