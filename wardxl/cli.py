"""The command `wardxl`: its commands by name, and the last door through which a mistake leaves as one line."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from wardxl._version import __version__
from wardxl.errors import CannotRun

#: The commands in the order of the help, with the first sentence of each one's own; each is the function of that name
#: in the module of that name. The sentences stand here so that the list of commands imports none of them.
COMMANDS = {
    "consolidate": "Đọc, kiểm tra và tổng hợp các tệp của đơn vị thành một tệp Excel.",
    "check": "Đọc và kiểm tra như consolidate nhưng chỉ in ra các vấn đề, không ghi tệp nào.",
    "template": "Ghi một tệp mẫu để văn phòng sửa, hoặc biểu để các đơn vị điền.",
    "init": "Tạo thư mục làm việc: inputs, outputs, tệp mẫu, hướng dẫn và tệp để bấm đúp.",
    "rules": "Liệt kê các quy tắc kiểm tra, hoặc giải thích một quy tắc.",
    "status": "Cho biết đơn vị nào đã nộp, đơn vị nào chưa, còn bao lâu đến hạn.",
    "watch": "Theo dõi thư mục và tổng hợp lại mỗi khi có tệp mới hoặc tệp thay đổi.",
    "diff": "So sánh hai lần: số nào đổi, từ bao nhiêu thành bao nhiêu, vấn đề nào mới, vấn đề nào đã hết.",
}


#: Next to nothing of ours refers to itself in a ring, so the collector need not look after every 700 new objects.
_COLLECT = (400_000, 20, 20)


class _Commands(click.Group):
    """Imports a command only when it is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:  # a shell completes a line that is not finished: nothing to say
                return None
            raise CannotRun(f"Không có lệnh “{cmd_name}”; các lệnh là {', '.join(COMMANDS)}.")
        command: click.Command = getattr(importlib.import_module(f"wardxl.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"max_content_width": 100})
@click.help_option("-h", "--help", help="In hướng dẫn này.")
@click.version_option(__version__, prog_name="wardxl", help="In số phiên bản.")
def cli() -> None:
    """Tổng hợp và kiểm tra phụ lục kế hoạch của phường từ các tệp Excel của đơn vị.

    Example: wardxl consolidate
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command; every mistake of use ends in one Vietnamese line and exit status 2."""
    gc.set_threshold(*_COLLECT)
    # What is alive when the process ends goes with it; without this the collector would look at all of it once more.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a pipe may have a code page without Vietnamese letters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli.main(args=list(args) if args is not None else None, standalone_mode=False)
    except CannotRun as error:
        _end(str(error), 2)
    except click.ClickException as error:
        _end(_translated(error), 2)
    except (click.Abort, KeyboardInterrupt):
        _end("Đã dừng theo yêu cầu.", 130)
    except BrokenPipeError:
        # The reader of our output has left (`wardxl rules | head`): nothing more to say to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # the last door: a fault of ours must not reach a clerk as a traceback
        if os.environ.get("WARDXL_DEBUG"):
            raise
        _end(f"Lỗi của chương trình ({type(error).__name__}: {error}); hãy báo cho người phát triển.", 3)


def _end(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


def _translated(error: click.ClickException) -> str:
    """Say a mistake at the command line in Vietnamese."""
    hint = "Gõ thêm --help để xem cách dùng."
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn “{error.option_name}”. {hint}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"Thiếu {name}. {hint}"
        case click.BadOptionUsage():
            return f"Tùy chọn “{error.option_name}” thiếu giá trị hoặc dùng sai. {hint}"
        case click.BadParameter():
            name = error.param.opts[0] if error.param and error.param.opts else ""
            return f"Giá trị của “{name}” không hợp lệ. {hint}"
        case click.UsageError():
            return f"Lệnh không hợp lệ: {error.message.rstrip('.')}. {hint}"
        case _:
            return error.format_message()
