"""wardxl: departments' Excel appendices → one checked, coloured workbook."""

from wardxl._version import __version__

__all__ = ["__version__"]
