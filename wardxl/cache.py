"""What was done once need not be done again: checked submissions and finished wards, kept by what they were made of.

An entry's name is a hash of the files' bytes and names, of everything the schema says and of the programs that
read and write. So an entry is never wrong, only no longer asked for: nothing is ever invalidated, the oldest entries go
when the folder has grown too large. Entries are written beside their place and put there in one step; runs
that share the folder at worst write the same entry twice. The folder is the user's own, and one that others
may write to is not used. A cache that cannot be read or written is no fault: the files are read instead.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wardxl._version import __version__
from wardxl.codec import decode, encode
from wardxl.inbox import Item
from wardxl.intake import submit
from wardxl.lexicon import Lexicon
from wardxl.model import Fault, Schema, State, Submission
from wardxl.readers import ReadError

#: Bytes that the folder may hold; about 40,000 rich files, or 3,000 wards of twelve with their workbooks.
MOST_BYTES = 512 * 2**20
#: The folder is looked through once in so many entries written.
_ENTRIES_A_LOOK = 500
#: An entry in use is marked as used when it was last marked so long ago, in seconds.
_MARK_AFTER = 86_400.0
#: Programs of others that reading and writing go through.
_LIBRARIES = ("xlrd", "python_calamine", "openpyxl", "msoffcrypto", "rapidfuzz", "xlsxwriter")
#: What a damaged or foreign entry may raise when it is taken apart.
DAMAGED = (OSError, zlib.error, ValueError, KeyError, IndexError, TypeError, ArithmeticError, RecursionError)

Read = Callable[[Item, Lexicon], tuple[Submission, tuple[Fault, ...]]]


def default_folder() -> Path:
    """The user's own cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("wardxl", appauthor=False) / "submissions"


@dataclass(slots=True)
class Cache:
    """A folder of submissions that were read before; `found` and `missed` count what was asked for."""

    folder: Path
    usable: bool = False
    found: int = 0
    missed: int = 0

    def reader(self, read: Read = submit) -> Read:
        """Return what reads a file as `read` does, but from the cache where it has been read before."""

        def remembered(item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
            if not self.usable:
                return read(item, lexicon)
            try:
                data = item.load()
            except (OSError, ReadError):
                return read(item, lexicon)
            sha256 = hashlib.sha256(data).hexdigest()
            name = key_of(sha256, item.file, fingerprint(lexicon.schema))
            known = self._submission(name, lexicon.schema)
            if known is not None and known.sha256 == sha256:
                self.found += 1
                return replace(known, saved=item.saved), ()
            self.missed += 1
            submission, faults = read(replace(item, load=lambda: data), lexicon)
            if not faults and _lasting(submission):
                self.keep(name, zlib.compress(encode(submission, lexicon.schema.rows).encode(), 1))
            return submission, faults

        return remembered

    def _submission(self, name: str, schema: Schema) -> Submission | None:
        try:
            return decode(zlib.decompress(self.recall(name) or b"").decode(), schema.rows)
        except DAMAGED:
            return None

    def recall(self, name: str) -> bytes | None:
        """Return what was kept under a name, None where nothing is."""
        if not self.usable:
            return None
        place = self._place(name)
        try:
            content = place.read_bytes()
            if time.time() - place.stat().st_mtime > _MARK_AFTER:
                os.utime(place)
        except OSError:
            return None
        return content

    def keep(self, name: str, content: bytes) -> None:
        """Keep something under a name; where that cannot be done nothing happens."""
        place = self._place(name)
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, exist_ok=True)
            handle, made = tempfile.mkstemp(prefix=".new-", dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.replace(made, place)
            except OSError:
                Path(made).unlink(missing_ok=True)

    def prune(self, most: int = MOST_BYTES) -> None:
        """Remove the entries that were not used for longest until what is left fits."""
        if not self.usable:
            return
        entries = sorted(_entries(self.folder), reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > most:
                with suppress(OSError):
                    path.unlink()

    def prune_at_times(self) -> None:
        """Prune once in some hundred entries: looking at a full folder takes longer than a few files."""
        if self.missed and time.time_ns() // 1000 % _ENTRIES_A_LOOK < self.missed:
            self.prune()

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


def open_cache(folder: Path | None = None) -> Cache:
    """Open the cache, the user's own unless another folder is named; one that is not ours alone stays shut."""
    try:
        place = folder or default_folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Cache(place, usable=_ours_alone(place))
    except (OSError, RuntimeError):
        # No home folder, a full disk, a folder that is a file: everything works without.
        return Cache(Path(), usable=False)


def _ours_alone(folder: Path) -> bool:
    """Whether nobody else can put entries there: figures are taken from them."""
    if not hasattr(os, "getuid"):
        return os.access(folder, os.W_OK)
    state = folder.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


# ── Keys ──────────────────────────────────────────────────────────────────────────────────


def key_of(*parts: str) -> str:
    """The name of an entry: a hash of all that it is made of."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


_prints: dict[int, tuple[Schema, str]] = {}


def fingerprint(schema: Schema) -> str:
    """A hash of everything a schema says and of the programs that read by it.

    More than `schema.version`: units, other names, ranges and rules decide as well what is read and found.
    """
    known = _prints.get(id(schema))
    if known is None or known[0] is not schema:
        _prints.clear()
        text = f"{programs()}\0{schema!r}"
        known = _prints[id(schema)] = (schema, hashlib.sha256(text.encode()).hexdigest())
    return known[1]


@cache
def programs() -> str:
    """Which programs read and write: ours and the libraries they go through, told by size and time of their files."""
    parts = [__version__, sys.version]
    # Every start with a cache comes by here: pathlib would take three times as long.
    files = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(os.path.dirname(__file__))
        for name in names
        if name.endswith((".py", ".csv", ".md"))
    )
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            files.append(spec.origin)
    for file in files:
        state = os.stat(file)
        parts.append(f"{os.path.basename(file)}:{state.st_size}:{state.st_mtime_ns}")
    return "\0".join(parts)


# ── Entries ───────────────────────────────────────────────────────────────────────────────


def _lasting(submission: Submission) -> bool:
    """Whether reading again would say the same: a reader stopped for time or memory may fare better."""
    return submission.state is not State.UNREADABLE or bool(submission.tables)


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When used, how large, where: every entry, and what a run that was cut off has left behind."""
    for shelf in _scanned(folder):
        if shelf.is_dir(follow_symlinks=False):
            for entry in _scanned(Path(shelf.path)):
                with suppress(OSError):
                    state = entry.stat(follow_symlinks=False)
                    yield state.st_mtime, state.st_size, Path(entry.path)


def _scanned(folder: Path) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
