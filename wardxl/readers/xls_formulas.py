"""The formulas of an .xls workbook (Excel 5 and later) that were never calculated, by their own records ([MS-XLS]).

xlrd hands over a formula's stored result and leaves out what the record says of it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from wardxl.readers.uncalculated import ToCalculate

_BEGIN, _END = 0x0809, 0x000A
_FORMULA_RECORD, _RECALCULATION_ID, _UNCALCULATED_SHEET = 0x0006, 0x01C1, 0x005E
_CALCULATE_ON_LOAD = 0x0002
_SPECIAL, _EMPTY_TEXT = b"\xff\xff", 3
_HEAD = struct.Struct("<HH")
_FORMULA = struct.Struct("<HHH8sH")


def to_calculate(stream: bytes, begin: int, sheets: Sequence[int], *, calculates: bool) -> ToCalculate:
    """The formulas that are to be calculated when the workbook is opened.

    stream: the workbook's records, from `begin` on; sheets: where each sheet begins in it. `calculates`: whether
    the program that saved the file is known to calculate; so are all that write the number of their engine
    (RecalcId). Of the others every formula is to be calculated, and of all a sheet that is marked (Uncalced).
    """
    knows = calculates or any(kind == _RECALCULATION_ID for kind, _, _ in _records(stream, begin))
    found = ToCalculate()
    for number, start in enumerate(sheets):
        every = not knows
        for kind, place, size in _records(stream, start):
            if kind == _UNCALCULATED_SHEET:
                every = True
            elif kind == _FORMULA_RECORD and size >= _FORMULA.size:
                row, column, _, result, flags = _FORMULA.unpack_from(stream, place)
                if every or flags & _CALCULATE_ON_LOAD:
                    found.take(number, (row + 1, column + 1), empty=_is_empty(result))
    return found


def _is_empty(result: bytes) -> bool:
    """Whether a stored result is 0 or an empty text."""
    if result[6:] == _SPECIAL:
        return result[0] == _EMPTY_TEXT
    return not any(result[:7]) and result[7] in (0, 0x80)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """The records of one substream: type, where the content begins, its length; those of charts within left out."""
    depth = 0
    while place + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, place)
        place += _HEAD.size
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, place, size
        place += size
