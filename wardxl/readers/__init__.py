"""Bytes → `Book`: one module per format, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

from wardxl.readers.errors import ReadError

__all__ = ["ReadError"]
