"""What changes in a folder while it is watched, when a change is complete, and what need not be read again."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from wardxl.inbox import Item, is_litter
from wardxl.intake import submit
from wardxl.lexicon import Lexicon
from wardxl.long_paths import extended
from wardxl.model import Fault, State, Submission
from wardxl.readers import ReadError

#: Files below a folder with their size and time of change, by which a change is told.
Snapshot = Mapping[Path, tuple[int, int]]
#: Whether a path is not to be looked at (what we write ourselves).
Apart = Callable[[Path], bool]

#: Nothing may have changed for so many seconds before a change is taken for complete.
QUIET = 0.6
#: A file that looks half copied but has not changed for so many seconds is read as it is.
PATIENCE = 30.0
_STEP = 0.2
#: Endings of files that a browser or a copying program has not finished.
_UNFINISHED = frozenset({".crdownload", ".download", ".opdownload", ".part", ".partial", ".tmp"})
_ZIP_HEAD, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
#: The length of a zip's closing record, and how far before the end it may begin: a comment may follow.
_ZIP_RECORD = 22
_ZIP_TAIL = _ZIP_RECORD + 65_535


# ── Which files there are, and whether they are whole ─────────────────────────────────────


def look(folder: Path, apart: Apart) -> Snapshot | None:
    """Take down the files below a folder; None when the folder cannot be seen (a network drive that is away)."""
    start = extended(folder)
    if not start.is_dir():
        return None
    seen: dict[Path, tuple[int, int]] = {}
    for file in start.rglob("*"):
        path = folder / file.relative_to(start)
        if is_litter(path.name) or apart(path):
            continue
        try:
            state = file.stat()
            if file.is_file():
                seen[path] = state.st_size, state.st_mtime_ns
        except OSError:
            continue  # gone between being listed and being looked at
    return seen


def whole(path: Path) -> bool:
    """Whether a file can be opened and does not look like the first part of one that is still being copied."""
    if path.suffix.casefold() in _UNFINISHED:
        return False
    try:
        with extended(path).open("rb") as file:
            head = file.read(len(_ZIP_HEAD))
            if head != _ZIP_HEAD:
                return bool(head)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _ZIP_TAIL))
            tail = file.read()
    except OSError:
        return False
    end = tail.rfind(_ZIP_END)
    return 0 <= end <= len(tail) - _ZIP_RECORD


def settled(
    take: Callable[[], Snapshot | None],
    known: Snapshot,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    complete: Callable[[Path], bool] = whole,
    patience: float = PATIENCE,
    waiting: Callable[[Path], None] = lambda path: None,
) -> Snapshot | None:
    """Wait until nothing changes any more and whatever is not as `known` is complete; return what is there then.

    A file that stays incomplete without changing is waited for no longer than `patience` seconds. `waiting` is
    told each file that is waited for, once. None when the folder can no longer be seen.
    """
    told: set[Path] = set()
    seen, since = take(), clock()
    while seen is not None:
        still = clock() - since
        if still >= QUIET:
            halves = [path for path, state in seen.items() if known.get(path) != state and not complete(path)]
            if not halves or still >= patience:
                return seen
            for path in halves:
                if path not in told:
                    told.add(path)
                    waiting(path)
        sleep(_STEP)
        now = take()
        if now != seen:
            seen, since = now, clock()
    return None


def redirected(folder: Path, streams: Iterable[int] = (1, 2)) -> frozenset[Path]:
    """Return the files below a folder into which our own words are written (`wardxl watch . > nhat_ky.txt`)."""
    targets = []
    for stream in streams:
        with suppress(OSError):
            targets.append(os.fstat(stream))
    found = set()
    for path in folder.rglob("*") if any(stat.S_ISREG(target.st_mode) for target in targets) else ():
        with suppress(OSError):
            if any(os.path.samestat(path.stat(), target) for target in targets):
                found.add(path)
    return frozenset(found)


def own_outputs(output: Path, returns: Path | None, others: frozenset[Path] = frozenset()) -> Apart:
    """Return what tells our own outputs: the result, also under its second name, the folder of returns, and others."""
    stem, suffix, folder = output.stem, output.suffix, _plain(output.parent)
    below = _plain(returns) if returns else ""

    def apart(path: Path) -> bool:
        if path in others or path.name.startswith(".wardxl-"):
            return True
        place = _plain(path)
        if below and (place == below or place.startswith(below + os.sep)):
            return True
        name = path.name
        return _plain(path.parent) == folder and (
            name == output.name or (name.startswith(f"{stem} (") and name.endswith(f"){suffix}"))
        )

    return apart


def _plain(path: Path) -> str:
    return os.path.normcase(os.path.abspath(path))


# ── Reading only what changed ─────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Memory:
    """Reads files for the pipeline and remembers what came of them, by name and bytes.

    A file with the bytes of the last run is not read again. `read` lists the files read since the last `turn`.
    """

    apart: Apart = lambda path: False
    read: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], tuple[Submission, tuple[Fault, ...]]] = field(default_factory=dict)
    _used: dict[tuple[str, str], tuple[Submission, tuple[Fault, ...]]] = field(default_factory=dict)

    def __call__(self, item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
        """Return a file's submission and our own faults in reading it."""
        if self.apart(item.path):
            return Submission(item.file, "", State.SKIPPED, saved=item.saved), ()
        try:
            data = item.load()
        except (OSError, ReadError):
            return submit(item, lexicon)  # says what is wrong; nothing to remember
        place = item.file, hashlib.sha256(data).hexdigest()
        found = self._known.get(place)
        if found is None:
            found = submit(replace(item, load=lambda: data), lexicon)
            self.read.append(item.file)
        self._used[place] = found
        submission, faults = found
        return replace(submission, saved=item.saved), faults

    def turn(self) -> None:
        """End a run: what it did not meet is forgotten."""
        self._known, self._used, self.read = self._used, {}, []

    def forget(self) -> None:
        """Forget everything, as when the template has changed."""
        self._known, self._used, self.read = {}, {}, []
