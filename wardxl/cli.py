"""The command `wardxl`: options in, a call of the pipeline, words and files out. No logic lives here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from wardxl._version import __version__
from wardxl.errors import CannotRun
from wardxl.model import Finding, Schema, Severity, State
from wardxl.result import Result

DEFAULT_TEMPLATE = Path("templates/phu_luc_template.xlsx")
DEFAULT_OUTPUT = Path("outputs/tong_hop.xlsx")
DEFAULT_INPUT = Path("inputs")

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
_template = click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tệp mẫu; mặc định templates/phu_luc_template.xlsx, không có thì mẫu đi kèm chương trình.",
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Số tiến trình khi đọc nhiều phường; một phường thì không cần.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wardxl", help="In số phiên bản.")
def cli() -> None:
    """Tổng hợp và kiểm tra phụ lục kế hoạch của phường từ các tệp Excel của đơn vị.

    Example: wardxl consolidate
    """


@cli.command()
@_paths
@_template
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=DEFAULT_OUTPUT, show_default=True, metavar="FILE",
    help="Tệp kết quả.",
)  # fmt: skip
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Ghi thêm báo cáo JSON."
)
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Ghi thêm bảng số liệu CSV."
)
@click.option(
    "--returns", type=click.Path(path_type=Path), metavar="DIR",
    default=Path("outputs/tra_lai"), show_default=True, help="Thư mục các bản trả lại cho đơn vị sửa.",
)  # fmt: skip
@click.option("--no-returns", is_flag=True, help="Không ghi bản trả lại.")
@click.option("--strict", is_flag=True, help="Thoát với mã 1 khi có lỗi.")
@_jobs
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
    strict: bool,
    jobs: int | None,
    open_it: bool,
    quiet: bool,
) -> None:
    """Đọc, kiểm tra và tổng hợp các tệp của đơn vị thành một tệp Excel.

    PATH là tệp hoặc thư mục; mặc định là inputs/.

    Example: wardxl consolidate inputs -o outputs/tong_hop.xlsx
    """
    from wardxl import pipeline, workbook
    from wardxl.outputs import write_text

    say = _silent if quiet else _say
    result = pipeline.run(paths or [DEFAULT_INPUT], _schema(template))
    written = workbook.write(result, output)
    if written != output:
        say(f"“{output}” đang mở hoặc bị khóa; kết quả được ghi vào “{written}”.")
    if json_file:
        from wardxl.report import to_json

        write_text(json_file, to_json(result))
    if csv_file:
        from wardxl.frame import to_csv

        write_text(csv_file, to_csv(result))
    if not no_returns:
        from wardxl import returns as returning

        copies = returning.write(result, returns, pipeline.loader(paths or [DEFAULT_INPUT]))
        if copies:
            say(f"{len(copies)} bản trả lại đơn vị ở {returns}")
    _report(result, say)
    say(f"Kết quả: {written}")
    if open_it:
        click.launch(str(written))
    _exit(result, failed=strict and _any(result.findings, Severity.ERROR))


@cli.command()
@_paths
@_template
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Dạng in ra.",
)
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True,
    help="Mức từ đó trở lên thì thoát với mã 1.",
)  # fmt: skip
@_jobs
def check(paths: Sequence[Path], template: Path | None, style: str, fail_on: str, jobs: int | None) -> None:
    """Đọc và kiểm tra như consolidate nhưng chỉ in ra các vấn đề, không ghi tệp nào.

    Phần còn thiếu chỉ được xét khi PATH là thư mục.

    Example: wardxl check inputs/phong_kinh_te.xlsx
    """
    from wardxl import pipeline, report

    given = list(paths) or [DEFAULT_INPUT]
    result = pipeline.run(given, _schema(template), complete=any(path.is_dir() for path in given))
    if style == "json":
        click.echo(report.to_json(result), nl=False)
    else:
        for line in report.text(result):
            click.echo(line)
    weighty = [Severity.ERROR] if fail_on == "error" else [Severity.ERROR, Severity.WARNING]
    _exit(result, failed=any(_any(result.findings, severity) for severity in weighty))


@cli.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("phu_luc_template.xlsx"), show_default=True,
    metavar="FILE", help="Tệp mẫu sẽ ghi.",
)  # fmt: skip
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Lấy nội dung từ tệp mẫu này."
)
def template(output: Path, source: Path | None) -> None:
    """Ghi một tệp mẫu trống: danh mục, biểu mẫu, đơn vị, quy tắc để văn phòng sửa trong Excel.

    Example: wardxl template -o templates/phu_luc_template.xlsx
    """
    from wardxl.template_book import write_template

    click.echo(write_template(output, source))


@cli.command()
@click.argument("code", required=False)
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True,
    help="Dạng in ra.",
)  # fmt: skip
@_template
def rules(code: str | None, style: str, template: Path | None) -> None:
    """Liệt kê các quy tắc kiểm tra, hoặc giải thích một quy tắc.

    Example: wardxl rules Y401
    """
    from wardxl import report
    from wardxl.findings import catalogue

    schema = _schema(template)
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


# ── What the commands share ───────────────────────────────────────────────────────────────


def _schema(template: Path | None) -> Schema:
    from wardxl import schema

    if template is None and DEFAULT_TEMPLATE.exists():
        template = DEFAULT_TEMPLATE
    return schema.load(template)


def _any(findings: Sequence[Finding], severity: Severity) -> bool:
    return any(finding.severity is severity for finding in findings)


def _report(result: Result, say: Callable[[str], None]) -> None:
    from wardxl.report import summary

    used = sum(1 for s in result.submissions if s.state in (State.ACCEPTED, State.SUPERSEDED))
    refused = [s.file for s in result.submissions if s.state is State.UNREADABLE]
    say(f"Đã đọc {used} tệp; {summary(result.findings)}.")
    if refused:
        say(f"Không đọc được {len(refused)} tệp: {', '.join(refused)}; lý do ở trang Vấn đề.")
    late = [standing.name for standing in result.departments if standing.state == "missing"]
    if late:
        say(f"Chưa nộp: {'; '.join(late)}.")


def _say(text: str) -> None:
    click.echo(text, err=True)


def _silent(text: str) -> None:
    del text


def _exit(result: Result, *, failed: bool) -> None:
    for fault in result.faults:
        _say(
            f"Lỗi của chương trình ở {fault.where}: {fault.error}. Kết quả vẫn được ghi; hãy báo cho người phát triển."
        )
    if result.faults:
        sys.exit(3)
    if failed:
        sys.exit(1)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command; every mistake of use ends in one Vietnamese line and exit status 2."""
    from wardxl.schema import TemplateError

    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a pipe may have a code page without Vietnamese letters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli.main(args=list(args) if args is not None else None, standalone_mode=False)
    except (CannotRun, TemplateError) as error:
        _say(str(error))
        sys.exit(2)
    except click.ClickException as error:
        _say(_translated(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _say("Đã dừng theo yêu cầu.")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has left (`wardxl rules | head`): nothing more to say to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # the last door: a fault of ours must not reach a clerk as a traceback
        if os.environ.get("WARDXL_DEBUG"):
            raise
        _say(
            f"Lỗi của chương trình ({type(error).__name__}: {error}); hãy báo cho người phát triển kèm tệp gây lỗi."
        )
        sys.exit(3)


def _translated(error: click.ClickException) -> str:
    """Say a mistake at the command line in Vietnamese."""
    help_line = " Gõ thêm --help để xem cách dùng."
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn “{error.option_name}”.{help_line}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"Thiếu {name}.{help_line}"
        case click.BadOptionUsage():
            return f"Tùy chọn “{error.option_name}” thiếu giá trị hoặc dùng sai.{help_line}"
        case click.BadParameter():
            name = error.param.opts[0] if error.param and error.param.opts else ""
            return f"Giá trị của “{name}” không hợp lệ: {error.message}{help_line}"
        case click.UsageError():
            return f"Lệnh không hợp lệ: {error.message}{help_line}"
        case _:
            return error.format_message()
