"""`wardxl status`: "who has sent"; the deadline; reminders."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from commands import wardxl
from make_samples import COLLECTIVE, INPUTS
from result_samples import dirty
from running import tu_liem, yen_hoa
from source import changed, lines

from wardxl import pipeline, schema
from wardxl.model import Schema
from wardxl.status import Overview, as_dict, deadline_words, overview, reminder, text

SCHEMA = schema.load(None)
DEADLINE = date(2026, 5, 15)


def with_deadline(day: str) -> Schema:
    return replace(SCHEMA, settings={**SCHEMA.settings, "han_nop": day})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Từ Liêm's files with one wrong sum, without those of two departments."""
    path = tmp_path_factory.mktemp("status") / "inputs"
    tu_liem(path, changed(lines("I"), "I.2.2", "total", "13"))
    (path / "Công an phường.xlsx").unlink()
    (path / "Phòng Kinh tế, Hạ tầng và Đô thị.xlsx").unlink()
    return path


@pytest.fixture(scope="module")
def found(folder: Path) -> Overview:
    return overview(pipeline.run([folder], with_deadline("2026-05-15")), date(2026, 5, 12))


def test_who_has_sent_and_who_has_not(found: Overview) -> None:
    assert [department.name for department in found.late] == [
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Công an phường",
    ]
    states = {department.name: department.state for department in found.departments}
    assert len(states) == len(SCHEMA.departments)
    assert states["Phòng Văn hóa - Xã hội"] == "submitted"
    assert states["Trạm Y tế phường"] == "not_due"


def test_counts_of_each_department(found: Overview) -> None:
    """Due: what it leads or co-leads in the catalogue; the wrong sum is an error of its sender alone."""
    for department in found.departments:
        due = [row.code for row in SCHEMA.rows.values() if department.name in row.leads]
        assert department.due == len(due) == department.sent + len(department.missing)
        assert sum(number for _, number in department.parts) == len(due)
        assert department.errors == (department.name == "Phòng Văn hóa - Xã hội")
        if department.late:
            assert department.sent == 0 or department.files == ()


def test_findings_of_a_collective_file_go_to_the_first_lead(tmp_path: Path) -> None:
    yen_hoa(tmp_path / "chung.xlsx", ("2.4", "period", "không rõ"))
    result = pipeline.run([tmp_path], SCHEMA)
    found = overview(result, DEADLINE)
    first = SCHEMA.rows["2.4"].leads[0]
    assert {d.name for d in found.departments if d.errors} == {first}


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 5, 1), "còn 14 ngày"),
        (date(2026, 5, 14), "còn 1 ngày"),
        (date(2026, 5, 15), "hôm nay là ngày cuối"),
        (date(2026, 5, 16), "đã quá 1 ngày"),
        (date(2027, 5, 15), "đã quá 365 ngày"),
    ],
)
def test_the_deadline_of_the_template(today: date, words: str, found: Overview) -> None:
    said = deadline_words(replace(found, today=today))
    assert said == f"Hạn nộp 15/05/2026: {words}."


def test_no_deadline(folder: Path) -> None:
    found = overview(pipeline.run([folder], with_deadline("")), DEADLINE)
    assert found.days_left is None
    assert deadline_words(found) == "Tệp mẫu không đặt hạn nộp."
    letter = reminder(found, found.late[0])
    assert "Hạn" not in letter
    assert "đề nghị đơn vị sớm gửi" in letter


def test_as_text(found: Overview) -> None:
    said = "\n".join(text(found))
    assert "Đã nộp: 4/6 đơn vị phải nộp." in said
    assert "còn 3 ngày" in said
    assert "✗ Công an phường" in said
    assert "✓ Phòng Văn hóa - Xã hội" in said
    assert "Chưa nộp: Phòng Kinh tế, Hạ tầng và Đô thị; Công an phường." in said
    table = [line for line in said.splitlines() if line[:2] in ("  ", "✓ ", "✗ ", "– ")]
    assert len(table) == 1 + len(SCHEMA.departments)


def test_missing_rows_of_those_who_sent_are_named() -> None:
    said = "\n".join(text(overview(dirty(), DEADLINE)))
    assert "đã nộp nhưng còn thiếu dòng" in said
    assert "I.22" in said


def test_as_data(found: Overview) -> None:
    data = as_dict(found)
    assert (data["deadline"], data["today"], data["days_left"]) == ("2026-05-15", "2026-05-12", 3)
    (police,) = (entry for entry in data["departments"] if entry["name"] == "Công an phường")
    assert police["state"] == "missing"
    assert police["files"] == []
    assert police["missing"] == len(police["missing_rows"]) > 0


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 5, 12), "trước hết ngày 15/05/2026 (còn 3 ngày)"),
        (date(2026, 5, 15), "trước hết ngày 15/05/2026 (là hôm nay)"),
        (date(2026, 5, 20), "Hạn gửi là ngày 15/05/2026, nay đã quá 5 ngày"),
    ],
)
def test_a_reminder_is_short_and_polite(today: date, words: str, found: Overview) -> None:
    police = next(department for department in found.late if department.name == "Công an phường")
    letter = reminder(replace(found, today=today), police)
    assert letter.startswith("Kính gửi: Công an phường\n")
    assert words in letter
    assert f"Đến ngày {today:%d/%m/%Y}" in letter
    assert "Trân trọng cảm ơn" in letter
    assert "kế hoạch 2026-2030" in letter
    assert SCHEMA.settings["co_quan"] in letter
    assert len(letter) < 700
    for name, number in police.parts:
        assert f"{name} ({number} dòng)" in letter


# ── The command ───────────────────────────────────────────────────────────────────────────


def test_reminders_are_written_for_the_late_alone(folder: Path, tmp_path: Path) -> None:
    """ "Writes a short, polite reminder text per late department to paste into a message"."""
    outcome = wardxl("status", folder, "--remind", "nhắc nộp", folder=tmp_path)
    assert outcome.code == 0
    assert {path.name for path in (tmp_path / "nhắc nộp").iterdir()} == {
        "Phòng Kinh tế, Hạ tầng và Đô thị.txt",
        "Công an phường.txt",
    }
    data = (tmp_path / "nhắc nộp" / "Công an phường.txt").read_bytes()
    assert data.startswith("\ufeffKính gửi: Công an phường\r\n".encode())
    assert "2 lời nhắc" in outcome.talk


def test_old_reminders_are_named_never_deleted(folder: Path, tmp_path: Path) -> None:
    assert wardxl("status", folder, "--remind", "nhắc", folder=tmp_path).code == 0
    shutil.copytree(INPUTS, tmp_path / "inputs")
    outcome = wardxl("status", "--remind", "nhắc", folder=tmp_path)
    assert "Không đơn vị nào chưa nộp" in outcome.talk
    assert "lời nhắc cũ" in outcome.talk
    assert "Công an phường" in outcome.talk
    assert len(list((tmp_path / "nhắc").iterdir())) == 2


def test_nothing_is_written_unasked(folder: Path, tmp_path: Path) -> None:
    outcome = wardxl("status", folder, "--format", "json", folder=tmp_path)
    assert outcome.code == 0
    assert json.loads(outcome.out)["ward"] == "Phường Từ Liêm"
    assert list(tmp_path.iterdir()) == []


def test_before_anybody_has_sent(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    outcome = wardxl("status", "--remind", "nhắc", folder=tmp_path)
    assert outcome.code == 0
    assert "Đã nộp: 0/6 đơn vị phải nộp." in outcome.out
    assert len(list((tmp_path / "nhắc").iterdir())) == 6


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    data = (INPUTS / COLLECTIVE).read_bytes()
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "hỏng.xlsx").write_bytes(data[: len(data) // 2])
    outcome = wardxl("status", folder=tmp_path)
    assert "Không đọc được: hỏng.xlsx." in outcome.out


def test_plain_in_a_pipe(folder: Path, tmp_path: Path) -> None:
    assert "\x1b" not in wardxl("status", folder, folder=tmp_path).out


@pytest.mark.parametrize(
    "words",
    [
        ("không có",),
        ("--template", "không có.xlsx"),
        ("--format", "xml"),
        ("--remind", "tệp.txt"),
        ("--remind",),
    ],
)
def test_mistakes(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "tệp.txt").write_bytes(b"a file where the folder should be")
    outcome = wardxl("status", *words, folder=tmp_path)
    assert outcome.code == 2
    assert len(outcome.lines) == 1
    assert outcome.out == ""
