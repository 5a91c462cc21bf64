"""Paths longer than Windows takes by default (260 letters): Vietnamese folder names get there fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_MARK = "\\\\?\\"


def extended(path: Path) -> Path:
    """Return a path under which Windows finds a file however long its name is; elsewhere the path itself.

    Only for looking and opening: people, reports and links get the path as it was given.
    """
    return Path(marked(os.path.abspath(path))) if sys.platform == "win32" else path


def marked(place: str) -> str:
    r"""Mark an absolute Windows path as extended: `C:\a` → `\\?\C:\a`, `\\server\a` → `\\?\UNC\server\a`."""
    if place.startswith((_MARK, "\\\\.\\")):
        return place
    return f"{_MARK}UNC\\{place[2:]}" if place.startswith("\\\\") else f"{_MARK}{place}"
