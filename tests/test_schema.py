"""The template is the schema: what ships, what an edit in Excel does, and every fault with its cell."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from source import DATA
from template_editing import Template, shipped_bytes

from wardxl import schema
from wardxl.model import Better, FiveYear, Kind, KnownFigure, Relation, Schema, Severity
from wardxl.schema import TemplateError, TemplateFault
from wardxl.schema_fields import decimal_of
from wardxl.template_layout import LAYOUTS
from wardxl.text import key

SHIPPED = schema.load()

ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE = "Phòng Văn hóa - Xã hội"


@pytest.fixture
def template() -> Template:
    return Template()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Template], Schema]:
    return lambda template: schema.load(template.save(tmp_path / "mau.xlsx"))


@pytest.fixture
def faults(read: Callable[[Template], Schema]) -> Callable[[Template], list[TemplateFault]]:
    def of(template: Template) -> list[TemplateFault]:
        with pytest.raises(TemplateError) as caught:
            read(template)
        return list(caught.value.faults)

    return of


# ── What ships ────────────────────────────────────────────────────────────────────────────


def test_the_catalogue_is_the_offices_own() -> None:
    """CONTRACT 5: coded values; data/catalogue.csv has the English words."""
    with open(DATA / "catalogue.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 77
    assert list(SHIPPED.rows) == [line["code"] for line in lines]
    for line in lines:
        row = SHIPPED.rows[line["code"]]
        assert {
            "code": row.code,
            "appendix": row.appendix,
            "section": row.section,
            "name": row.name,
            "unit": row.unit,
            "value": row.kind.value,
            "five_year": row.five_year.value,
            "better": row.better.value,
            "min": "" if row.minimum is None else str(row.minimum),
            "max": "" if row.maximum is None else str(row.maximum),
            "parent": row.parent,
            "parent_relation": row.relation.value if row.relation else "",
            "leads": " | ".join(row.leads),
        } == {**line, "five_year": line["five_year"] or "none", "better": line["better"] or "none"}


@pytest.mark.parametrize(
    ("file", "appendix", "column"),
    [
        ("tu_liem_phu_luc_I.csv", "I", "Nội dung"),
        ("yen_hoa_phu_luc_1.csv", "1", "Chỉ tiêu"),
        ("yen_hoa_phu_luc_2.csv", "2", "Nhiệm vụ"),
        ("yen_hoa_phu_luc_3.csv", "3", "Mô hình"),
    ],
)
def test_the_documents_spellings_are_all_known(file: str, appendix: str, column: str) -> None:
    """Rows, headings, units and departments of the documents are found without any likeness."""
    with open(DATA / file, encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    rows = SHIPPED.rows_of(appendix)
    by_name = Counter(key(name) for row in rows for name in {row.name, *row.other_names})
    names = [key(line[column]) for line in lines if line[column] and not line[column].startswith("Trong đó")]
    assert len(names) == len(rows)
    assert [name for name in names if by_name[name] != 1] == []
    form = SHIPPED.forms[appendix]
    assert [key(heading) for heading in lines[0]] == [key(column.heading) for column in form.columns]
    units = {key(name) for unit in SHIPPED.units for name in (unit.symbol, *unit.other_names)}
    typed = {key(line.get("Đơn vị tính") or line.get("Đơn vị") or "") for line in lines} - {""}
    assert typed <= units


def test_no_spelling_of_a_department_or_unit_is_lost_or_shared() -> None:
    names = [{key(d.name), *map(key, d.other_names)} for d in SHIPPED.departments]
    assert len(names) == 10
    assert sum(map(len, names)) == len(set().union(*names))
    symbols = [{key(u.symbol), *map(key, u.other_names)} for u in SHIPPED.units]
    assert sum(map(len, symbols)) == len(set().union(*symbols))


def test_the_six_departments_that_lead_a_row_first_must_submit() -> None:
    """CONTRACT 5: `Bắt buộc nộp` is `có` for the six departments that lead a row first."""
    first = {row.leads[0] for row in SHIPPED.rows.values()}
    assert len(first) == 6
    assert {department.name for department in SHIPPED.departments if department.required} == first


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Phòng Kinh tế - Hạ tầng, đô thị", ECONOMY),
        ("Phòng KTHT&ĐT", ECONOMY),
        ("Phòng Văn hoá - Xã Hội", CULTURE),
        ("Phòng VHXH", CULTURE),
        ("Phòng VH-XH", CULTURE),
        ("Ban quản lý Dự án đầu tư - hạ tầng", "Ban Quản lý dự án đầu tư - hạ tầng"),
        ("Ban chỉ huy quân sự Phường", "Ban Chỉ huy Quân sự phường"),
        ("BHXH cơ sở Từ Liêm", "Bảo hiểm xã hội cơ sở Từ Liêm"),
        ("Văn phòng HĐND&UBND", "Văn phòng HĐND và UBND"),
        ("Công an phường Từ Liêm", "Công an phường"),
        ("Trạm y tế Phường", "Trạm Y tế phường"),
        ("Thuế cơ sở 8 TP. Hà Nội", "Thuế cơ sở 8 thành phố Hà Nội"),
    ],
)
def test_usual_spellings_of_departments(spelling: str, name: str) -> None:
    found = [
        department.name
        for department in SHIPPED.departments
        if key(spelling) in {key(department.name), *map(key, department.other_names)}
    ]
    assert found == [name]


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("triệu đồng", "Tỷ đồng", "0.001"),
        ("Tr.đồng/ người/ tháng", "Triệu đồng/người/tháng", "1"),
        ("triệu đồng/người/năm", "Triệu đồng/người/tháng", str(Decimal(1) / 12)),
        ("nghìn đồng/người/tháng", "Triệu đồng/người/tháng", "0.001"),
        ("ngàn đồng", "đồng", "1000"),
        ("vạn đồng", "đồng", "10000"),
        ("‰", "%", "0.1"),
        ("(%)", "%", "1"),
        ("ha", "m²", "10000"),
        ("điểm %", "%", None),
        ("hộ", "%", None),
        ("hộ", "trường", None),
    ],
)
def test_units_convert_within_their_quantity(source: str, target: str, factor: str | None) -> None:
    """DOMAIN 3: đồng, nghìn, triệu, tỷ = 1, 10³, 10⁶, 10⁹; per month × 12; `điểm %` is not `%`."""
    units = {key(name): unit for unit in SHIPPED.units for name in (unit.symbol, *unit.other_names)}
    one, other = units[key(source)], units[key(target)]
    assert (one.factor / other.factor if one.quantity == other.quantity else None) == (
        Decimal(factor) if factor else None
    )


@pytest.mark.parametrize(
    "symbol", ["Hộ", "Trường", "Tụ điểm", "Người", "Đồ án", "Cơ sở", "Vụ", "Giường", "Lớp", "Dự án"]
)
def test_what_is_counted_is_whole(symbol: str) -> None:
    assert next(unit for unit in SHIPPED.units if unit.symbol == symbol).count


def test_forms_have_the_columns_of_the_documents() -> None:
    """CONTRACT 5: the columns of each appendix; `Bắt buộc` = the column must be there."""
    years = ["2026", "2027", "2028", "2029", "2030"]
    assert {code: [column.key for column in form.columns] for code, form in SHIPPED.forms.items()} == {
        "I": ["tt", "name", "unit", "baseline", "resolution", "total", *years, "lead", "note"],
        "1": ["tt", "name", "unit", "target", "lead"],
        "2": ["tt", "name", "lead", "period", "product", "effect"],
        "3": ["tt", "name", "lead"],
    }
    assert {code: [c.key for c in form.columns if c.required] for code, form in SHIPPED.forms.items()} == {
        "I": ["name", "total", *years],
        "1": ["name", "target"],
        "2": ["name", "period"],
        "3": ["name", "lead"],
    }
    form = SHIPPED.forms["I"]
    assert form.years == tuple(years)
    assert [column.heading for column in form.columns if column.role == "year"][:2] == [
        "Năm 2026 (Đã giao)",
        "Năm 2027",
    ]
    first = form.column("2026")
    assert first
    assert {"Năm 2026", "KH 2026", "Kế hoạch năm 2026", "2026"} <= set(first.other_names)


def test_titles_are_those_of_the_documents() -> None:
    assert {code: form.title for code, form in SHIPPED.forms.items()} == {
        "I": ("PHỤ LỤC I", "BIỂU TỔNG HỢP CÁC CHỈ TIÊU KINH TẾ - XÃ HỘI GIAI ĐOẠN 2026 - 2030"),
        "1": ("PHỤ LỤC 1", "CÁC CHỈ TIÊU CHỦ YẾU VỀ PHÁT TRIỂN KINH TẾ - XÃ HỘI", "GIAI ĐOẠN 2025 – 2030"),
        "2": ("PHỤ LỤC 2", "DANH MỤC NHIỆM VỤ TRỌNG TÂM", "(20 nhiệm vụ)"),
        "3": ("PHỤ LỤC 3", "CÁC MÔ HÌNH TRỌNG TÂM VÀ ĐỘT PHÁ"),
    }
    attached = " ".join(SHIPPED.forms["I"].attached.split())
    assert attached == "(Kèm theo Báo cáo số /BC-UBND ngày / / của UBND phường Từ Liêm)"


def test_settings_of_the_ward() -> None:
    assert (SHIPPED.ward, SHIPPED.baseline_year, SHIPPED.start, SHIPPED.end) == (
        "Phường Từ Liêm",
        2025,
        2026,
        2030,
    )
    assert SHIPPED.settings["co_quan"] == "UBND phường Từ Liêm"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", SHIPPED.settings["han_nop"])


def test_rules_have_the_contracts_severities_and_tolerances() -> None:
    """CONTRACT 5: `Dung sai`: for sums a factor (1), for Y408 and U304 their thresholds, blank elsewhere."""
    tolerances = {code: rule.tolerance for code, rule in SHIPPED.rules.items() if rule.tolerance is not None}
    sums = "Y401 Y402 Y403 Y404 Y405 Y406 H501 H502 H504 H505 R801".split()
    assert tolerances == {**dict.fromkeys(sums, Decimal(1)), "Y408": Decimal(5), "U304": Decimal("0.05")}
    assert SHIPPED.rules["Y401"].severity is Severity.ERROR
    assert SHIPPED.rules["C601"].severity is Severity.WARNING
    assert SHIPPED.rules["S110"].severity is Severity.INFO
    assert {code for code, rule in SHIPPED.rules.items() if rule.severity is None} == {"S116", "Y402", "C608"}
    assert all(rule.enabled for rule in SHIPPED.rules.values())


def test_loading_is_quick_and_needs_no_excel_library() -> None:
    heavy = {"openpyxl", "pandas", "xlsxwriter", "rich"}
    code = f"import sys, wardxl.schema as s; s.load(); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout.strip() == "[]"


# ── What an edit in Excel does ────────────────────────────────────────────────────────────


def test_an_indicator_appended_in_excel_works_at_once(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    template.append(
        "Danh mục", Mã="I.23", Phụ_lục="I", Nội_dung="Số mô hình mới", Đơn_vị_tính="mô hình", Kiểu_giá_trị="Số đếm",
        Cách_tính_5_năm="tổng", Chiều_tốt="tăng", Nhỏ_nhất=0, Lớn_nhất="1.000,5",
        Đơn_vị_chủ_trì="phòng VH-XH | Công an", Tên_gọi_khác="Mô hình mới | Số mô hình",
    )  # fmt: skip
    after = read(template)
    row = after.rows["I.23"]
    assert (row.kind, row.five_year, row.better) == (Kind.COUNT, FiveYear.SUM, Better.UP)
    assert (row.minimum, row.maximum) == (0, Decimal("1000.5"))
    assert row.leads == (CULTURE, "Công an phường")
    assert row.other_names == ("Mô hình mới", "Số mô hình")
    assert after.rows_of("I")[-1] is row
    assert after.version != SHIPPED.version


def test_the_english_words_are_read_as_well(template: Template, read: Callable[[Template], Schema]) -> None:
    template.cell("Danh mục", "I.3", "Kiểu giá trị").value = "number"
    template.cell("Danh mục", "I.3", "Cách tính 5 năm").value = "mean"
    template.cell("Danh mục", "I.1.1", "Quan hệ").value = "some"
    template.cell("Quy tắc", "Y407", "Mức độ").value = "info"
    after = read(template)
    assert after.rows["I.3"].five_year is FiveYear.MEAN
    assert after.rows["I.1.1"].relation is Relation.SOME
    assert after.rules["Y407"].severity is Severity.INFO


def test_a_new_period_moves_every_year(template: Template, read: Callable[[Template], Schema]) -> None:
    for name, year in (("nam_goc", 2030), ("nam_dau", "2031"), ("nam_cuoi", 2033)):
        template.cell("Cấu hình", name, "Giá trị").value = year
    template.cell("Cấu hình", "phuong", "Giá trị").value = "Phường Yên Hòa"
    after = read(template)
    form = after.forms["I"]
    assert form.years == ("2031", "2032", "2033")
    assert form.title[1].endswith("GIAI ĐOẠN 2031 - 2033")
    assert form.attached.endswith("của UBND phường Yên Hòa)")
    headings = [column.heading for column in form.columns]
    assert "Kết quả thực hiện năm 2030" in headings
    assert "KH 2031-2033" in headings


def test_wards_may_share_a_template() -> None:
    other = schema.load(ward="Phường Yên Hòa")
    assert other.ward == "Phường Yên Hòa"
    assert other.forms["I"].attached.endswith("của UBND phường Yên Hòa)")
    assert other.version == SHIPPED.version


def test_rules_are_set_in_excel_and_what_is_not_listed_keeps_its_setting(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    template.cell("Quy tắc", "Y407", "Bật").value = "không"
    template.cell("Quy tắc", "Y408", "Dung sai").value = "7,5"
    template.cell("Quy tắc", "H502", "Mức độ").value = "Cảnh báo"
    row = template.cell("Quy tắc", "U304", "Mã").row
    template.book["Quy tắc"].delete_rows(row)
    rules = read(template).rules
    assert not rules["Y407"].enabled
    assert rules["Y408"].tolerance == Decimal("7.5")
    assert rules["H502"].severity is Severity.WARNING
    assert rules["U304"] == SHIPPED.rules["U304"]


def test_a_fifth_appendix_is_rows_in_three_sheets(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    """CONTRACT 5: `number:<key>`, `text:<key>` for any further column."""
    template.append("Phụ lục", Mã="4", Tiêu_đề="PHỤ LỤC 4\nDỰ ÁN CỦA {PHUONG}", Khổ_giấy="A3", Hướng="dọc")
    for role, heading, needed in (
        ("name", "Dự án", "có"),
        ("number:von", "Tổng vốn", "có"),
        ("text: nguon", "Nguồn vốn", "không"),
        ("year", "Vốn năm {năm}", ""),
    ):
        template.append(
            "Biểu mẫu",
            Phụ_lục=4,
            Vai_trò=role,
            Tiêu_đề=heading,
            Bắt_buộc=needed,
            Tên_gọi_khác="{năm}" if role == "year" else None,
        )
    template.append(
        "Danh mục", Mã="4.1", Phụ_lục=4, Nội_dung="Cải tạo ngõ", Đơn_vị_tính="tỷ đồng", Kiểu_giá_trị="số",
        Đơn_vị_chủ_trì=ECONOMY,
    )  # fmt: skip
    form = read(template).forms["4"]
    assert (form.sheet_name, form.paper, form.landscape) == ("Phụ lục 4", "A3", False)
    assert form.title == ("PHỤ LỤC 4", "DỰ ÁN CỦA PHƯỜNG TỪ LIÊM")
    assert [(c.role, c.key, c.required) for c in form.columns[:3]] == [
        ("name", "name", True),
        ("number", "von", True),
        ("text", "nguon", False),
    ]
    assert form.columns[3].heading == "Vốn năm 2026 (Đã giao)"
    assert form.columns[4].other_names == ("2027",)
    assert len(form.columns) == 8


def test_sheets_and_columns_in_any_order_with_others_between(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    book = template.book
    book._sheets.reverse()
    book.create_sheet("Ghi chép riêng", 0)["A1"] = "không ai đọc"
    sheet = book["Danh mục"]
    sheet.move_range("A1:A78", cols=20)  # codes to column U
    sheet.insert_rows(5)
    sheet["P1"] = "Người nhập"
    sheet["P2"] = "Hà"
    book["Đơn vị"].title = "đơn vị "
    assert replace(read(template), formulas=()) == replace(SHIPPED, formulas=())


def test_known_figures_are_kept_as_a_clerk_writes_them(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    template.append("Số liệu nền", Mã="I.1", Cột="baseline", Giá_trị="112,5")
    template.append("Số liệu nền", Mã="I.1", Cột="Năm 2026 (Đã giao)", Giá_trị=9923.5)
    row = template.append("Số liệu nền", Mã="I.3", Cột=2026, Giá_trị=0.965)
    template.cell("Số liệu nền", row, "Giá trị").number_format = "0.0%"
    assert read(template).known == (
        KnownFigure("I.1", "baseline", "112,5"),
        KnownFigure("I.1", "2026", "9923,5"),
        KnownFigure("I.3", "2026", "96,5%"),
    )


def test_a_formula_keeps_its_text_and_place(template: Template, read: Callable[[Template], Schema]) -> None:
    row = template.append("Công thức", Mã="I.1", Công_thức="I.1 = I.1.1 + I.1.2", Giải_thích="cộng")
    formula = read(template).formulas[-1]
    assert (formula.code, formula.text, formula.place) == ("I.1", "I.1 = I.1.1 + I.1.2", f"B{row}")


@pytest.mark.parametrize("text", ["I.1 = = ?", "I.1 = I.99", "I.1 + I.1.1"])
def test_a_mistake_in_a_formula_is_a_fault_with_its_cell(
    text: str, template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    """“A fault in the template itself is reported with its sheet and cell”."""
    row = template.append("Công thức", Mã="I.1", Công_thức=text)
    (fault,) = faults(template)
    assert (fault.sheet, fault.cell) == ("Công thức", f"B{row}")


def test_numbers_for_codes_are_taken_where_only_one_code_is_meant(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    for code in ("2.1", "2.2"):
        cell = template.cell("Danh mục", code, "Mã")
        cell.value, cell.number_format = float(code), "General"
    for appendix in template.book["Danh mục"]["B"][28:]:
        appendix.value = int(appendix.value)
    assert read(template).rows == SHIPPED.rows


def test_the_version_changes_with_rows_and_columns_only(
    template: Template, read: Callable[[Template], Schema]
) -> None:
    template.cell("Danh mục", "I.3", "Nội dung").value = "Tỷ lệ bao phủ bảo hiểm y tế"
    template.cell("Quy tắc", "Y401", "Bật").value = "không"
    after = read(template)
    assert re.fullmatch("[0-9a-f]{12}", after.version)
    assert after.version == SHIPPED.version
    template.append("Biểu mẫu", Phụ_lục="3", Vai_trò="note", Tiêu_đề="Ghi chú")
    assert read(template).version != SHIPPED.version


# ── Faults ────────────────────────────────────────────────────────────────────────────────

Edit = Callable[[Template], Any]


def _set(sheet: str, row: str | int, heading: str, value: Any) -> Edit:
    def edit(template: Template) -> Any:
        cell = template.cell(sheet, row, heading)
        cell.value = value
        return cell

    return edit


def _add(sheet: str, blamed: str, /, **values: Any) -> Edit:
    return lambda template: template.cell(sheet, template.append(sheet, **values), blamed)


def _column(appendix: str, role: str, heading: str, value: Any) -> Edit:
    return lambda template: _set("Biểu mẫu", template.column_line(appendix, role), heading, value)(template)


def _as_number(code: str, number: float) -> Edit:
    def edit(template: Template) -> Any:
        cell = template.cell("Danh mục", code, "Mã")
        cell.value, cell.number_format = number, "General"
        return cell

    return edit


def _circle(template: Template) -> Any:
    template.cell("Danh mục", "I.1", "Quan hệ").value = "nhóm"
    return _set("Danh mục", "I.1", "Thuộc", "I.1.1")(template)


_ROW = {"Mã": "I.23", "Phụ_lục": "I", "Nội_dung": "Chỉ tiêu mới", "Kiểu_giá_trị": "số"}

FAULTS: dict[str, tuple[Edit, str]] = {
    # Cấu hình
    "year that is none": (_set("Cấu hình", "nam_dau", "Giá trị", "hai nghìn"), "không phải là năm"),
    "year left blank": (_set("Cấu hình", "nam_goc", "Giá trị", None), "nam_goc chưa có giá trị"),
    "years run backwards": (_set("Cấu hình", "nam_cuoi", "Giá trị", 2020), "Năm cuối 2020 đứng trước năm đầu 2026"),
    "plan without end": (_set("Cấu hình", "nam_cuoi", "Giá trị", 2126), "dài quá 30 năm"),
    "baseline within plan": (_set("Cấu hình", "nam_goc", "Giá trị", 2026), "phải đứng trước năm đầu"),
    "no ward": (_set("Cấu hình", "phuong", "Giá trị", " "), "Chưa có tên phường"),
    "deadline no date": (_set("Cấu hình", "han_nop", "Giá trị", "31/02/2026"), "không phải là ngày"),
    "setting twice": (_add("Cấu hình", "Khóa", Khóa="phuong", Giá_trị="Phường khác"), "đã có ở ô A2"),
    "unknown placeholder": (_set("Cấu hình", "co_quan", "Giá trị", "UBND {xa}"), "{xa}"),
    # Phụ lục
    "appendix twice": (_add("Phụ lục", "Mã", Mã="i", Tên_trang="Khác"), "Mã phụ lục “i” đã có ở ô A2"),
    "sheet name twice": (_set("Phụ lục", "2", "Tên trang", "phụ lục I"), "đã có ở ô B2"),
    "sheet name not for Excel": (_set("Phụ lục", "2", "Tên trang", "Phụ lục 2/3"), "Excel không nhận"),
    "sheet name of our own": (_set("Phụ lục", "2", "Tên trang", "Danh mục"), "tên trang cấu hình"),
    "paper unknown": (_set("Phụ lục", "I", "Khổ giấy", "A7"), "“A4”, “A3”"),
    "direction unknown": (_set("Phụ lục", "I", "Hướng", "chéo"), "“ngang”, “dọc”"),
    "title placeholder": (_set("Phụ lục", "I", "Tiêu đề", "PHỤ LỤC I\nNĂM {nam_sau}"), "{nam_sau}"),
    # Biểu mẫu
    "role unknown": (_column("3", "lead", "Vai trò", "leader"), "Có phải “lead” không?"),
    "column of no appendix": (
        _add("Biểu mẫu", "Phụ lục", Phụ_lục="V", Vai_trò="name", Tiêu_đề="X"),
        "Không có phụ lục “V”",
    ),
    "column twice": (_add("Biểu mẫu", "Vai trò", Phụ_lục="3", Vai_trò="lead", Tiêu_đề="Y"), "đã có cột “lead”"),
    "further column named as a year": (
        _add("Biểu mẫu", "Vai trò", Phụ_lục="3", Vai_trò="number:2026", Tiêu_đề="Z"),
        "cột có sẵn",
    ),
    "column without heading": (_add("Biểu mẫu", "Tiêu đề", Phụ_lục="3", Vai_trò="note"), "chưa có tiêu đề"),
    "year without its place": (_column("I", "year", "Tiêu đề", "Từng năm"), "thiếu {năm}"),
    "two columns of one heading": (_column("2", "effect", "Tiêu đề", "Sản  phẩm"), "là tên của hai cột"),
    "two columns of one other name": (_column("2", "effect", "Tên gọi khác", "Kết quả đầu ra"), "là tên của hai cột"),
    "required neither yes nor no": (_column("I", "total", "Bắt buộc", "chắc"), "“có”, “không”"),
    "width no number": (_column("I", "total", "Độ rộng", "rộng"), "không phải là số"),
    "width negative": (_column("I", "total", "Độ rộng", -3), "từ 1 đến 255"),
    # Danh mục
    "code twice": (_add("Danh mục", "Mã", **{**_ROW, "Mã": "I.22"}), "Mã “I.22” đã có ở ô A28"),
    "no code": (_add("Danh mục", "Mã", **{**_ROW, "Mã": None}), "chưa có mã"),
    "code with a blank": (_add("Danh mục", "Mã", **{**_ROW, "Mã": "I 23"}), "không dùng được"),
    "code of an added row": (_add("Danh mục", "Mã", **{**_ROW, "Mã": "+1"}), "không dùng được"),
    "code that became 2.1": (_as_number("2.10", 2.1), "Định dạng ô là Văn bản"),
    "appendix unknown": (_add("Danh mục", "Phụ lục", **{**_ROW, "Phụ_lục": "IX"}), "Ghi một trong: I, 1, 2, 3"),
    "no appendix": (_add("Danh mục", "Phụ lục", **{**_ROW, "Phụ_lục": None}), "Chưa ghi mã phụ lục"),
    "no name": (_set("Danh mục", "I.3", "Nội dung", None), "chưa có nội dung"),
    "unit unknown": (_set("Danh mục", "I.1", "Đơn vị tính", "Tỷ đồngg"), "Có phải “Tỷ đồng” không?"),
    "kind unknown": (_set("Danh mục", "I.1", "Kiểu giá trị", "số thực"), "“số”, “số đếm”"),
    "no kind": (_set("Danh mục", "I.1", "Kiểu giá trị", None), "Chưa ghi kiểu giá trị"),
    "five-year kind unknown": (_set("Danh mục", "I.1", "Cách tính 5 năm", "gộp"), "“tổng”, “năm cuối”"),
    "direction of no kind": (_set("Danh mục", "I.1", "Chiều tốt", "lên"), "“tăng”, “giảm”"),
    "minimum above maximum": (_set("Danh mục", "I.3", "Nhỏ nhất", 200), "Giá trị nhỏ nhất 200 lớn hơn"),
    "bound no number": (_set("Danh mục", "I.3", "Lớn nhất", "một trăm"), "không phải là số"),
    "parent unknown": (_set("Danh mục", "I.1.1", "Thuộc", "I.99"), "Không có dòng nào mang mã “I.99”"),
    "parent in another appendix": (_set("Danh mục", "I.1.1", "Thuộc", "2.1"), "thuộc 2.1 của Phụ lục 2"),
    "parent of itself": (_set("Danh mục", "I.1.1", "Thuộc", "I.1.1"), "I.1.1 → I.1.1"),
    "parents in a circle": (_circle, "I.1 → I.1.1 → I.1"),
    "relation unknown": (_set("Danh mục", "I.1.1", "Quan hệ", "con"), "“thành phần”, “một phần”"),
    "parent without relation": (_set("Danh mục", "I.1.1", "Quan hệ", None), "chưa ghi quan hệ"),
    "lead unknown": (
        _set("Danh mục", "I.3", "Đơn vị chủ trì", "Phòng Văn hóa - Xã hộii"),
        f"Có phải “{CULTURE}” không?",
    ),
    "names of two rows": (
        _set("Danh mục", "I.5", "Nội dung", "Tỷ lệ dân số tham gia BHYT"),
        "của cả dòng I.3 và dòng I.5",
    ),
    "other name of two rows": (
        _set("Danh mục", "I.5", "Tên gọi khác", "BHXH | tỷ lệ dân số tham gia bhyt."),
        "dòng I.3 và dòng I.5",
    ),
    # Số liệu nền, Công thức
    "figure of no row": (_add("Số liệu nền", "Mã", Mã="I.99", Cột="total", Giá_trị=1), "Không có dòng nào mang mã"),
    "figure of no column": (
        _add("Số liệu nền", "Cột", Mã="I.1", Cột="2050", Giá_trị=1),
        "không có cột giá trị “2050”",
    ),
    "no formula": (_set("Công thức", 2, "Công thức", None), "chưa có công thức"),
    # Đơn vị, Đơn vị tính
    "department twice": (_add("Đơn vị", "Tên", Tên="công an Phường"), "đã có ở ô A7"),
    "spelling of two departments": (
        _set("Đơn vị", "Trạm Y tế phường", "Tên gọi khác", "TYT | BCHQS"),
        "là tên của hai đơn vị",
    ),
    "must send perhaps": (_set("Đơn vị", "Công an phường", "Bắt buộc nộp", "tùy"), "“có”, “không”"),
    "unit twice": (_add("Đơn vị tính", "Ký hiệu", Ký_hiệu="tỷ  đồng"), "đã có ở ô A10"),
    "spelling of two units": (
        _set("Đơn vị tính", "km", "Tên gọi khác", "cây số | hộ dân"),
        "là tên của hai đơn vị tính",
    ),
    "factor no number": (_set("Đơn vị tính", "km", "Hệ số", "nghìn"), "không phải là số"),
    "factor zero": (_set("Đơn vị tính", "km", "Hệ số", 0), "phải lớn hơn 0"),
    "count perhaps": (_set("Đơn vị tính", "km", "Là số đếm", "?"), "“có”, “không”"),
    # Quy tắc
    "rule unknown": (_add("Quy tắc", "Mã", Mã="Y499"), "Không có quy tắc “Y499”"),
    "rule twice": (_add("Quy tắc", "Mã", Mã="y401"), "Quy tắc Y401 đã có"),
    "severity unknown": (_set("Quy tắc", "Y401", "Mức độ", "nặng"), "“lỗi”, “cảnh báo”"),
    "tolerance negative": (_set("Quy tắc", "Y401", "Dung sai", -1), "không được âm"),
    "switch neither on nor off": (_set("Quy tắc", "Y401", "Bật", "bật"), "“có”, “không”"),
    # any sheet
    "error value": (_set("Danh mục", "I.3", "Mục", "#REF!"), "Ô báo lỗi #REF!"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "says"), list(FAULTS.values()), ids=list(FAULTS))
def test_a_fault_is_one_sentence_at_its_cell(
    edit: Edit, says: str, template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    """CONTRACT 5: a fault in the template itself is reported with its sheet and cell."""
    cell = edit(template)
    (fault,) = faults(template)
    assert (fault.sheet, fault.cell) == (cell.parent.title, cell.coordinate)
    assert says in fault.message
    assert fault.message.endswith((".", "?"))


def test_all_faults_are_told_at_once_in_reading_order(
    template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    for edit, _ in (
        FAULTS[name] for name in ("rule unknown", "unit unknown", "year that is none", "lead unknown")
    ):
        edit(template)
    assert [(fault.sheet, fault.cell) for fault in faults(template)] == [
        ("Cấu hình", "B6"),
        ("Danh mục", "E2"),
        ("Danh mục", "M9"),
        ("Quy tắc", f"A{len(SHIPPED.rules) + 2}"),
    ]


@pytest.mark.parametrize("sheet", [layout.name for layout in LAYOUTS])
def test_a_missing_sheet_is_one_fault(
    sheet: str, template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    del template.book[sheet]
    (fault,) = faults(template)
    assert (fault.sheet, fault.cell) == (sheet, "")
    assert f"Mẫu thiếu trang “{sheet}”" in fault.message


def test_a_missing_column_is_named(
    template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    template.cell("Danh mục", 1, "Chiều tốt").value = "Hướng tốt"
    assert [(fault.sheet, fault.cell) for fault in faults(template)] == [("Danh mục", "A1")]


def test_a_row_after_2_9_typed_as_a_number_may_be_2_10(
    template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    template.cell("Danh mục", "2.1", "Mã").value = "2.01"
    _as_number("2.10", 2.1)(template)
    (fault,) = faults(template)
    assert "có thể là 2.10" in fault.message


def test_a_code_that_became_a_date(
    template: Template, faults: Callable[[Template], list[TemplateFault]]
) -> None:
    import datetime

    cell = template.cell("Danh mục", "1.1.1", "Mã")
    cell.value, cell.number_format = datetime.datetime(2001, 1, 1), "d.m.yy"
    (fault,) = faults(template)
    assert "Excel đã đổi mã thành ngày" in fault.message


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "không có tệp này"),
        (lambda path: path.mkdir(), "đây là thư mục"),
        (lambda path: path.write_bytes(b""), "không"),
        (lambda path: path.write_bytes(b"PK\x03\x04 cut short"), "không"),
        (lambda path: path.write_bytes(shipped_bytes()[:2000]), "không"),
        (lambda path: path.write_text("Mã,Tên", encoding="utf-8"), "không"),
        (lambda path: openpyxl.Workbook().save(path), "không có trang nào của mẫu"),
    ],
    ids=["missing", "folder", "empty", "no zip", "cut off", "text", "another workbook"],
)
def test_what_is_no_workbook_is_one_fault(make: Callable[[Path], Any], says: str, tmp_path: Path) -> None:
    path = tmp_path / "mẫu của tôi.xlsx"
    make(path)
    with pytest.raises(TemplateError) as caught:
        schema.load(path)
    (fault,) = caught.value.faults
    assert (fault.sheet, fault.cell) == ("", "")
    assert "mẫu của tôi.xlsx" in fault.message
    assert says in fault.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,5", "0.5"), ("0.5", "0.5"), ("1e9", "1e9"), ("1E-3", "0.001"), ("1.000.000", "1000000"), ("1.000", "1000"),
        ("12.5", "12.5"), ("-50", "-50"), ("−50", "-50"), ("1 000,25", "1000.25"), ("", None), ("1,000.5", None),
        ("1.2.3", None), ("một", None), ("NaN", None),
    ],
)  # fmt: skip
def test_numbers_typed_as_text(text: str, value: str | None) -> None:
    assert decimal_of(text) == (Decimal(value) if value else None)
