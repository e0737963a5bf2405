"""The shared string table of an old workbook, whose strings run on over several records."""

from __future__ import annotations

import struct

_LONGEST_TABLE = 64 << 20


class _Segments:
    """The table as a reader sees it: one record and its continuations."""

    def __init__(self, stream: bytes, spans: list[tuple[int, int]]) -> None:
        self._stream, self._spans = stream, spans
        self._index = 0
        self.position, self._end = spans[0]

    def _next(self) -> bool:
        self._index += 1
        if self._index >= len(self._spans):
            return False
        self.position, self._end = self._spans[self._index]
        return True

    def more(self) -> bool:
        return self._end - self.position >= 3 or (self._next() and self._end - self.position >= 3)

    def take(self, layout: str) -> int:
        (value,) = struct.unpack_from(layout, self._stream, self.position)
        self.position += struct.calcsize(layout)
        return value

    def characters(self, count: int, wide: bool) -> str:
        """Each continuation inside the characters begins with a byte that tells their width anew."""
        pieces = []
        while count > 0:
            width = 2 if wide else 1
            fits = min(count, (self._end - self.position) // width)
            raw = self._stream[self.position : self.position + fits * width]
            pieces.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            self.position += fits * width
            count -= fits
            if count > 0:
                if not self._next():
                    raise ValueError("a string runs out of the table")
                wide = bool(self.take("<B") & 1)
        return "".join(pieces)

    def skip(self, count: int) -> None:
        while count > 0:
            fits = min(count, self._end - self.position)
            self.position += fits
            count -= fits
            if count > 0 and not self._next():
                raise ValueError("a string runs out of the table")


def read_shared_strings(stream: bytes, spans: list[tuple[int, int]]) -> list[str]:
    """All strings of the table, given the (start, end) of its records; ``ValueError`` when it contradicts itself."""
    strings: list[str] = []
    if not spans:
        return strings
    segments = _Segments(stream, spans)
    segments.position += 8
    total = 0
    try:
        while segments.more():
            count, flags = segments.take("<H"), segments.take("<B")
            after = 4 * segments.take("<H") if flags & 0x08 else 0
            after += segments.take("<I") if flags & 0x04 else 0
            strings.append(segments.characters(count, bool(flags & 1)))
            segments.skip(after)
            total += count
            if total > _LONGEST_TABLE:
                raise ValueError("the string table is too long")
    except struct.error as error:
        raise ValueError("the string table ends early") from error
    return strings
