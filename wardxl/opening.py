"""Opens a file in the program that the system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: Seconds in which an opener that finds no program has said so.
_PATIENCE = 5.0


def open_file(path: Path) -> bool:
    """Let the system open a file, without waiting for it to be closed; return whether it could.

    The path goes to the system as one argument, or to the system's own call, never through a command line: blanks,
    accents, `&` and `%` are letters like any other.
    """
    place = os.path.abspath(path)
    try:
        if sys.platform == "win32":
            os.startfile(place)
            return True
        program = "open" if sys.platform == "darwin" else "xdg-open"
        process = subprocess.Popen(
            [program, place],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return process.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return True  # it became the spreadsheet program itself and stays as long as that does
    except OSError:
        return False
