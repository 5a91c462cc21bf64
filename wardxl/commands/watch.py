"""`wardxl watch`: consolidates again whenever a file arrives or changes."""

from __future__ import annotations

from pathlib import Path

import click

from wardxl.commands.shared import (
    DEFAULT_INPUT,
    FILE,
    help_option,
    leave,
    no_returns_option,
    output_option,
    previous_option,
    returns_option,
    say,
    template_option,
)


@click.command()
@help_option
@click.argument("folder", type=FILE, required=False, metavar="[FOLDER]")
@template_option
@output_option
@returns_option
@no_returns_option
@previous_option
@click.option("--once", is_flag=True, help="Tổng hợp một lần khi các tệp đã chép xong rồi thoát.")
def watch(
    folder: Path | None,
    template: Path | None,
    output: Path,
    returns: Path,
    no_returns: bool,
    previous: Path | None,
    once: bool,
) -> None:
    """Theo dõi thư mục và tổng hợp lại mỗi khi có tệp mới hoặc tệp thay đổi.

    FOLDER mặc định là inputs/. Mỗi lần đổi in một dòng: ai vừa gửi, còn bao nhiêu lỗi, còn thiếu ai. Nhấn Ctrl-C để
    dừng.

    Example: wardxl watch inputs -o outputs/tong_hop.xlsx
    """
    from wardxl.commands.watch_loop import keep_watching, prepare

    job = prepare(folder or DEFAULT_INPUT, template, output, None if no_returns else returns, previous)
    try:
        if once:
            leave(job.once().faults, failed=False)
        keep_watching(job)
    except KeyboardInterrupt:
        say("Đã dừng theo dõi.")
