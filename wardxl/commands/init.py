"""`wardxl init`: a working folder."""

from __future__ import annotations

from pathlib import Path

import click

from wardxl.commands.shared import FILE, help_option, say


@click.command()
@help_option
@click.argument("folder", type=FILE, metavar="DIR")
def init(folder: Path) -> None:
    """Tạo thư mục làm việc: inputs, outputs, tệp mẫu, hướng dẫn và tệp để bấm đúp.

    Những gì đã có trong DIR được giữ nguyên.

    Example: wardxl init "Tổng hợp"
    """
    from wardxl.working_folder import make

    made = make(folder)
    for name in made.written:
        click.echo(str(folder / name))
    if made.kept:
        say(f"Đã có sẵn, để nguyên: {', '.join(made.kept)}.")
    say(f"Thư mục làm việc: {folder}. Việc tiếp theo: đọc {folder / 'huong-dan.txt'}.")
