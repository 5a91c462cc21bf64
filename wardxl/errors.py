"""When the job cannot be done at all."""

from __future__ import annotations


class CannotRun(Exception):
    """The job cannot be done: no such path, nothing to read, nowhere to write, a fault in the template.

    The message is one clear Vietnamese sentence (or one line per fault) that names the remedy; exit status 2.
    """
