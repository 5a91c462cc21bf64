"""`wardxl rules`: the list of rules, or one explained."""

from __future__ import annotations

import json
from pathlib import Path

import click

from wardxl.commands.shared import help_option, load_schema, template_option
from wardxl.errors import CannotRun


@click.command()
@help_option
@click.argument("code", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Dạng in ra.",
)
@template_option
def rules(code: str | None, style: str, template: Path | None) -> None:
    """Liệt kê các quy tắc kiểm tra, hoặc giải thích một quy tắc.

    Example: wardxl rules Y401
    """
    from wardxl import report
    from wardxl.findings import catalogue

    schema = load_schema(template)
    codes = catalogue()
    if code is not None:
        wanted = code.strip().upper()
        if wanted not in codes:
            raise CannotRun(f"Không có quy tắc “{code}”; gõ wardxl rules để xem danh sách.")
        codes = {wanted: codes[wanted]}
    if style == "json":
        click.echo(json.dumps(report.rules_as_data(codes, schema.rules), ensure_ascii=False, indent=1))
    elif style == "markdown":
        click.echo(report.rules_markdown(codes, schema.rules), nl=False)
    elif code is not None:
        click.echo(report.rule_text(next(iter(codes.values())), schema))
    else:
        for line in report.rule_lines(codes, schema):
            click.echo(line)
