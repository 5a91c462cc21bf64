"""`wardxl consolidate --wards`: what is said while and after many wards are done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from wardxl.commands.progress import progress
from wardxl.commands.shared import DEFAULT_TEMPLATE, leave, say
from wardxl.wards import Done, consolidate

_MOST_NAMED = 5


def run(
    paths: Sequence[Path],
    output: Path,
    *,
    template: Path | None,
    jobs: int | None,
    scheduler: str | None,
    cache: bool,
    date: date | None,
    summary_only: bool,
    json_file: Path | None,
    strict: bool,
    quiet: bool,
    talk: Callable[[str], None],
) -> None:
    """Do the wards, say how it went, end with the contract's exit status."""
    if template is None and DEFAULT_TEMPLATE.exists():
        template = DEFAULT_TEMPLATE
    with progress(quiet, "phường") as told:
        done = consolidate(
            paths,
            output,
            template=template,
            jobs=jobs,
            scheduler=scheduler,
            cache=cache,
            date=date,
            summary_only=summary_only,
            json_file=json_file,
            told=told,
        )
    _tell(done, talk)
    for ward, why in done.refused:
        say(f"{ward}: {why}")
    if done.refused and not done.faults:
        sys.exit(2)
    leave(done.faults, failed=strict and done.errors > 0)


def _tell(done: Done, talk: Callable[[str], None]) -> None:
    talk(f"Đã tổng hợp {done.wards} phường, {done.files} tệp; {done.errors} lỗi, {done.warnings} cảnh báo.")
    if done.beside:
        talk(f"{done.beside} tệp không nằm trong thư mục phường nào nên không được đọc.")
    for path in done.moved[:_MOST_NAMED]:
        talk(f"Tệp kết quả đang mở, bị khóa hoặc không đọc được nên được ghi sang tên mới: {path}")
    talk(f"Kết quả: {done.summary}")
