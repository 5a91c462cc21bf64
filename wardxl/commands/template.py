"""`wardxl template`: a blank template workbook."""

from __future__ import annotations

from pathlib import Path

import click

from wardxl.commands.shared import FILE


@click.command()
@click.option(
    "-o",
    "--output",
    type=FILE,
    default=Path("phu_luc_template.xlsx"),
    show_default=True,
    metavar="FILE",
    help="Tệp mẫu sẽ ghi.",
)
@click.option("--from", "source", type=FILE, metavar="FILE", help="Lấy nội dung từ tệp mẫu này.")
def template(output: Path, source: Path | None) -> None:
    """Ghi một tệp mẫu: danh mục, biểu mẫu, đơn vị, quy tắc để văn phòng sửa trong Excel.

    Example: wardxl template -o templates/phu_luc_template.xlsx
    """
    from wardxl.template_book import write_template

    click.echo(write_template(output, source))
