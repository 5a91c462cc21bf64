"""Why a file could not be read."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read, with the code of its finding (S101, S102, S103, S104).

    `message` is Vietnamese: what is wrong and what to do, without the file's name.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
