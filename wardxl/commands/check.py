"""`wardxl check`: the same reading and checks, nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from wardxl.commands.shared import (
    help_option,
    inputs,
    jobs_option,
    leave,
    load_schema,
    paths_argument,
    template_option,
)
from wardxl.model import Severity

_FAILING = {"error": (Severity.ERROR,), "warning": (Severity.ERROR, Severity.WARNING)}


@click.command()
@help_option
@paths_argument
@template_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Dạng in ra.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING)),
    default="error",
    show_default=True,
    help="Mức từ đó trở lên thì thoát với mã 1.",
)
@jobs_option
def check(paths: Sequence[Path], template: Path | None, style: str, fail_on: str, jobs: int | None) -> None:
    """Đọc và kiểm tra như consolidate nhưng chỉ in ra các vấn đề, không ghi tệp nào.

    Phần còn thiếu chỉ được xét khi PATH là thư mục.

    Example: wardxl check inputs/phong_kinh_te.xlsx
    """
    from wardxl import pipeline, report
    from wardxl.commands.colours import paint

    given = inputs(paths)
    result = pipeline.run(given, load_schema(template), complete=any(path.is_dir() for path in given))
    if style == "json":
        click.echo(report.to_json(result), nl=False)
    else:
        for line in report.text(result, paint):
            click.echo(line)
    failed = any(finding.severity in _FAILING[fail_on] for finding in result.findings)
    leave(result.faults, failed=failed)
