"""Many wards at once: a folder per ward in, a workbook per ward and the summary over all of them out.

A ward is a task, wherever it is done: in this process, in processes of this machine, or on a cluster. What comes
back is taken in the order of the wards' names and written at once, so that memory does not grow with their number
and the outputs are the same however the work was spread.
"""

from __future__ import annotations

import gc
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from wardxl import outputs, previous, remote
from wardxl import ward as warding
from wardxl.decisions import Decisions
from wardxl.errors import CannotRun
from wardxl.model import Fault, Severity
from wardxl.outputs import write_whole
from wardxl.schema import load
from wardxl.spread import Here, spread
from wardxl.text import printable
from wardxl.ward_outcome import Outcome
from wardxl.workbook.wards import Summary

SUMMARY = "tong_hop_cac_phuong.xlsx"
#: So many wards may be under way for each worker: enough that none waits, few enough to hold in memory.
_AHEAD = 3
_CHUNK = 1 << 20

Pool = Callable[[int | None], Executor]
Told = Callable[[str, int, int], None]


@dataclass(slots=True)
class Done:
    """How it went: where the summary is, how many wards and files, what could not be done, faults of ours.

    `beside` counts files that lie in no ward's folder; `moved` are outputs that got a new name beside a locked file.
    """

    summary: Path
    wards: int = 0
    files: int = 0
    reread: int = 0
    errors: int = 0
    warnings: int = 0
    beside: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    moved: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def find(paths: Sequence[Path], *, but: Path | None = None) -> tuple[list[tuple[str, str]], int]:
    """The wards below some paths by name and place, in order of their names, and how many files lie beside them.

    but: the folder of the outputs, which is no ward where it lies among them.
    Raises CannotRun where there is none, or two have one name.
    """
    found: dict[str, str] = {}
    beside = 0
    for path in paths:
        names, files = remote.folders(path)
        beside += files
        for name in names:
            place = remote.below(path, name)
            if but is not None and not remote.is_address(place) and Path(place).resolve() == but.resolve():
                continue
            ward = printable(unicodedata.normalize("NFC", name))
            if ward in found:
                raise CannotRun(
                    f"Hai thư mục cùng tên phường “{ward}”: “{found[ward]}” và “{place}”; hãy đổi tên một thư mục."
                )
            found[ward] = place
    if not found:
        places = ", ".join(f"“{path}”" for path in paths)
        raise CannotRun(
            f"Không có thư mục phường nào trong {places}; với --wards, mỗi thư mục con là một phường, mang tên phường."
        )
    return sorted(found.items()), beside


def consolidate(
    paths: Sequence[Path],
    output: Path,
    *,
    template: Path | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    cache: bool = True,
    date: date | None = None,
    summary_only: bool = False,
    json_file: Path | None = None,
    told: Told | None = None,
) -> Done:
    """Do every ward below some paths and write the workbooks into the folder `output`.

    What was decided in a workbook that is there already is taken over into the new one.

    template: shared by all wards that have none of their own. jobs: processes (None: one per core). scheduler: the
    address of a dask cluster to use instead. told: called with each ward's name, its number and how many there are.
    Raises CannotRun where nothing can be done at all.
    """
    wards, beside = find(paths, but=output)
    _spare(paths, output, [name for name, _ in wards])
    schema = load(template)
    unreadable: set[str] = set()

    def kept(name: str) -> Decisions:
        decisions = previous.kept(output / f"{name}.xlsx")
        if decisions is None:
            unreadable.add(name)
        return decisions or {}

    tasks = (
        warding.Task(
            ward=name,
            folder=place,
            template=str(template.resolve()) if template else None,
            workbook=not summary_only,
            report=json_file is not None,
            cache=cache,
            date=date,
            output=str(output.resolve()),
            decisions=kept(name),
        )
        for name, place in wards
    )
    done = Done(output / SUMMARY, beside=beside)
    summary = Summary(schema)
    with _pool(jobs, scheduler, len(wards)) as (pool, window), _reports(json_file) as reports:
        outcomes = spread(warding.do, tasks, pool, window=window, lost=warding.lost)
        for number, outcome in enumerate(outcomes, start=1):
            summary.add(outcome)
            _count(done, outcome)
            if outcome.workbook is not None:
                target = output / f"{outcome.ward}.xlsx"
                # A result with decisions that cannot be read is left alone.
                free = outputs.beside(target) if outcome.ward in unreadable else target
                _write(done, target, outcome.workbook, free)
            if outcome.report is not None and reports is not None:
                reports.write((",\n" if reports.tell() > 2 else "") + outcome.report.rstrip("\n"))
            if told:
                told(outcome.ward, number, len(wards))
    links = {} if summary_only else {name: f"{quote(name)}.xlsx" for name, _ in wards}
    done.summary = _write(done, output / SUMMARY, summary.finish(date, links))
    if cache:
        from wardxl.cache import open_cache

        open_cache().prune()
    return done


def _count(done: Done, outcome: Outcome) -> None:
    done.wards += 1
    done.files += outcome.files
    done.reread += outcome.reread
    done.errors += outcome.found.get(Severity.ERROR, 0)
    done.warnings += outcome.found.get(Severity.WARNING, 0)
    done.faults += outcome.faults
    if outcome.refused:
        done.refused.append((outcome.ward, outcome.refused))


def _spare(paths: Sequence[Path], output: Path, wards: Sequence[str]) -> None:
    """Raise CannotRun where a ward's workbook would take the place of a file that was handed in."""
    folders = [path.resolve() for path in paths if not remote.is_address(path)]
    if not any(output.resolve().is_relative_to(folder) for folder in folders):
        return
    for ward in wards:
        target = output / f"{ward}.xlsx"
        if target.is_file() and previous.kept(target) is not None and not previous.is_result(target):
            raise CannotRun(
                f"“{target}” nằm trong thư mục đầu vào và không phải kết quả của wardxl nên không ghi đè; "
                "hãy chọn thư mục khác cho -o."
            )


def _write(done: Done, target: Path, content: bytes, free: Path | None = None) -> Path:
    written = write_whole(free or target, lambda part: part.write_bytes(content))
    if written != target:
        done.moved.append(written)
    return written


@contextmanager
def _reports(target: Path | None) -> Iterator[IO[str] | None]:
    """A file that gathers the wards' reports as a JSON list and is put in its place at the end, whole."""
    if target is None:
        yield None
        return
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:
        spool.write("[\n")
        yield spool
        spool.write("\n]\n")
        spool.seek(0)
        write_whole(target, partial(_pour, spool))


def _pour(spool: IO[str], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="\n") as file:
        while part := spool.read(_CHUNK):
            file.write(part)


# ── Where the work is done ────────────────────────────────────────────────────────────────


@contextmanager
def _pool(jobs: int | None, scheduler: str | None, tasks: int) -> Iterator[tuple[Pool, int]]:
    """What opens an executor, and how many tasks it may have under way."""
    if scheduler is not None:
        with _cluster(scheduler) as found:
            yield found
        return
    wanted = min(jobs or cores(), tasks)
    if wanted == 1:
        yield (lambda _: Here()), 1
        return
    yield partial(_processes, wanted), wanted * _AHEAD


def _processes(wanted: int, only: int | None) -> Executor:
    from concurrent.futures import ProcessPoolExecutor

    # A worker looks for garbage as seldom as this process does, however it was started.
    return ProcessPoolExecutor(only or wanted, initializer=gc.set_threshold, initargs=gc.get_threshold())


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Pool, int]]:
    """A dask cluster by the address of its scheduler."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise CannotRun("Để dùng --scheduler cần cài thêm: pip install 'wardxl[cluster]'.") from error
    try:
        client = distributed.Client(scheduler, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotRun(
            f"Không kết nối được bộ điều phối “{scheduler}”; hãy kiểm tra địa chỉ (ví dụ tcp://may-chu:8786)."
        ) from error
    with client:
        workers = max(1, sum(client.nthreads().values()))
        # Tasks of one name and arguments are not one: the files may have changed since.
        yield (lambda _: client.get_executor(pure=False)), workers * _AHEAD


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
