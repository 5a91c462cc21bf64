"""What people wrote into an earlier result is found again by code, row, column and department, run after run."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import result_samples as samples
from commands import wardxl
from departments_forms import write_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import Layout
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from source import by_first_lead, changed, lines

from wardxl import previous, workbook
from wardxl.errors import CannotRun
from wardxl.workbook.problems import BY, DECISION, EXPLANATION, KEY, WHEN

pytestmark = pytest.mark.slow

CULTURE, INSURANCE, HEALTH = (
    "Phòng Văn hóa - Xã hội",
    "Bảo hiểm xã hội cơ sở Từ Liêm",
    "Trạm Y tế phường",
)
Report = dict[str, Any]
#: What is typed beside a finding: heading → cell.
Typed = Mapping[str, object]
ACCEPTED: Typed = {
    DECISION: "Chấp nhận ",
    EXPLANATION: "đổi phạm vi thu",
    BY: "Chánh Văn phòng",
    WHEN: "20/11/2026",
}


class Office:
    """A folder of submissions and the results of one run after another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inputs, self.runs = folder, folder / "inputs", 0

    def send(
        self, file: str, department: str, *changes: tuple[str, str, str], only: tuple[str, ...] = ()
    ) -> None:
        """Let a department send its rows of appendix I, some cells changed, or `only` some rows."""
        rows = lines("I")
        for change in changes:
            rows = changed(rows, *change)
        own = [row for row in rows if row.code in only] if only else by_first_lead(rows)[department]
        write_form(self.inputs / f"{file}.xlsx", own, layout=Layout(department=department))

    def run(self, *more: str) -> Report:
        """Consolidate and return the report; the result is `result`."""
        self.runs += 1
        report = self.folder / f"{self.runs}.json"
        done = wardxl(
            "consolidate", self.inputs, "-o", self.result, "--json", report, "--no-returns", *more,
            folder=self.folder,
        )  # fmt: skip
        assert done.code == 0, done.talk
        found: Report = json.loads(report.read_text(encoding="utf-8"))
        assert not found["faults"]
        for submission in found["submissions"]:
            cells = submission["cells"]
            assert cells["read"] == sum(count for name, count in cells.items() if name != "read")
        return found

    def again(self) -> Report:
        """Consolidate with what was decided in the last result."""
        before = self.result
        return self.run("--previous", str(before))

    @property
    def result(self) -> Path:
        """The workbook of the last run."""
        return self.folder / f"ket qua {self.runs}.xlsx"

    def decide(self, code: str, row: str | None, typed: Typed, result: Path | None = None) -> None:
        """Type beside a finding of the last result, or of another one."""
        place = result or self.result
        book = load_workbook(place)
        sheet = book["Vấn đề"]
        at = {cell.value: cell.column for cell in sheet[1]}
        found = [
            line
            for line in range(2, sheet.max_row + 1)
            if sheet.cell(line, at["Mã"]).value == code
            and (row is None or sheet.cell(line, at["Mã dòng"]).value == row)
        ]
        assert len(found) == 1, found
        for heading, value in typed.items():
            sheet.cell(found[0], at[heading]).value = value  # type: ignore[assignment]
        book.save(place)

    def sheet(self, name: str) -> Worksheet:
        """A sheet of the last result."""
        return load_workbook(self.result, data_only=True)[name]

    def line(self, code: str, row: str | None = None) -> dict[str, Any]:
        """A finding's line in the last result, by heading."""
        head, *body = self.sheet("Vấn đề").iter_rows(values_only=True)
        found = [dict(zip(head, cells, strict=True)) for cells in body]
        return next(line for line in found if line["Mã"] == code and row in (None, line["Mã dòng"]))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def finding(report: Report, code: str, row: str | None = None) -> dict[str, Any]:
    found = [f for f in report["findings"] if f["code"] == code and row in (None, f["row"])]
    assert len(found) == 1, found
    return dict(found[0])


def row_of(report: Report, code: str) -> dict[str, Any]:
    return next(dict(row) for row in report["appendices"]["I"] if row["code"] == code)


def submission(report: Report, file: str) -> dict[str, Any]:
    return next(dict(s) for s in report["submissions"] if s["file"] == file)


# ── Accepted ──────────────────────────────────────────────────────────────────────────────


def test_an_accepted_finding_stays_listed_and_no_longer_counts(office: Office) -> None:
    """I.6 in 2028 falls: a warning (Y407) and nothing else."""
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    before = office.run()
    assert row_of(before, "I.6")["status"] == "warning"
    assert "decision" not in finding(before, "Y407", "I.6")
    office.decide("Y407", "I.6", ACCEPTED)
    for report in (office.again(), office.again()):  # decisions survive run after run
        assert finding(report, "Y407", "I.6")["decision"] == {
            "ruling": "accepted",
            "text": "Chấp nhận",
            "explanation": "đổi phạm vi thu",
            "by": "Chánh Văn phòng",
            "when": "20/11/2026",
        }
        assert len(report["findings"]) == len(before["findings"])
        assert row_of(report, "I.6")["status"] == "ok"
        counts = [submission(r, "vh.xlsx")["findings"]["warning"] for r in (before, report)]
        assert counts[1] == counts[0] - 1
        line = office.line("Y407", "I.6")
        assert (line["Tình trạng"], line[DECISION], line[EXPLANATION]) == (
            "✓ đã chấp nhận",
            "Chấp nhận",
            "đổi phạm vi thu",
        )
    tiles = office.sheet("Tổng quan")
    weighty = [f for f in report["findings"] if f["severity"] != "info" and "decision" not in f]
    assert tiles["N4"].value == len(weighty)
    appendix = office.sheet("Phụ lục I")
    texts = {cell.value for cells in appendix.iter_rows() for cell in cells}
    assert "Y407 (đã chấp nhận)" in texts


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (("consolidate", "inputs", "-o", "kq.xlsx", "--no-returns"), "kq.xlsx"),
        (("watch", "inputs", "-o", "kq.xlsx", "--no-returns", "--once"), "kq.xlsx"),
        (("consolidate", "wards", "--wards", "-o", "kq", "--no-cache"), "kq/Phường Từ Liêm.xlsx"),
        (
            ("consolidate", "wards", "--wards", "-o", "kq", "--no-cache", "--jobs", "2"),
            "kq/Phường Từ Liêm.xlsx",
        ),
    ],
)
def test_what_was_typed_in_a_result_is_kept_when_it_is_written_anew(
    office: Office, words: tuple[str, ...], result: str
) -> None:
    """Who runs the command once more must not lose what colleagues have typed, whether or not they know an option."""
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    for ward in ("Phường Từ Liêm", "Phường Yên Hòa"):
        copytree(office.inputs, office.folder / "wards" / ward)
    place = office.folder / result
    assert "Đã giữ" not in wardxl(*words, folder=office.folder).talk
    office.decide("Y407", "I.6", ACCEPTED, place)
    for _ in range(2):
        done = wardxl(*words, folder=office.folder)
        assert done.code == 0, done.talk
        assert ("Đã giữ 1 quyết định" in done.talk) == (result == "kq.xlsx" and words[0] == "consolidate")
        sheet = load_workbook(place)["Vấn đề"]
        head, *body = sheet.iter_rows(values_only=True)
        line = next(found for cells in body if (found := dict(zip(head, cells, strict=True)))["Mã"] == "Y407")
        assert (line["Tình trạng"], line[EXPLANATION]) == ("✓ đã chấp nhận", "đổi phạm vi thu")


def test_a_target_that_is_no_result_of_ours_has_no_decisions(tmp_path: Path) -> None:
    for content in (b"", b"not a workbook", _foreign(), _like_ours()):
        (tmp_path / "kq.xlsx").write_bytes(content)
        assert previous.kept(tmp_path / "kq.xlsx") == {}
    assert previous.kept(tmp_path / "nowhere.xlsx") == {}


def test_lines_of_others_in_the_list_cost_no_decision(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    book = load_workbook(office.result)
    sheet = book["Vấn đề"]
    key = next(cell.column for cell in sheet[1] if cell.value == KEY)
    sheet.cell(sheet.max_row + 1, key).value = "tổng"
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "DANH SÁCH VẤN ĐỀ"
    book.save(office.result)
    assert finding(office.again(), "Y407", "I.6")["decision"]["ruling"] == "accepted"


def test_a_result_whose_decisions_cannot_be_read_is_left_alone(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    book = load_workbook(office.result)
    book["Vấn đề"].title = "Vấn đề (An)"
    book.save(office.result)
    before = office.result.read_bytes()
    words = ("-o", office.result, "--no-returns")
    done = wardxl("consolidate", office.inputs, *words, folder=office.folder)
    assert done.code == 0
    assert "được giữ nguyên" in done.talk
    assert office.result.read_bytes() == before
    assert office.result.with_name(f"{office.result.stem} (2).xlsx").exists()


def test_what_was_carried_over_is_counted(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    words = ("-o", office.result, "--no-returns")
    assert "Đã giữ 1 quyết định" in wardxl("consolidate", office.inputs, *words, folder=office.folder).talk
    office.send("vh", CULTURE)
    assert "Đã giữ 0 trong 1" in wardxl("consolidate", office.inputs, *words, folder=office.folder).talk


def test_an_accepted_error_does_not_fail_a_strict_run(office: Office) -> None:
    office.send("vh", CULTURE, ("I.3", "total", "99,5%"))
    report = office.run()
    errors = [f for f in report["findings"] if f["severity"] == "error"]
    assert [f["code"] for f in errors] == ["Y404"]
    office.decide("Y404", "I.3", {DECISION: "chấp nhận"})
    strict = ("-o", office.folder / "s.xlsx", "--no-returns", "--strict")
    assert wardxl("consolidate", office.inputs, *strict, folder=office.folder).code == 1
    again = wardxl("consolidate", office.inputs, *strict, "--previous", office.result, folder=office.folder)
    assert again.code == 0


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (("I.6", "2028", "46,5%"), "accepted"),
        (("I.6", "2028", "46,0%"), "reopened"),  # the figure itself
        (("I.5", "2028", "7,0%"), "accepted"),  # another row's
    ],
)
def test_a_finding_whose_figures_have_changed_is_open_again(
    office: Office, change: tuple[str, str, str], outcome: str
) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"), change)
    report = office.again()
    assert finding(report, "Y407", "I.6")["decision"]["ruling"] == outcome
    reopened = outcome == "reopened"
    assert row_of(report, "I.6")["status"] == ("warning" if reopened else "ok")
    line = office.line("Y407", "I.6")
    assert (line[DECISION] is None) is reopened
    assert line[EXPLANATION] == "đổi phạm vi thu"
    if reopened:
        assert "trước đây: Chấp nhận, Chánh Văn phòng, 20/11/2026" in line["Tình trạng"]
        # A blank decision is none: nothing slips back in with the next run.
        assert finding(office.again(), "Y407", "I.6")["decision"]["ruling"] == "noted"


def test_a_decision_is_found_wherever_the_cell_has_moved(office: Office) -> None:
    """`keyed by code, row, column and department (never by cell address)`."""
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    before = office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    (office.inputs / "vh.xlsx").unlink()
    rows = by_first_lead(changed(lines("I"), "I.6", "2028", "46,5%"))[CULTURE]
    write_form(
        office.inputs / "ban 2.xlsx", rows, layout=Layout(department=CULTURE, top=6, left=3, sheet="Biểu")
    )
    report = office.again()
    found = finding(report, "Y407", "I.6")
    assert found["cell"] != finding(before, "Y407", "I.6")["cell"]
    assert found["decision"]["ruling"] == "accepted"


def test_a_sorted_list_with_moved_columns_is_read_all_the_same(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", ACCEPTED)
    book = load_workbook(office.result)
    sheet = book["Vấn đề"]
    head, *body = [list(reversed(line)) for line in sheet.iter_rows(values_only=True)]
    for place, cells in enumerate([head, *reversed(body)], start=1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(place, column).value = value
    book.save(office.result)
    assert finding(office.again(), "Y407", "I.6")["decision"]["ruling"] == "accepted"


def test_findings_that_name_no_row_are_told_apart_by_their_file(office: Office) -> None:
    office.send("vh", CULTURE)
    for name in ("a.docx", "b.docx"):
        (office.inputs / name).write_bytes(b"%PDF-1.4 " + name.encode())
    assert [f["code"] for f in office.run()["findings"]].count("S104") == 2
    book = load_workbook(office.result)
    sheet = book["Vấn đề"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, at["Tệp nguồn"]).value == "a.docx":
            sheet.cell(line, at[DECISION]).value = "chấp nhận"
    book.save(office.result)
    report = office.again()
    assert {
        f["file"]: f.get("decision", {}).get("ruling") for f in report["findings"] if f["code"] == "S104"
    } == {"a.docx": "accepted", "b.docx": None}


def test_an_explanation_alone_is_kept_and_decides_nothing(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", {EXPLANATION: "đã hỏi lại"})
    for report in (office.again(), office.again()):
        assert finding(report, "Y407", "I.6")["decision"]["ruling"] == "noted"
        assert row_of(report, "I.6")["status"] == "warning"
    assert office.line("Y407", "I.6")[EXPLANATION] == "đã hỏi lại"


# ── Conflicts ─────────────────────────────────────────────────────────────────────────────

SETTLED = {"by": "Chủ tịch", "when": "20/11/2026", "explanation": "theo biên bản họp"}


def conflict(office: Office, typed: object) -> Report:
    """I.3 in 2027: 97,3 (the first lead) against 97,9; somebody types a value beside it."""
    office.send("vh", CULTURE, ("I.3", "2027", "97,3%"))
    office.send("bh", INSURANCE, ("I.3", "2027", "97,9%"), only=("I.3",))
    before = office.run()
    assert finding(before, "C603", "I.3")["expected"] == "97,3%"
    assert row_of(before, "I.3")["values"]["2027"] == 97.3
    office.decide(
        "C603",
        "I.3",
        {DECISION: typed, BY: SETTLED["by"], WHEN: SETTLED["when"], EXPLANATION: SETTLED["explanation"]},
    )
    return before


@pytest.mark.parametrize("typed", ["97,9", "97,9%", 97.9, "97,90"])
def test_a_value_settles_a_conflict_for_the_rival(office: Office, typed: object) -> None:
    before = conflict(office, typed)
    for report in (office.again(), office.again()):
        found = finding(report, "C603", "I.3")
        assert found["decision"]["ruling"] == "chosen"
        assert {name: found["decision"][name] for name in SETTLED} == SETTLED
        row = row_of(report, "I.3")
        assert row["values"]["2027"] == 97.9
        assert row["sources"]["2027"].startswith("bh.xlsx!")
        assert row["status"] == "ok"
        assert not next(d for d in report["departments"] if d["name"] == CULTURE)["contested"]
        for file, change in (("vh.xlsx", -1), ("bh.xlsx", 1)):
            old, new = (submission(r, file)["cells"] for r in (before, report))
            assert new["consolidated"] == old["consolidated"] + change
            assert new["reported"] == old["reported"] - change


def test_a_value_that_nobody_sent_is_taken_from_the_decision(office: Office) -> None:
    conflict(office, "97,5")
    report = office.again()
    row = row_of(report, "I.3")
    assert row["values"]["2027"] == 97.5
    assert row["sources"]["2027"].startswith("ket qua 1.xlsx!Vấn đề!")
    assert row["status"] == "ok"
    assert submission(report, "vh.xlsx")["cells"]["reported"] == 1
    again = office.again()
    assert row_of(again, "I.3")["values"] == row["values"]


def test_a_decided_value_is_shown_as_decided(office: Office) -> None:
    """`shown as decided in the appendix, sources and data sheets, with who and when if given`."""
    conflict(office, "97,5")
    office.again()
    reason = "theo quyết định: 97,5; Chủ tịch; 20/11/2026; theo biên bản họp"
    appendix = office.sheet("Phụ lục I")
    cells = [cell for line in appendix.iter_rows() for cell in line]
    assert [(c.value, c.comment.text) for c in cells if c.comment] == [(97.5, f"Số {reason}")]
    assert "C603 (đã chọn 97,5)" in {cell.value for cell in cells}
    sources = [line for line in office.sheet("Nguồn số liệu").iter_rows(values_only=True) if line[1] == "I.3"]
    of_year = [line for line in sources if line[3] == "Năm 2027"]
    assert [(line[6], line[11], line[12]) for line in of_year] == [
        ("97,5", "được lấy", reason),
        ("97,3%", "không lấy", "không được chọn theo quyết định"),
        ("97,9%", "không lấy", "khác với số của đơn vị chủ trì trước"),
    ]
    head, *data = office.sheet("Dữ liệu").iter_rows(values_only=True)
    assert [line[head.index("Giá trị")] for line in data if line[head.index("Quyết định")] == reason] == [
        97.5
    ]


def test_a_decided_value_is_checked_with_its_neighbours(office: Office) -> None:
    """A value above the catalogue's maximum does not become right because somebody decided it."""
    conflict(office, "105")
    report = office.again()
    assert row_of(report, "I.3")["values"]["2027"] == 105
    assert row_of(report, "I.3")["status"] == "error"
    assert finding(report, "V207", "I.3")["file"] == "ket qua 1.xlsx"


@pytest.mark.parametrize("typed", ["số của Bảo hiểm", "12 triệu", "1/2/3"])
def test_a_value_that_cannot_be_read_settles_nothing_and_says_so(office: Office, typed: str) -> None:
    conflict(office, typed)
    report = office.again()
    assert finding(report, "C603", "I.3")["decision"]["ruling"] == "unused"
    assert row_of(report, "I.3")["values"]["2027"] == 97.3
    assert row_of(report, "I.3")["status"] == "error"
    assert typed in office.line("C603", "I.3")["Tình trạng"]
    assert office.line("C603", "I.3")[DECISION] == typed


def test_a_conflict_over_other_figures_is_open_again(office: Office) -> None:
    conflict(office, "97,9")
    office.send("bh", INSURANCE, ("I.3", "2027", "98,0%"), only=("I.3",))
    report = office.again()
    assert finding(report, "C603", "I.3")["decision"]["ruling"] == "reopened"
    assert row_of(report, "I.3")["values"]["2027"] == 97.3


def test_the_same_row_twice_in_one_file_is_settled_by_a_value(office: Office) -> None:
    rows = by_first_lead(lines("I"))[CULTURE]
    twice = [*rows, next(row for row in rows if row.code == "I.6").changed("2027", "47,4%")]
    write_form(office.inputs / "vh.xlsx", twice, layout=Layout(department=CULTURE))
    before = office.run()
    assert finding(before, "C605", "I.6")
    office.decide("C605", "I.6", {DECISION: "47,4"})
    report = office.again()
    assert finding(report, "C605", "I.6")["decision"]["ruling"] == "chosen"
    assert row_of(report, "I.6")["values"]["2027"] == 47.4


def test_a_value_for_another_finding_is_kept_and_not_used(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    office.run()
    office.decide("Y407", "I.6", {DECISION: "48,5"})
    report = office.again()
    assert finding(report, "Y407", "I.6")["decision"]["ruling"] == "unused"
    assert row_of(report, "I.6")["values"]["2028"] == 46.5


# ── The file itself ───────────────────────────────────────────────────────────────────────


def test_without_previous_no_finding_speaks_of_decisions(office: Office) -> None:
    office.send("vh", CULTURE, ("I.6", "2028", "46,5%"))
    assert not any("decision" in f for f in office.run()["findings"])


def test_a_result_without_decisions_has_none() -> None:
    assert previous.read(workbook.compose(samples.clean()), "cu.xlsx") == {}


_RESULT = workbook.compose(samples.dirty())


def _no_workbook() -> bytes:
    return b"not a workbook"


def _foreign() -> bytes:
    target = BytesIO()
    Workbook().save(target)
    return target.getvalue()


def _like_ours() -> bytes:
    book, target = Workbook(), BytesIO()
    book.create_sheet("Vấn đề").append(["Mã", "Quyết định"])
    book.save(target)
    return target.getvalue()


def _spoiled() -> bytes:
    book = load_workbook(BytesIO(workbook.compose(samples.dirty())))
    sheet, target = book["Vấn đề"], BytesIO()
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at[KEY]).value = "Y407|I.7"
    sheet.cell(2, at[DECISION]).value = "chấp nhận"
    book.save(target)
    return target.getvalue()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_result_is_read_or_refused(place: float, byte: int, cut: bool) -> None:
    at = int(place * (len(_RESULT) - 1))
    data = _RESULT[:at] if cut else _RESULT[:at] + bytes([byte]) + _RESULT[at + 1 :]
    with contextlib.suppress(CannotRun):
        previous.read(data, "cu.xlsx")


@pytest.mark.parametrize("make", [bytes, _no_workbook, _foreign, _like_ours, _spoiled])
def test_what_is_no_result_of_ours_is_one_clear_line(
    office: Office, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    office.send("vh", CULTURE)
    path = tmp_path / "la.xlsx"
    path.write_bytes(make())
    with pytest.raises(CannotRun, match="--previous"):
        previous.load(path)
    done = wardxl(
        "consolidate",
        office.inputs,
        "-o",
        tmp_path / "x.xlsx",
        "--no-returns",
        "--previous",
        path,
        folder=tmp_path,
    )
    assert done.code == 2
    assert len(done.lines) == 1
    assert "--previous" in done.talk
    assert not (tmp_path / "x.xlsx").exists()


def test_a_previous_result_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="--previous"):
        previous.load(tmp_path / "khong co.xlsx")
