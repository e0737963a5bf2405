"""The record stream of an old workbook (MS-XLS, BIFF): walking it, and judging it before anything is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

FORMULA, NUMBER, LABEL, LABEL_RICH, SHARED_LABEL, BOOLEAN, RK, MULTIPLE_RK = (
    0x0006, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x0205, 0x027E, 0x00BD,
)  # fmt: skip
FORMULA_TEXT, MERGED_CELLS, START, END, SHEET, STRINGS, CONTINUE = (
    0x0207,
    0x00E5,
    0x0809,
    0x000A,
    0x0085,
    0x00FC,
    0x003C,
)
ROW = 0x0208
CODE_PAGE, NUMBER_FORMAT, CELL_STYLE, DATE_MODE = 0x0042, 0x041E, 0x00E0, 0x0022
_PASSWORD, _OUTSIDE_BOOK = 0x002F, 0x01AE
_CELLS = frozenset({FORMULA, NUMBER, LABEL, LABEL_RICH, SHARED_LABEL, BOOLEAN, RK})
_MACRO_SHEET = 1
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01


class CutShort(ValueError):
    """The stream ends inside a record."""


def records(stream: bytes, position: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield (code, start of body, length); raises ``CutShort``."""
    end = len(stream)
    while position + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, position)
        position += 4
        if position + length > end:
            raise CutShort(f"record {code:#06x}")
        yield code, position, length
        position += length


@dataclass(slots=True)
class RecordSummary:
    """What the door needs to know of a record stream."""

    encrypted: bool = False
    macro_sheets: int = 0
    external_books: int = 0
    cells: int = 0


def summarise_records(stream: bytes) -> RecordSummary:
    """Walk all records once; raises ``CutShort`` when the stream is truncated."""
    summary = RecordSummary()
    for code, body, length in records(stream):
        if code in _CELLS:
            summary.cells += 1
        elif code == MULTIPLE_RK:
            summary.cells += max(length - 6, 0) // 6
        elif code == _PASSWORD:
            summary.encrypted = True
        elif code == SHEET and length >= 6:
            summary.macro_sheets += stream[body + 5] == _MACRO_SHEET
        elif code == _OUTSIDE_BOOK and length >= 4:
            summary.external_books += struct.unpack_from("<H", stream, body + 2)[0] not in (_OWN_BOOK, _ADD_IN)
    return summary
