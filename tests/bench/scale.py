"""How fast wardxl is, and how that grows: one ward, a city's 60, a province's 1,107 (12, 720 and 13,284 files).

    python tests/bench/scale.py [--wards 1 60 1107] [--kind rich|small|crowded] [--rounds 3] [--folder DIR]

Makes the data (every file different), runs each program as a process of its own, in turns, and prints one table per
size: seconds and processor seconds (the best round), peak megabytes of the process and of its largest worker, files a
second, and the ratio of the seconds to the naive script's. `naive openpyxl` and `naive calamine` glue the sheets
together and check nothing; `floor` only unzips every file and lets expat see every byte. The naive scripts hold
everything in memory, so that above --naive-up-to files they are left out and the smaller size's time a file is taken.
`--table N` writes N consolidated rows into the summary's long sheet instead.
"""

from __future__ import annotations

import argparse
import compileall
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent), str(HERE)]

from ward_files import FILES_PER_WARD, make_ward  # noqa: E402

_POLL = 0.1


@dataclass(frozen=True)
class Run:
    """What one run took: seconds, processor seconds, and peak megabytes of the process and its largest child."""

    seconds: float
    busy: float
    own: float
    worker: float


# ── Running ───────────────────────────────────────────────────────────────────────────────


class _Watch(threading.Thread):
    """Looks at the high-water marks of a process and its descendants while they run (Linux only)."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.own, self.worker = process, 0.0, 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_POLL):
            self.own = max(self.own, _peak(self.process))
            for child in _descendants(self.process):
                self.worker = max(self.worker, _peak(child))


def _peak(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _descendants(process: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


def run(command: Sequence[str], cache: Path) -> Run:
    """Run a program to its end; raises SystemExit where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    before, begun = os.times(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as talk:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=talk)
        watch = _Watch(process.pid)
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - begun
        watch.ended.set()
        if status:
            talk.seek(0)
            raise SystemExit(f"{' '.join(command)}: status {status}\n{talk.read()[-2000:]}")
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, busy, watch.own, watch.worker)


def programs(data: Path, out: Path, wards: int) -> dict[str, list[str]]:
    """The programs that are compared, by name; `again` follows `wardxl`, whose readings it finds remembered.

    `with returns` is what the command does where nothing is left out: annotated copies as well, nothing remembered.
    """
    python, naive = sys.executable, str(HERE / "naive.py")
    ours = [python, "-m", "wardxl", "consolidate", "--quiet", "--no-returns"]
    if wards == 1:
        (ward,) = data.iterdir()
        target = [str(ward), "-o", str(out / "tong_hop.xlsx")]
        more = {
            "wardxl with returns": [python, "-m", "wardxl", "consolidate", "--quiet", *target,
                                    "--returns", str(out / "tra_lai")],
        }  # fmt: skip
    else:
        target = [str(data), "--wards", "-o", str(out)]
        more = {"wardxl --summary-only": [*ours, *target, "--summary-only", "--no-cache"]}
    return {
        "naive openpyxl": [python, naive, str(data), str(out / "naive.xlsx"), "openpyxl"],
        "naive calamine": [python, naive, str(data), str(out / "naive.xlsx"), "calamine"],
        "floor": [python, __file__, "--floor", str(data)],
        "wardxl --no-cache": [*ours, *target, "--no-cache"],
        "wardxl": [*ours, *target],
        "wardxl again": [*ours, *target],
        **more,
    }


def measure(data: Path, wards: int, rounds: int, *, naive: bool) -> dict[str, Run]:
    """The best round of every program, which take turns."""
    best: dict[str, Run] = {}
    with tempfile.TemporaryDirectory() as folder:
        out, cache = Path(folder) / "out", Path(folder) / "cache"
        for _ in range(rounds):
            out.mkdir(exist_ok=True)
            for name, command in programs(data, out, wards).items():
                if name.startswith("naive") and not naive:
                    continue
                if name in ("wardxl", "wardxl with returns"):
                    shutil.rmtree(cache, ignore_errors=True)
                found = run(command, cache)
                if name not in best or found.seconds < best[name].seconds:
                    best[name] = found
    return best


def floor(folder: Path) -> None:
    """Unzip every file below a folder and let expat see every byte."""
    for path in folder.rglob("*.xlsx"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    expat.ParserCreate().Parse(package.read(name), True)


# ── Start ─────────────────────────────────────────────────────────────────────────────────


def start(rounds: int) -> None:
    """Print what it costs to start at all."""
    bare, help_, version = (
        min(run([sys.executable, *words], Path("unused")).seconds for _ in range(rounds * 3))
        for words in (["-c", "pass"], ["-m", "wardxl", "--help"], ["-m", "wardxl", "--version"])
    )
    print(f"\nstart: bare Python {bare * 1000:.0f} ms, wardxl --help {help_ * 1000:.0f} ms "
          f"({help_ / bare:.1f} ×), --version {version * 1000:.0f} ms")  # fmt: skip


# ── Many rows ─────────────────────────────────────────────────────────────────────────────


def table(rows: int) -> None:
    """Write so many consolidated rows into the long sheet of the summary, in this process; print what it took."""
    import resource
    from decimal import Decimal

    from wardxl import schema
    from wardxl.model import Status
    from wardxl.ward_outcome import Outcome, WardRow
    from wardxl.workbook.wards import Summary

    plan = schema.load(None)
    begun = time.perf_counter()
    summary = Summary(plan)
    written = number = 0
    while written < rows:
        number += 1
        made = tuple(
            WardRow(row.code, row.appendix, row.name, row.unit, Status.OK,
                    {name: Decimal(number * 7 + at) / 10 for at, name in enumerate(plan.forms["I"].years)}
                    | {"total": Decimal(number)}, {"resolution": f"Hoàn thành {number}"})
            for row in plan.rows.values()
        )[: rows - written]  # fmt: skip
        summary.add(Outcome(f"Phường {number}", rows=made))
        written += len(made)
    content = summary.finish(None, {})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{written:,} rows of {number:,} wards: {time.perf_counter() - begun:.1f} s, {peak:.0f} MB at most, "
          f"{len(content):,} bytes")  # fmt: skip


# ── The table ─────────────────────────────────────────────────────────────────────────────


def show(files: int, found: dict[str, Run], naive: float) -> None:
    """Print the table of one size; naive: seconds of the openpyxl script, measured or worked out."""
    print(f"\n{files:,} files\n")
    print("| program | seconds | processor s | MB | MB worker | files/s | of naive |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, one in found.items():
        print(f"| {name} | {one.seconds:.2f} | {one.busy:.2f} | {one.own:.0f} | {one.worker:.0f} "
              f"| {files / one.seconds:.0f} | {one.seconds / naive:.3f} |")  # fmt: skip


@contextmanager
def _data(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="wardxl-bench-") as made:
        yield Path(made)


def main() -> None:
    """Make the data, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--wards", type=int, nargs="+", default=[1, 60, 1107])
    options.add_argument("--kind", choices=["rich", "small", "crowded"], default="rich")
    options.add_argument(
        "--rounds", type=int, default=3, help="rounds for the smallest size; larger ones one"
    )
    options.add_argument("--naive-up-to", type=int, default=1000, metavar="FILES")
    options.add_argument("--folder", type=Path, help="keep the data here, and use what is there")
    options.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--table", type=int, metavar="N")
    given = options.parse_args()
    if given.floor:
        floor(given.floor)
        return
    if given.table:
        table(given.table)
        return
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.kind} files"
    )
    # As an installation does; pandas has its byte code as well.
    compileall.compile_dir(str(ROOT / "wardxl"), quiet=1)
    start(given.rounds)
    naive = 0.0
    with _data(given.folder) as folder:
        for wards in sorted(given.wards):
            files = wards * FILES_PER_WARD
            data = folder / f"{given.kind}-{wards}"
            begun = time.perf_counter()
            for number in range(wards if not data.exists() else 0):
                make_ward(data, number, kind=given.kind, ward="Phường Từ Liêm" if wards == 1 else "")
            made = time.perf_counter() - begun
            rounds = given.rounds if wards == 1 else 1
            found = measure(data, wards, rounds, naive=files <= given.naive_up_to)
            naive = found["naive openpyxl"].seconds / files if "naive openpyxl" in found else naive
            show(files, found, naive * files or found["wardxl"].seconds)
            print(f"\ndata made in {made:.1f} s; load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
