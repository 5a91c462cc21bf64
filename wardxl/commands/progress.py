"""A bar for whatever takes longer than a second: on a terminal only, silent in a pipe and where quiet is asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

#: Called with what is done, its number, and how many there are (None: not known).
Told = Callable[[str, int, "int | None"], None]
_PATIENCE = 1.0


@contextmanager
def progress(quiet: bool, what: str) -> Iterator[Told | None]:
    """Give what shows progress, None where nothing is to be shown; `what` names the things counted (`tệp`)."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    begun = time.monotonic()
    with ExitStack() as stack:
        shown: list[Callable[[str, int, int | None], None]] = []

        def told(name: str, number: int, total: int | None) -> None:
            if not shown and time.monotonic() - begun > _PATIENCE:
                shown.append(_bar(stack, what))
            for show in shown:
                show(name, number, total)

        yield told


def _bar(stack: ExitStack, what: str) -> Told:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(what), TimeRemainingColumn(),
               TextColumn("{task.description}"))  # fmt: skip
    # Drawn by hand: a drawing thread does not go with processes that are forked.
    bar = stack.enter_context(
        Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
    )
    task = bar.add_task("", total=None)

    def show(name: str, number: int, total: int | None) -> None:
        bar.update(task, description=name, completed=number, total=total, refresh=True)

    return show
