"""Forms for departments: what they hold, what may be typed where, and that all of it comes back (CONTRACT 1, 4, 5)."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import wardxl
from filling import beside, cells_of, convert, fill, typed_of
from hypothesis import given
from hypothesis import strategies as st
from running import accounts, found, missing_appendices, run, values
from source import TU_LIEM_FINDINGS, VALUE_COLUMNS, lines, meaning
from template_editing import Template

from wardxl import forms, readers, schema, targets
from wardxl.errors import CannotRun
from wardxl.form_id import form_of, issue, sheets_of
from wardxl.form_id import lines as form_lines
from wardxl.form_id import properties as form_properties
from wardxl.form_inputs import STATUSES
from wardxl.model import Book, Cell, CellKind, Grid, KnownFigure, Schema
from wardxl.stamp import Stamp, stamp_of, untouched

SHIPPED = schema.load()
ALL = [line for appendix in "I123" for line in lines(appendix)]
DEPARTMENTS = forms.departments(SHIPPED)
KTHT, VHXH = DEPARTMENTS[:2]
POLICE = "Công an phường"


def book_of(department: str, known: Schema = SHIPPED) -> Any:
    return openpyxl.load_workbook(BytesIO(forms.compose(known, department)))


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the forms of all departments."""
    folder = tmp_path_factory.mktemp("bieu")
    forms.write_forms(SHIPPED, folder)
    return folder


@pytest.fixture(scope="module")
def filled(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms of the departments that lead a row first, filled in with the two documents' figures."""
    folder = tmp_path_factory.mktemp("gui_ve")
    for number, department in enumerate(DEPARTMENTS):
        if typed := typed_of(ALL, department):
            fill(issued / forms.file_name(department), folder / f"scan{number}.xlsx", typed, SHIPPED)
    return folder


def expected() -> dict[str, dict[str, Decimal | str | None]]:
    return {
        line.code: {column: meaning(line, column) for column in VALUE_COLUMNS["I"]} for line in lines("I")
    }


def came_back(report: dict[str, Any]) -> None:
    """Every figure and text of the two documents is there, and each file is its department's."""
    assert values(report, "I") == expected()
    for line in lines("1"):
        target = values(report, "1")[line.code]["target"]
        assert (target if isinstance(target, str) else target["text"]).removesuffix("%") == line.text(
            "target"
        ).removesuffix("%")
    for line in lines("2"):
        row = values(report, "2")[line.code]
        assert row["period"]["text"] == line.text("period")
        assert (row["product"], row["effect"]) == (line.text("product") or None, line.text("effect") or None)
    senders = {entry["department"] for entry in report["submissions"]}
    assert senders == {line.leads[0] for line in ALL}
    assert {entry["state"] for entry in report["submissions"]} == {"accepted"}


# ── Which forms there are ─────────────────────────────────────────────────────────────────


def test_one_form_for_every_department_that_leads_or_co_leads_a_row(issued: Path) -> None:
    leads = {lead for row in SHIPPED.rows.values() for lead in row.leads}
    assert {path.stem for path in issued.iterdir()} == leads
    assert len(leads) == 10


def test_a_form_holds_the_rows_that_the_department_leads_and_no_others() -> None:
    for department in DEPARTMENTS:
        codes = {code for code, _ in cells_of(book_of(department), SHIPPED)}
        assert codes == {row.code for row in SHIPPED.rows.values() if department in row.leads}


def test_a_sub_row_stands_below_its_parent_which_is_not_to_fill_in(tmp_path: Path) -> None:
    template = Template()
    template.cell("Danh mục", "I.1.1", "Đơn vị chủ trì").value = POLICE
    known = schema.load(template.save(tmp_path / "mau.xlsx"))
    book = book_of(POLICE, known)
    cells = cells_of(book, known)
    assert not cells["I.1.1", "2026"].protection.locked
    assert all(cell.protection.locked for (code, _), cell in cells.items() if code == "I.1")
    assert "Trong đó:" in [cell.value for row in book["Phụ lục I"] for cell in row]
    assert ("I.1.2", "2026") not in cells


def test_the_same_template_gives_the_same_bytes() -> None:
    assert forms.compose(SHIPPED, VHXH) == forms.compose(SHIPPED, VHXH)


def test_the_count_of_all_rows_is_not_promised_in_a_departments_title() -> None:
    texts = [cell.value for sheet in book_of(VHXH) for row in sheet.iter_rows(max_row=6) for cell in row]
    assert "DANH MỤC NHIỆM VỤ TRỌNG TÂM" in texts
    assert not any("20 nhiệm vụ" in str(text) for text in texts)
    title = ("PHỤ LỤC 2", "NHIỆM VỤ (2026 - 2030) (20 nhiệm vụ)", "20 nhiệm vụ", "(5 năm)")
    known = replace(SHIPPED, forms={**SHIPPED.forms, "2": replace(SHIPPED.forms["2"], title=title)})
    texts = [row[0].value for row in book_of(VHXH, known)["Phụ lục 2"].iter_rows(max_row=4)]
    assert texts == ["PHỤ LỤC 2", "NHIỆM VỤ (2026 - 2030)", "(5 năm)", f"Đơn vị báo cáo: {VHXH}"]


@pytest.mark.parametrize(
    ("department", "name"),
    [
        ("Công an phường", "Công an phường.xlsx"),
        ("Phòng A/B: Kế hoạch*", "Phòng A B Kế hoạch.xlsx"),
        ("CON", "CON -.xlsx"),
        ("...", "Biểu.xlsx"),
        ("Ban " * 60, ("Ban " * 60)[:80].strip() + ".xlsx"),
    ],
)
def test_names_that_windows_takes(department: str, name: str) -> None:
    assert forms.file_name(department) == name


@given(st.text(max_size=200))
def test_any_name_is_a_name_on_windows(text: str) -> None:
    name = forms.file_name(text)
    assert not set(name) & set('<>:"/\\|?*')
    assert all(letter >= " " for letter in name)
    assert name.endswith(".xlsx")
    assert not name.removesuffix(".xlsx").endswith((" ", "."))
    assert 0 < len(name.removesuffix(".xlsx")) <= 82


# ── What may be typed where ───────────────────────────────────────────────────────────────


def test_input_cells_are_unlocked_and_the_rest_protected_without_password() -> None:
    """ "Input cells unlocked and the rest protected (no password)"."""
    for department in DEPARTMENTS:
        book = book_of(department)
        cells = cells_of(book, SHIPPED)
        places = {(cell.parent.title, cell.coordinate) for cell in cells.values()}
        for (code, column), cell in cells.items():
            row = SHIPPED.rows[code]
            form = SHIPPED.forms[row.appendix]
            role = next(one.role for one in form.columns if one.key == column)
            if column in VALUE_COLUMNS[row.appendix]:
                assert cell.protection.locked == (row.kind == "heading"), (code, column)
            elif role in ("tt", "name") or (role == "lead" and form.value_columns):
                assert cell.protection.locked, (code, column)
        for sheet in book:
            if sheet.sheet_state != "visible":
                continue
            assert sheet.protection.sheet
            assert not sheet.protection.password
            for line in sheet.iter_rows():
                for cell in line:
                    assert (sheet.title, cell.coordinate) in places or cell.protection.locked, cell


def checks(sheet: Any, address: str) -> list[Any]:
    return [check for check in sheet.data_validations.dataValidation if address in check.sqref]


def test_no_cell_has_two_checks() -> None:
    for department in DEPARTMENTS:
        for cell in cells_of(book_of(department), SHIPPED).values():
            assert len(checks(cell.parent, cell.coordinate)) <= 1, cell


def test_figures_are_checked_with_a_hint_on_entry_and_on_error() -> None:
    """ "Number checks with a Vietnamese hint on entry and on error"."""
    cells = cells_of(book_of(KTHT), SHIPPED)
    for code in ("I.1", "I.7", "I.10"):
        for column in ("baseline", "total", "2026", "2030"):
            cell = cells[code, column]
            (check,) = checks(cell.parent, cell.coordinate)
            assert check.type == "custom"
            assert "ISNUMBER" in check.formula1
            assert check.prompt.startswith("Ghi số")
            assert check.error.startswith("Ghi số")
            assert check.showInputMessage
            assert check.showErrorMessage
    cell = cells_of(book_of(VHXH), SHIPPED)["I.2.2", "2027"]
    (check,) = checks(cell.parent, cell.coordinate)
    assert "INT(" in check.formula1


def choices(book: Any, check: Any) -> list[str]:
    """What a drop-down list offers."""
    sheet, area = check.formula1.replace("'", "").lstrip("=").split("!")
    return [cell.value for line in book[sheet][area.replace("$", "")] for cell in line]


def test_units_and_statuses_are_drop_downs() -> None:
    book = book_of(KTHT)
    cells = cells_of(book, SHIPPED)
    cell = cells["I.1", "unit"]
    (check,) = checks(cell.parent, cell.coordinate)
    assert choices(book, check)[0] == "Tỷ đồng"
    assert "Triệu đồng" in choices(book, check)
    assert not cell.protection.locked
    cell = cells["1.2.10", "target"]
    (check,) = checks(cell.parent, cell.coordinate)
    assert choices(book, check) == list(STATUSES)
    cell = cells["3.2", "lead"]
    (check,) = checks(cell.parent, cell.coordinate)
    assert choices(book, check) == [KTHT, *(d.name for d in SHIPPED.departments if d.name != KTHT)]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_offered_is_a_status_when_it_comes_back(status: str) -> None:
    assert targets.parse(status) == status


def test_fractions_ranges_and_periods_are_text_so_that_excel_makes_no_dates_of_them() -> None:
    """DOMAIN 3: "In forms we issue such columns are text cells"."""
    cells = {key: cell for name in DEPARTMENTS for key, cell in cells_of(book_of(name), SHIPPED).items()}
    for (code, column), cell in cells.items():
        row = SHIPPED.rows[code]
        if column in VALUE_COLUMNS[row.appendix] and (
            row.kind in ("fraction", "text", "target", "status", "task")
            or (column == "resolution" and row.kind != "heading")
        ):
            assert cell.number_format == "@", (code, column)
    assert cells["I.1", "2026"].number_format == "#,##0.0"
    assert cells["I.2.2", "2026"].number_format == "#,##0"


def test_a_form_is_ready_to_print() -> None:
    """ "Print-ready (A4 landscape, repeated headings)", the checks beside the table outside the print area."""
    for sheet in book_of(KTHT):
        if sheet.title not in [form.sheet_name for form in SHIPPED.forms.values()]:
            continue
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        columns = len(SHIPPED.forms[sheet.title.removeprefix("Phụ lục ")].columns)
        area = sheet.print_area.split("!")[-1].replace("$", "")
        assert area.split(":")[1].rstrip("0123456789") == openpyxl.utils.get_column_letter(columns)


def test_rows_grow_with_what_is_typed() -> None:
    """A height chosen by hand would cut a long note; no height at all cuts a long name in LibreOffice."""
    with zipfile.ZipFile(BytesIO(forms.compose(SHIPPED, KTHT))) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    rows = re.findall(r"<row [^>]*>", text)
    assert sum(" ht=" in row for row in rows) > len(rows) / 2
    assert not any("customHeight" in row for row in rows)


# ── What a form says of itself ────────────────────────────────────────────────────────────


def without_properties(path: Path, target: Path) -> Path:
    book = openpyxl.load_workbook(path)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(target)
    return target


def without_hidden_sheet(path: Path, target: Path) -> Path:
    book = openpyxl.load_workbook(path)
    for sheet in list(book):
        for line in sheet.data_validations.dataValidation:
            line.formula1 = "1" if line.type == "list" else line.formula1
        if sheet.sheet_state == "veryHidden":
            book.remove(sheet)
    book.save(target)
    return target


def with_sheets_renamed(path: Path, target: Path) -> Path:
    book = openpyxl.load_workbook(path)
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"Sheet{number}"
        sheet.sheet_state = "visible"
    book.save(target)
    return target


@pytest.mark.parametrize(
    "change", [shutil.copy, without_properties, without_hidden_sheet, with_sheets_renamed]
)
def test_a_form_is_known_by_its_properties_or_its_hidden_sheet(
    change: Any, issued: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Bản sao (3).xlsx"
    change(issued / forms.file_name(VHXH), path)
    form = form_of(readers.read(path.read_bytes(), path.name))
    assert form is not None
    assert (form.department, form.ward, form.period) == (VHXH, "Phường Từ Liêm", "2026-2030")
    assert (form.version, form.revision) == (SHIPPED.version, 0)


def test_the_hidden_sheet_is_very_hidden_and_no_table(issued: Path) -> None:
    path = issued / forms.file_name(VHXH)
    book = readers.read(path.read_bytes(), path.name)
    (hidden,) = [grid for grid in book.grids if grid not in sheets_of(book)]
    assert hidden.visibility == "veryHidden"
    assert stamp_of(book) is Stamp.FORM
    assert untouched(book)


def test_another_workbook_is_no_form() -> None:
    assert form_of(readers.read(b"department,wardxl\n1,2\n", "x.csv")) is None


def state_of(path: Path, template: Path | None = None) -> tuple[str, set[str]]:
    report = run([path], template)
    (entry,) = report["submissions"]
    return entry["state"], {finding["code"] for finding in report["findings"] if finding["file"]}


@pytest.mark.parametrize(
    ("change", "state", "code"),
    [
        ({"ward": "Phường Yên Hòa"}, "unreadable", "S113"),
        ({"start": 2021, "end": 2025, "baseline_year": 2020}, "unreadable", "S114"),
        ({"version": "0123456789ab"}, "accepted", "S111"),
        ({"ward": "PHƯỜNG TỪ  LIÊM"}, "accepted", ""),
        ({"end": 2031}, "accepted", ""),
    ],
)
def test_the_id_tells_another_ward_another_period_another_template(
    change: dict[str, Any], state: str, code: str, tmp_path: Path
) -> None:
    """ "One from another template version is S111, from another ward or period S113/S114"."""
    form = tmp_path / "bieu.xlsx"
    form.write_bytes(forms.compose(replace(SHIPPED, **change), POLICE))
    filled = fill(form, tmp_path / "a.xlsx", typed_of(lines("I"), POLICE), SHIPPED)
    now, codes = state_of(filled)
    assert now == state
    assert {c for c in codes if c.startswith("S")} == ({code} if code else set())


def test_an_old_form_is_read_and_its_finding_says_what_has_changed(tmp_path: Path) -> None:
    form = tmp_path / "cu.xlsx"
    form.write_bytes(forms.compose(SHIPPED, POLICE))
    filled = fill(form, tmp_path / "a.xlsx", typed_of(lines("I"), POLICE), SHIPPED)
    template = Template()
    template.append(
        "Danh mục",
        Mã="I.23",
        Phụ_lục="I",
        Nội_dung="Số vụ cháy",
        Kiểu_giá_trị="số đếm",
        Đơn_vị_chủ_trì=POLICE,
    )
    report = run([filled], template.save(tmp_path / "mau.xlsx"))
    (finding,) = [one for one in report["findings"] if one["code"] == "S111"]
    assert finding["severity"] == "warning"
    assert finding["file"] == "a.xlsx"
    assert finding["found"] == SHIPPED.version
    assert "I.23 “Số vụ cháy”" in finding["message"]
    assert values(report, "I")["I.22"] == expected()["I.22"]


def test_the_department_is_the_ids_whatever_the_title_and_the_name_say(issued: Path, tmp_path: Path) -> None:
    """Issue: "Which department a file is from: the form's hidden id, else the title block, …"."""
    path = fill(
        issued / forms.file_name(POLICE), tmp_path / "Trạm Y tế.xlsx", typed_of(lines("I"), POLICE), SHIPPED
    )
    book = openpyxl.load_workbook(path)
    title = next(c for line in book["Phụ lục I"] for c in line if str(c.value).startswith("Đơn vị báo cáo"))
    title.value = "Đơn vị báo cáo: Trạm Y tế phường"
    book.save(path)
    (entry,) = run([path])["submissions"]
    assert entry["department"] == POLICE


def test_a_later_issue_of_a_form_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """ "A later file by the form's revision, then the workbook's own modified property"."""
    for revision, figure, name in ((1, "7", "a"), (0, "5", "b")):
        form = tmp_path / "bieu.xlsx"
        form.write_bytes(forms.compose(SHIPPED, POLICE, revision=revision))
        fill(form, tmp_path / "in" / f"{name}.xlsx", {("I.22", "2026"): figure}, SHIPPED)
    report = run(tmp_path / "in")
    assert values(report, "I")["I.22"]["2026"] == 7
    assert {entry["file"]: entry["state"] for entry in report["submissions"]} == {
        "a.xlsx": "accepted",
        "b.xlsx": "superseded",
    }


# ── Round trips ───────────────────────────────────────────────────────────────────────────


def test_every_figure_comes_back(filled: Path) -> None:
    """Form round trip: issued → filled → read, every figure and the department right."""
    report = run(filled)
    came_back(report)
    assert {one for one in found(report) if one[1].startswith("I")} == TU_LIEM_FINDINGS
    assert missing_appendices(report) == set()
    for cells in accounts(report).values():
        assert cells["read"] == cells["consolidated"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_every_figure_comes_back_from_libreoffice(kind: str, filled: Path, tmp_path: Path) -> None:
    converted = convert(sorted(filled.iterdir()), kind, tmp_path)
    (tmp_path / "in").mkdir()
    for number, path in enumerate(converted):
        path.rename(tmp_path / "in" / f"{number}.{kind}")
    report = run(tmp_path / "in")
    came_back(report)
    codes = {finding["code"] for finding in report["findings"]}
    assert not codes & {"S107", "S111", "S113", "S114", "V205", "C601"}


@pytest.mark.libreoffice
def test_typed_by_a_spreadsheet_program_a_fraction_stays_a_fraction(issued: Path, tmp_path: Path) -> None:
    """Text cells keep `03/03` from becoming a date, also after another program has saved them."""
    department = "Ban Quản lý dự án đầu tư - hạ tầng"
    path = fill(
        issued / forms.file_name(department),
        tmp_path / "a.xlsx",
        {("I.13", "total"): "03/03", ("I.13", "2026"): "01/02", ("1.4.1", "target"): "11-12"},
        SHIPPED,
    )
    (converted,) = convert([path], "ods", tmp_path)
    report = run([converted])
    assert values(report, "I")["I.13"]["total"] == "03/03"
    assert values(report, "I")["I.13"]["2026"] == "01/02"
    assert values(report, "1")["1.4.1"]["target"]["low"] == 11
    assert "V205" not in {finding["code"] for finding in report["findings"]}


# ── Forms on which nothing, or not everything, was filled in ──────────────────────────────


def test_an_empty_form_among_the_inputs_is_no_submission(issued: Path, tmp_path: Path) -> None:
    """ "A form as issued and empty, lying among the inputs: its rows are simply missing"."""
    shutil.copy(issued / forms.file_name(VHXH), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(issued / forms.file_name(POLICE))
    book.save(tmp_path / "b.xlsx")
    report = run(tmp_path)
    assert {entry["state"] for entry in report["submissions"]} == {"skipped"}
    assert {finding["code"] for finding in report["findings"]} == {"C601", "C602"}
    assert missing_appendices(report) == {"I", "1", "2", "3"}


def test_rows_left_blank_are_missing_and_nothing_more(issued: Path, tmp_path: Path) -> None:
    typed = {key: text for key, text in typed_of(lines("I"), VHXH).items() if key[0] in ("I.2.2", "I.16")}
    fill(issued / forms.file_name(VHXH), tmp_path / "a.xlsx", typed, SHIPPED)
    report = run(tmp_path)
    statuses = {row["code"]: row["status"] for row in report["appendices"]["I"]}
    assert statuses["I.15"] == statuses["I.2.1"] == "missing"
    assert statuses["I.2.2"] == statuses["I.2"] == "ok"
    about_the_file = {finding["code"] for finding in report["findings"] if finding["file"]}
    assert about_the_file == {"Y407"}
    models = {row["code"]: row["status"] for row in report["appendices"]["3"]}
    assert models["3.1"] == "ok"
    assert models["3.2"] == "missing"


def test_a_note_beside_blank_cells_is_heard(issued: Path, tmp_path: Path) -> None:
    """V210: a figure in the note of a row whose value cell is blank."""
    path = fill(
        issued / forms.file_name(POLICE), tmp_path / "a.xlsx", {("I.22", "note"): "Năm 2025: 5"}, SHIPPED
    )
    report = run([path])
    row = next(row for row in report["appendices"]["I"] if row["code"] == "I.22")
    assert (row["note"], row["status"]) == ("Năm 2025: 5", "missing")
    assert "V210" in {finding["code"] for finding in report["findings"] if finding["row"] == "I.22"}


# ── Figures known beforehand ──────────────────────────────────────────────────────────────

KNOWN = (
    KnownFigure("I.1", "baseline", "112,5"),
    KnownFigure("I.7", "resolution", "100%"),
    KnownFigure("I.7", "2026", "99,5%"),
    KnownFigure("1.1.1", "target", "11,0-12,0"),
    KnownFigure("2.1", "period", "2026-2027"),
)


@pytest.fixture
def with_known(tmp_path: Path) -> Path:
    """A template with figures known beforehand."""
    template = Template()
    for figure in KNOWN:
        template.append("Số liệu nền", Mã=figure.row, Cột=figure.column, Giá_trị=figure.value)
    return template.save(tmp_path / "mau.xlsx")


def test_known_figures_stand_in_the_form(with_known: Path) -> None:
    cells = cells_of(book_of(KTHT, schema.load(with_known)), SHIPPED)
    shown = {(figure.row, figure.column): cells[figure.row, figure.column].value for figure in KNOWN}
    assert list(shown.values()) == [112.5, "100%", 99.5, "11,0-12,0", "2026-2027"]
    cell = cells["I.1", "baseline"]
    (check,) = checks(cell.parent, cell.coordinate)
    assert "112,5" in check.prompt
    assert not cell.protection.locked


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({("I.7", "total"): "100"}, set()),
        ({("I.1", "baseline"): "112,5"}, set()),
        ({("I.1", "baseline"): "115,2"}, {("I.1", "baseline", "115,2", "112,5")}),
        ({("I.7", "resolution"): "98%"}, {("I.7", "resolution", "98%", "100%")}),
        ({("I.7", "2026"): "98"}, {("I.7", "2026", "98", "99,5%")}),
        ({("1.1.1", "target"): "11-12"}, set()),
        ({("1.1.1", "target"): "≥11"}, {("1.1.1", "target", "≥11", "11,0-12,0")}),
        ({("2.1", "period"): "2026 - 2027"}, set()),
        ({("2.1", "period"): "2026-2028"}, {("2.1", "period", "2026-2028", "2026-2027")}),
    ],
)
def test_known_figures_are_compared_when_they_come_back(
    typed: dict[tuple[str, str], str], expected: set[Any], with_known: Path, tmp_path: Path
) -> None:
    """ "Known figures … filled in and compared when they come back": C612."""
    known = schema.load(with_known)
    form = forms.write_form(known, KTHT, tmp_path / "bieu.xlsx")
    # Something else is filled in as well, so that the form is a submission.
    path = fill(form, tmp_path / "a.xlsx", {("I.10", "2026"): "5", **typed}, known)
    report = run([path], with_known)
    findings = [finding for finding in report["findings"] if finding["code"] == "C612"]
    assert {(f["row"], f["column"], f["found"], f["expected"]) for f in findings} == expected
    assert all(finding["severity"] == "warning" and finding["cell"] for finding in findings)


def test_a_row_with_nothing_but_known_figures_was_not_sent(with_known: Path, tmp_path: Path) -> None:
    known = schema.load(with_known)
    form = forms.write_form(known, KTHT, tmp_path / "in" / "bieu.xlsx")
    book = openpyxl.load_workbook(form)
    book.save(form)
    assert {entry["state"] for entry in run(tmp_path / "in", with_known)["submissions"]} == {"skipped"}
    fill(form, form, {("I.10", "2026"): "5"}, known)
    report = run(tmp_path / "in", with_known)
    statuses = {row["code"]: row["status"] for row in report["appendices"]["I"]}
    assert (statuses["I.1"], statuses["I.10"]) == ("missing", "warning")


def test_figures_of_an_earlier_result_stand_in_new_forms(filled: Path, tmp_path: Path) -> None:
    """ "Known figures … (or from `--previous FILE`)"."""
    assert wardxl("consolidate", filled, "-o", "x.xlsx", "--no-returns", folder=tmp_path).code == 0
    assert wardxl("template", "--all", "moi", "--previous", "x.xlsx", folder=tmp_path).code == 0
    cells = cells_of(openpyxl.load_workbook(tmp_path / "moi" / f"{KTHT}.xlsx"), SHIPPED)
    assert cells["I.1", "total"].value == 46497.8
    assert cells["1.1.1", "target"].value == "11,0-12,0"
    assert cells["I.1.2", "2027"].value == expected()["I.1.2"]["2027"]
    refused = wardxl("template", "--all", "moi", "--previous", "y.xlsx", folder=tmp_path)
    assert (refused.code, len(refused.lines)) == (2, 1)


# ── Live checks beside the table ──────────────────────────────────────────────────────────

YEARS = ("2026", "2027", "2028", "2029", "2030")


def row_of(code: str, total: str, *years: str) -> dict[tuple[str, str], str]:
    return {(code, "total"): total, **{(code, year): text for year, text in zip(YEARS, years, strict=True)}}


LIVE = {
    "sum fits": (row_of("I.2.2", "13", "1", "3", "3", "5", "1"), "I.2.2", "✓ khớp"),
    "sum with a dash": (row_of("I.2.2", "12", "1", "3", "3", "5", "-"), "I.2.2", "✓ khớp"),
    "sum is wrong": (row_of("I.2.2", "13", "1", "3", "3", "5", "-"), "I.2.2", "✗ lệch"),
    "not yet": ({("I.2.2", "total"): "13", ("I.2.2", "2026"): "1"}, "I.2.2", "? chưa đủ số"),
    "nothing": ({}, "I.2.2", None),
    "last year": (row_of("I.3", "98", "96,5", "97", "97,5", "97,8", "98"), "I.3", "✓ khớp"),
    "not the last year": (row_of("I.3", "98", "96,5", "97", "97,5", "97,8", "97"), "I.3", "✗ lệch"),
    "within rounding": (row_of("I.3", "66,7", "60", "61", "62", "63", "66,6"), "I.3", "✓ lệch do làm tròn"),
}


@pytest.fixture(scope="module")
def recalculated(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The forms of LIVE as LibreOffice computes them."""
    folder = tmp_path_factory.mktemp("live")
    form = issued / forms.file_name(VHXH)
    paths = [
        fill(form, folder / "in" / f"{number}.xlsx", typed, SHIPPED)
        for number, (typed, _, _) in enumerate(LIVE.values())
    ]
    done = convert(paths, "xlsx", folder)
    return {name: openpyxl.load_workbook(path, data_only=True) for name, path in zip(LIVE, done, strict=True)}


@pytest.mark.libreoffice
@pytest.mark.parametrize("case", LIVE)
def test_live_sums_tell_what_does_not_fit(case: str, recalculated: dict[str, Any]) -> None:
    _, row, said = LIVE[case]
    assert beside(recalculated[case], row, "Các năm so với 5 năm", SHIPPED).value in (said, said or "")


@pytest.mark.libreoffice
def test_live_sums_tell_parts_that_do_not_add_up_and_blanks(issued: Path, tmp_path: Path) -> None:
    typed = {
        key: text for key, text in typed_of(lines("I"), KTHT).items() if key[0].startswith(("I.1.", "I.10"))
    } | {key: text for key, text in typed_of(lines("I"), KTHT).items() if key[0] == "I.1"}
    del typed["I.10", "2028"]
    path = fill(issued / forms.file_name(KTHT), tmp_path / "in" / "a.xlsx", typed, SHIPPED)
    wrong = fill(path, tmp_path / "in" / "b.xlsx", {("I.1", "2028"): "9.999,9"}, SHIPPED)
    first, second = (
        openpyxl.load_workbook(p, data_only=True) for p in convert([path, wrong], "xlsx", tmp_path)
    )
    # The document's own figures: one tenth missing in the years' sum and in the parts of 2030.
    assert beside(first, "I.1", "Các năm so với 5 năm", SHIPPED).value == "✓ lệch do làm tròn"
    assert beside(first, "I.1", "Các phần so với chung", SHIPPED).value == "✓ lệch do làm tròn"
    assert beside(first, "I.1", "Chênh lệch", SHIPPED).value == pytest.approx(-0.1)
    assert beside(first, "I.1", "Đã điền", SHIPPED).value == "✓ đủ"
    assert beside(first, "I.10", "Đã điền", SHIPPED).value == "! thiếu 1 ô"
    assert beside(first, "I.9", "Đã điền", SHIPPED).value == "– chưa điền"
    assert beside(second, "I.1", "Các phần so với chung", SHIPPED).value == "✗ lệch"
    assert beside(second, "I.1", "Các năm so với 5 năm", SHIPPED).value == "✗ lệch"


# ── Forms without value columns, returns ──────────────────────────────────────────────────


def test_models_are_confirmed_by_saving_the_form(tmp_path: Path) -> None:
    """A row without value columns is sent with the rest of its form; a form of such rows alone when it was saved."""
    template = Template()
    template.append("Đơn vị", Tên="Đoàn Thanh niên", Bắt_buộc_nộp="không")
    template.cell("Danh mục", "3.2", "Đơn vị chủ trì").value = "Đoàn Thanh niên"
    path = template.save(tmp_path / "mau.xlsx")
    form = forms.write_form(schema.load(path), "Đoàn Thanh niên", tmp_path / "in" / "a.xlsx")
    assert run([form], path)["submissions"][0]["state"] == "skipped"
    openpyxl.load_workbook(form).save(form)
    report = run([form], path)
    assert report["submissions"][0]["state"] == "accepted"
    assert {row["code"] for row in report["appendices"]["3"] if row["status"] == "ok"} == {"3.2"}


def test_a_returned_form_that_was_mended_is_still_known(issued: Path, tmp_path: Path) -> None:
    typed = row_of("I.22", "3", "5", "5", "4", "4", "2")
    fill(issued / forms.file_name(POLICE), tmp_path / "in" / "a.xlsx", typed, SHIPPED)
    assert wardxl("consolidate", "in", "-o", "x.xlsx", "--returns", "tra", folder=tmp_path).code == 0
    assert run([tmp_path / "tra" / "a.xlsx"])["submissions"][0]["state"] == "skipped"
    mended = fill(tmp_path / "tra" / "a.xlsx", tmp_path / "b.xlsx", {("I.22", "total"): "2"}, SHIPPED)
    report = run([mended])
    assert report["submissions"][0]["department"] == POLICE
    assert values(report, "I")["I.22"]["total"] == 2
    assert {finding["code"] for finding in report["findings"] if finding["file"]} == set()


def test_figures_in_another_unit_of_the_list_are_converted(issued: Path, tmp_path: Path) -> None:
    typed = {**row_of("I.1.2", "5", "1", "1", "1", "1", "1")}
    path = fill(issued / forms.file_name(KTHT), tmp_path / "a.xlsx", typed, SHIPPED)
    book = openpyxl.load_workbook(path)
    cells_of(book, SHIPPED)["I.1.2", "unit"].value = "Triệu đồng"
    book.save(path)
    report = run([path])
    assert values(report, "I")["I.1.2"]["total"] == Decimal("0.005")
    assert {finding["code"] for finding in report["findings"] if finding["row"] == "I.1.2"} == {"U302"}


@given(st.integers(0, 99), st.sampled_from(DEPARTMENTS), st.text("0123456789,%-đạt", min_size=1, max_size=8))
def test_what_is_written_into_a_form_is_what_is_read_back(revision: int, department: str, value: str) -> None:
    rows = [row.code for row in SHIPPED.rows.values() if department in row.leads]
    figures = [KnownFigure(rows[0], "total", value)]
    form = issue(SHIPPED, department, rows, ["I", "2"], figures, revision)
    cells = {
        number: {at: Cell(CellKind.TEXT, text) for at, text in enumerate(line, 1)}
        for number, line in enumerate(form_lines(form), 1)
    }
    assert form_of(Book((Grid("Sheet7", cells),), "ods")) == form
    read = form_of(Book((), "xlsx", custom=form_properties(form)))
    assert read == replace(form, rows=(), columns=(), figures=())


# ── The command ───────────────────────────────────────────────────────────────────────────


def test_all_writes_the_forms_of_the_template_in_use(tmp_path: Path) -> None:
    """ "`--all DIR` writes the departments' prefilled forms, one for every department that leads or co-leads"."""
    template = Template()
    template.cell("Cấu hình", "phuong", "Giá trị").value = "Phường Yên Hòa"
    (tmp_path / "templates").mkdir()
    template.save(tmp_path / "templates" / "phu_luc_template.xlsx")
    outcome = wardxl("template", "--all", "bieu", folder=tmp_path)
    assert outcome.code == 0
    assert sorted(outcome.out.splitlines()) == sorted(
        str(Path("bieu") / f"{department}.xlsx") for department in DEPARTMENTS
    )
    path = tmp_path / "bieu" / f"{POLICE}.xlsx"
    form = form_of(readers.read(path.read_bytes(), path.name))
    assert form is not None
    assert form.ward == "Phường Yên Hòa"


def test_forms_that_somebody_filled_in_are_not_overwritten(tmp_path: Path) -> None:
    assert wardxl("template", "--all", ".", folder=tmp_path).code == 0
    path = tmp_path / f"{POLICE}.xlsx"
    work = fill(path, path, typed_of(lines("I"), POLICE), SHIPPED).read_bytes()
    outcome = wardxl("template", "--all", ".", folder=tmp_path)
    assert outcome.code == 0
    assert path.read_bytes() == work
    assert f"{POLICE} (2).xlsx" in outcome.talk
    assert {p.stem for p in tmp_path.iterdir()} == {*DEPARTMENTS, f"{POLICE} (2)"}


def test_one_form_that_somebody_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    for _ in range(2):
        assert wardxl("template", "--department", POLICE, folder=tmp_path).out == f"{POLICE}.xlsx\n"
    path = tmp_path / f"{POLICE}.xlsx"
    work = fill(path, path, typed_of(lines("I"), POLICE), SHIPPED).read_bytes()
    assert wardxl("template", "--department", POLICE, folder=tmp_path).out == f"{POLICE} (2).xlsx\n"
    assert path.read_bytes() == work


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--department", POLICE), f"{POLICE}.xlsx"),
        (("--department", "phòng VHXH"), f"{VHXH}.xlsx"),
        (("--department", POLICE, "-o", "x/y.xlsx"), "x/y.xlsx"),
    ],
)
def test_one_departments_form(words: tuple[str, ...], name: str, tmp_path: Path) -> None:
    outcome = wardxl("template", *words, folder=tmp_path)
    assert (outcome.code, outcome.out) == (0, f"{Path(name)}\n")
    assert (tmp_path / name).exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--department", "Phòng Nội vụ"),
        ("--department", ""),
        ("--all", "a", "--department", POLICE),
        ("--all", "a", "-o", "x.xlsx"),
        ("--previous", "x.xlsx"),
        ("--revision", "2"),
        ("--all", "a", "--revision", "-1"),
        ("--all", "a", "--from", "no such file.xlsx"),
    ],
)
def test_wrong_use_is_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    outcome = wardxl("template", *words, folder=tmp_path)
    assert (outcome.code, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_a_department_without_rows_has_no_form(tmp_path: Path) -> None:
    template = Template()
    template.append("Đơn vị", Tên="Đoàn Thanh niên", Bắt_buộc_nộp="không")
    known = schema.load(template.save(tmp_path / "mau.xlsx"))
    with pytest.raises(CannotRun, match="không chủ trì dòng nào"):
        forms.find_department(known, "Đoàn Thanh niên")
