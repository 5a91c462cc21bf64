"""`wardxl diff OLD NEW`: "what changed"."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from commands import wardxl
from departments_forms import write_form
from hypothesis import given
from hypothesis import strategies as st
from layouts import Layout
from make_samples import INPUTS
from openpyxl import load_workbook
from result_samples import clean, dirty
from running import tu_liem
from source import by_first_lead, changed, lines

from wardxl import readers, schema, workbook
from wardxl.comparing import Edition, Figure, Kind, Note, compare
from wardxl.comparison_words import as_dict, summary, text
from wardxl.editions import of_report, of_result, of_workbook
from wardxl.model import Severity
from wardxl.report import to_json
from wardxl.result import Result
from wardxl.stamp import Stamp, stamp_of
from wardxl.workbook.comparison import compose

pytestmark = pytest.mark.slow

SCHEMA = schema.load(None)
CULTURE = "Phòng Văn hóa - Xã hội"


# ── Comparing ─────────────────────────────────────────────────────────────────────────────


def figure(value: str | None = None, text: str = "", *, bounded: bool = False, source: str = "") -> Figure:
    amount = None if value is None else Decimal(value)
    return Figure(("I", "I.1", "2026"), "Thu", "Tỷ đồng", "Năm 2026", amount, text, bounded, source)


def edition(*figures: Figure, notes: tuple[Note, ...] = (), sender: str | None = None) -> Edition:
    return Edition("tệp.xlsx", {figure.place: figure for figure in figures}, notes, sender)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (figure("96.5"), figure("96.5"), None),
        (figure("96.50"), figure("96.5"), None),
        (figure("0.1"), figure("0.1000000000000001"), Kind.CHANGED),
        (figure("39135.3"), figure("39045.3"), Kind.CHANGED),
        (figure(), figure(), None),
        (figure(), figure("0"), Kind.CAME),
        (figure("0"), figure(), Kind.GONE),
        (figure("5"), figure(text="năm"), Kind.CHANGED),
        (figure(text="Đạt"), figure(text="Đạt "), None),
        (figure(text="Đạt"), figure(text="đạt"), Kind.CHANGED),
        (figure(text="03/03 đồ án"), figure(text="01/03 đồ án"), Kind.CHANGED),
        (figure(text="85-90", bounded=True), figure(text="85 – 90", bounded=True), None),
        (figure(text="85-90", bounded=True), figure(text="85-95", bounded=True), Kind.CHANGED),
        (figure(text="≥ 95", bounded=True), figure(text="> 95", bounded=True), Kind.CHANGED),
        (figure(text="≥ 95", bounded=True), figure(text="tối thiểu 95", bounded=True), None),
        (figure(text="Quý III/2026", bounded=True), figure(text="Quý IV/2026", bounded=True), Kind.CHANGED),
    ],
)
def test_what_counts_as_a_change(old: Figure, new: Figure, kind: Kind | None) -> None:
    comparison = compare(edition(old), edition(new))
    assert [pair.kind for pair in comparison.changes] == ([kind] if kind else [])


def test_rows_that_only_one_side_has() -> None:
    added = replace(figure("5"), place=("I", "+I.Chợ", "2026"))
    assert [pair.kind for pair in compare(edition(), edition(added)).changes] == [Kind.CAME]
    assert [pair.kind for pair in compare(edition(added), edition()).changes] == [Kind.GONE]


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_exact(one: Decimal, other: Decimal) -> None:
    """Two figures are the same only when they are equal, however near they lie."""
    pairs = compare(edition(figure(str(one))), edition(figure(str(other)))).changes
    assert bool(pairs) == (one != other)


def note(code: str = "Y401", row: str = "I.1", column: str = "total", **more: str) -> Note:
    values: dict[str, str] = {"found": "13", "expected": "12", "file": "a.xlsx", "sheet": "PL1", **more}
    return Note(code, Severity.ERROR, "…", "I" if row else "", row, column, **values)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([note()], [note()], []),
        ([note()], [], [Kind.GONE]),
        ([], [note()], [Kind.CAME]),
        ([note(cell="F12")], [note(cell="F13", file="b.xlsx")], []),
        ([note()], [note(found="14")], [Kind.CHANGED]),
        ([note()], [note(column="2026")], [Kind.CAME, Kind.GONE]),
        ([note()], [note(row="I.2")], [Kind.CAME, Kind.GONE]),
        ([note()], [note(code="Y402")], [Kind.CAME, Kind.GONE]),
        ([note(), note(found="14")], [note(found="14")], [Kind.GONE]),
        ([note(found="14"), note()], [note()], [Kind.GONE]),
        ([note("S101", "", "")], [note("S101", "", "", file="b.xlsx")], [Kind.CAME, Kind.GONE]),
        ([note("S101", "", "")], [note("S101", "", "")], []),
    ],
)
def test_findings_that_come_and_go(old: list[Note], new: list[Note], kinds: list[Kind]) -> None:
    comparison = compare(edition(notes=tuple(old)), edition(notes=tuple(new)))
    assert sorted(pair.kind for pair in comparison.notes) == sorted(kinds)


def test_of_two_files_of_a_department_their_names_do_not_count() -> None:
    old = edition(notes=(note("S110", "", "", file="a.xlsx", sheet="PL1"),), sender=CULTURE)
    new = edition(notes=(note("S110", "", "", file="a (2).xlsx", sheet="PL 1"),), sender=CULTURE)
    assert compare(old, new).notes == ()


# ── The three kinds of editions say the same ──────────────────────────────────────────────


def from_workbook(result: Result) -> Edition:
    data = workbook.compose(result)
    return of_workbook(readers.read(data, "tong_hop.xlsx"), "x")


def from_report(result: Result) -> Edition:
    return of_report(to_json(result).encode(), "x", SCHEMA)


def from_result(result: Result) -> Edition:
    return replace(of_result(result, "x"), sender=None)


WAYS: Mapping[str, Callable[[Result], Edition]] = {
    "workbook": from_workbook,
    "report": from_report,
    "files": from_result,
}


@pytest.mark.parametrize("way", WAYS)
def test_an_edition_equals_itself(way: str) -> None:
    comparison = compare(WAYS[way](dirty()), WAYS[way](dirty()))
    assert comparison.changes == comparison.notes == ()
    assert summary(comparison) == "Không có số liệu hay vấn đề nào thay đổi."
    assert len(comparison.pairs) > 150


@pytest.mark.parametrize("way", WAYS)
def test_all_ways_find_the_same(way: str) -> None:
    comparison = compare(WAYS[way](clean()), WAYS[way](dirty()))
    found = {(pair.either.place[1:], pair.kind): pair for pair in comparison.changes}
    wrong = found[("I.2.3", "total"), Kind.CHANGED]
    assert wrong.old is not None
    assert wrong.new is not None
    assert (wrong.old.value, wrong.new.value, wrong.difference) == (5, 6, 1)
    assert wrong.old.source == wrong.new.source
    assert "!PLI!" in wrong.new.source
    assert ("2.13", "period") in {place for place, kind in found if kind is Kind.GONE}
    assert (("2.2", "period"), Kind.CHANGED) in found
    assert {pair.either.code for pair in comparison.notes_of(Kind.CAME)} >= {"Y401", "H501", "C601"}
    assert "V210" in {pair.either.code for pair in comparison.notes_of(Kind.GONE)}
    # Appendix 3 has no value columns: being sent is all there is.
    rows = {place[0] for place, kind in found if place[1] == "" and kind is Kind.GONE}
    assert rows == {row.code for row in SCHEMA.rows.values() if row.appendix == "3"}


def test_ways_agree_on_figures_and_findings() -> None:
    """The same changes whichever of the two is compared."""

    def told(way: str) -> tuple[set[object], set[object]]:
        comparison = compare(WAYS[way](clean()), WAYS[way](dirty()))
        return (
            {
                (p.either.place, p.kind, p.difference)
                for p in comparison.changes
                if p.either.text != "khoảng nửa"
            },
            {(p.either.code, p.either.column, p.kind, p.either.found) for p in comparison.notes},
        )

    assert told("workbook") == told("files")
    assert told("report")[1] == told("files")[1]


# ── What is written ───────────────────────────────────────────────────────────────────────


def test_as_text() -> None:
    said = "\n".join(text(compare(from_result(clean()), from_result(dirty()))))
    assert "5 → 6 (+1)" in said
    assert "Vấn đề mới (" in said
    assert "Vấn đề đã hết (" in said
    last = said.splitlines()[-1]
    assert "số liệu thay đổi" in last


def test_as_data() -> None:
    data = json.loads(json.dumps(as_dict(compare(from_result(clean()), from_result(dirty())))))
    (entry,) = (e for e in data["figures"] if (e["row"], e["column"]) == ("I.2.3", "total"))
    assert (entry["change"], entry["old"], entry["new"], entry["difference"]) == ("changed", 5, 6, 1)
    assert entry["old_source"] == entry["new_source"]
    assert {e["change"] for e in data["findings"]} >= {"came", "gone"}


def test_as_workbook() -> None:
    """Old and new stand side by side; a change is told by words as well as by colour; figures are numbers."""
    comparison = compare(from_result(clean()), from_result(dirty()))
    data = compose(comparison, datetime(2026, 3, 2, tzinfo=UTC))
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["Thay đổi", "Cũ và mới", "Vấn đề"]
    rows = list(book["Thay đổi"].iter_rows(min_row=2))
    assert len(rows) == len(comparison.changes)
    (line,) = (row for row in rows if (row[2].value, row[6].value) == ("I.2.3", 5))
    assert [line[0].value, line[7].value, line[8].value] == ["! thay đổi", 6, 1]
    assert line[7].fill.fgColor.rgb == "FFFFE08A"
    assert book["Cũ và mới"].max_row == len(comparison.pairs) + 1
    assert {row[0].value for row in book["Vấn đề"].iter_rows(min_row=2)} == {"✗ mới", "✓ đã hết"}
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert stamp_of(readers.read(data, "so_sanh.xlsx")) is Stamp.RESULT


# ── The command ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two results and two reports, before and after one wrong sum."""
    folder = tmp_path_factory.mktemp("diff")
    for name, rows in (("cũ", lines("I")), ("mới", changed(lines("I"), "I.2.2", "total", "13"))):
        tu_liem(folder / name, rows)
        words = ("-o", f"kết quả {name}.xlsx", "--json", f"{name}.json", "--no-returns")
        assert wardxl("consolidate", name, *words, folder=folder).code == 0
    return folder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kết quả cũ.xlsx", "kết quả mới.xlsx"),
        ("cũ.json", "mới.json"),
        ("cũ", "mới"),
        (f"cũ/{CULTURE}.xlsx", f"mới/{CULTURE}.xlsx"),
    ],
)
def test_which_figure_changed_and_which_findings_came(old: str, new: str, office: Path) -> None:
    outcome = wardxl("diff", old, new, folder=office)
    assert outcome.code == 0
    assert outcome.talk == ""
    assert "12 → 13 (+1)" in outcome.out
    assert f"{CULTURE}.xlsx!PL1!" in outcome.out
    assert "Y401" in outcome.out
    assert "Số liệu thay đổi (1)" in outcome.out
    assert "1 số liệu thay đổi, 0 mới có, 0 không còn; 1 vấn đề mới" in outcome.out


def test_the_way_back(office: Path) -> None:
    outcome = wardxl("diff", "mới.json", "cũ.json", folder=office)
    assert "13 → 12 (−1)" in outcome.out
    assert "Vấn đề đã hết (" in outcome.out


def test_nothing_changed(office: Path) -> None:
    outcome = wardxl("diff", "cũ.json", "cũ.json", folder=office)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "Không có số liệu hay vấn đề nào thay đổi."


def test_another_layout_of_the_same_figures_is_no_change(tmp_path: Path) -> None:
    """The mended file has other rows above, another sheet name and types its percentages otherwise."""
    rows = by_first_lead(lines("I"))[CULTURE]
    write_form(tmp_path / "a.xlsx", rows, layout=Layout(department=CULTURE))
    write_form(
        tmp_path / "b.xlsx", rows, layout=Layout(department=CULTURE, sheet="Biểu", headings=2), typing="plain"
    )
    outcome = wardxl("diff", "a.xlsx", "b.xlsx", "--format", "json", folder=tmp_path)
    assert json.loads(outcome.out)["figures"] == []


def test_the_workbook(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "so sánh" / "thay đổi.xlsx"
    outcome = wardxl("diff", "cũ.json", "mới.json", "-o", target, folder=office)
    assert outcome.code == 0
    assert str(target) in outcome.talk
    (line,) = load_workbook(target)["Thay đổi"].iter_rows(min_row=2, values_only=True)
    assert (line[2], line[6], line[7], line[8]) == ("I.2.2", 12, 13, 1)


def test_two_departments_are_said(office: Path) -> None:
    outcome = wardxl("diff", f"cũ/{CULTURE}.xlsx", "cũ/Công an phường.xlsx", folder=office)
    assert outcome.code == 0
    assert "hai đơn vị khác nhau" in outcome.talk


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("không có.xlsx", "cũ.json", "không có.xlsx"),
        ("cũ.json", "kết quả cũ.xlsx", "cùng loại"),
        ("cũ", "cũ.json", "cùng loại"),
        ("cũ.json", "hỏng.json", "không phải báo cáo JSON"),
        ("cũ.json", "khác.json", "không phải báo cáo JSON"),
        ("cũ.json", "nhiều.json", "nhiều phường"),
        ("cũ", "trống", "Không có tệp nào"),
        ("thư.docx", "cũ", "thư.docx"),
        ("hỏng.xlsx", "cũ", "hỏng.xlsx"),
        ("sửa.xlsx", "kết quả cũ.xlsx", "Giá trị"),
        ("lẻ.xlsx", "kết quả cũ.xlsx", "không phải là số"),
    ],
)
def test_mistakes(old: str, new: str, words: str, office: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(office, tmp_path / "w")
    (folder / "hỏng.json").write_text("{", encoding="utf-8")
    (folder / "khác.json").write_text('{"appendices": {"I": [{"a": 1}]}, "findings": []}', encoding="utf-8")
    (folder / "nhiều.json").write_text("[]", encoding="utf-8")
    (folder / "hỏng.xlsx").write_bytes((folder / "kết quả cũ.xlsx").read_bytes()[:9000])
    (folder / "thư.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    (folder / "trống").mkdir()
    for name, cell, value in (("sửa.xlsx", "I1", "Số"), ("lẻ.xlsx", "I2", "12,5")):
        book = load_workbook(folder / "kết quả cũ.xlsx")
        book["Dữ liệu"][cell] = value
        book.save(folder / name)
    outcome = wardxl("diff", old, new, folder=folder)
    assert outcome.code == 2
    assert len(outcome.lines) == 1, outcome.talk
    assert words in outcome.talk
    assert outcome.out == ""


def test_one_argument_is_not_enough(tmp_path: Path) -> None:
    outcome = wardxl("diff", INPUTS, folder=tmp_path)
    assert outcome.code == 2
    assert "NEW" in outcome.talk
