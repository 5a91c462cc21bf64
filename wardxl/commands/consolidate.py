"""`wardxl consolidate`: the main job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import click

from wardxl.commands.shared import (
    DEFAULT_OUTPUT,
    FILE,
    help_option,
    inputs,
    jobs_option,
    leave,
    load_schema,
    no_returns_option,
    output_option,
    paths_argument,
    previous_option,
    returns_option,
    sayer,
    template_option,
)
from wardxl.decisions import Decisions
from wardxl.errors import CannotRun
from wardxl.model import Severity, State
from wardxl.result import Result


@click.command()
@help_option
@paths_argument
@template_option
@output_option
@click.option("--json", "json_file", type=FILE, metavar="FILE", help="Ghi thêm báo cáo JSON.")
@click.option("--csv", "csv_file", type=FILE, metavar="FILE", help="Ghi thêm bảng số liệu CSV.")
@returns_option
@no_returns_option
@previous_option
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    metavar="DATE",
    help="Ngày ghi trong kết quả (2026-11-20 hoặc 20/11/2026); mặc định là ngày của tệp mới nhất.",
)
@click.option("--wards", is_flag=True, help="Mỗi thư mục con của PATH là một phường; -o là thư mục.")
@click.option("--summary-only", is_flag=True, help="Với --wards: chỉ ghi tệp tổng hợp các phường.")
@click.option("--scheduler", metavar="URL", help="Với --wards: cụm máy dask (tcp://may-chu:8786).")
@click.option("--no-cache", is_flag=True, help="Đọc lại mọi tệp, không dùng kết quả đọc lần trước.")
@click.option("--strict", is_flag=True, help="Thoát với mã 1 khi có lỗi.")
@jobs_option
@click.option("--open", "open_it", is_flag=True, help="Mở kết quả khi xong.")
@click.option("--quiet", is_flag=True, help="Không in gì ngoài lỗi.")
def consolidate(
    paths: Sequence[Path],
    template: Path | None,
    output: Path,
    json_file: Path | None,
    csv_file: Path | None,
    returns: Path,
    no_returns: bool,
    previous: Path | None,
    date: datetime | None,
    wards: bool,
    summary_only: bool,
    scheduler: str | None,
    no_cache: bool,
    strict: bool,
    jobs: int | None,
    open_it: bool,
    quiet: bool,
) -> None:
    """Đọc, kiểm tra và tổng hợp các tệp của đơn vị thành một tệp Excel.

    PATH là tệp hoặc thư mục; mặc định là inputs/.

    Example: wardxl consolidate inputs -o outputs/tong_hop.xlsx
    """
    if wards:
        from wardxl.commands import many

        for name, given_with_it in (("--csv", csv_file), ("--previous", previous), ("--open", open_it)):
            if given_with_it:
                raise CannotRun(f"Tùy chọn {name} không dùng cùng --wards; hãy chạy riêng cho từng phường.")
        many.run(
            inputs(paths),
            output if output != DEFAULT_OUTPUT else output.parent,
            template=template,
            jobs=jobs,
            scheduler=scheduler,
            cache=not no_cache,
            date=date,
            summary_only=summary_only,
            json_file=json_file,
            strict=strict,
            quiet=quiet,
            talk=sayer(quiet),
        )
    from wardxl import pipeline, workbook
    from wardxl import previous as earlier
    from wardxl.cache import open_cache
    from wardxl.commands.guard import spare_inputs
    from wardxl.commands.progress import progress
    from wardxl.intake import submit
    from wardxl.outputs import beside, write_text
    from wardxl.remote import local_all

    talk = sayer(quiet)
    asked = inputs(paths)
    given = click.get_current_context().with_resource(local_all(asked))
    here = given == asked
    places = pipeline.places(given) if here else {}
    spare_inputs(
        places, {"-o": output, "--json": json_file, "--csv": csv_file}, None if no_returns else returns
    )
    kept = earlier.kept(output)
    target = output if kept is not None else beside(output)
    decided = earlier.load(previous) if previous else kept
    memory = None if no_cache else open_cache()
    read = memory.reader() if memory else submit
    schema = load_schema(template)
    with progress(quiet, "tệp") as told:
        numbers = count(1)
        result = pipeline.run(
            given,
            schema,
            read=read,
            decisions=decided,
            told=(lambda file: told(file, next(numbers), None)) if told else None,
        )
    written = workbook.write(result, target, date=date, files=places)
    if memory:
        memory.prune_at_times()
    if json_file:
        from wardxl.report import to_json

        write_text(json_file, to_json(result))
    if csv_file:
        from wardxl.frame import to_csv

        write_text(csv_file, to_csv(result))
    copies: list[Path] = []
    if not no_returns:
        from wardxl import returns as returning

        copies = returning.write(result, returns, pipeline.loader(given), date=date)
    _report(result, talk)
    if decided and not previous:
        talk(_carried(result, decided, output))
    if copies:
        talk(f"{len(copies)} bản trả lại đơn vị ở {returns}")
    if kept is None:
        talk(
            f"Không đọc được các quyết định trong “{output}” đã có (tệp có mật khẩu hoặc đã đổi trang Vấn đề) "
            "nên tệp đó được giữ nguyên, kết quả được ghi vào tệp mới bên cạnh. Hãy bỏ mật khẩu, trả lại tên trang "
            "rồi chạy lại với --previous, hoặc ghi lại các quyết định vào tệp mới."
        )
    elif written != output:
        talk(f"“{output}” đang mở hoặc bị khóa nên kết quả được ghi vào tệp mới bên cạnh.")
    talk(f"Kết quả: {written}")
    if open_it:
        from wardxl import opening

        if not opening.open_file(written):
            talk(f"Máy không tự mở được; hãy tự mở tệp {written}.")
    failed = strict and any(
        finding.severity is Severity.ERROR and finding.open for finding in result.findings
    )
    leave(result.faults, failed=failed)


def _carried(result: Result, decided: Decisions, output: Path) -> str:
    """Say how many of the decisions typed before have found their findings again."""
    typed = sum(bool(line.text or line.explanation) for lines in decided.values() for line in lines)
    found = sum(finding.decision is not None for finding in result.findings)
    if found >= typed:
        return f"Đã giữ {found} quyết định, giải trình ghi trong “{output}” trước đó."
    return (
        f"Đã giữ {found} trong {typed} quyết định, giải trình ghi trong “{output}” trước đó; "
        "các vấn đề còn lại lần này không có nữa."
    )


def _report(result: Result, talk: Callable[[str], None]) -> None:
    """Say in a few lines how it went."""
    from wardxl.report import summary

    used = sum(1 for s in result.submissions if s.state in (State.ACCEPTED, State.SUPERSEDED))
    refused = [s.file for s in result.submissions if s.state is State.UNREADABLE]
    talk(f"Đã đọc {used} tệp; {summary(result.findings)}.")
    if refused:
        talk(f"Không đọc được {len(refused)} tệp: {', '.join(refused)}; lý do ở trang Vấn đề.")
    late = [standing.name for standing in result.departments if standing.state == "missing"]
    if late:
        talk(f"Chưa nộp: {'; '.join(late)}.")
