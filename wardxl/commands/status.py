"""`wardxl status`: who has sent, who has not, how long there is still time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardxl.commands.shared import (
    FILE,
    help_option,
    inputs,
    leave,
    load_schema,
    paths_argument,
    say,
    template_option,
)

if TYPE_CHECKING:
    from wardxl.status import Overview

_ROLES = {"submitted": "ok", "missing": "error", "not_due": "plain"}


@click.command()
@help_option
@paths_argument
@template_option
@click.option(
    "--remind",
    type=FILE,
    metavar="DIR",
    help="Ghi cho mỗi đơn vị chưa nộp một lời nhắc ngắn vào thư mục này.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Dạng in ra.",
)
def status(paths: Sequence[Path], template: Path | None, remind: Path | None, style: str) -> None:
    """Cho biết đơn vị nào đã nộp, đơn vị nào chưa, còn bao lâu đến hạn.

    Hạn nộp lấy từ khóa han_nop trong tệp mẫu.

    Example: wardxl status inputs --remind nhac_nop
    """
    from wardxl import pipeline
    from wardxl.commands.colours import paint
    from wardxl.status import as_dict, overview, text

    result = pipeline.run(inputs(paths), load_schema(template), empty=True)
    found = overview(result, date.today())
    if remind:
        _write_reminders(found, remind)
    if style == "json":
        click.echo(json.dumps(as_dict(found), ensure_ascii=False, indent=1))
    else:
        for line in text(found, lambda words, state: paint(words, _ROLES[state])):
            click.echo(line)
    leave(result.faults, failed=False)


def _write_reminders(found: Overview, folder: Path) -> None:
    from wardxl.forms import file_name
    from wardxl.outputs import write_text
    from wardxl.status import reminder

    def place(department: str) -> Path:
        return (folder / file_name(department)).with_suffix(".txt")

    for department in found.late:
        # The mark and the line ends are for old editors on Windows, where a clerk opens and copies the text.
        write_text(place(department.name), "\ufeff" + reminder(found, department).replace("\n", "\r\n"))
    if found.late:
        say(f"Đã ghi {len(found.late)} lời nhắc vào {folder}.")
    else:
        say("Không đơn vị nào chưa nộp nên không có lời nhắc nào.")
    old = [d.name for d in found.departments if not d.late and place(d.name).exists()]
    if old:
        say(f"Trong {folder} còn lời nhắc cũ của đơn vị không phải nhắc nữa: {'; '.join(old)}; hãy xóa đi.")
