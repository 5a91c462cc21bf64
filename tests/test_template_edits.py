"""What the office edits in the template works at once, with no line of code: rows added, an appendix added."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from commands import wardxl
from make_samples import INPUTS
from openpyxl import Workbook, load_workbook
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet
from running import found, run, values
from source import YEARS

PLAN_HEADINGS = ("TT", "Nội dung", "Đơn vị tính", "KH 2026-2030", *(f"Năm {year}" for year in YEARS))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped template as a workbook."""
    path = tmp_path_factory.mktemp("template") / "mẫu.xlsx"
    assert wardxl("template", "-o", path, folder=path.parent).code == 0
    return path


class Template:
    """The template opened to edit; `save` writes it beside the test's files."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.book: Book = load_workbook(source)
        self.path = folder / "mẫu của phường.xlsx"

    def columns(self, sheet: str) -> dict[str, int]:
        return {str(cell.value): cell.column for cell in self.book[sheet][1] if cell.value is not None}

    def add(self, sheet: str, **cells: str | int) -> int:
        """Write a line below the others, columns found by heading (`_` stands for a space)."""
        table, columns = self.book[sheet], self.columns(sheet)
        row = self.last(table) + 1
        for heading, value in cells.items():
            table.cell(row, columns[heading.replace("_", " ")]).value = value
        return row

    def last(self, table: Worksheet) -> int:
        return max(cell.row for cell in table["A"] if cell.value is not None)

    def find(self, sheet: str, heading: str, text: str) -> int:
        """The row of the line that has the text below a heading."""
        column = self.columns(sheet)[heading]
        (row,) = (
            line[column - 1].row for line in self.book[sheet].iter_rows() if line[column - 1].value == text
        )
        return int(row)

    def put(self, sheet: str, row: int, heading: str, value: str | int | None) -> str:
        """Write one cell and return its name."""
        cell = self.book[sheet].cell(row, self.columns(sheet)[heading])
        cell.value = value
        return cell.coordinate

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture
def template(shipped: Path, tmp_path: Path) -> Template:
    """The shipped template, opened to edit."""
    return Template(shipped, tmp_path)


def submission(path: Path, title: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """A small submission: title lines, then the table."""
    book = Workbook()
    for line in (*([text] for text in title), [], *rows):
        book.active.append(line)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


def test_unchanged_template_is_the_shipped_one(template: Template) -> None:
    """Saving the template with another program changes nothing."""
    assert run(INPUTS, template.save()) == run(INPUTS)


CHARGERS = ("Số trụ sạc xe điện lắp mới", "Trụ sạc", "Trung tâm Năng lượng sạch")


def add_chargers(template: Template) -> None:
    name, unit, department = CHARGERS
    template.add("Đơn vị", Tên=department, Tên_gọi_khác="TT Năng lượng sạch", Bắt_buộc_nộp="có")
    template.add("Đơn vị tính", Ký_hiệu=unit, Đại_lượng="trụ sạc", Hệ_số=1, Là_số_đếm="có")
    template.add(
        "Danh mục",
        Mã="I.23",
        Phụ_lục="I",
        Nội_dung=name,
        Đơn_vị_tính=unit,
        Kiểu_giá_trị="số đếm",
        Cách_tính_5_năm="tổng",
        Chiều_tốt="tăng",
        Nhỏ_nhất=0,
        Đơn_vị_chủ_trì=department,
    )


@pytest.mark.parametrize(
    ("figures", "findings"),
    [
        ((500, 80, 90, 100, 110, 120), []),
        ((510, 80, 90, 100, 110, 120), [("Y401", "I.23", "total")]),
        ((500, 80, 90, 100, 110.5, 119.5), [("V208", "I.23", "2029"), ("V208", "I.23", "2030")]),
        ((500, 120, 110, 100, 90, 80), [("Y407", "I.23", year) for year in YEARS[1:]]),
    ],
)
def test_an_indicator_a_department_and_a_unit_added_in_excel(
    figures: tuple[float, ...], findings: list[object], template: Template, tmp_path: Path
) -> None:
    name, unit, department = CHARGERS
    add_chargers(template)
    path = submission(
        tmp_path / "gửi" / "so lieu.xlsx",
        ["UBND PHƯỜNG TỪ LIÊM", department.upper(), "PHỤ LỤC I"],
        [PLAN_HEADINGS, [1, name, unit.lower(), *figures]],
    )
    report = run([path], template.save())
    (sent,) = report["submissions"]
    assert sent["department"] == department
    row = values(report, "I")["I.23"]
    assert [row[column] for column in ("total", *YEARS)] == [Decimal(str(figure)) for figure in figures]
    assert [finding for finding in found(report) if finding[0] != "C601"] == findings


def test_a_department_that_must_send_and_has_not(template: Template) -> None:
    add_chargers(template)
    report = run(INPUTS, template.save())
    assert [f["department"] for f in report["findings"] if f["code"] == "C601"] == [CHARGERS[2]]
    assert [f["row"] for f in report["findings"] if f["code"] == "C602"] == ["I.23"]


def test_without_the_edit_row_unit_and_department_are_unknown(tmp_path: Path) -> None:
    """What the edits above are for: the shipped template knows none of the three."""
    name, unit, department = CHARGERS
    path = submission(
        tmp_path / "so lieu.xlsx",
        ["UBND PHƯỜNG TỪ LIÊM", "PHỤ LỤC I"],
        [(*PLAN_HEADINGS, "Đơn vị chủ trì"), [1, name, unit, 500, 80, 90, 100, 110, 120, department]],
    )
    report = run([path])
    codes = {finding["code"] for finding in report["findings"]}
    assert {"C607", "C610"} <= codes
    (added,) = (row for row in report["appendices"]["I"] if row["code"].startswith("+"))
    assert added["name"] == name
    assert added["values"]["total"] == 500


def add_appendix(template: Template) -> None:
    template.add(
        "Phụ lục",
        Mã="4",
        Tên_trang="Phụ lục 4",
        Tiêu_đề="PHỤ LỤC 4\nDANH MỤC DỰ ÁN",
        Khổ_giấy="A4",
        Hướng="ngang",
    )
    columns = [
        ("tt", "Số TT", "không"),
        ("name", "Tên dự án", "có"),
        ("unit", "Đơn vị tính", "không"),
        ("number:von", "Tổng mức đầu tư", "có"),
        ("text:dia_diem", "Địa điểm xây dựng", "không"),
        ("total", "Vốn 5 năm", "không"),
        ("year", "Vốn năm {năm}", "không"),
        ("lead", "Chủ đầu tư", "không"),
    ]
    for role, heading, needed in columns:
        template.add("Biểu mẫu", Phụ_lục="4", Vai_trò=role, Tiêu_đề=heading, Bắt_buộc=needed, Độ_rộng=14)
    for code, name in (("4.1", "Trường mầm non Cầu Diễn"), ("4.2", "Cải tạo chợ Phú Đô")):
        template.add(
            "Danh mục",
            Mã=code,
            Phụ_lục="4",
            Nội_dung=name,
            Đơn_vị_tính="Tỷ đồng",
            Kiểu_giá_trị="số",
            Cách_tính_5_năm="tổng",
            Nhỏ_nhất=0,
            Đơn_vị_chủ_trì="Ban Quản lý dự án đầu tư - hạ tầng",
        )


PROJECT_HEADINGS = (
    "Số TT",
    "Tên dự án",
    "Đơn vị tính",
    "Tổng mức đầu tư",
    "Địa điểm xây dựng",
    "Vốn 5 năm",
    *(f"Vốn năm {year}" for year in YEARS),
    "Chủ đầu tư",
)


def test_a_fifth_appendix_with_columns_of_its_own(template: Template, tmp_path: Path) -> None:
    """Its further columns are read, its years are added up, it stands in the report and the workbook."""
    add_appendix(template)
    board = "Ban Quản lý dự án đầu tư - hạ tầng"
    path = submission(
        tmp_path / "gửi" / "du an.xlsx",
        ["UBND PHƯỜNG TỪ LIÊM", board.upper(), "PHỤ LỤC 4", "DANH MỤC DỰ ÁN"],
        [
            PROJECT_HEADINGS,
            [
                1,
                "Trường mầm non Cầu Diễn",
                "Tỷ đồng",
                "85,5",
                "Cầu Diễn",
                "80,0",
                "10,0",
                "20,0",
                "20,0",
                "15,0",
                "15,0",
                board,
            ],
            [
                2,
                "Cải tạo chợ Phú Đô",
                "Tỷ đồng",
                "12,0",
                "Phú Đô",
                "13,0",
                "2,0",
                "4,0",
                "2,0",
                "2,0",
                "2,0",
                board,
            ],
        ],
    )
    edited = template.save()
    report = run([path], edited)
    rows = values(report, "4")
    assert {code: (row["von"], row["dia_diem"]) for code, row in rows.items()} == {
        "4.1": (Decimal("85.5"), "Cầu Diễn"),
        "4.2": (12, "Phú Đô"),
    }
    assert rows["4.1"]["2027"] == 20
    assert [finding for finding in found(report) if finding[0] != "C601"] == [("Y401", "4.2", "total")]
    (sent,) = report["submissions"]
    assert sent["cells"]["read"] == sent["cells"]["consolidated"] == 16

    words = ("consolidate", path, "--template", edited, "-o", "kq.xlsx", "--no-returns")
    assert wardxl(*words, folder=tmp_path).code == 0
    sheet = load_workbook(tmp_path / "kq.xlsx")["Phụ lục 4"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Tên dự án", "Tổng mức đầu tư", "Trường mầm non Cầu Diễn", 85.5, "Phú Đô"} <= shown


def test_severity_and_switch_of_a_rule_are_edits_too(template: Template) -> None:
    template.put("Quy tắc", template.find("Quy tắc", "Mã", "Y407"), "Bật", "không")
    template.put("Quy tắc", template.find("Quy tắc", "Mã", "Y408"), "Mức độ", "lỗi")
    report = run(INPUTS, template.save())
    severities = {finding["code"]: finding["severity"] for finding in report["findings"]}
    assert "Y407" not in severities
    assert severities["Y408"] == "error"


@pytest.mark.parametrize(
    ("sheet", "key", "line", "heading", "value"),
    [
        ("Danh mục", "Mã", "I.3", "Kiểu giá trị", "sô"),
        ("Danh mục", "Mã", "I.3", "Nhỏ nhất", "ít"),
        ("Danh mục", "Mã", "I.3", "Đơn vị tính", "bó đũa"),
        ("Danh mục", "Mã", "I.3", "Đơn vị chủ trì", "Phòng Ngoại giao"),
        ("Danh mục", "Mã", "I.2.1", "Thuộc", "I.99"),
        ("Danh mục", "Mã", "I.3", "Mã", "I.4"),
        ("Biểu mẫu", "Tiêu đề", "KH {nam_dau}-{nam_cuoi}", "Vai trò", "tổng số"),
        ("Quy tắc", "Mã", "Y401", "Mức độ", "nặng"),
        ("Cấu hình", "Khóa", "nam_dau", "Giá trị", "năm nay"),
    ],
)
def test_a_fault_in_the_template_is_named_with_its_cell(
    sheet: str, key: str, line: str, heading: str, value: str, template: Template, tmp_path: Path
) -> None:
    """ "A fault in the template itself is reported with its sheet and cell, … and exit status 2"."""
    cell = template.put(sheet, template.find(sheet, key, line), heading, value)
    outcome = wardxl("check", INPUTS, "--template", template.save(), folder=tmp_path)
    assert outcome.code == 2
    assert outcome.out == ""
    assert any(sheet in said and cell in said for said in outcome.lines), outcome.talk
    assert "Traceback" not in outcome.talk


def test_a_template_that_is_no_template(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "y.xlsx").write_text("nothing of the kind", encoding="utf-8")
    for name in ("x.xlsx", "y.xlsx"):
        outcome = wardxl("check", INPUTS, "--template", name, folder=tmp_path)
        assert outcome.code == 2
        assert name in outcome.talk
        assert "Traceback" not in outcome.talk
