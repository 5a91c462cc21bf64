"""The template workbook: careful Excel, the same schema when read back, the same bytes when built again."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from template_editing import Template, shipped_bytes

from wardxl import schema
from wardxl.errors import CannotRun
from wardxl.schema import TemplateError, shipped_tables
from wardxl.template_book import build, write_template
from wardxl.template_layout import GUIDE, LAYOUTS
from wardxl.template_tables import SOURCE

SHIPPED = schema.load()
COMMITTED = Path(__file__).parents[1] / "templates" / "phu_luc_template.xlsx"
FORMS = [form.sheet_name for form in SHIPPED.forms.values()]


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(BytesIO(shipped_bytes()))


def cells(book: Any) -> dict[str, dict[str, tuple[object, str]]]:
    """Value and number format of every cell, by sheet."""
    return {
        sheet.title: {
            cell.coordinate: (cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row
        }
        for sheet in book.worksheets
    }


def checks_at(sheet: Any, cell: str) -> list[Any]:
    """The data validations that hold at a cell."""
    return [check for check in sheet.data_validations.dataValidation if cell in check.sqref]


def test_reading_the_built_workbook_back_gives_the_same_schema(tmp_path: Path) -> None:
    """CONTRACT 5: reading it back gives the same schema."""
    path = tmp_path / "mau.xlsx"
    path.write_bytes(shipped_bytes())
    assert schema.load(path) == SHIPPED


def test_the_committed_template_is_current(book: Any) -> None:
    """CONTRACT 5: a test says that the shipped workbook is current."""
    assert schema.load(COMMITTED) == SHIPPED
    assert cells(openpyxl.load_workbook(COMMITTED)) == cells(book), (
        "run: python -m wardxl template -o templates/phu_luc_template.xlsx"
    )


def test_the_same_tables_give_the_same_bytes() -> None:
    again = BytesIO()
    build(shipped_tables(), again)
    assert again.getvalue() == shipped_bytes()


def test_a_template_made_from_a_template_is_the_same(tmp_path: Path) -> None:
    first = write_template(tmp_path / "a.xlsx")
    second = write_template(tmp_path / "b.xlsx", first)
    assert second.read_bytes() == first.read_bytes()


def test_a_template_made_from_an_edited_one_keeps_the_edits(tmp_path: Path) -> None:
    template = Template()
    template.append("Phụ lục", Mã="4", Tiêu_đề="PHỤ LỤC 4")
    template.append("Biểu mẫu", Phụ_lục="4", Vai_trò="name", Tiêu_đề="Dự án")
    template.append("Biểu mẫu", Phụ_lục="4", Vai_trò="number:von", Tiêu_đề="Vốn")
    template.append(
        "Danh mục", Mã="4.10", Phụ_lục="4", Nội_dung="Cải tạo ngõ", Kiểu_giá_trị="số", Nhỏ_nhất="0,5"
    )
    template.append("Số liệu nền", Mã="I.1", Cột="baseline", Giá_trị="112,5")
    edited = template.save(tmp_path / "da_sua.xlsx")
    made = write_template(tmp_path / "moi.xlsx", edited)
    assert schema.load(made) == schema.load(edited)
    sheet = openpyxl.load_workbook(made)["Phụ lục 4"]
    assert [cell.value for cell in sheet[3]] == ["Dự án", "Vốn"]
    assert sheet["A4"].value == "Cải tạo ngõ"
    assert openpyxl.load_workbook(made)["Phụ lục I"]["D7"].value == 112.5


def test_sheets_have_the_contracts_names_and_headings(book: Any) -> None:
    """CONTRACT 5: sheets, names exactly so; header row first."""
    assert {*(layout.name for layout in LAYOUTS), *FORMS, GUIDE.name} == set(book.sheetnames)
    for layout in LAYOUTS:
        with open(SOURCE / f"{layout.source}.csv", encoding="utf-8", newline="") as file:
            headings = next(csv.reader(file))
        assert [cell.value for cell in book[layout.name][1]] == headings == [h.title for h in layout.headings]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.source)
def test_sheets_to_edit_are_made_with_care(layout: Any, book: Any) -> None:
    sheet = book[layout.name]
    assert sheet.freeze_panes == ("C2" if layout.source == "danh_muc" else "B2")
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"
    for heading, cell in zip(layout.headings, sheet[1], strict=True):
        assert cell.comment
        assert cell.comment.text.strip() == heading.note
        assert cell.font.name == "Times New Roman"
        assert sheet.column_dimensions[cell.column_letter].width >= heading.width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.value is None or (cell.font.name == "Times New Roman" and cell.alignment.wrap_text)


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("Danh mục", "A"), ("Danh mục", "K"), ("Phụ lục", "A"), ("Số liệu nền", "C"), ("Công thức", "B")],
)
def test_codes_are_text_cells_also_below_the_last_line(sheet: str, column: str, book: Any) -> None:
    """A code typed below the last line is text as well: Excel takes the column's format."""
    assert book[sheet].column_dimensions[column].number_format == "@"
    filled = [cell for cell in book[sheet][column][1:] if cell.value is not None]
    assert {(cell.data_type, cell.number_format) for cell in filled} <= {("s", "@")}


@pytest.mark.parametrize(
    ("sheet", "cell", "source"),
    [
        ("Danh mục", "F90", '"số,số đếm,chữ,tỷ số,chỉ tiêu,trạng thái,nhiệm vụ,mô hình,nhóm"'),
        ("Danh mục", "G90", '"tổng,năm cuối,hằng năm,bình quân,không"'),
        ("Danh mục", "H90", '"tăng,giảm"'),
        ("Danh mục", "L90", '"thành phần,một phần,nhóm"'),
        ("Danh mục", "E90", "OFFSET('Đơn vị tính'!$A$2,0,0,MAX(1,COUNTA('Đơn vị tính'!$A$2:$A$2000)),1)"),
        ("Danh mục", "M90", "OFFSET('Đơn vị'!$A$2,0,0,MAX(1,COUNTA('Đơn vị'!$A$2:$A$2000)),1)"),
        ("Danh mục", "B90", "OFFSET('Phụ lục'!$A$2,0,0,MAX(1,COUNTA('Phụ lục'!$A$2:$A$2000)),1)"),
        ("Đơn vị", "C3", '"có,không"'),
        ("Quy tắc", "D3", '"lỗi,cảnh báo,thông tin,thông tin/cảnh báo"'),
    ],
)
def test_coded_values_have_lists_with_hints(sheet: str, cell: str, source: str, book: Any) -> None:
    (check,) = checks_at(book[sheet], cell)
    assert check.formula1 == source
    assert check.prompt
    assert check.error


def test_every_word_in_a_list_is_one_that_the_reader_knows(book: Any) -> None:
    """What Excel offers is what the schema takes: the lists are made of the same words."""
    for layout in LAYOUTS:
        for heading, cell in zip(layout.headings, book[layout.name][2], strict=True):
            for check in checks_at(book[layout.name], cell.coordinate):
                if heading.choices and check.formula1.startswith('"') and cell.value:
                    assert cell.value in check.formula1.strip('"').split(",")


# ── The blank forms ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", SHIPPED.forms.values(), ids=lambda form: form.sheet_name)
def test_forms_are_laid_out_as_the_office_prints_them(form: Any, book: Any) -> None:
    sheet = book[form.sheet_name]
    column = [cell.value for cell in sheet["A"]]
    assert tuple(column[: len(form.title)]) == form.title
    assert column[len(form.title)] == form.attached
    head = len(form.title) + 3
    assert [cell.value for cell in sheet[head]] == [c.heading for c in form.columns]
    numbered = sheet.cell(head + 1, 1).value == 1 and sheet.cell(head + 1, 2).value == 2
    assert numbered == (form.code == "I")
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${head}:${head + numbered}"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Times New Roman"}


def _body(book: Any, code: str) -> tuple[Any, list[str], dict[str, int]]:
    """The sheet of an appendix, the names in its rows, and the sheet row of each name."""
    form = SHIPPED.forms[code]
    sheet = book[form.sheet_name]
    at = [column.role for column in form.columns].index("name") + 1
    rows = {
        sheet.cell(row, at).value: row
        for row in range(len(form.title) + 4, sheet.max_row + 1)
        if sheet.cell(row, at).value
    }
    return sheet, list(rows), rows


@pytest.mark.parametrize("code", SHIPPED.forms)
def test_forms_list_their_rows_in_catalogue_order(code: str, book: Any) -> None:
    _, names, _ = _body(book, code)
    wanted = [row.name for row in SHIPPED.rows_of(code)]
    assert [name for name in names if name in wanted] == wanted
    assert {name for name in names if name not in wanted} <= {"Trong đó:", 2}  # 2: the row of column numbers


def test_rows_of_a_form_carry_number_unit_and_lead_and_wait_for_values(book: Any) -> None:
    sheet, _, rows = _body(book, "I")
    row = rows["Tỷ lệ dân số tham gia BHYT"]
    assert [cell.value for cell in sheet[row]] == [
        3, "Tỷ lệ dân số tham gia BHYT", "%", *[None] * 8,
        "Phòng Văn hóa - Xã hội; Bảo hiểm xã hội cơ sở Từ Liêm", None,
    ]  # fmt: skip
    values = sheet[row][3:11]
    assert all(cell.fill.fgColor.rgb != "00000000" and not cell.protection.locked for cell in values)
    assert sheet[rows["Công nhận mới"]][0].value == "-"
    assert sheet.cell(rows["Thu từ thuế, phí, lệ phí và thu khác"] - 1, 2).value == "Trong đó:"
    heading = sheet[rows["Số trường công lập đạt chuẩn quốc gia"]]
    assert all(cell.fill.fgColor.rgb == "00000000" for cell in heading)


@pytest.mark.parametrize(
    ("code", "name", "column", "number_format"),
    [
        ("I", "Thu ngân sách Nhà nước trên địa bàn", "F", "#,##0.0"),
        ("I", "Tỷ lệ dân số tham gia BHYT", "F", "General"),
        ("I", "Công nhận mới", "G", "#,##0"),
        (
            "I",
            "Hoàn thành việc lập và trình duyệt các đồ án quy hoạch chi tiết theo kế hoạch được giao",
            "G",
            "@",
        ),
        ("I", "Giảm số hộ nghèo", "D", "@"),
        ("1", "Tỷ lệ bao phủ BHYT", "D", "@"),
        ("2", "Cải thiện môi trường đầu tư", "D", "@"),
    ],
)
def test_excel_makes_no_dates_of_what_is_typed(
    code: str, name: str, column: str, number_format: str, book: Any
) -> None:
    """DOMAIN 3: in forms we issue fraction, range and period columns are text cells."""
    sheet, _, rows = _body(book, code)
    assert sheet[f"{column}{rows[name]}"].number_format == number_format


def test_figures_are_checked_as_they_are_typed_but_may_stand(book: Any) -> None:
    sheet, _, rows = _body(book, "I")
    row = rows["Công nhận mới"]
    (check,) = checks_at(sheet, f"H{row}")
    assert check.formula1 == f'OR(F{row}="-",AND(ISNUMBER(F{row}),INT(F{row})=F{row},F{row}>=0))'
    assert check.errorStyle == "warning"
    assert "số nguyên từ 0" in check.error
    (rate,) = checks_at(sheet, f"D{rows['Tỷ lệ dân số tham gia BHYT']}")
    assert "từ 0 đến 100 (%)" in rate.prompt
    assert all(
        len(c.prompt or "") <= 255 and len(c.promptTitle or "") <= 32
        for c in sheet.data_validations.dataValidation
    )


# ── Writing ───────────────────────────────────────────────────────────────────────────────


def test_a_template_with_faults_makes_no_file(tmp_path: Path) -> None:
    template = Template()
    template.cell("Danh mục", "I.1", "Kiểu giá trị").value = "lạ"
    source = template.save(tmp_path / "hong.xlsx")
    with pytest.raises(TemplateError):
        write_template(tmp_path / "moi.xlsx", source)
    assert [path.name for path in tmp_path.iterdir()] == ["hong.xlsx"]


def test_a_source_that_is_not_there_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="không có tệp này"):
        write_template(tmp_path / "moi.xlsx", tmp_path / "khong_co.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "mẫu.xlsx"
    assert write_template(target) == target
    assert [path.name for path in target.parent.iterdir()] == ["mẫu.xlsx"]
    with pytest.raises(CannotRun):
        write_template(target / "x.xlsx")


def test_a_template_says_what_it_is(book: Any) -> None:
    """Told by its own properties: a blank template lying among the submissions is none of them."""
    named = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert named == {"wardxl": "mau 2026-01-01T00:00:00Z", "wardxl_version": SHIPPED.version}
    assert book.properties.creator == SHIPPED.ward


def test_the_guide_describes_every_sheet_and_column() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "template.md").read_text(encoding="utf-8")
    for layout in LAYOUTS:
        section = guide.split(f"## `{layout.name}`\n")[1].split("\n## ")[0]
        for heading in layout.headings:
            note = heading.note.replace("|", "\\|")
            assert f"| `{heading.title}` | {note} |" in section
