"""wardxl: departments' Excel appendices → one checked, coloured workbook.

import wardxl
result = wardxl.consolidate(["inputs"])
result.to_frame()
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wardxl._version import __version__

if TYPE_CHECKING:
    from wardxl.result import Result

__all__ = ["__version__", "consolidate"]


def consolidate(paths: Iterable[str | Path] | str | Path, template: str | Path | None = None) -> Result:
    """Read, check and merge the departments' files.

    paths: files and folders, or one of them. template: the template workbook; the shipped one if None.
    Returns a `wardxl.result.Result`. Raises `wardxl.errors.CannotRun` when a path does not exist or nothing is
    there, `wardxl.schema.TemplateError` for faults in the template.
    """
    from wardxl import pipeline, schema

    given = [paths] if isinstance(paths, str | Path) else list(paths)
    return pipeline.run([Path(path) for path in given], schema.load(Path(template) if template else None))
