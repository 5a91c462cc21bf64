"""`wardxl template`: a blank template workbook, or the departments' forms."""

from __future__ import annotations

from pathlib import Path

import click

from wardxl.commands.shared import FILE, help_option, load_schema, say
from wardxl.errors import CannotRun

_TEMPLATE = Path("phu_luc_template.xlsx")


@click.command()
@help_option
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    help=f"Tệp sẽ ghi; mặc định {_TEMPLATE}, với --department là tên đơn vị.",
)
@click.option("--from", "source", type=FILE, metavar="FILE", help="Lấy nội dung từ tệp mẫu này.")
@click.option("--department", metavar="NAME", help="Ghi biểu để đơn vị này điền.")
@click.option("--all", "folder", type=FILE, metavar="DIR", help="Ghi biểu của mọi đơn vị vào thư mục này.")
@click.option(
    "--previous",
    type=FILE,
    metavar="FILE",
    help="In sẵn vào biểu các số của kết quả lần trước (tong_hop.xlsx).",
)
@click.option(
    "--revision",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Lần phát hành lại biểu; số của biểu có lần lớn hơn thay số của biểu cũ.",
)
def template(
    output: Path | None,
    source: Path | None,
    department: str | None,
    folder: Path | None,
    previous: Path | None,
    revision: int,
) -> None:
    """Ghi một tệp mẫu để văn phòng sửa, hoặc biểu để các đơn vị điền.

    Tệp mẫu có danh mục, biểu mẫu, đơn vị, quy tắc. Biểu của đơn vị (--department, --all) lấy từ tệp mẫu đang
    dùng, chỉ có các dòng đơn vị chủ trì, và được nhận ra khi gửi về dù đổi tên.

    Example: wardxl template --all bieu
    """
    if folder is None and department is None:
        if previous is not None or revision:
            raise CannotRun("--previous và --revision chỉ dùng cùng --department hoặc --all.")
        from wardxl.template_book import write_template

        click.echo(write_template(output or _TEMPLATE, source))
        return
    if folder is not None and (department is not None or output is not None):
        raise CannotRun("--all ghi cả thư mục nên không dùng cùng --department hoặc -o; hãy chọn một.")
    from wardxl import forms
    from wardxl.form_previous import figures_of

    schema = load_schema(source)
    known = figures_of(previous, schema) if previous else ()
    if folder is None:
        name = forms.find_department(schema, department or "")
        path = output or forms.unclaimed(Path(forms.file_name(name)))
        click.echo(forms.write_form(schema, name, path, revision=revision, previous=known))
        return
    written = forms.write_forms(schema, folder, revision=revision, previous=known)
    for path, name in zip(written, forms.departments(schema), strict=True):
        click.echo(path)
        if path.name != forms.file_name(name):
            say(f"“{forms.file_name(name)}” đã có người điền nên được giữ nguyên; biểu mới là “{path.name}”.")
