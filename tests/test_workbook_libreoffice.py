"""Another program opens the workbook: it must come to the same figures, and its print must be whole."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import result_samples as samples
from openpyxl import load_workbook

from wardxl import workbook
from wardxl.model import Decision, Finding, Form, Ref, Ruling, Severity
from wardxl.result import Result
from wardxl.returns.annotate import annotated
from wardxl.workbook import places

pytestmark = pytest.mark.libreoffice

#: Without this LibreOffice trusts the values that a file says Excel has calculated, and proves nothing.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">\
<value>0</value></prop></item>
</oor:items>
"""

Convert = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert a file with a LibreOffice that has its own profile and recalculates everything."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    office = shutil.which("soffice") or shutil.which("libreoffice") or "soffice"

    def run(path: Path, kind: str) -> Path:
        folder = path.parent / f"as {kind}"
        subprocess.run(
            [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind,
             "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        return folder / f"{path.stem}.{kind}"

    return run


def long_texts() -> Result:
    """Very long texts in every kind of column."""
    text = "Đẩy mạnh tuyên truyền, vận động nhân dân thực hiện nếp sống văn minh đô thị; "
    changes = {
        ("I.11", "2027"): text * 3,
        ("I.5", "2029"): "9.876.543,21%",
        ("I.1", "2030"): "1.234.567.890.123,5",
        ("I.1", "resolution"): text * 4,
        ("2.3", "effect"): text * 12,
        ("2.4", "product"): "Cơ_sở_dữ_liệu_không_có_dấu_cách_" * 6,
        ("2.5", "effect"): text * 60,
    }
    return samples.make(changes=changes)


def narrow_forms() -> Result:
    """Forms whose columns are far too many and wide for any paper."""
    forms: dict[str, Form] = {}
    for code, form in samples.SCHEMA.forms.items():
        columns = tuple(replace(column, width=column.width * 4) for column in form.columns)
        forms[code] = replace(form, columns=columns)
    return samples.make(template=replace(samples.SCHEMA, forms=forms))


def tolerances() -> Result:
    """A template with other tolerances and relations, and figures typed with different decimals."""
    changes = {
        ("I.1", "2028"): "8.882",
        ("I.1.1", "total"): "39.048,3",
        ("I.1.2", "2029"): "1.174",
        ("I.9", "2028"): "12",
        ("I.9", "2029"): "12,13",
        ("I.9", "2030"): "12,2",
        ("I.3", "2030"): "100",
        ("I.10", "total"): "12,6",
    }
    return samples.make(changes=changes)


def decided() -> Result:
    """Sums that do not hold and were accepted: no formula may say otherwise than the status."""
    changes = {("I.1.1", "2027"): "7.346,6", ("I.2.3", "total"): "6"}
    found = (("Y401", "I.1.1", "total"), ("H501", "I.1", "2027"), ("Y401", "I.2.3", "total"))
    accepted = Decision(Ruling.ACCEPTED, "chấp nhận", "theo biên bản", "Chủ tịch", "20/11/2026")
    findings = samples.make(changes=changes, found=found).findings
    return replace(
        samples.make(changes=changes),
        findings=tuple(replace(finding, decision=accepted) for finding in findings),
    )


SAMPLES = {
    "decided": decided,
    "clean": samples.clean,
    "dirty": samples.dirty,
    "tolerances": tolerances,
    "empty": lambda: samples.make(appendices=()),
}


@pytest.mark.parametrize("name", list(SAMPLES))
def test_recalculation_comes_to_every_cached_value(name: str, tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(workbook.compose(SAMPLES[name]()))
    formulas, cached, fresh = (
        load_workbook(path),
        load_workbook(path, data_only=True),
        load_workbook(convert(path, "xlsx"), data_only=True),
    )
    count = 0
    for sheet in formulas:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type != "f":
                    continue
                count += 1
                before = cached[sheet.title][cell.coordinate].value
                after = fresh[sheet.title][cell.coordinate].value
                where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                assert not str(after).startswith("#"), where
                if isinstance(before, int | float) and not isinstance(before, bool):
                    assert after == pytest.approx(before, abs=1e-9), where
                else:
                    assert (after or "") == (before or ""), where
    assert count > 100 or name == "empty"


def test_a_mended_figure_changes_the_status(tmp_path: Path, convert: Convert) -> None:
    """39.135,3 = the years with 7.436,6 in 2027: typing it there makes the row, its whole and the tiles right."""
    result = samples.make(
        changes={("I.1.1", "2027"): "7.346,6"}, found=[("Y401", "I.1.1", "total"), ("H501", "I.1", "2027")]
    )
    layout = places.settle(result).appendices["I"]
    book = load_workbook(BytesIO(workbook.compose(result)))
    row, column = layout.cell("I.1.1", "2027")
    book[layout.sheet].cell(row + 1, column + 1).value = 7436.6
    path = tmp_path / "mended.xlsx"
    book.save(path)
    fresh: Any = load_workbook(convert(path, "xlsx"), data_only=True)
    for code in ("I.1.1", "I.1"):
        assert fresh[layout.sheet].cell(layout.row_at[code] + 1, layout.status_column + 1).value == "✓ hợp lệ"
    assert fresh["Tổng quan"]["B4"].value == 0


@pytest.mark.parametrize(
    ("name", "make"),
    [("clean", samples.clean), ("dirty", samples.dirty), ("long", long_texts), ("wide", narrow_forms)],
)
def test_the_print_is_whole(name: str, make: Callable[[], Result], tmp_path: Path, convert: Convert) -> None:
    """No empty page, no `###`, appendices on landscape pages, and every heading of a form on its first page."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    result = make()
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(workbook.compose(result))
    pdf = convert(path, "pdf")
    raw = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    pages = raw.stdout.decode().split("\f")[:-1]
    info = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(len(pages)), str(pdf)], check=True, capture_output=True, timeout=60
    )
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", info.stdout.decode())
    assert len(sizes) == len(pages)
    for page, (width, height) in zip(pages, sizes, strict=True):
        assert page.strip()
        assert "###" not in page
        assert float(width) > float(height)
    whole = [_letters(page) for page in pages]
    for appendix in places.settle(result).appendices.values():
        first = [page for page in whole if _letters(appendix.title[0] + appendix.title[1])[:40] in page]
        assert len(first) == 1, appendix.sheet


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_what_was_accepted_stays_accepted_when_recalculated(tmp_path: Path, convert: Convert) -> None:
    result = decided()
    layout = places.settle(result).appendices["I"]
    path = tmp_path / "decided.xlsx"
    path.write_bytes(workbook.compose(result))
    fresh: Any = load_workbook(convert(path, "xlsx"), data_only=True)
    for code in ("I.1", "I.1.1", "I.2.3"):
        row = layout.row_at[code] + 1
        assert fresh[layout.sheet].cell(row, layout.status_column + 1).value == "✓ hợp lệ"
        assert fresh[layout.sheet].cell(row, layout.column_at["total"] + 1).fill.fill_type is None
    assert fresh["Tổng quan"]["B4"].value == 0


def a_department_file() -> bytes:
    """Two sheets with figures, formulas, a chart, a note and merged cells, as xlsxwriter writes them."""
    import xlsxwriter

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, other = book.add_worksheet("Phụ lục 1"), book.add_worksheet("Khác")
    sheet.merge_range("A1:D1", "PHỤ LỤC I", book.add_format({"bold": True}))
    for row in range(2, 12):
        sheet.write_row(row, 0, [row - 1, f"Chỉ tiêu {row}", row * 1.5])
        sheet.write_formula(row, 3, f"=C{row + 1}*2", None, row * 3)
    sheet.write_comment("C4", "Hỏi lại chị Lan")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Phụ lục 1'!$C$3:$C$12"})
    sheet.insert_chart("F2", chart)
    other.write("A1", "giữ nguyên")
    other.hide()
    book.close()
    return target.getvalue()


def test_another_program_opens_an_annotated_copy(tmp_path: Path, convert: Convert) -> None:
    """The same figures as in the original, the list in front, the notes and the chart there."""
    original = a_department_file()
    refs = tuple(Ref("a.xlsx", "Phụ lục 1", *place) for place in ((4, 3), (1, 2), (20, 7)))
    found = Finding(
        "Y401", "n", Severity.ERROR, "=Sửa ô này.", file="a.xlsx", sheet="Phụ lục 1", cell="C4", cells=refs
    )
    copy = annotated(original, "a.xlsx", [found], datetime(2026, 3, 2))
    assert isinstance(copy, bytes)
    books = []
    for name, data in (("goc", original), ("ban", copy)):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        books.append(load_workbook(convert(path, "xlsx")))
    before, after = books
    assert after.sheetnames == ["Cần sửa", *before.sheetnames]
    assert after["Khác"].sheet_state == "hidden"
    for sheet in before:
        values = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=19, max_col=5)]
        assert values == [
            [c.value for c in row] for row in after[sheet.title].iter_rows(max_row=19, max_col=5)
        ]
    marked = after["Phụ lục 1"]
    assert [marked[place].fill.fgColor.rgb for place in ("C4", "A1", "G20")] == ["FFF2A28C"] * 3
    assert marked["C4"].comment.text == "Hỏi lại chị Lan\n\n✗ sai (Y401): =Sửa ô này."
    assert "Y401" in marked["G20"].comment.text
    assert len(marked._charts) == len(before["Phụ lục 1"]._charts) == 1
    assert after["Cần sửa"]["H5"].value == "=Sửa ô này."
    assert after["Cần sửa"]["H5"].data_type == "s"
    assert after["Cần sửa"]["E5"].hyperlink.location in ("'Phụ lục 1'!C4", "Phụ lục 1!C4", "'Phụ lục 1'.C4")
