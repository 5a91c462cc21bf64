"""What several commands share: where things are by default, the template, talk and exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from wardxl.model import Fault, Schema

DEFAULT_TEMPLATE = Path("templates/phu_luc_template.xlsx")
DEFAULT_OUTPUT = Path("outputs/tong_hop.xlsx")
DEFAULT_RETURNS = Path("outputs/tra_lai")
DEFAULT_INPUT = Path("inputs")

# What cannot be read or written is said by those who try, with the remedy.
FILE = click.Path(path_type=Path, readable=False)

help_option = click.help_option("-h", "--help", help="In hướng dẫn này.")
paths_argument = click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
template_option = click.option(
    "--template",
    type=FILE,
    metavar="FILE",
    help="Tệp mẫu; mặc định templates/phu_luc_template.xlsx, không có thì mẫu đi kèm chương trình.",
)
output_option = click.option(
    "-o",
    "--output",
    type=FILE,
    default=DEFAULT_OUTPUT,
    show_default=True,
    metavar="FILE",
    help="Tệp kết quả.",
)
returns_option = click.option(
    "--returns",
    type=FILE,
    default=DEFAULT_RETURNS,
    show_default=True,
    metavar="DIR",
    help="Thư mục các bản trả lại cho đơn vị sửa.",
)
no_returns_option = click.option("--no-returns", is_flag=True, help="Không ghi bản trả lại.")
previous_option = click.option(
    "--previous",
    type=FILE,
    metavar="FILE",
    help="Kết quả lần trước: đọc lại các cột Quyết định, Giải trình ở trang Vấn đề; mặc định là tệp kết quả đang có.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Số tiến trình khi đọc nhiều phường; một phường thì không cần.",
)


def load_schema(template: Path | None) -> Schema:
    """Load the template named, else the one in the current folder, else the one shipped."""
    from wardxl import schema

    if template is None and DEFAULT_TEMPLATE.exists():
        template = DEFAULT_TEMPLATE
    return schema.load(template)


def inputs(paths: Sequence[Path]) -> list[Path]:
    """The paths given, else the inputs folder."""
    return list(paths) or [DEFAULT_INPUT]


def say(text: str) -> None:
    """Talk to the person at the terminal, beside the data."""
    click.echo(text, err=True)


def sayer(quiet: bool) -> Callable[[str], None]:
    """Return `say`, or what says nothing."""
    return (lambda text: None) if quiet else say


def leave(faults: Iterable[Fault], *, failed: bool) -> NoReturn:
    """End with the contract's exit status: 3 for faults of ours, 1 when the command's own test failed, else 0."""
    found = list(faults)
    for fault in found:
        say(f"Lỗi của chương trình ở {fault.where}: {fault.error}. Hãy báo cho người phát triển.")
    sys.exit(3 if found else 1 if failed else 0)
