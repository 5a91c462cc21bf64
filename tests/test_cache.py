"""What was read once is not read again, and what is remembered is exactly what was read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from commands import wardxl
from hypothesis import given
from hypothesis import strategies as st
from make_samples import INPUTS

from wardxl import pipeline, schema
from wardxl.cache import Cache, fingerprint, open_cache
from wardxl.codec import decode, encode
from wardxl.intake import submit
from wardxl.lexicon import lexicon
from wardxl.model import Label, Problem, Record, Ref, Row, Severity, State, Submission, Value

PLAN = schema.load(None)
WORDS = lexicon(PLAN)
ITEMS = pipeline.gather([INPUTS])


def never(*_: Any) -> Any:
    raise AssertionError("read again")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return open_cache(tmp_path / "cache")


def entries(cache: Cache) -> list[Path]:
    return [path for path in cache.folder.rglob("*") if path.is_file()]


def test_the_second_run_reads_no_unchanged_file_again(cache: Cache) -> None:
    """ "the second run over … unchanged files reads none of them again"."""
    first = [cache.reader()(item, WORDS) for item in ITEMS]
    again = [cache.reader(never)(item, WORDS) for item in ITEMS]
    assert again == first == [submit(item, WORDS) for item in ITEMS]
    assert (cache.missed, cache.found) == (len(ITEMS), len(ITEMS))


def test_the_command_says_the_same_from_memory(tmp_path: Path) -> None:
    shutil.copytree(INPUTS, tmp_path / "inputs")
    texts = []
    for options in ([], [], ["--no-cache"]):
        ended = wardxl("consolidate", "inputs", "-o", "x.xlsx", "--json", "x.json", "--no-returns", *options,
                       folder=tmp_path)  # fmt: skip
        assert ended.code == 0, ended.talk
        texts.append((tmp_path / "x.xlsx").read_bytes() + (tmp_path / "x.json").read_bytes())
    assert texts[0] == texts[1] == texts[2]


def test_no_cache_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    shutil.copytree(INPUTS, tmp_path / "inputs")
    wardxl("consolidate", "inputs", "-o", "x.xlsx", "--no-returns", "--no-cache", folder=tmp_path)
    assert not (tmp_path / "home").exists()


def test_a_changed_file_is_read_again(cache: Cache) -> None:
    item = ITEMS[0]
    cache.reader()(item, WORDS)
    other = ITEMS[1].load()
    changed, _ = cache.reader()(replace(item, load=lambda: other), WORDS)
    assert cache.missed == 2
    assert changed.sha256 != submit(item, WORDS)[0].sha256


def test_the_same_bytes_under_another_name_are_another_entry(cache: Cache) -> None:
    """Every place in a submission names its file, and the name may tell the sender."""
    cache.reader()(ITEMS[0], WORDS)
    renamed, _ = cache.reader()(replace(ITEMS[0], file="khác.xlsx"), WORDS)
    assert {value.ref.file for record in renamed.records for value in record.values.values()} == {"khác.xlsx"}


def test_the_time_of_saving_is_the_files_own(cache: Cache) -> None:
    """It decides which of two files is the later one."""
    cache.reader()(ITEMS[0], WORDS)
    again, _ = cache.reader(never)(replace(ITEMS[0], saved=5.0), WORDS)
    assert again.saved == 5.0


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: replace(plan, ward="Phường Khác"),
        lambda plan: replace(plan, units=plan.units[1:]),
        lambda plan: replace(plan, departments=plan.departments[1:]),
        lambda plan: replace(plan, rows={**plan.rows, "I.1": replace(plan.rows["I.1"], maximum=Decimal(1))}),
        lambda plan: replace(plan, rules={**plan.rules, "Y401": replace(plan.rules["Y401"], enabled=False)}),
        lambda plan: replace(
            plan, rules={**plan.rules, "Y408": replace(plan.rules["Y408"], tolerance=Decimal(9))}
        ),
        lambda plan: replace(plan, formulas=()) if plan.formulas else replace(plan, start=plan.start + 1),
    ],
)
def test_everything_that_a_template_says_counts(change: Any) -> None:
    assert fingerprint(change(PLAN)) != fingerprint(PLAN)
    assert fingerprint(PLAN) == fingerprint(schema.load(None))


@pytest.mark.parametrize("damage", [b"", b"\x78\x9c", b"[1,2]", "shorter"])
def test_a_damaged_entry_is_read_anew(cache: Cache, damage: bytes | str) -> None:
    first = cache.reader()(ITEMS[0], WORDS)
    (entry,) = entries(cache)
    entry.write_bytes(entry.read_bytes()[:-9] if isinstance(damage, str) else damage)
    assert cache.reader()(ITEMS[0], WORDS) == first
    assert cache.missed == 2
    assert cache.reader(never)(ITEMS[0], WORDS) == first


def test_an_entry_can_run_nothing(cache: Cache) -> None:
    """Text of our own nouns alone: anything else is no entry."""
    for text in (
        '["os.system","x"]',
        "[99]",
        "[0]",
        '["E",0,"x"]',
        '["R","none"]',
        '"text"',
        "[[[",
        "[-1]",
        "[]",
    ):
        with pytest.raises((ValueError, KeyError, IndexError, TypeError)):
            decode(text, PLAN.rows)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owners here")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    cache = open_cache(folder)
    assert not cache.usable
    assert cache.reader()(ITEMS[0], WORDS) == submit(ITEMS[0], WORDS)
    assert not entries(cache)


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = open_cache(tmp_path / "file" / "cache")
    assert cache.reader()(ITEMS[0], WORDS) == submit(ITEMS[0], WORDS)
    cache.prune()


def test_the_oldest_go_when_the_folder_is_full(cache: Cache) -> None:
    for item in ITEMS:
        cache.reader()(item, WORDS)
    ages = {}
    for age, entry in enumerate(sorted(entries(cache))):
        os.utime(entry, (time.time() - age * 1000,) * 2)
        ages[entry] = age
    sizes = {entry: entry.stat().st_size for entry in ages}
    youngest = sorted(ages, key=ages.__getitem__)[:3]
    cache.prune(most=sum(sizes[entry] for entry in youngest))
    assert sorted(entries(cache)) == sorted(youngest)


def test_what_a_reader_gave_up_on_is_tried_again(cache: Cache) -> None:
    """A file that was too slow may be read when the machine is less busy."""
    broken = replace(ITEMS[0], load=lambda: b"PK no zip")
    first, _ = cache.reader()(broken, WORDS)
    assert first.state is State.UNREADABLE
    assert not entries(cache)


def test_two_runs_may_share_it(tmp_path: Path) -> None:
    """Two processes at once over the same files: both right, and nothing half-written is left."""
    home = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "wardxl", "consolidate", str(INPUTS), "-o", f"{n}.xlsx", "--json", f"{n}.json",
             "--no-returns", "--quiet"],
            cwd=tmp_path, env=home,
        )
        for n in range(2)
    ]  # fmt: skip
    assert [run.wait(120) for run in runs] == [0, 0]
    assert json.loads((tmp_path / "0.json").read_text()) == json.loads((tmp_path / "1.json").read_text())
    left = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert len(left) == len(ITEMS)
    assert not [path for path in left if path.name.startswith(".new-")]


REFS = st.builds(Ref, st.text(max_size=9), st.text(max_size=9), st.integers(1, 10**6), st.integers(1, 16384))
ROWS = st.one_of(
    st.sampled_from(list(PLAN.rows.values())),
    st.builds(
        Row,
        st.just("+x"),
        st.just("I"),
        st.text(max_size=9),
        minimum=st.none() | st.decimals(allow_nan=False),
    ),
)
VALUES = st.builds(Value, REFS, st.text(max_size=5), st.text(max_size=9), st.none() | st.text(max_size=9))
RECORDS = st.builds(
    Record, ROWS, st.none() | st.text(max_size=9), st.builds(Label, REFS, st.text(max_size=9)),
    st.dictionaries(st.text(max_size=5), VALUES, max_size=3),
)  # fmt: skip
PROBLEMS = st.builds(
    Problem, st.text(max_size=4), st.text(max_size=20), st.none() | REFS, related=st.tuples(REFS, REFS),
    severity=st.none() | st.sampled_from(Severity),
)  # fmt: skip
SUBMISSIONS = st.builds(
    Submission, st.text(max_size=9), st.text(max_size=9), st.sampled_from(State),
    records=st.lists(RECORDS, max_size=3).map(tuple), problems=st.lists(PROBLEMS, max_size=3).map(tuple),
    modified=st.none() | st.just(datetime(2026, 3, 2, 8, 30, tzinfo=UTC)), saved=st.floats(0, 1e10),
)  # fmt: skip


@given(SUBMISSIONS)
def test_every_submission_comes_back_as_it_was(submission: Submission) -> None:
    assert decode(encode(submission, PLAN.rows), PLAN.rows) == submission


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.file)
def test_figures_come_back_to_the_last_digit(item: Any) -> None:
    submission, _ = submit(item, WORDS)
    again = decode(encode(submission, PLAN.rows), PLAN.rows)
    assert again == submission
    assert repr(again) == repr(submission)
