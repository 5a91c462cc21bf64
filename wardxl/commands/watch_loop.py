"""What `wardxl watch` does at each event: wait until the folder is quiet, consolidate, say one line."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click

from wardxl.arrivals import account
from wardxl.commands.shared import (
    DEFAULT_TEMPLATE,
    load_schema,
    say,
)
from wardxl.decisions import Decisions
from wardxl.errors import CannotRun
from wardxl.model import Schema
from wardxl.outputs import beside
from wardxl.result import Result
from wardxl.watching import (
    PATIENCE,
    QUIET,
    Memory,
    Snapshot,
    look,
    own_outputs,
    redirected,
    settled,
    whole,
)

#: At the start a file that looks half copied is not waited for long: it has most likely lain there for days.
_PATIENCE_AT_START = 2.0
#: The folder is looked at this often even when the system reports no change (network drives do not).
_LOOK_EVERY = 3.0


@dataclass(slots=True)
class Job:
    """What is watched and written, and what was last seen of it; all paths are absolute."""

    folder: Path
    template: Path | None
    template_at: Path
    output: Path
    returns: Path | None
    memory: Memory
    schema: Schema
    decided: Decisions | None
    seen: Snapshot = field(default_factory=dict)
    halves: frozenset[Path] = frozenset()
    last: Result | None = None

    def take(self) -> Snapshot | None:
        """Look at the folder and at the template."""
        seen = look(self.folder, self.memory.apart)
        if seen is not None and self.template_at.is_file():
            state = self.template_at.stat()
            seen = {**seen, self.template_at: (state.st_size, state.st_mtime_ns)}
        return seen

    def changed(self) -> bool:
        """Whether something is otherwise than at the last run, or a file that could not be read now can."""
        now = self.take()
        return now is not None and (
            now != self.seen or any(path in now and whole(path) for path in self.halves)
        )

    def settle(self, patience: float = PATIENCE) -> bool:
        """Wait until whatever changed is complete; False when the folder cannot be seen."""
        now = settled(
            self.take,
            self.seen,
            clock=time.monotonic,
            sleep=time.sleep,
            patience=patience,
            waiting=lambda path: say(f"Đang đợi tệp chép xong: {path.name}"),
        )
        if now is None:
            return False
        edited = self.last is not None and now.get(self.template_at) != self.seen.get(self.template_at)
        self.halves = frozenset(path for path in now if not whole(path))
        self.seen = now
        if edited:
            self._take_template()
        return True

    def _take_template(self) -> None:
        """Take the template as it is now; one with a fault is said and the earlier one stays in force."""
        try:
            self.schema = load_schema(self.template)
        except CannotRun as error:
            say(f"{error}\nVẫn dùng tệp mẫu như trước khi sửa.")
        else:
            self.memory.forget()

    def once(self) -> Result:
        """Consolidate as soon as nothing is being copied any more."""
        self.settle(_PATIENCE_AT_START)
        return self.consolidate()

    def consolidate(self) -> Result:
        """Read what changed, write everything anew and say in one line what changed."""
        from wardxl import pipeline, previous, workbook

        # After the first time all that was decided stands in the result itself, what was typed since as well.
        kept = previous.kept(self.output)
        if kept is None:
            say(
                f"Không đọc được các quyết định trong “{self.output}” đã có nên tệp đó được giữ nguyên. "
                f"Hãy bỏ mật khẩu, trả lại tên trang rồi chạy lại với --previous “{self.output}”."
            )
            self.output = beside(self.output)
        decided = self.decided if self.last is None and self.decided is not None else kept
        result = pipeline.run([self.folder], self.schema, read=self.memory, empty=True, decisions=decided)
        self.memory.turn()
        line = account(self.last, result)
        self.last = result
        places = pipeline.places([self.folder]) if result.submissions else {}
        written = workbook.write(result, self.output, files=places)
        if self.returns and result.submissions:
            from wardxl import returns as returning

            returning.write(result, self.returns, pipeline.loader([self.folder]))
        elsewhere = "" if written == self.output else f" · tệp kết quả đang mở, đã ghi vào {written.name}"
        click.echo(f"{datetime.now():%H:%M:%S}  {line}{elsewhere}")
        return result


def prepare(
    folder: Path, template: Path | None, output: Path, returns: Path | None, previous: Path | None
) -> Job:
    """Set up the watching of a folder; raises CannotRun when it, the template or the earlier result cannot be used."""
    from wardxl import previous as earlier
    from wardxl.commands.guard import spare_inputs
    from wardxl.inbox import gather

    if not folder.is_dir():
        raise CannotRun(
            f"Không có thư mục “{folder}” để theo dõi; hãy tạo thư mục hoặc kiểm tra lại đường dẫn."
        )
    place, target = _absolute(folder), _absolute(output)
    back = _absolute(returns) if returns else None
    if back and place.is_relative_to(back):
        raise CannotRun(
            f"Thư mục bản trả lại “{returns}” chứa thư mục theo dõi “{folder}”; hãy chọn --returns ở nơi khác."
        )
    spare_inputs({item.file: item.path for item in gather([place], empty=True)}, {"-o": target}, None)
    memory = Memory(own_outputs(target, back, redirected(place)))
    decided = earlier.load(previous) if previous else None
    schema = load_schema(template)
    return Job(
        place, template, _absolute(template or DEFAULT_TEMPLATE), target, back, memory, schema, decided
    )


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def keep_watching(job: Job) -> None:
    """Consolidate now and at every change, until Ctrl-C raises KeyboardInterrupt."""
    say(f"Đang theo dõi {job.folder}; kết quả ở {job.output}. Nhấn Ctrl-C để dừng.")
    patience, gone = _PATIENCE_AT_START, False
    for _ in _ticks(job.folder):
        if job.last and not job.changed():
            if not gone and not job.folder.is_dir():
                gone = True
                say(f"Không còn thấy thư mục {job.folder}; đang đợi thư mục trở lại.")
            continue
        gone = False
        try:
            if job.settle(patience):
                result = job.consolidate()
                patience = PATIENCE
                for fault in result.faults:
                    say(f"Lỗi của chương trình ở {fault.where}: {fault.error}. Hãy báo cho người phát triển.")
        except CannotRun as error:
            # The result's folder is away or full: said, and tried again at the next change.
            say(str(error))
        except FileNotFoundError:
            continue  # a file went away between being seen and being read: the next look tells


def _ticks(folder: Path) -> Iterator[None]:
    """Yield at once, and then whenever the system reports a change below the folder, or has been silent for a while."""
    from watchfiles import watch as events

    yield
    try:
        yield from (
            None
            for _ in events(
                folder,
                watch_filter=None,
                debounce=int(QUIET * 1000),
                rust_timeout=int(_LOOK_EVERY * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            )
        )
    except (OSError, RuntimeError):
        # No watches left on this system, or a file system that has none: the folder is looked at regularly instead.
        while True:
            yield
            time.sleep(_LOOK_EVERY)
