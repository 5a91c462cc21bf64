"""The consolidated workbook, as openpyxl reads it: what stands where, how it prints, and what it never does."""

from __future__ import annotations

import json
import os
import re
import time
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import result_samples as samples
from grids import HEAD_I
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from wardxl import frame, numerals, pipeline, rules, workbook
from wardxl.findings import catalogue
from wardxl.model import Amount, Severity, Status
from wardxl.report import to_json
from wardxl.result import Result
from wardxl.workbook import live, paper, places, styles, textfit
from wardxl.workbook.appendix import figure_format

NAMES = ("clean", "dirty")
RESULTS: Mapping[str, Result] = {"clean": samples.clean(), "dirty": samples.dirty()}
BYTES = {name: workbook.compose(result) for name, result in RESULTS.items()}


def opened(name: str, *, values: bool = False) -> Any:
    return load_workbook(BytesIO(BYTES[name]), data_only=values)


BOOKS = {name: opened(name) for name in NAMES}
VALUES = {name: opened(name, values=True) for name in NAMES}
LAYOUTS = {name: places.settle(result) for name, result in RESULTS.items()}


def cell(name: str, row: str, column: str, *, values: bool = False) -> Any:
    """The consolidated cell of a row's value."""
    layout = LAYOUTS[name].appendices[RESULTS[name].schema.rows[row].appendix]
    at = layout.cell(row, column)
    return (VALUES if values else BOOKS)[name][layout.sheet].cell(at[0] + 1, at[1] + 1)


def status_cell(name: str, row: str) -> Any:
    layout = LAYOUTS[name].appendices[RESULTS[name].schema.rows[row].appendix]
    return VALUES[name][layout.sheet].cell(layout.row_at[row] + 1, layout.status_column + 1)


# ── Sheets ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_sheets_stand_in_the_order_that_was_agreed(name: str) -> None:
    assert BOOKS[name].sheetnames == [
        "Tổng quan", "Phụ lục I", "Phụ lục 1", "Phụ lục 2", "Phụ lục 3",
        "Vấn đề", "Đơn vị nộp", "Nguồn số liệu", "Dữ liệu", "Quy tắc",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_catalogue_row_is_drawn_with_its_status_in_symbol_and_word(name: str) -> None:
    """CONTRACT 3: `every row of the catalogue is there, in catalogue order`."""
    for code, items in RESULTS[name].appendices.items():
        layout = LAYOUTS[name].appendices[code]
        rows = [layout.row_at[item.row.code] for item in items]
        assert rows == sorted(rows)
        for item in items:
            assert status_cell(name, item.row.code).value == styles.STATUS[item.status].label


def test_a_row_that_nobody_sent_says_so_where_its_figures_would_stand() -> None:
    assert cell("dirty", "I.22", "baseline").value == "– chưa có"
    assert status_cell("dirty", "I.22").value == "– chưa có"


@pytest.mark.parametrize(
    ("row", "column", "value", "number_format"),
    [
        ("I.1", "total", 46497.8, "#,##0.0"),
        ("I.2.1", "2028", 72.2, '#,##0.0"%"'),
        ("I.2.1", "resolution", 85, '#,##0"%"'),
        ("I.2.2", "2030", 0, '#,##0;-#,##0;"-"'),
        ("I.2.2", "total", 12, "#,##0"),
        ("I.9", "baseline", 8.26, '#,##0.00"%"'),
        ("I.13", "2026", "03/03 đồ án", "General"),
        ("1.1.1", "target", "11,0-12,0", "General"),
        ("2.4", "period", "2026- 2028", "General"),
    ],
)
def test_figures_are_numbers_shown_as_they_were_typed(
    row: str, column: str, value: object, number_format: str
) -> None:
    found = cell("clean", row, column)
    assert (found.value, found.number_format) == (value, number_format)


def test_a_qualifier_stays_beside_its_figure() -> None:
    found = cell("dirty", "I.7", "total")
    assert found.value == 94
    assert found.number_format == '"trên "#,##0" %"'


@pytest.mark.parametrize("name", NAMES)
def test_text_from_a_submission_never_becomes_a_formula(name: str) -> None:
    """DOMAIN 7: text from a submission is written as text, whatever it begins with."""
    assert cell("dirty", "I.20", "total").data_type == "s"
    assert cell("dirty", "2.1", "product").data_type == "s"
    ours = re.compile(r"=(IF|COUNTIF)\(")
    for sheet in BOOKS[name]:
        for line in sheet.iter_rows():
            for found in line:
                if found.data_type == "f":
                    assert ours.match(found.value), f"{sheet.title}!{found.coordinate}: {found.value}"


def test_no_colour_or_font_is_named_outside_the_styles() -> None:
    folder = Path(workbook.__file__).parent
    for module in folder.glob("*.py"):
        if module.name != "styles.py":
            text = module.read_text(encoding="utf-8")
            assert not re.search(
                r'"#[0-9A-Fa-f]{6}"|Times New Roman|Arial|Calibri', text.split('"""', 2)[2]
            ), module


@pytest.mark.parametrize("look", [*styles.STATUS.values(), styles.TODAY])
def test_contrast_is_at_least_seven_to_one(look: styles.Look) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(look.fill), luminance(look.ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7
    assert look.symbol
    assert look.word


# ── The printed form ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("appendix", list(samples.SCHEMA.forms))
def test_an_appendix_prints_as_the_official_form(name: str, appendix: str) -> None:
    layout = LAYOUTS[name].appendices[appendix]
    sheet: Worksheet = BOOKS[name][layout.sheet]
    last = layout.columns[-1]
    corner = places.a1(layout.last, len(layout.columns) - 1, fixed=True).removeprefix("$")
    assert sheet.print_area == f"'{layout.sheet}'!$A$1:${corner}"
    assert sheet.print_title_rows == f"${layout.head + 1}:${layout.body}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize in (8, 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what a missing attribute means
    assert sheet.page_setup.fitToHeight == 0
    assert 30 <= sheet.page_margins.left * 25.4 <= 35
    assert 15 <= sheet.page_margins.right * 25.4 <= 20
    assert 20 <= sheet.page_margins.top * 25.4 <= 25
    assert 20 <= sheet.page_margins.bottom * 25.4 <= 25
    assert sheet.HeaderFooter.differentFirst
    assert sheet.oddHeader.center.text == "&P"
    assert not sheet.firstHeader.center.text
    assert sheet.cell(layout.head + 1, len(layout.columns)).value == last.heading
    assert sheet.freeze_panes
    assert {
        c.font.name for line in sheet.iter_rows(max_col=len(layout.columns)) for c in line if c.value
    } == {"Times New Roman"}


@pytest.mark.parametrize("appendix", list(samples.SCHEMA.forms))
def test_a_form_is_never_printed_below_seventy_percent(appendix: str) -> None:
    form = samples.SCHEMA.forms[appendix]
    page = paper.choose(form)
    paper_width = {9: 297, 8: 420}[page.paper] if page.landscape else {9: 210, 8: 297}[page.paper]
    room = (paper_width / 25.4 - page.left - page.right) * 72
    assert room / sum(map(textfit.points, page.widths)) >= 0.70


def test_the_headings_and_title_are_those_of_the_template() -> None:
    sheet = BOOKS["clean"]["Phụ lục I"]
    form = samples.SCHEMA.forms["I"]
    assert [sheet.cell(row, 1).value for row in (1, 2)] == list(form.title)
    assert sheet.cell(3, 1).value == form.attached
    assert [sheet.cell(5, at + 1).value for at in range(len(form.columns))] == [
        c.heading for c in form.columns
    ]
    assert [sheet.cell(6, at + 1).value for at in range(len(form.columns))] == list(range(1, 14))


def test_rows_are_numbered_as_in_the_documents() -> None:
    """DOMAIN 1: numbering restarts in every section; parts have no number, grouped sub-rows a dash."""
    first = [row[0].value for row in BOOKS["clean"]["Phụ lục I"].iter_rows(min_row=7, max_row=15)]
    assert first == ["1", None, None, None, "2", "-", "-", "-", "3"]
    names = [row[1].value for row in BOOKS["clean"]["Phụ lục I"].iter_rows(min_row=7, max_row=9)]
    assert names[1] == "Trong đó:"
    section = [row[0].value for row in BOOKS["clean"]["Phụ lục 1"].iter_rows(min_row=7, max_row=12)]
    assert section == ["Phát triển kinh tế", "1", "2", "Phát triển văn hóa, xã hội", "1", "2"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("appendix", list(samples.SCHEMA.forms))
def test_no_text_is_cut(name: str, appendix: str) -> None:
    """Every row is as high as its wrapped lines, measured without the generosity that the layout adds."""
    layout = LAYOUTS[name].appendices[appendix]
    sheet = BOOKS[name][layout.sheet]
    widths = paper.choose(layout.form).widths
    for line in sheet.iter_rows(
        min_row=layout.head + 1, max_row=layout.last + 1, max_col=len(layout.columns)
    ):
        height = sheet.row_dimensions[line[0].row].height
        for found in line:
            if isinstance(found.value, str) and found.alignment.horizontal != "centerContinuous":
                merged = any(found.coordinate in area for area in sheet.merged_cells.ranges)
                width = sum(widths) if merged else widths[found.column - 1]
                font = styles.Font(found.font.name, found.font.sz, bool(found.font.b))
                lines = textfit.count_lines(found.value, textfit.points(width) - 4, font)
                assert height >= lines * found.font.sz * 1.15, f"{layout.sheet}!{found.coordinate}"


@pytest.mark.parametrize(
    ("text", "width", "least"),
    [
        ("a", 10, 1),
        ("Duy trì không có hộ nghèo theo chuẩn mới của Thành phố", 10.5, 5),
        ("x" * 100, 10, 7),
        ("", 5, 1),
    ],
)
def test_lines_are_counted_by_the_widths_of_letters(text: str, width: float, least: int) -> None:
    assert textfit.count_lines(text, textfit.points(width) - 6, styles.FORM) >= least


def test_a_text_too_long_for_any_row_is_cut_aloud() -> None:
    result = samples.make(changes={("2.1", "effect"): "Tăng trưởng kinh tế bền vững. " * 400})
    book = load_workbook(BytesIO(workbook.compose(result)))
    layout = places.settle(result).appendices["2"]
    row, column = layout.cell("2.1", "effect")
    found = book[layout.sheet].cell(row + 1, column + 1)
    assert found.value.endswith("(xem đủ ở trang Nguồn số liệu)")
    assert book[layout.sheet].row_dimensions[row + 1].height <= 409


# ── Live checks ───────────────────────────────────────────────────────────────────────────


def headings(name: str, appendix: str) -> dict[str, int]:
    layout = LAYOUTS[name].appendices[appendix]
    sheet = BOOKS[name][layout.sheet]
    return {c.value: c.column for c in sheet[layout.head + 1] if c.value}


@pytest.mark.parametrize(
    ("row", "heading", "value"),
    [
        ("I.1", "Tính từ các năm", 46497.9),
        ("I.1", "Chênh lệch", -0.1),
        ("I.1", "Sai số làm tròn cho phép", 0.3),
        ("I.1", "Các năm so với 5 năm", "✓ lệch do làm tròn"),
        ("I.1", "Các phần so với chung", "✗ lệch"),
        ("I.1", "Chung trừ các phần: Năm 2027", 90),
        ("I.1", "Sai số cho phép: Năm 2027", 0.15),
        ("I.1.1", "Các năm so với 5 năm", "✗ lệch"),
        ("I.1.1", "Chênh lệch", 90),
        ("I.1.1", "Trạng thái", "✗ sai"),
        ("I.2.2", "Các năm so với 5 năm", "chưa đủ số"),
        ("I.2.3", "Chênh lệch", 1),
        ("I.2.3", "Sai số làm tròn cho phép", 0),
        ("I.9", "Các năm so với 5 năm", "✓ khớp"),
        ("I.3", "Cách tính số 5 năm", "năm cuối"),
        ("I.4", "Vấn đề khác (máy ghi khi tổng hợp)", "✗ sai"),
    ],
)
def test_sums_are_checked_by_formulas_with_their_values(row: str, heading: str, value: object) -> None:
    layout = LAYOUTS["dirty"].appendices["I"]
    found = VALUES["dirty"][layout.sheet].cell(layout.row_at[row] + 1, headings("dirty", "I")[heading])
    assert found.value == pytest.approx(value) if isinstance(value, float) else found.value == value


def test_the_formula_compares_with_the_tolerance_of_the_rules() -> None:
    layout = LAYOUTS["clean"].appendices["I"]
    at = headings("clean", "I")
    row = layout.row_at["I.1"] + 1
    sheet = BOOKS["clean"][layout.sheet]
    difference = sheet.cell(row, at["Chênh lệch"]).coordinate
    tolerance = sheet.cell(row, at["Sai số làm tròn cho phép"]).coordinate
    assert f"ABS(ROUND({difference},6))<={tolerance}" in sheet.cell(row, at["Các năm so với 5 năm"]).value
    assert sheet.cell(row, at["Trạng thái"]).data_type == "f"


def test_a_rule_switched_off_leaves_no_formula_that_says_otherwise() -> None:
    from dataclasses import replace

    from wardxl.model import RuleSetting

    rules = {**samples.SCHEMA.rules, "Y401": RuleSetting("Y401", enabled=False)}
    changes = {("I.1.2", "2027"): "800,0", ("I.1", "2027"): "8.236,6"}
    result = samples.make(changes=changes, template=replace(samples.SCHEMA, rules=rules))
    book = load_workbook(BytesIO(workbook.compose(result)), data_only=True)
    layout = places.settle(result).appendices["I"]
    for code in ("I.1", "I.1.2"):
        found = book[layout.sheet].cell(layout.row_at[code] + 1, layout.status_column + 1).value
        assert found == "✓ hợp lệ"


def test_a_status_that_no_formula_explains_is_written_as_the_report_has_it() -> None:
    result = samples.make(found=[("V202", "I.3", "2027")])
    book = load_workbook(BytesIO(workbook.compose(result)), data_only=True)
    layout = places.settle(result).appendices["I"]
    assert book[layout.sheet].cell(layout.row_at["I.3"] + 1, layout.status_column + 1).value == "✗ sai"


def test_live_cells_change_colour_by_their_symbol() -> None:
    for appendix in LAYOUTS["dirty"].appendices.values():
        rules = BOOKS["dirty"][appendix.sheet].conditional_formatting
        symbols = {
            rule.text for area in rules for rule in area.rules if rule.type == "beginsWith" and rule.dxf.fill
        }
        assert symbols == {look.symbol for look in styles.STATUS.values()}


# ── Beside particular columns ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "low", "high", "words"),
    [
        ("1.1.1", 11, 12, "trong khoảng"),
        ("1.2.12", 95, None, "ít nhất"),
        ("1.3.1", 90, None, "lớn hơn"),
        ("1.2.5", 100, 100, "đúng mức này"),
        ("1.2.10", None, None, "Đạt"),
    ],
)
def test_targets_stand_beside_as_numbers(row: str, low: object, high: object, words: str) -> None:
    layout = LAYOUTS["clean"].appendices["1"]
    at = headings("clean", "1")
    line = BOOKS["clean"][layout.sheet][layout.row_at[row] + 1]
    found = [line[at[heading] - 1].value for heading in ("Cận dưới", "Cận trên", "Được hiểu là")]
    assert found == [low, high, words]


@pytest.mark.parametrize(
    ("name", "row", "begin", "end", "bars"),
    [
        ("clean", "2.1", 2026, 2026, 2),
        ("clean", "2.4", 2026, 2028, 6),
        ("clean", "2.6", 2026, 2030, 10),
        ("dirty", "2.2", 2026.5, 2027.5, 2),
        ("dirty", "2.13", None, None, 0),
    ],
)
def test_tasks_stand_on_a_timeline_of_half_years(
    name: str, row: str, begin: object, end: object, bars: int
) -> None:
    layout = LAYOUTS[name].appendices["2"]
    at = headings(name, "2")
    line = VALUES[name][layout.sheet][layout.row_at[row] + 1]
    assert [line[at["Từ"] - 1].value or None, line[at["Đến"] - 1].value or None] == [begin, end]
    assert sum(found.value == "■" for found in line) == bars
    halves = [heading for heading in at if isinstance(heading, int | float) and heading >= 2026]
    assert len(halves) == 10


# ── The other sheets ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_findings_have_a_line_each_with_links_both_ways(name: str) -> None:
    sheet = BOOKS[name]["Vấn đề"]
    head = [found.value for found in sheet[1]]
    assert {"Mức độ", "Mã", "Mã dòng", "Cột", "Đơn vị", "Quyết định", "Giải trình"} <= set(head)
    assert sheet.max_row == len(RESULTS[name].findings) + 1
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes == "D2"
    for line, finding in zip(sheet.iter_rows(min_row=2), RESULTS[name].findings, strict=True):
        found = dict(zip(head, line, strict=True))
        assert found["Mã"].value == finding.code
        assert found["Mức độ"].value == styles.SEVERITY[finding.severity].label
        assert found["Vấn đề và việc cần làm"].value == finding.message
        if finding.row:
            layout = LAYOUTS[name].appendices[finding.appendix or ""]
            row, column = layout.cell(finding.row, finding.column)
            assert found["Ô tổng hợp"].hyperlink.location == f"'{layout.sheet}'!{places.a1(row, column)}"


def test_sources_are_linked_relative_to_the_workbook(tmp_path: Path) -> None:
    result = RESULTS["dirty"]
    files = {s.file: tmp_path / "đầu vào" / s.file for s in result.submissions}
    path = workbook.write(result, tmp_path / "outputs" / "tong_hop.xlsx", files=files)
    with zipfile.ZipFile(path) as package:
        links = "".join(package.read(n).decode() for n in package.namelist() if "worksheets/_rels" in n)
    targets = set(re.findall(r'Target="([^"]+)"', links))
    external = {t for t in targets if "xlsx" in t}
    assert r"..\đầu%20vào\ktht.xlsx" in external
    assert r"..\đầu%20vào\ban%20qlda%20%231.xlsx" in external
    assert not [t for t in external if str(tmp_path) in t]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sheet", ["Nguồn số liệu", "Dữ liệu"])
def test_flat_tables_have_one_heading_row_and_no_merges(name: str, sheet: str) -> None:
    found = BOOKS[name][sheet]
    assert not found.merged_cells.ranges
    assert all(c.value for c in found[1])
    assert found.auto_filter.ref.startswith("A1:")


@pytest.mark.parametrize("name", NAMES)
def test_the_long_form_is_the_same_in_sheet_csv_and_frame(name: str) -> None:
    result = RESULTS[name]
    table = frame.to_frame(result)
    sheet = VALUES[name]["Dữ liệu"]
    lines = frame.to_csv(result).removeprefix("\ufeff").splitlines()
    assert len(table) == sheet.max_row - 1 == len(lines) - 1
    assert [c.value for c in sheet[1]] == list(frame.HEADINGS.values()) == lines[0].split(",")
    assert list(table.columns) == list(frame.HEADINGS)
    for number, row in enumerate(table.itertuples(), start=2):
        assert sheet.cell(number, 2).value == row.row
        value = sheet.cell(number, 9).value
        assert (value is None and row.value != row.value) or value == pytest.approx(row.value)
    assert result.to_frame().equals(table)
    values = {(row.row, row.column): row.value for row in table.itertuples()}
    assert values["I.1", "total"] == 46497.8


def test_csv_cannot_be_taken_for_formulas() -> None:
    """DOMAIN 7: the OWASP apostrophe only in CSV export."""
    text = frame.to_csv(RESULTS["dirty"])
    assert ",'=1+1," in text
    assert ",'- " not in BYTES["dirty"].decode("latin-1")


def test_candidates_that_lost_are_kept_with_their_place() -> None:
    from dataclasses import replace

    from wardxl.model import Candidate, Fate, Ref, Value

    result = samples.clean()
    items = list(result.appendices["I"])
    lost = Candidate(
        Value(Ref("cu.xlsx", "PL", 9, 6), "total", "46.000,0"), "Công an phường", Fate.SUPERSEDED, "cũ"
    )
    own = items[0].candidates
    items[0] = replace(items[0], candidates={**own, "total": (*own["total"], lost)})
    result = replace(result, appendices={**result.appendices, "I": tuple(items)})
    book = load_workbook(BytesIO(workbook.compose(result)))
    lines = [[c.value for c in row] for row in book["Nguồn số liệu"].iter_rows(min_row=2)]
    assert [line[6:] for line in lines if line[8] == "cu.xlsx"] == [
        ["46.000,0", "Công an phường", "cu.xlsx", "PL", "F9", "đã bị thay", "cũ"]
    ]
    data = [[c.value for c in row] for row in book["Dữ liệu"].iter_rows(min_row=2)]
    assert any(line[-2] == "46.000,0 (cu.xlsx!PL!F9, đã bị thay)" for line in data)


def test_the_overview_counts_what_the_report_counts() -> None:
    sheet = VALUES["dirty"]["Tổng quan"]
    items = [item for rows in RESULTS["dirty"].appendices.values() for item in rows]
    for at, status in zip((2, 4, 6, 8, 10), workbook.overview._TILES, strict=True):
        assert sheet.cell(4, at).value == sum(item.status is status for item in items)
        assert sheet.cell(5, at).value.startswith(styles.STATUS[status].symbol)
    assert "Phường Từ Liêm" in sheet["B1"].value
    assert "6 tệp" in sheet["B2"].value
    severities = [f.severity for f in RESULTS["dirty"].findings]
    assert sheet.cell(4, 14).value == len(severities) - severities.count(Severity.INFO)


def test_charts_have_titles_and_alternative_texts() -> None:
    with zipfile.ZipFile(BytesIO(BYTES["dirty"])) as package:
        charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) == 3
    assert all("<c:title>" in chart for chart in charts)
    assert sum("Tỷ đồng" in chart for chart in charts) == 1
    assert len(re.findall(r'descr="Biểu đồ [^"]{20,}"', drawing)) == 3


def test_rules_are_listed_with_the_template_s_settings() -> None:
    sheet = BOOKS["clean"]["Quy tắc"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(catalogue())


# ── The file ──────────────────────────────────────────────────────────────────────────────


def test_the_same_result_gives_the_same_bytes() -> None:
    assert workbook.compose(samples.dirty()) == BYTES["dirty"]
    assert workbook.compose(samples.dirty(), date=date(2026, 5, 4)) != BYTES["dirty"]


def test_properties_name_the_ward_the_language_and_the_date_of_the_newest_input() -> None:
    properties = BOOKS["clean"].properties
    assert properties.creator == "Phường Từ Liêm"
    assert properties.language == "vi-VN"
    assert "2026–2030" in properties.title
    assert properties.created == samples.DATE
    assert BOOKS["clean"].custom_doc_props["wardxl"].value.startswith("tong-hop ")


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "tong_hop.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(workbook, "compose", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        workbook.write(RESULTS["clean"], target)
    assert [path.name for path in tmp_path.iterdir()] == ["tong_hop.xlsx"]
    assert target.read_bytes() == b"old"


def test_a_locked_target_gets_a_new_name_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "tong_hop.xlsx"
    target.write_bytes(b"open in Excel")
    replace = os.replace

    def locked(source: Any, name: Any) -> None:
        if Path(name) == target:
            raise PermissionError(13, "locked")
        replace(source, name)

    monkeypatch.setattr(os, "replace", locked)
    written = workbook.write(RESULTS["clean"], target)
    assert written == tmp_path / "tong_hop (2).xlsx"
    assert load_workbook(written).sheetnames[0] == "Tổng quan"
    assert target.read_bytes() == b"open in Excel"


def test_a_template_may_add_an_appendix_with_any_name() -> None:
    from dataclasses import replace

    from wardxl.model import Consolidated, Row

    form = replace(samples.SCHEMA.forms["2"], code="4", sheet_name="Vấn đề", title=("Bảng thêm [2026/2030]",))
    row = Row("4.1", "4", "=Việc mới", leads=("Công an phường",))
    template = replace(
        samples.SCHEMA, forms={**samples.SCHEMA.forms, "4": form}, rows={**samples.SCHEMA.rows, "4.1": row}
    )
    result = samples.make(template=template)
    added = Consolidated(replace(row, code="+4.1", name="Dòng lạ"), Status.MISSING, None, (), "", {})
    result = replace(result, appendices={**result.appendices, "4": (*result.appendices["4"], added)})
    book = load_workbook(BytesIO(workbook.compose(result)))
    assert book.sheetnames[5] == "Vấn đề (2)"
    texts = [c.value for line in book["Vấn đề (2)"].iter_rows() for c in line if c.value]
    assert {"=Việc mới", "Dòng lạ", places.ADDED} <= set(texts)


def test_an_empty_result_still_makes_a_workbook() -> None:
    result = samples.make(appendices=())
    book = load_workbook(BytesIO(workbook.compose(result)), data_only=True)
    assert book["Tổng quan"].cell(4, 6).value == len(samples.SCHEMA.rows)


# ── The workbook and the report never disagree ────────────────────────────────────────────

_FIGURES = st.decimals(min_value=0, max_value=50, places=2).map(
    lambda value: numerals.vietnamese(value, hash(value) % 3)
)
_TYPED = st.lists(_FIGURES, min_size=6, max_size=6)
_SUMS = st.tuples(
    st.lists(st.integers(0, 300), min_size=5, max_size=5), st.integers(-9, 9), st.integers(0, 1)
).map(
    lambda made: [
        numerals.vietnamese(Decimal(sum(made[0]) + made[1]) / 10, 1),
        *(numerals.vietnamese(Decimal(figure) / 10, made[2]) for figure in made[0]),
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    made=st.one_of(
        st.tuples(st.sampled_from(["I.1.2", "I.3", "I.9"]), _TYPED), st.tuples(st.just("I.1.2"), _SUMS)
    )
)
def test_formulas_come_to_what_the_rules_say(made: tuple[str, list[str]]) -> None:
    """Figures within the catalogue's bounds: of one that is impossible in itself nothing more is said."""
    row, typed = made
    keys = ("total", *samples.SCHEMA.forms["I"].years)
    changes = {(row, key): text for key, text in zip(keys, typed, strict=True)}
    result = samples.make(("I",), changes)
    record = next(i.record for i in result.appendices["I"] if i.row.code == row)
    assert record is not None
    problems, faults = rules.run((record,), samples.SCHEMA)
    assert not faults
    said = [
        p.severity or catalogue()[p.code].severity
        for p in problems
        if p.code[:3] == "Y40" and p.code <= "Y406"
    ]
    heavy = [severity for severity in said if severity is not Severity.INFO]
    check = live.plan(result, places.settle(result), "I").rows[row].year
    assert check is not None
    assert check.verdict.severity in ({*heavy} or {None, Severity.INFO})


@pytest.mark.parametrize(
    ("shown", "shape"),
    [
        ("trên 94,5", '"trên "#,##0.0'),
        ("12,5(1)", '#,##0.0"(1)"'),
        ("9.923,5 tỷ (tạm tính, chờ Chi cục Thuế)", "#,##0.0"),
    ],
)
def test_a_qualifier_stands_beside_its_figure_where_both_stay_legible(shown: str, shape: str) -> None:
    """A cell is shrunk to fit: a long remark would make the figure too small to read."""
    amount = Amount(Decimal("94.5"), 1)
    assert figure_format(amount, shown, "Tỷ đồng", Decimal("10.5")) == shape


def test_a_finding_over_thousands_of_rows_is_not_looked_through_for_each_of_them(tmp_path: Path) -> None:
    """What stands beside a row costs as much in a sheet of eight times the rows."""
    seconds: dict[int, float] = {}
    for count in (500, 4_000):
        lines = [";".join(HEAD_I), *(f"{number};Dòng thêm {number};%;1" for number in range(count))]
        file = tmp_path / f"{count}.csv"
        file.write_text("\n".join(lines), "utf-8")
        result = pipeline.run([file], samples.SCHEMA, complete=False)
        settled = places.settle(result)
        assert max(len(finding.cells) for finding in result.findings) == count
        begun = time.process_time()
        live.plan(result, settled, "I")
        seconds[count] = time.process_time() - begun
    assert seconds[4_000] < 25 * seconds[500]


def test_no_sign_that_xml_cannot_hold_comes_into_the_result(tmp_path: Path) -> None:
    """From a name of a row, a unit, a figure's remark and the name of a file; links have them in attributes."""
    rows = [
        ";".join(HEAD_I),
        "1;Dòng \uffff thêm;đv\ufffe;12,5 (\uffff);1",
        "2;Thu nội địa;Tỷ đồng;13 [\ufffe];[\uffff]",
    ]
    file = tmp_path / "t\x01.csv"
    file.write_text("\n".join(rows), "utf-8")
    result = pipeline.run([file], samples.SCHEMA, complete=False)
    made = tmp_path / "o.xlsx"
    workbook.write(result, made, files=pipeline.places([file]))
    with zipfile.ZipFile(made) as package:
        for part in package.namelist():
            content = package.read(part).decode()
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", content), part
    assert json.loads(to_json(result))["submissions"][0]["file"] == "t%01.csv"
