"""Colours on a terminal; in a pipe, in a file and where NO_COLOR is set there are none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

#: How a role looks; words and symbols say the same without colour.
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "heading": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "info": {"fg": "cyan"},
    "ok": {"fg": "green"},
    "plain": {},
}


def paint(words: str, role: str) -> str:
    """Colour words by their role; `click.echo` takes the colours away where there is no terminal."""
    look = LOOKS[role]
    return click.style(words, **look) if look and not os.environ.get("NO_COLOR") else words
