"""`wardxl diff`: what changed between two results, or between two files of one department."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardxl.commands.shared import FILE, help_option, load_schema, say, template_option
from wardxl.errors import CannotRun

if TYPE_CHECKING:
    from wardxl.comparing import Edition
    from wardxl.model import Schema

_ROLES = {"came": "error", "changed": "warning", "gone": "ok"}
_WORKBOOK, _REPORT, _FILES = "kết quả tổng hợp", "báo cáo JSON", "tệp của đơn vị"


@click.command()
@help_option
@click.argument("old", type=FILE, metavar="OLD")
@click.argument("new", type=FILE, metavar="NEW")
@template_option
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Ghi thêm tệp Excel đặt cũ và mới cạnh nhau.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Dạng in ra.",
)
def diff(old: Path, new: Path, template: Path | None, output: Path | None, style: str) -> None:
    """So sánh hai lần: số nào đổi, từ bao nhiêu thành bao nhiêu, vấn đề nào mới, vấn đề nào đã hết.

    OLD và NEW là hai tệp kết quả (tong_hop.xlsx), hai báo cáo JSON, hai tệp của cùng một đơn vị, hoặc hai thư mục tệp
    của các đơn vị.

    Example: wardxl diff outputs/tong_hop_cu.xlsx outputs/tong_hop.xlsx -o thay_doi.xlsx
    """
    from wardxl.commands.colours import paint
    from wardxl.comparing import compare
    from wardxl.comparison_words import as_dict, text

    if output:
        from wardxl.commands.guard import spare_compared

        spare_compared((old, new), output)
    schema = load_schema(template)
    (first, one), (second, other) = _edition(old, schema), _edition(new, schema)
    if first != second:
        raise CannotRun(f"“{old}” là {first}, “{new}” là {second}; hãy so sánh hai tệp cùng loại.")
    if one.sender and other.sender and one.sender != other.sender:
        say(f"Lưu ý: hai tệp của hai đơn vị khác nhau, {one.sender} và {other.sender}.")
    comparison = compare(one, other)
    if output:
        from wardxl.workbook.comparison import write

        say(f"Tệp so sánh: {write(comparison, output)}")
    if style == "json":
        click.echo(json.dumps(as_dict(comparison), ensure_ascii=False, indent=1))
    else:
        for line in text(comparison, lambda words, kind: paint(words, _ROLES[kind.value])):
            click.echo(line)


def _edition(path: Path, schema: Schema) -> tuple[str, Edition]:
    """Read one side, and say what kind of thing it is."""
    from wardxl import editions, readers

    if not path.is_dir():
        data = _bytes(path)
        if path.suffix.casefold() == ".json" or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return _REPORT, editions.of_report(data, str(path), schema)
        try:
            book = readers.read(data, path.name)
        except readers.ReadError:
            pass  # an archive, or what cannot be read: the run over files says which
        else:
            if editions.is_result(book):
                return _WORKBOOK, editions.of_workbook(book, str(path))
    return _FILES, _of_files(path, schema)


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise CannotRun(f"Không có tệp hoặc thư mục “{path}”; hãy kiểm tra lại đường dẫn.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"Không mở được “{path}”; hãy đóng tệp nếu đang mở và kiểm tra quyền đọc.") from error


def _of_files(path: Path, schema: Schema) -> Edition:
    from wardxl import editions, pipeline
    from wardxl.model import State

    result = pipeline.run([path], schema, complete=path.is_dir())
    if not any(submission.state is State.ACCEPTED for submission in result.submissions):
        reasons = [problem.message for s in result.submissions for problem in s.problems]
        reason = reasons[0] if reasons else "Tệp không phải phụ lục của đơn vị."
        raise CannotRun(f"Không so sánh được “{path}”: {reason}")
    return editions.of_result(result, str(path))
