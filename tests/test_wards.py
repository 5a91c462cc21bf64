"""Many wards: a folder per ward, a workbook per ward and one over all; however the work is spread."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import wardxl
from departments_forms import write_form
from layouts import Layout
from source import by_first_lead, lines

from wardxl import remote, schema
from wardxl import wards as many
from wardxl.errors import CannotRun
from wardxl.model import Severity, Status
from wardxl.spread import Here, spread
from wardxl.tally import Tally
from wardxl.ward import OWN_TEMPLATES, Task, do, lost
from wardxl.ward_outcome import Outcome, WardRow

pytestmark = pytest.mark.slow

SUMMARY = "tong_hop_cac_phuong.xlsx"
WARDS = ("Phường An Bình", "Phường Cẩm Châu", "Phường Đông Sơn")
MONEY = "I.1.1"


def ward_files(folder: Path, ward: str, number: int) -> None:
    """Two departments' files of a ward, no two wards' alike."""
    groups = by_first_lead(lines("I"))
    for at, department in enumerate(("Phòng Kinh tế, Hạ tầng và Đô thị", "Công an phường"), start=1):
        layout = Layout(
            department=f"{department} số {number}",
            attached=f"(Kèm theo Báo cáo của UBND {ward})",
            block=False,
        )
        write_form(folder / ward / f"{at}.xlsx", groups[department], layout=layout)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wards")
    for number, ward in enumerate(WARDS, start=1):
        ward_files(folder, ward, number)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def asked(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a report that are more than headings."""
    plan = schema.load(None).rows
    rows = [row for rows in report["appendices"].values() for row in rows]
    return [row for row in rows if row["code"] not in plan or plan[row["code"]].kind != "heading"]


# ── The contract ──────────────────────────────────────────────────────────────────────────


def test_a_workbook_per_ward_and_one_over_all(three: Path, tmp_path: Path) -> None:
    """ "each folder below PATH is a ward named by the folder, `-o` is a folder, and it gets one workbook per
    ward and `tong_hop_cac_phuong.xlsx`; `--json` then holds a list of reports"."""
    out = tmp_path / "out"
    ended = wardxl("consolidate", three, "--wards", "-o", out, "--json", tmp_path / "r.json", folder=tmp_path)
    assert ended.code == 0, ended.talk
    assert sorted(path.name for path in out.iterdir()) == sorted([*(f"{w}.xlsx" for w in WARDS), SUMMARY])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "r.json"]
    reports = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [report["ward"] for report in reports] == sorted(WARDS)
    for report in reports:
        assert [entry["state"] for entry in report["submissions"]] == ["accepted", "accepted"]
        assert [entry["file"] for entry in report["submissions"]] == ["1.xlsx", "2.xlsx"]


def test_only_the_summary_where_only_that_is_asked_for(three: Path, tmp_path: Path) -> None:
    wardxl("consolidate", three, "--wards", "--summary-only", "-o", tmp_path / "out", folder=tmp_path)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [SUMMARY]


def test_the_folders_name_is_the_wards(three: Path, tmp_path: Path) -> None:
    """S113 compares the titles with the folder's name."""
    (tmp_path / "in").mkdir()
    os.symlink(three / WARDS[0], tmp_path / "in" / WARDS[1])
    wardxl("consolidate", "in", "--wards", "-o", "out", "--json", "r.json", folder=tmp_path)
    (report,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["ward"] == WARDS[1]
    assert {entry["state"] for entry in report["submissions"]} == {"unreadable"}
    assert {finding["code"] for finding in report["findings"]} >= {"S113"}


def test_one_ward_says_the_same_with_and_without_wards(three: Path, tmp_path: Path) -> None:
    from wardxl import pipeline, report

    alone = pipeline.run([three / WARDS[0]], schema.load(None, ward=WARDS[0]))
    many.consolidate([three], tmp_path, json_file=tmp_path / "r.json", cache=False, jobs=1)
    reports = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert json.loads(report.to_json(alone)) == next(one for one in reports if one["ward"] == WARDS[0])


@pytest.mark.parametrize("place", OWN_TEMPLATES)
def test_a_ward_may_have_its_own_template(place: str, tmp_path: Path) -> None:
    from wardxl.template_book import write_template

    ward_files(tmp_path / "in", WARDS[0], 1)
    own = tmp_path / "in" / WARDS[0] / place
    own.parent.mkdir(exist_ok=True)
    write_template(own, None)
    book = openpyxl.load_workbook(own)
    sheet = book["Danh mục"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, heads["Mã"]).value == "I.1":
            sheet.cell(row, heads["Lớn nhất"]).value = 1
    book.save(own)
    outcome = do(Task(WARDS[0], str(tmp_path / "in" / WARDS[0]), cache=False, report=True))
    report = json.loads(outcome.report or "")
    assert "V207" in {finding["code"] for finding in report["findings"] if finding["row"] == "I.1"}
    states = {entry["file"]: entry["state"] for entry in report["submissions"]}
    assert states == {"1.xlsx": "accepted", "2.xlsx": "accepted", place: "skipped"}


def test_a_fault_in_one_wards_template_leaves_the_others(three: Path, tmp_path: Path) -> None:
    ward_files(tmp_path / "in", WARDS[0], 1)
    ward_files(tmp_path / "in", WARDS[1], 2)
    (tmp_path / "in" / WARDS[0] / "phu_luc_template.xlsx").write_bytes(b"no workbook")
    ended = wardxl("consolidate", "in", "--wards", "-o", "out", folder=tmp_path)
    assert ended.code == 2
    assert any(line.startswith(f"{WARDS[0]}: ") for line in ended.lines)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([f"{WARDS[1]}.xlsx", SUMMARY])


def test_a_ward_that_has_sent_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "in" / WARDS[0]).mkdir(parents=True)
    ended = wardxl("consolidate", "in", "--wards", "-o", "out", "--json", "r.json", folder=tmp_path)
    assert ended.code == 0, ended.talk
    (report,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {finding["code"] for finding in report["findings"]} == {"C601", "C602"}


@pytest.mark.parametrize("make", [lambda folder: None, lambda folder: (folder / "in").mkdir()])
def test_no_wards_is_wrong_use(make: Any, tmp_path: Path) -> None:
    make(tmp_path)
    ended = wardxl("consolidate", "in", "--wards", "-o", "out", folder=tmp_path)
    assert ended.code == 2
    assert len(ended.lines) == 1


def test_files_beside_the_wards_are_spoken_of(three: Path, tmp_path: Path) -> None:
    ward_files(tmp_path / "in", WARDS[0], 1)
    (tmp_path / "in" / "lạc.xlsx").write_bytes(b"")
    ended = wardxl("consolidate", "in", "--wards", "-o", "out", folder=tmp_path)
    assert any(line.startswith("1 tệp không nằm trong thư mục phường nào") for line in ended.lines)


def test_the_outputs_among_the_wards_are_no_ward(tmp_path: Path) -> None:
    ward_files(tmp_path, WARDS[0], 1)
    for _ in range(2):
        wardxl("consolidate", ".", "--wards", "-o", "out", "--json", "out/r.json", folder=tmp_path)
    reports = json.loads((tmp_path / "out" / "r.json").read_text(encoding="utf-8"))
    assert [report["ward"] for report in reports] == [WARDS[0]]


# ── However the work is spread ────────────────────────────────────────────────────────────


def test_byte_for_byte_the_same_with_1_2_and_4_workers(three: Path, tmp_path: Path) -> None:
    """ "Results are byte for byte independent of the number of workers and of order"."""
    made = {}
    for jobs in (1, 2, 4):
        out = tmp_path / str(jobs)
        many.consolidate([three], out, jobs=jobs, cache=jobs == 2, json_file=out / "r.json")
        made[jobs] = hashes(out)
    assert made[1] == made[2] == made[4]
    assert len(made[1]) == len(WARDS) + 2


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("distributed", reason="distributed is not installed")
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent}{os.pathsep}{tests}"}
    address = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(address)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", *common, "--host", "127.0.0.1", "--port", "0",
             "--no-dashboard"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
    ]  # fmt: skip
    started += [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", *common, "--nthreads", "1", "--no-dashboard",
             "--local-directory", str(tmp_path / f"worker{number}")],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        for number in range(2)
    ]  # fmt: skip
    try:
        for _ in range(300):
            if address.exists() and address.read_text():
                break
            time.sleep(0.1)
        yield json.loads(address.read_text())["address"]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            # A nanny that is just starting its worker anew does not hear of it.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def test_the_cluster_gives_the_same_bytes(three: Path, tmp_path: Path, cluster: str) -> None:
    """A scheduler and two worker processes; files read again after a change are read anew (`pure=False`)."""
    many.consolidate([three], tmp_path / "here", jobs=1, cache=False)
    many.consolidate([three], tmp_path / "there", scheduler=cluster, cache=False)
    assert hashes(tmp_path / "here") == hashes(tmp_path / "there")


def test_a_scheduler_that_is_not_there_is_one_line(three: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed")
    with pytest.raises(CannotRun, match="Không kết nối được"):
        many.consolidate([three], tmp_path, scheduler="hỏng://x")


# ── A worker that dies ────────────────────────────────────────────────────────────────────


def fragile(task: tuple[str, str]) -> str:
    """Ends its process at once, the first time or every time."""
    name, marks = task
    mark = Path(marks) / name
    if name == "always" or (name == "once" and not mark.exists()):
        mark.touch()
        os._exit(1)
    return name


def test_a_worker_that_dies_costs_a_retry_then_one_outcome(tmp_path: Path) -> None:
    tasks = [(name, str(tmp_path)) for name in ("a", "once", "b", "always", "c", "d")]
    pools = []

    def pool(only: int | None) -> Executor:
        pools.append(only)
        return ProcessPoolExecutor(only or 2)

    found = list(spread(fragile, tasks, pool, window=6, lost=lambda task, error: f"lost {task[0]}"))
    assert found == ["a", "once", "b", "lost always", "c", "d"]
    assert 1 in pools


@pytest.mark.slow
def test_a_worker_of_a_cluster_that_dies_costs_a_retry_then_one_outcome(tmp_path: Path, cluster: str) -> None:
    """The cluster starts its workers anew and tries a task several times by itself before it gives it up."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    tasks = [(name, str(tmp_path)) for name in ("a", "once", "b", "always", "c", "d")]
    with distributed.Client(cluster, timeout="20s", set_as_default=False) as client:
        found = list(
            spread(
                fragile,
                tasks,
                lambda _: client.get_executor(pure=False),
                window=2,
                lost=lambda task, error: f"lost {task[0]} by {type(error).__name__}",
            )
        )
    assert found == ["a", "once", "b", "lost always by KilledWorker", "c", "d"]


@pytest.mark.parametrize("window", [1, 2, 5, 50])
def test_results_come_in_the_tasks_order_and_few_wait(window: int) -> None:
    under_way: list[int] = []

    class Counting(Here):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            under_way.append(args[0])
            return super().submit(fn, *args, **kwargs)  # type: ignore[no-any-return, no-untyped-call]

    most = 0
    taken = []
    for number in spread(int, range(20), lambda _: Counting(), window=window, lost=lambda task, error: -1):
        taken.append(number)
        most = max(most, len(under_way) - len(taken) + 1)
    assert taken == list(range(20))
    assert most <= window


def test_a_lost_ward_is_one_finding() -> None:
    outcome = lost(Task("Phường Mất", "x", report=True), BrokenProcessPool("gone"))
    assert outcome.codes == {"S101": 1}
    assert outcome.found == {Severity.ERROR: 1}
    assert not outcome.faults
    assert {row.status for row in outcome.rows} == {Status.MISSING}
    report = json.loads(outcome.report or "")
    assert [finding["code"] for finding in report["findings"]] == ["S101"]
    assert lost(Task("Phường Mất", "x"), ZeroDivisionError("1/0")).faults


# ── What wards come to together ───────────────────────────────────────────────────────────


def outcome(ward: str, *rows: tuple[str, str, str, str]) -> Outcome:
    """A ward with some rows: code, unit, column, figure."""
    plan = schema.load(None)
    made = tuple(
        WardRow(
            code, plan.rows[code].appendix, plan.rows[code].name, unit or plan.rows[code].unit, Status.OK,
            {column: Decimal(figure)}, {},
        )
        for code, unit, column, figure in rows
    )  # fmt: skip
    return Outcome(ward, rows=made)


def tally(*outcomes: Outcome) -> Tally:
    made = Tally(schema.load(None))
    for one in outcomes:
        made.add(one)
    return made


def test_flows_are_added_over_wards_with_units_converted() -> None:
    """ "additive indicators summed over wards with units converted"."""
    found = tally(
        outcome("A", (MONEY, "", "total", "1.5")), outcome("B", (MONEY, "Triệu đồng", "total", "2500")),
        outcome("C", (MONEY, "Hộ", "total", "7")),
    )  # fmt: skip
    assert found.total(MONEY, "total") == (Decimal(4), 2)
    assert found.foreign_units == 1


@pytest.mark.parametrize(
    ("figures", "low", "median", "high"),
    [
        (["90"], "90", "90", "90"),
        (["90", "95"], "90", "92.5", "95"),
        (["99", "90", "95"], "90", "95", "99"),
        (["0.1", "0.2", "0.4", "0.8"], "0.1", "0.3", "0.8"),
    ],
)
def test_rates_are_spread_and_never_averaged(figures: list[str], low: str, median: str, high: str) -> None:
    """ "rates shown as lowest, median, highest — never averaged without weights"."""
    rate = next(row.code for row in tally().rates() if row.unit == "%")
    found = tally(*(outcome(f"P{at}", (rate, "", "total", one)) for at, one in enumerate(figures)))
    spread_of = found.spread(rate, "total")
    assert spread_of is not None
    assert (spread_of.low, spread_of.median, spread_of.high) == (Decimal(low), Decimal(median), Decimal(high))
    assert spread_of.low_wards == tuple(f"P{at}" for at, one in enumerate(figures) if one == low)
    assert found.total(rate, "total") is None or rate not in {row.code for row in found.additive()}


def test_no_percentage_and_nothing_per_head_is_ever_added() -> None:
    for row in tally().additive():
        assert "%" not in row.unit
        assert "/" not in row.unit


def test_equal_figures_share_a_place_and_less_may_be_better() -> None:
    plan = schema.load(None)
    down = next(row for row in tally().rates() if row.better == "down")
    up = next(row for row in tally().rates() if row.better == "up" and row.appendix == "I")
    for row, expected in ((down, ["B", "A", "C"]), (up, ["A", "C", "B"])):
        found = tally(
            *(outcome(w, (row.code, "", "total", f)) for w, f in (("A", "5"), ("B", "1"), ("C", "5")))
        )
        places = [(place, ward) for place, ward, _ in found.ranking(plan.rows[row.code])]
        assert [ward for _, ward in places] == expected
    assert [place for place, _ in places] == [1, 1, 3]


def test_the_summary_says_what_the_reports_say(three: Path, tmp_path: Path) -> None:
    many.consolidate([three], tmp_path, json_file=tmp_path / "r.json", cache=False)
    reports = {one["ward"]: one for one in json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))}
    book = openpyxl.load_workbook(tmp_path / SUMMARY)
    assert book.sheetnames == [
        "Tổng quan", "Các phường", "Cộng các phường", "Thấp - giữa - cao", "Xếp hạng", "Vấn đề", "Dữ liệu",
    ]  # fmt: skip
    heads, *rows = book["Các phường"].iter_rows(values_only=True)
    lines = [dict(zip(heads, row, strict=True)) for row in rows[:-1]]
    for line in lines:
        report = reports[line["Phường"]]
        severities = [finding["severity"] for finding in report["findings"]]
        assert line["✗ sai"] == severities.count("error")
        assert line["! cần xem"] == severities.count("warning")
        assert line["Tệp"] == len(report["submissions"])
        statuses = [row["status"] for row in asked(report)]
        assert line["Tổng số dòng"] == len(statuses)
        assert line["– chưa có (dòng)"] == statuses.count("missing")
    heads, *rows = book["Cộng các phường"].iter_rows(values_only=True)
    sums = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    expected = sum(
        row["values"]["total"]
        for one in reports.values()
        for row in one["appendices"]["I"]
        if row["code"] == MONEY
    )
    title = next(c.heading for c in schema.load(None).forms["I"].columns if c.key == "total")
    assert sums[MONEY][title] == pytest.approx(expected)
    heads, *rows = book["Dữ liệu"].iter_rows(values_only=True)
    assert len(rows) == sum(len(asked(one)) for one in reports.values())


def test_text_of_a_ward_is_never_a_formula(tmp_path: Path) -> None:
    from io import BytesIO

    from wardxl.workbook.wards import Summary

    summary = Summary(schema.load(None))
    row = WardRow("I.1", "I", "=1+1", "+x", Status.OK, {}, {"total": "@SUM(1)"})
    summary.add(Outcome("=cmd|'/c calc'!A0", rows=(row,)))
    book = openpyxl.load_workbook(BytesIO(summary.finish(None, {})))
    for cell in book["Dữ liệu"][2]:
        assert cell.data_type != "f"
    assert book["Dữ liệu"]["A2"].value == "=cmd|'/c calc'!A0"


# ── Other file systems ────────────────────────────────────────────────────────────────────


def test_wards_may_lie_on_any_file_system(three: Path, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    memory = fsspec.filesystem("memory")
    memory.put(str(three) + "/", "/tỉnh/", recursive=True)
    try:
        place = Path("memory://tỉnh")
        ended = wardxl(
            "consolidate", place, "--wards", "--jobs", "1", "-o", "out", "--json", "r.json", folder=tmp_path
        )
        assert ended.code == 0, ended.talk
        reports = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
        assert [one["ward"] for one in reports] == sorted(WARDS)
        many.consolidate([three], tmp_path / "here", jobs=1, cache=False, json_file=tmp_path / "here.json")
        assert json.loads((tmp_path / "here.json").read_text(encoding="utf-8")) == reports
        with remote.local(f"memory://tỉnh/{WARDS[0]}/1.xlsx") as one:
            assert one.read_bytes() == (three / WARDS[0] / "1.xlsx").read_bytes()
        with pytest.raises(CannotRun):
            many.find([Path("memory://không có")])
    finally:
        memory.rm("/tỉnh", recursive=True)


def test_one_ward_on_another_file_system(three: Path, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    memory = fsspec.filesystem("memory")
    memory.put(f"{three / WARDS[0]}/", "/một/", recursive=True)
    try:
        options = ("-o", "x.xlsx", "--no-returns", "--json")
        first = wardxl("consolidate", Path("memory://một"), *options, "far.json", folder=tmp_path)
        second = wardxl("consolidate", three / WARDS[0], *options, "near.json", folder=tmp_path)
    finally:
        memory.rm("/một", recursive=True)
    assert (first.code, second.code) == (0, 0), first.talk
    near, far = (
        json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("near", "far")
    )
    assert near == far


@pytest.mark.parametrize("path", ["memory://không có", "gì://x", "s3x://a/b"])
def test_an_address_that_leads_nowhere_is_one_line(path: str, tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="fsspec is not installed")
    ended = wardxl("consolidate", Path(path), "-o", "x.xlsx", folder=tmp_path)
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s3://a/b", "s3://a/b"),
        ("s3:/a/b", "s3://a/b"),
        ("memory:/x", "memory://x"),
        ("C:/Users/x", None),
        ("C:\\Users\\x", None),
        ("/tmp/a", None),
        ("a:b", None),
        ("inputs", None),
    ],
)
def test_addresses_are_told_from_paths(path: str, expected: str | None) -> None:
    assert remote.is_address(path) == (expected is not None)
    if expected:
        assert remote.address(path) == expected
