"""What users and scripts rely on: commands, exit status, what is written, the JSON report. Each test quotes it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import Outcome, process, wardxl
from make_samples import COLLECTIVE, INPUTS
from openpyxl import Workbook, load_workbook
from running import tu_liem
from source import changed, lines

ARGUMENTS = ("consolidate", "-o", "X.xlsx", "--json", "Y.json", "--no-returns")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A working folder with the sample submissions in `inputs/`."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    return tmp_path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A working folder with one wrong year sum in it."""
    tu_liem(tmp_path / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(outcome: Outcome) -> None:
    """Exit status 2 "with one clear line that names the remedy"; "never a traceback"."""
    assert outcome.code == 2, outcome.talk
    assert outcome.out == ""
    assert len(outcome.lines) == 1
    assert "Traceback" not in outcome.talk


# ── What is written ───────────────────────────────────────────────────────────────────────


def test_only_what_is_asked_for_is_written(office: Path) -> None:
    """ "`consolidate -o X --json Y --no-returns` writes X and Y and nothing else"; "Inputs are never changed"."""
    before = contents(office)
    assert wardxl(*ARGUMENTS, folder=office).code == 0
    after = contents(office)
    assert after.keys() - before.keys() == {"X.xlsx", "Y.json"}
    assert {name: after[name] for name in before} == before


def test_defaults(office: Path) -> None:
    """PATH is `inputs/`, the workbook `outputs/tong_hop.xlsx`, the returns in `outputs/tra_lai/`."""
    outcome = wardxl("consolidate", folder=office)
    assert outcome.code == 0
    assert outcome.out == ""
    assert str(Path("outputs/tong_hop.xlsx")) in outcome.talk
    written = contents(office).keys() - {f"inputs/{path.name}" for path in INPUTS.iterdir()}
    assert "outputs/tong_hop.xlsx" in written
    assert all(name.startswith("outputs/tra_lai/") for name in written - {"outputs/tong_hop.xlsx"})


def test_returns_go_where_they_are_asked_for(faulty: Path) -> None:
    """ "`--returns DIR` / `--no-returns` … both accepted from the first day"."""
    assert wardxl("consolidate", "--returns", "ban_tra", "-o", "X.xlsx", folder=faulty).code == 0
    assert (faulty / "X.xlsx").exists()
    assert not (faulty / "outputs").exists()


def test_quiet_says_nothing(office: Path) -> None:
    outcome = wardxl(*ARGUMENTS, "--quiet", folder=office)
    assert (outcome.code, outcome.out, outcome.talk) == (0, "", "")


def test_results_among_the_inputs_are_no_submissions(office: Path) -> None:
    """ "Nothing is counted twice": our own output is `skipped`."""
    written = ("-o", "inputs/tong_hop.xlsx", "--csv", "inputs/so_lieu.csv", "--no-returns")
    assert wardxl("consolidate", *written, folder=office).code == 0
    after = states(checked(office))
    assert (after.pop("tong_hop.xlsx"), after.pop("so_lieu.csv")) == ("skipped", "skipped")
    assert set(after.values()) == {"accepted"}


# ── The JSON report ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report on Từ Liêm with one wrong year sum."""
    folder = tmp_path_factory.mktemp("faulty")
    tu_liem(folder / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    assert wardxl(*ARGUMENTS, folder=folder).code == 0
    data: dict[str, Any] = json.loads((folder / "Y.json").read_bytes().decode("utf-8"))
    return data


def test_report_as_a_whole(report: dict[str, Any]) -> None:
    assert report.keys() == {
        "schema",
        "wardxl",
        "ward",
        "period",
        "submissions",
        "departments",
        "findings",
        "faults",
        "appendices",
    }
    assert report["schema"] == 1
    assert report["ward"] == "Phường Từ Liêm"
    assert report["period"] == {"baseline": 2025, "start": 2026, "end": 2030}
    assert report["faults"] == []


def test_report_on_submissions(report: dict[str, Any]) -> None:
    assert len(report["submissions"]) == 6
    for entry in report["submissions"]:
        assert entry.keys() == {
            "file",
            "sha256",
            "department",
            "state",
            "superseded_by",
            "tables",
            "findings",
            "cells",
        }
        # The files are named by their departments, relative to the folder given on the command line.
        assert entry["file"] == f"{entry['department']}.xlsx"
        assert len(entry["sha256"]) == 64
        assert entry["findings"].keys() == {"error", "warning", "info"}
        assert entry["cells"].keys() == {"read", "consolidated", "agreed", "superseded", "reported"}
        (table,) = entry["tables"]
        assert table.keys() == {"appendix", "sheet", "header_row", "rows"}
        assert (table["appendix"], table["sheet"]) == ("I", "PL1")


def test_report_counts_findings_by_file(report: dict[str, Any]) -> None:
    for entry in report["submissions"]:
        severities = [
            finding["severity"] for finding in report["findings"] if finding["file"] == entry["file"]
        ]
        assert entry["findings"] == {name: severities.count(name) for name in ("error", "warning", "info")}


def test_report_on_departments(report: dict[str, Any]) -> None:
    assert len(report["departments"]) == 10
    for entry in report["departments"]:
        assert {"name", "state", "files"} <= entry.keys()
    sent = {entry["name"]: entry["files"] for entry in report["departments"] if entry["state"] == "submitted"}
    assert sent == {entry["department"]: [entry["file"]] for entry in report["submissions"]}


def test_report_on_findings(report: dict[str, Any]) -> None:
    for finding in report["findings"]:
        assert finding.keys() >= {
            "code",
            "name",
            "severity",
            "message",
            "file",
            "sheet",
            "cell",
            "cells",
            "related",
            "appendix",
            "row",
            "column",
            "department",
            "found",
            "expected",
        }
        assert finding["severity"] in ("error", "warning", "info")
        assert finding["message"]
    (wrong,) = (finding for finding in report["findings"] if finding["severity"] == "error")
    assert {key: wrong[key] for key in ("code", "name", "file", "sheet", "appendix", "row", "column")} == {
        "code": "Y401",
        "name": "year-sum",
        "file": "Phòng Văn hóa - Xã hội.xlsx",
        "sheet": "PL1",
        "appendix": "I",
        "row": "I.2.2",
        "column": "total",
    }
    assert (wrong["found"], wrong["expected"]) == ("13", "12")
    assert wrong["cells"] == [wrong["cell"]]
    assert len(wrong["related"]) == 5
    assert all(place.startswith("Phòng Văn hóa - Xã hội.xlsx!PL1!") for place in wrong["related"])


def test_report_on_rows(report: dict[str, Any]) -> None:
    assert list(report["appendices"]) == ["I", "1", "2", "3"]
    rows = report["appendices"]["I"]
    assert [row["code"] for row in rows] == [line.code for line in lines("I")]
    for row in rows:
        assert row.keys() >= {"code", "name", "unit", "leads", "note", "status", "values", "sources"}
    statuses = {row["code"]: row["status"] for row in rows}
    assert statuses["I.2.2"] == "error"
    assert statuses["I.1"] == "warning"
    assert statuses["I.3"] == "ok"
    assert {row["status"] for code in "123" for row in report["appendices"][code]} == {"missing"}


def test_numbers_are_json_numbers(report: dict[str, Any]) -> None:
    """ "A percentage as 96.5 when the cell shows 96,5 %. Nothing found is `null`. … A dash … is 0"."""
    rows = {row["code"]: row["values"] for row in report["appendices"]["I"]}
    assert rows["I.3"]["2026"] == 96.5
    assert rows["I.2.3"]["2026"] == 0
    assert rows["I.4"]["resolution"] is None
    assert rows["I.13"]["2026"] == "03/03 đồ án"
    assert rows["I.1"]["resolution"].startswith("Hoàn thành")


# ── Exit status ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "clean", "dirty"),
    [
        (ARGUMENTS, 0, 0),
        ((*ARGUMENTS, "--strict"), 0, 1),
        (("check",), 0, 1),
        (("check", "--fail-on", "error"), 0, 1),
        (("check", "--fail-on", "warning"), 1, 1),
        (("check", "--format", "json"), 0, 1),
    ],
)
def test_exit_status(words: tuple[str, ...], clean: int, dirty: int, tmp_path: Path) -> None:
    """ "`consolidate` 0 when the workbook is written, 1 with `--strict` when an error was found; `check` …"."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    assert wardxl(*words, folder=tmp_path).code == clean
    shutil.rmtree(tmp_path / "inputs")
    tu_liem(tmp_path / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    assert wardxl(*words, folder=tmp_path).code == dirty


@pytest.mark.parametrize("command", ["consolidate", "check"])
def test_no_such_path(command: str, tmp_path: Path) -> None:
    outcome = wardxl(command, "không có", folder=tmp_path)
    refused(outcome)
    assert "không có" in outcome.talk


@pytest.mark.parametrize("command", ["consolidate", "check"])
def test_nothing_to_read(command: str, tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    refused(wardxl(command, folder=tmp_path))


def test_nowhere_to_write(office: Path) -> None:
    (office / "outputs").write_text("a file where the folder should be", encoding="utf-8")
    refused(wardxl("consolidate", "--no-returns", folder=office))


@pytest.mark.parametrize(
    "words",
    [
        ("consolidate", "--no-such-option"),
        ("consolidate", "--json"),
        ("check", "--format", "xml"),
        ("check", "--fail-on", "nothing"),
        ("no-such-command",),
        ("rules", "X999"),
        ("template", "--from", "no such file.xlsx", "-o", "new.xlsx"),
        ("consolidate", "--template", "no such file.xlsx"),
    ],
)
def test_wrong_use(words: tuple[str, ...], office: Path) -> None:
    before = contents(office)
    refused(wardxl(*words, folder=office))
    assert contents(office) == before


# ── Bad files ─────────────────────────────────────────────────────────────────────────────


def checked(folder: Path) -> dict[str, Any]:
    """The report on a folder's inputs."""
    outcome = wardxl("check", "--format", "json", folder=folder)
    assert outcome.code in (0, 1), outcome.talk
    report: dict[str, Any] = json.loads(outcome.out)
    return report


def states(report: dict[str, Any]) -> dict[str, str]:
    """What became of each file."""
    return {entry["file"]: entry["state"] for entry in report["submissions"]}


def codes(report: dict[str, Any], file: str) -> list[str]:
    """The findings on a file."""
    return [finding["code"] for finding in report["findings"] if finding["file"] == file]


def put_text(path: Path) -> None:
    path.write_text("Kính gửi Văn phòng, đơn vị sẽ gửi sau.", encoding="utf-8")


def put_letter(path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Kính gửi Văn phòng, đơn vị sẽ gửi sau."
    book.save(path)


def put_half(path: Path) -> None:
    data = (INPUTS / COLLECTIVE).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def put_nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("put", "code"), [(put_text, "S101"), (put_letter, "S105"), (put_half, "S101"), (put_nothing, "S101")]
)
def test_a_bad_file_costs_only_itself(put: Any, code: str, office: Path) -> None:
    """ "Never a traceback, and the good files still go through"."""
    put(office / "inputs" / "hỏng.xlsx")
    before = contents(office / "inputs")
    report = checked(office)
    after = states(report)
    assert after.pop("hỏng.xlsx") == "unreadable"
    assert set(after.values()) == {"accepted"}
    assert len(after) == 7
    assert codes(report, "hỏng.xlsx") == [code]
    assert contents(office / "inputs") == before


def test_the_workbook_is_written_whatever_else_lies_there(office: Path) -> None:
    put_half(office / "inputs" / "hỏng.xlsx")
    outcome = wardxl(*ARGUMENTS, folder=office)
    assert outcome.code == 0
    assert (office / "X.xlsx").exists()
    assert "hỏng.xlsx" in outcome.talk


def test_same_bytes_twice(office: Path) -> None:
    copy = COLLECTIVE.replace(".xlsx", " (1).xlsx")
    assert copy < COLLECTIVE
    shutil.copy(office / "inputs" / COLLECTIVE, office / "inputs" / copy)
    found = states(checked(office))
    assert sorted(found.values()) == ["accepted"] * 7 + ["duplicate"]
    assert (found[COLLECTIVE], found[copy]) == ("accepted", "duplicate")


def test_word_files_and_litter(office: Path) -> None:
    """S104 for a Word file; "system litter … may be left out", and is no finding."""
    (office / "inputs" / "Phụ lục I.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    (office / "inputs" / "~$Phu luc I.xlsx").write_bytes(bytes(165))
    (office / "inputs" / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    report = checked(office)
    assert states(report)["Phụ lục I.docx"] == "skipped"
    assert codes(report, "Phụ lục I.docx") == ["S104"]
    assert codes(report, "~$Phu luc I.xlsx") == codes(report, "Thumbs.db") == []


def test_paths_in_the_report_are_relative_with_slashes(office: Path) -> None:
    """ "Paths are relative to the folder given on the command line …, with `/`; a file given by itself: its name"."""
    below = office / "inputs" / "tổ 1"
    below.mkdir()
    (office / "inputs" / COLLECTIVE).rename(below / "chung.xlsx")
    assert f"{below.name}/chung.xlsx" in states(checked(office))
    outcome = wardxl("check", below / "chung.xlsx", "--format", "json", folder=office)
    assert list(states(json.loads(outcome.out))) == ["chung.xlsx"]


# ── The other commands ────────────────────────────────────────────────────────────────────


def test_check_judges_completeness_only_in_a_folder(office: Path) -> None:
    """ "Completeness (C601, C602) is judged only when a folder is given"."""
    (office / "inputs" / COLLECTIVE).unlink()
    in_folder = json.loads(wardxl("check", "inputs", "--format", "json", folder=office).out)
    files = sorted((office / "inputs").iterdir())
    by_file = json.loads(wardxl("check", *files, "--format", "json", folder=office).out)
    assert "C602" in {finding["code"] for finding in in_folder["findings"]}
    assert {finding["code"] for finding in by_file["findings"]}.isdisjoint({"C601", "C602"})


def test_check_writes_nothing_and_prints_the_findings(faulty: Path) -> None:
    before = contents(faulty)
    outcome = wardxl("check", folder=faulty)
    assert contents(faulty) == before
    assert "Y401" in outcome.out
    assert "Phòng Văn hóa - Xã hội.xlsx" in outcome.out


def test_rules_as_data(tmp_path: Path) -> None:
    """ "json: a list of `{code, name, severity, enabled, summary}`"."""
    listed = json.loads(wardxl("rules", "--format", "json", folder=tmp_path).out)
    assert all(entry.keys() == {"code", "name", "severity", "enabled", "summary"} for entry in listed)
    assert len({entry["code"] for entry in listed}) == len(listed)
    names = {entry["code"]: entry["name"] for entry in listed}
    assert names["Y401"] == "year-sum"
    assert names["S101"] == "unreadable-file"


def test_every_rule_is_explained(tmp_path: Path) -> None:
    for entry in json.loads(wardxl("rules", "--format", "json", folder=tmp_path).out):
        outcome = wardxl("rules", entry["code"], folder=tmp_path)
        assert outcome.code == 0
        assert entry["code"] in outcome.out
        assert entry["summary"] in outcome.out


@pytest.mark.parametrize("command", ["consolidate", "check", "template", "rules"])
def test_every_command_has_an_example(command: str, tmp_path: Path) -> None:
    """ "Every command: one-sentence help, an `Example:` in its help"."""
    outcome = wardxl(command, "--help", folder=tmp_path)
    assert outcome.code == 0
    assert f"Example: wardxl {command}" in outcome.out


def test_template_gives_the_same_result(office: Path) -> None:
    """The template written and read back is the schema that is shipped."""
    assert wardxl("template", "-o", "mau.xlsx", folder=office).code == 0
    assert wardxl(*ARGUMENTS, folder=office).code == 0
    shipped = (office / "Y.json").read_text(encoding="utf-8")
    assert wardxl(*ARGUMENTS, "--template", "mau.xlsx", folder=office).code == 0
    assert (office / "Y.json").read_text(encoding="utf-8") == shipped


# ── As a process of its own ───────────────────────────────────────────────────────────────


def test_utf_8_on_any_console(faulty: Path) -> None:
    """ "UTF-8 also on a Windows console and in a pipe"; "data on stdout, talk on stderr"."""
    outcome = process("check", "--format", "json", folder=faulty, encoding="cp1252")
    assert outcome.code == 1
    assert json.loads(outcome.out)["ward"] == "Phường Từ Liêm"


def test_one_line_and_no_traceback_from_the_real_command(tmp_path: Path) -> None:
    refused(process("consolidate", folder=tmp_path))


def test_result_opens_again(office: Path) -> None:
    assert wardxl(*ARGUMENTS, folder=office).code == 0
    sheets = load_workbook(office / "X.xlsx", read_only=True).sheetnames
    names = ["Tổng quan", "Phụ lục I", "Phụ lục 1", "Phụ lục 2", "Phụ lục 3", "Vấn đề", "Nguồn số liệu"]
    assert [sheet for sheet in sheets if sheet in names] == names
