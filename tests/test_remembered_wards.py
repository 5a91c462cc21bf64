"""A ward nothing of which has changed is not done again; what is remembered is what doing it again would give."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_samples import INPUTS

from wardxl import pipeline
from wardxl.decisions import Key, Line
from wardxl.model import Ref, Severity, Status
from wardxl.outcome_codec import pack, unpack
from wardxl.ward import OWN_TEMPLATES, Task, do
from wardxl.ward_outcome import Outcome, WardRow

SHIPPED = Path(__file__).parent.parent / "templates" / "phu_luc_template.xlsx"


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """A ward to do, with a cache of its own: other tests read the same files."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    shutil.copytree(INPUTS, tmp_path / "Phường Từ Liêm")
    return Task("Phường Từ Liêm", str(tmp_path / "Phường Từ Liêm"), report=True, output=str(tmp_path / "out"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The wards that were really done."""
    names: list[str] = []
    run = pipeline.run

    def counted(*given: Any, **more: Any) -> Any:
        names.append("done")
        return run(*given, **more)

    monkeypatch.setattr(pipeline, "run", counted)
    return names


def test_an_unchanged_ward_is_done_once(task: Task, done: list[str]) -> None:
    """ "the second run over … unchanged files reads none of them again", and writes what it would write."""
    first, again, anew = do(task), do(task), do(replace(task, cache=False))
    assert len(done) == 2
    assert first.reread
    assert not again.reread
    assert replace(first, reread=0) == again == replace(anew, reread=0)


def a_byte(folder: Path) -> None:
    place = folder / "khac.csv"
    place.write_text("Nội dung;2026\nx;1\n", encoding="utf-8")


def a_name(folder: Path) -> None:
    first = min(folder.glob("*.xlsx"))
    first.rename(folder / "tên khác.xlsx")


def a_time(folder: Path) -> None:
    """It decides which of two files is the later one."""
    os.utime(min(folder.glob("*.xlsx")), (1.0, 1.0))


def a_file_less(folder: Path) -> None:
    min(folder.glob("*.xlsx")).unlink()


def a_template(folder: Path) -> None:
    target = folder / OWN_TEMPLATES[-1]
    shutil.copy(SHIPPED, target)


@pytest.mark.parametrize("change", [a_byte, a_name, a_time, a_file_less, a_template])
def test_whatever_changes_in_its_folder_counts(
    task: Task, done: list[str], change: Callable[[Path], None]
) -> None:
    do(task)
    change(Path(task.folder))
    changed, anew = do(task), do(replace(task, cache=False))
    assert replace(changed, reread=0) == replace(anew, reread=0)
    assert len(done) == 3


WHICH = Key("Y401", "I.1", "total", "", "")
DECIDED = {WHICH: [Line(WHICH, "x", Ref("a", "b", 1, 1), "chấp nhận")]}


@pytest.mark.parametrize(
    "change",
    [
        {"ward": "Phường Yên Hòa"},
        {"workbook": False},
        {"report": False},
        {"date": date(2026, 12, 1)},
        {"output": "/elsewhere"},
        {"decisions": DECIDED},
        {"template": str(SHIPPED)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_asked_for_counts(task: Task, done: list[str], change: dict[str, Any]) -> None:
    do(task)
    do(replace(task, **change))
    assert len(done) == 2


def test_a_ward_with_a_file_that_could_not_be_read_is_done_again(task: Task, done: list[str]) -> None:
    """A reader that was stopped for time or memory may fare better next time."""
    (Path(task.folder) / "hong.xlsx").write_bytes(b"PK\x03\x04 damaged")
    assert do(task).unread
    do(task)
    assert len(done) == 2


def test_a_damaged_entry_is_done_anew(task: Task, done: list[str], tmp_path: Path) -> None:
    first = do(task)
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:40])
    assert do(task) == first
    assert len(done) == 2


FIGURES = st.dictionaries(st.text(max_size=5), st.decimals(allow_nan=False, allow_infinity=False), max_size=3)
ROWS = st.builds(
    WardRow, st.text(max_size=5), st.text(max_size=3), st.text(max_size=9), st.text(max_size=5),
    st.sampled_from(Status), FIGURES, st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3),
)  # fmt: skip
OUTCOMES = st.builds(
    Outcome,
    ward=st.text(max_size=9),
    rows=st.lists(ROWS, max_size=4).map(tuple),
    files=st.integers(0, 99),
    unread=st.integers(0, 9),
    due=st.integers(0, 9),
    sent=st.integers(0, 9),
    codes=st.dictionaries(st.text(max_size=4), st.integers(1, 99), max_size=3),
    found=st.dictionaries(st.sampled_from(Severity), st.integers(1, 99)),
    names=st.dictionaries(
        st.text(max_size=4), st.tuples(st.text(max_size=9), st.sampled_from(Severity)), max_size=3
    ),
    moment=st.none() | st.just(datetime(2026, 4, 6, 8, 30)),
    workbook=st.none() | st.binary(max_size=50),
    report=st.none() | st.text(max_size=50),
)


@given(OUTCOMES)
def test_an_outcome_comes_back_as_it_was(outcome: Outcome) -> None:
    again = unpack(pack(outcome))
    assert again == outcome
    assert [str(figure) for row in again.rows for figure in row.figures.values()] == [
        str(figure) for row in outcome.rows for figure in row.figures.values()
    ]
    assert all(isinstance(figure, Decimal) for row in again.rows for figure in row.figures.values())
