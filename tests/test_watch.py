"""`wardxl watch`: "consolidate as files arrive"."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from commands import Outcome, wardxl
from make_samples import COLLECTIVE, INPUTS
from openpyxl import load_workbook
from running import tu_liem
from source import changed, lines

from wardxl import pipeline, schema, watching
from wardxl.arrivals import account
from wardxl.commands import watch_loop as command
from wardxl.model import State
from wardxl.watching import PATIENCE, QUIET, Memory, look, own_outputs, redirected, settled, whole

SCHEMA = schema.load(None)
FILE = Path("inputs/a.xlsx")


# ── When a change is complete ─────────────────────────────────────────────────────────────


class Clock:
    """Time that passes only while one sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def growing(clock: Clock, until: float) -> dict[Path, tuple[int, int]]:
    """A file that grows until a moment."""
    moment = min(clock.now, until)
    return {FILE: (int(moment * 10), int(moment * 10))}


@pytest.mark.parametrize("until", [0, 1, 100])
def test_a_file_that_grows_is_waited_for(until: float) -> None:
    clock = Clock()
    seen = settled(
        lambda: growing(clock, until), {}, clock=clock, sleep=clock.sleep, complete=lambda path: True
    )
    assert seen == growing(clock, until)
    assert until + QUIET <= clock.now < until + QUIET + 1


@pytest.mark.parametrize(("opens_at", "read_at"), [(5, 5), (10_000, PATIENCE)])
def test_a_locked_file_is_waited_for_but_not_for_ever(opens_at: float, read_at: float) -> None:
    """A file that is being copied on Windows has its full size at once and cannot be opened until it is there."""
    clock, told = Clock(), []
    settled(
        lambda: {FILE: (100, 1)},
        {},
        clock=clock,
        sleep=clock.sleep,
        complete=lambda path: clock.now >= opens_at,
        waiting=told.append,
    )
    assert read_at <= clock.now < read_at + 1
    assert told == [FILE]


def test_what_was_there_before_is_not_waited_for() -> None:
    clock = Clock()
    known = {FILE: (100, 1)}
    settled(lambda: known, known, clock=clock, sleep=clock.sleep, complete=lambda path: False)
    assert clock.now < QUIET + 1


def test_a_folder_that_goes_away() -> None:
    clock = Clock()
    assert (
        settled(lambda: None if clock.now > 1 else growing(clock, 9), {}, clock=clock, sleep=clock.sleep)
        is None
    )


def test_half_a_workbook_is_not_whole(tmp_path: Path) -> None:
    data = (INPUTS / COLLECTIVE).read_bytes()
    path = tmp_path / "a.xlsx"
    for size in range(0, len(data), len(data) // 20):
        path.write_bytes(data[:size])
        assert not whole(path), size
    path.write_bytes(data)
    assert whole(path)
    for name in ("a.xlsx.crdownload", "a.xlsx.part", "a.tmp"):
        shutil.copy(path, tmp_path / name)
        assert not whole(tmp_path / name)
    (tmp_path / "b.csv").write_text("a;b", encoding="utf-8")
    assert whole(tmp_path / "b.csv")
    assert not whole(tmp_path / "not there")


def test_a_file_that_cannot_be_opened_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(
            13, "The process cannot access the file because it is being used by another process"
        )

    monkeypatch.setattr(Path, "open", refuse)
    assert not whole(INPUTS / COLLECTIVE)


# ── What we write ourselves ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("outputs/tong_hop.xlsx", True),
        ("outputs/tong_hop (2).xlsx", True),
        ("outputs/tra_lai/a.xlsx", True),
        ("outputs/tra_lai/tổ 1/a.xlsx", True),
        ("outputs/.wardxl-x1y2.xlsx", True),
        ("nhật ký.txt", True),
        ("outputs/a.xlsx", False),
        ("outputs/tong_hop_cu.xlsx", False),
        ("outputs/tra_lai_cu/a.xlsx", False),
        ("tong_hop.xlsx", False),
    ],
)
def test_own_outputs(name: str, ours: bool, tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    apart = own_outputs(out / "tong_hop.xlsx", out / "tra_lai", frozenset({tmp_path / "nhật ký.txt"}))
    assert apart(tmp_path / name) is ours


def test_the_file_into_which_we_talk(tmp_path: Path) -> None:
    log = tmp_path / "nhật ký.txt"
    (tmp_path / "a.xlsx").write_bytes(b"a")
    with log.open("w") as stream:
        assert redirected(tmp_path, (stream.fileno(),)) == {log}
    reading, writing = os.pipe()
    assert redirected(tmp_path, (reading,)) == frozenset()
    os.close(reading)
    os.close(writing)


def test_litter_is_not_looked_at(tmp_path: Path) -> None:
    for name in ("a.xlsx", "~$a.xlsx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"a")
    seen = look(tmp_path, lambda path: False)
    assert seen is not None
    assert set(seen) == {tmp_path / "a.xlsx"}
    assert look(tmp_path / "gone", lambda path: False) is None


# ── Reading only what changed ─────────────────────────────────────────────────────────────


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    tu_liem(tmp_path / "inputs")
    return tmp_path / "inputs"


def test_only_what_changed_is_read_again(inputs: Path) -> None:
    memory = Memory()
    first = pipeline.run([inputs], SCHEMA, read=memory)
    assert len(memory.read) == 6
    memory.turn()
    assert pipeline.run([inputs], SCHEMA, read=memory) == first
    assert memory.read == []
    memory.turn()
    tu_liem(inputs, changed(lines("I"), "I.2.2", "total", "13"))
    again = pipeline.run([inputs], SCHEMA, read=memory)
    assert memory.read == ["Phòng Văn hóa - Xã hội.xlsx"]
    assert again.findings == pipeline.run([inputs], SCHEMA).findings


def test_a_renamed_file_is_read_again(inputs: Path) -> None:
    """The name is part of every place that is reported."""
    memory = Memory()
    pipeline.run([inputs], SCHEMA, read=memory)
    memory.turn()
    (inputs / "Công an phường.xlsx").rename(inputs / "CA.xlsx")
    result = pipeline.run([inputs], SCHEMA, read=memory)
    assert memory.read == ["CA.xlsx"]
    assert {ref.file for s in result.submissions for r in s.records for ref in [r.name.ref]} >= {"CA.xlsx"}


def test_what_a_run_did_not_meet_is_forgotten(inputs: Path) -> None:
    memory = Memory()
    pipeline.run([inputs], SCHEMA, read=memory)
    memory.turn()
    away = inputs.parent / "CA.xlsx"
    (inputs / "Công an phường.xlsx").rename(away)
    pipeline.run([inputs], SCHEMA, read=memory)
    memory.turn()
    away.rename(inputs / "Công an phường.xlsx")
    pipeline.run([inputs], SCHEMA, read=memory)
    assert memory.read == ["Công an phường.xlsx"]


def test_a_file_that_could_not_be_opened_is_tried_again(
    inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, reading = Memory(), Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == "Công an phường.xlsx":
            raise PermissionError(13, "Permission denied")
        return reading(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", locked)
        states = {s.file: s.state for s in pipeline.run([inputs], SCHEMA, read=memory).submissions}
    assert states["Công an phường.xlsx"] is State.UNREADABLE
    memory.turn()
    states = {s.file: s.state for s in pipeline.run([inputs], SCHEMA, read=memory).submissions}
    assert states["Công an phường.xlsx"] is State.ACCEPTED
    assert memory.read == ["Công an phường.xlsx"]


def test_our_own_files_are_not_opened(inputs: Path) -> None:
    memory = Memory(lambda path: path.name.startswith("Công an"))
    result = pipeline.run([inputs], SCHEMA, read=memory)
    assert "Công an phường.xlsx" not in memory.read
    assert {s.file for s in result.submissions if s.state is State.SKIPPED} == {"Công an phường.xlsx"}


# ── What is said ──────────────────────────────────────────────────────────────────────────


def test_accounts(inputs: Path) -> None:
    """ "Says in one line what changed: who sent, how many errors now, what is still missing"."""
    police, culture = inputs / "Công an phường.xlsx", inputs / "Phòng Văn hóa - Xã hội.xlsx"
    away = inputs.parent / "away.xlsx"
    police.rename(away)
    nothing = inputs.parent / "nothing"
    nothing.mkdir()
    empty = pipeline.run([nothing], SCHEMA, empty=True)
    first = pipeline.run([inputs], SCHEMA)
    away.rename(police)
    second = pipeline.run([inputs], SCHEMA)
    tu_liem(inputs, changed(lines("I"), "I.2.2", "total", "13"))
    third = pipeline.run([inputs], SCHEMA)
    culture.unlink()
    (inputs / "hỏng.xlsx").write_bytes(b"PK")
    (inputs / "thư.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    shutil.copy(police, inputs / "Công an (1).xlsx")
    fourth = pipeline.run([inputs], SCHEMA)

    assert account(None, empty).startswith("chưa có tệp nào · 0 lỗi")
    start = account(None, first)
    assert start.startswith("5 tệp của 5 đơn vị · 0 lỗi, ")
    assert start.endswith("chưa nộp: Công an phường")
    came = account(first, second)
    assert came.startswith("Công an phường gửi Công an phường.xlsx · 0 lỗi, ")
    assert "đã nộp đủ" in came
    worse = account(second, third)
    assert worse.startswith("Phòng Văn hóa - Xã hội gửi lại Phòng Văn hóa - Xã hội.xlsx · 1 lỗi (trước 0), ")
    last = account(third, fourth)
    for words in (
        "trùng hệt tệp đã có",
        "không đọc được hỏng.xlsx (S101)",
        "thư.docx không phải phụ lục",
        "không còn Phòng Văn hóa - Xã hội.xlsx",
        "chưa nộp: Phòng Văn hóa - Xã hội",
    ):
        assert words in last, last
    for line in (start, came, worse, last):
        assert "\n" not in line
    assert account(third, third).startswith("số liệu không đổi")


def test_a_new_name_is_no_new_file(inputs: Path) -> None:
    before = pipeline.run([inputs], SCHEMA)
    (inputs / "Công an phường.xlsx").rename(inputs / "CA.xlsx")
    line = account(before, pipeline.run([inputs], SCHEMA))
    assert line.startswith("Công an phường.xlsx đổi tên thành CA.xlsx · ")


def test_many_files_at_once_stay_one_short_line(tmp_path: Path) -> None:
    tu_liem(tmp_path / "inputs")
    (tmp_path / "nothing").mkdir()
    empty = pipeline.run([tmp_path / "nothing"], SCHEMA, empty=True)
    line = account(empty, pipeline.run([tmp_path / "inputs"], SCHEMA))
    assert "và 3 thay đổi nữa" in line


# ── The command ───────────────────────────────────────────────────────────────────────────


def test_once(tmp_path: Path) -> None:
    tu_liem(tmp_path / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    outcome = wardxl("watch", "--once", folder=tmp_path)
    assert outcome.code == 0
    (line,) = outcome.out.splitlines()
    assert "6 tệp của 6 đơn vị · 1 lỗi" in line
    assert (tmp_path / "outputs/tong_hop.xlsx").exists()
    assert (tmp_path / "outputs/tra_lai/Phòng Văn hóa - Xã hội.xlsx").exists()


def test_an_empty_folder_is_no_mistake(tmp_path: Path) -> None:
    """Watching begins before anybody has sent anything."""
    (tmp_path / "inputs").mkdir()
    outcome = wardxl("watch", "--once", folder=tmp_path)
    assert outcome.code == 0
    assert "chưa có tệp nào" in outcome.out


@pytest.mark.parametrize(
    "words",
    [
        ("không có",),
        ("tệp.xlsx",),
        (".", "--returns", "."),
        ("inputs", "--returns", ".", "--once"),
        ("inputs", "--template", "không có.xlsx"),
    ],
)
def test_mistakes(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "tệp.xlsx").write_bytes(b"PK")
    (tmp_path / "inputs").mkdir()
    outcome = wardxl("watch", *words, folder=tmp_path)
    assert outcome.code == 2
    assert len(outcome.lines) == 1
    assert outcome.out == ""


class Watcher:
    """`wardxl watch` in a process of its own; its lines as they come."""

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wardxl", "watch", *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.decode("utf-8").rstrip())

    def line(self, seconds: float = 30) -> str:
        return self.lines.get(timeout=seconds)

    def silent(self, seconds: float) -> bool:
        try:
            self.lines.get(timeout=seconds)
        except Empty:
            return True
        return False

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        assert self.process.stderr
        code = self.process.wait(20)
        return code, self.process.stderr.read().decode("utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A working folder, watched as a whole: results and returns are written inside it."""
    tu_liem(tmp_path / "inputs")
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to a single process")
def test_real_events(desk: Path) -> None:
    """A file copied bit by bit is read once, when it is whole; our own outputs start nothing; Ctrl-C ends cleanly."""
    watcher = Watcher(desk, ".")
    try:
        assert "6 tệp của 6 đơn vị" in watcher.line()
        result = desk / "outputs/tong_hop.xlsx"
        before = result.stat().st_mtime_ns
        data = (INPUTS / COLLECTIVE).read_bytes()
        with (desk / "inputs" / "tệp chung.xlsx").open("wb") as file:
            for part in (data[:5000], data[5000:9000], data[9000:]):
                file.write(part)
                file.flush()
                time.sleep(0.8)
        line = watcher.line()
        assert "tệp chung gửi inputs/tệp chung.xlsx" in line
        assert "(S101)" not in line
        assert result.stat().st_mtime_ns > before
        assert watcher.silent(watching.QUIET + 2.5), "our own outputs must start nothing"
        (desk / "inputs" / "tệp chung.xlsx").unlink()
        assert "không còn inputs/tệp chung.xlsx" in watcher.line()
    finally:
        code, talk = watcher.stop()
    assert code == 0, talk
    assert "Đã dừng theo dõi." in talk
    assert "Traceback" not in talk
    assert not list(desk.rglob(".wardxl-*"))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to a single process")
def test_an_edited_template_counts_at_once(desk: Path) -> None:
    assert wardxl("template", "-o", "templates/phu_luc_template.xlsx", folder=desk).code == 0
    watcher = Watcher(desk, "inputs", "--no-returns")
    try:
        watcher.line()
        template = desk / "templates/phu_luc_template.xlsx"
        book = load_workbook(template)
        for row in book["Quy tắc"].iter_rows(min_row=2):
            if row[0].value == "Y408":
                row[2].value = "không"
        book.save(template)
        assert "tệp mẫu đã thay đổi" in watcher.line()
        template.write_bytes(b"not a workbook")
        shutil.copy(desk / "inputs" / "Công an phường.xlsx", desk / "inputs" / "CA (1).xlsx")
        assert "trùng hệt" in watcher.line(60)
    finally:
        code, talk = watcher.stop()
    assert code == 0, talk
    assert "Vẫn dùng tệp mẫu như trước khi sửa." in talk
    assert "Traceback" not in talk


# ── The loop, with moments of our own in place of the system's events ─────────────────────


def keep(
    folder: Path, *moments: Callable[[], object], monkeypatch: pytest.MonkeyPatch, words: Sequence[str] = ()
) -> Outcome:
    """Run the command with moments as events, each doing something to the folder first; then Ctrl-C."""

    def ticks(_: Path) -> Iterator[None]:
        yield
        for moment in moments:
            moment()
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_ticks", ticks)
    monkeypatch.setattr(command, "PATIENCE", 0.5)
    monkeypatch.setattr(command, "_PATIENCE_AT_START", 0.5)
    monkeypatch.setattr(watching, "QUIET", 0.1)
    monkeypatch.setattr(watching, "_STEP", 0.02)
    return wardxl("watch", "inputs", "--no-returns", *words, folder=folder)


def nothing() -> None:
    """A moment in which nothing happens."""


def test_a_folder_that_goes_away_and_comes_back(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, away = desk / "inputs", desk / "away"

    def back() -> None:
        away.rename(inputs)
        (inputs / "Công an phường.xlsx").unlink()

    outcome = keep(
        desk, lambda: inputs.rename(away), nothing, nothing, back, nothing, monkeypatch=monkeypatch
    )
    assert outcome.code == 0
    assert outcome.talk.count("Không còn thấy thư mục") == 1
    first, last = outcome.out.splitlines()
    assert "6 tệp" in first
    assert "không còn Công an phường.xlsx" in last


def test_a_file_that_opens_late_is_read_then(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing about the file changes when it is unlocked, so it is asked for again and again."""
    name, opening, reading, locked = "Công an phường.xlsx", Path.open, Path.read_bytes, [True]

    def refuse(path: Path) -> None:
        if path.name == name and locked:
            raise PermissionError(13, "Permission denied")

    def open_unless(path: Path, *words: Any, **more: Any) -> Any:
        refuse(path)
        return opening(path, *words, **more)

    def read_unless(path: Path) -> bytes:
        refuse(path)
        return reading(path)

    monkeypatch.setattr(Path, "open", open_unless)
    monkeypatch.setattr(Path, "read_bytes", read_unless)
    outcome = keep(desk, nothing, locked.clear, nothing, monkeypatch=monkeypatch)
    first, second = outcome.out.splitlines()
    assert f"Đang đợi tệp chép xong: {name}" in outcome.talk
    assert "chưa nộp: Công an phường" in first
    assert "Công an phường gửi lại" in second


def test_a_result_that_cannot_be_written_is_said_and_tried_again(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = desk / "kết quả"
    blocked.write_bytes(b"a file where the folder should be")

    def make_room() -> None:
        blocked.unlink()
        (desk / "inputs" / "Công an phường.xlsx").unlink()

    outcome = keep(
        desk, nothing, make_room, nothing, monkeypatch=monkeypatch, words=("-o", "kết quả/tổng hợp.xlsx")
    )
    assert outcome.code == 0
    assert "Không ghi được vào thư mục" in outcome.talk
    assert len(outcome.out.splitlines()) == 1
    assert (blocked / "tổng hợp.xlsx").exists()


def test_a_result_that_is_open_in_excel(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replacing = os.replace

    def locked(source: Any, target: Any) -> None:
        if Path(target).name == "tong_hop.xlsx":
            raise PermissionError(13, "Permission denied")
        replacing(source, target)

    monkeypatch.setattr(os, "replace", locked)
    outcome = keep(desk, nothing, monkeypatch=monkeypatch)
    (line,) = outcome.out.splitlines()
    assert line.endswith("tệp kết quả đang mở, đã ghi vào tong_hop (2).xlsx")


@pytest.mark.parametrize(
    "fault", [OSError(28, "inotify watch limit reached"), RuntimeError("no events here")]
)
def test_without_events_the_folder_is_looked_at_regularly(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Iterator[None]:
        raise fault
        yield

    monkeypatch.setattr("watchfiles.watch", broken)
    monkeypatch.setattr(command, "_LOOK_EVERY", 0.01)
    ticks = command._ticks(tmp_path)
    for _ in range(5):
        next(ticks)


def test_decisions_of_an_earlier_result_count(desk: Path) -> None:
    """A conflict that was settled in an earlier result is no error again."""
    tu_liem(desk / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    assert wardxl("consolidate", "--no-returns", folder=desk).code == 0
    book = load_workbook(desk / "outputs/tong_hop.xlsx")
    sheet = book["Vấn đề"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, head["Mã"]).value == "Y401":
            sheet.cell(row, head["Quyết định"]).value = "chấp nhận"
            sheet.cell(row, head["Giải trình"]).value = "Đã xác nhận với đơn vị"
    book.save(desk / "quyết định.xlsx")
    before = wardxl("watch", "--once", "--no-returns", folder=desk)
    after = wardxl("watch", "--once", "--no-returns", "--previous", "quyết định.xlsx", folder=desk)
    assert "1 lỗi" in before.out
    assert "0 lỗi" in after.out
