"""Which files there are: folders walked, litter left out, archives opened one level deep.

Files are named relative to the folder given, with `/`; nothing is read before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wardxl.archive import Archive
from wardxl.errors import CannotRun
from wardxl.long_paths import extended
from wardxl.readers import ReadError, sniff
from wardxl.text import printable

#: What systems and Excel leave behind; never anybody's submission.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"})


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read: its name in the report, where it lies, when it was saved, and how to get its bytes.

    `path` of a member of an archive is the archive's.
    """

    file: str
    path: Path
    saved: float
    load: Callable[[], bytes]


def gather(paths: Iterable[Path], *, empty: bool = False) -> list[Item]:
    """List the files below some paths, in order of their names.

    Raises CannotRun where a path does not exist, and where there is no file unless there may be none (`empty`).
    """
    items: dict[str, Item] = {}
    given = list(paths)
    for path in given:
        if not extended(path).exists():
            raise CannotRun(f"Không có tệp hoặc thư mục “{path}”; hãy kiểm tra lại đường dẫn.")
        for item in _opened(_below(path)):
            name = item.file if item.file not in items else f"{path.name}/{item.file}"
            items.setdefault(name, replace(item, file=name))
    if not items and not empty:
        places = ", ".join(f"“{path}”" for path in given)
        raise CannotRun(
            f"Không có tệp nào trong {places}; hãy chép các tệp phụ lục của đơn vị vào đó rồi chạy lại."
        )
    return [items[name] for name in sorted(items)]


def _below(path: Path) -> Iterator[Item]:
    start = extended(path)
    if start.is_file():
        yield _item(path, path.name, start)
        return
    for file in sorted(start.rglob("*")):
        if file.is_file() and not is_litter(file.name):
            inside = file.relative_to(start)
            yield _item(path / inside, inside.as_posix(), file)


def _opened(items: Iterable[Item]) -> Iterator[Item]:
    """Put the members of an archive in its place; one without any, or that cannot be opened, is reported as itself."""
    for item in items:
        if not item.file.casefold().endswith(".zip"):
            yield item
            continue
        try:
            data = item.load()
            archive = Archive(data) if sniff(data) == "zip" else None
        except OSError:
            archive = None
        except ReadError as error:
            yield replace(item, load=partial(_raise, error))
            continue
        members = archive.members() if archive else ()
        wanted = [member for member in members if not is_litter(member.name.rpartition("/")[2])]
        if archive is None or not wanted:
            yield item
            continue
        for member in wanted:
            yield Item(
                f"{item.file}/{printable(member.name)}",
                item.path,
                member.saved,
                partial(archive.read, member),
            )


def _raise(error: ReadError) -> bytes:
    raise error


def is_litter(name: str) -> bool:
    """Whether a file is left behind by a system or by Office (`~$…` while a file is open, `~WRL0001.tmp`).

    `._a.xlsx` is what macOS puts beside `a.xlsx`, in archives and on network folders.
    """
    folded = name.casefold()
    return (
        folded in _LITTER
        or folded.startswith(("~$", ".~lock.", "._"))
        or (folded.startswith("~") and folded.endswith(".tmp"))
    )


def _item(path: Path, name: str, reached: Path) -> Item:
    """`reached` is the same file under a path that the system takes."""
    return Item(printable(name), path, reached.stat().st_mtime, reached.read_bytes)
