"""Reading the directory and streams of an OLE2 compound file (MS-CFB), enough to judge an old office file."""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFF9
_MINI_CUTOFF = 4096


class BrokenCompound(ValueError):
    """The compound file contradicts itself or ends too early."""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    is_stream: bool
    start: int
    size: int


class CompoundFile:
    """Names and streams of a compound file held in memory; loops and wild pointers raise ``BrokenCompound``."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise BrokenCompound("header")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenCompound("sector size")
        self._sector = 1 << shift
        self._sectors = (len(data) - self._sector + self._sector - 1) // self._sector
        self._fat = self._read_fat()
        (directory,) = struct.unpack_from("<I", data, 48)
        self.entries = self._read_directory(self._chain(directory))

    def names(self) -> set[str]:
        return {entry.name for entry in self.entries}

    def has(self, name: str) -> bool:
        return name.lower() in {entry.name.lower() for entry in self.entries}

    def stream(self, name: str) -> bytes:
        """The bytes of the first stream of that name; ``KeyError`` when there is none."""
        for entry in self.entries:
            if entry.is_stream and entry.name.lower() == name.lower():
                if entry.size < _MINI_CUTOFF:
                    return self._mini_stream(entry)
                return self._chain(entry.start)[: entry.size]
        raise KeyError(name)

    def _read_fat(self) -> list[int]:
        (next_difat,) = struct.unpack_from("<I", self._data, 68)
        table = [s for s in struct.unpack_from("<109I", self._data, 76) if s <= _LAST_SECTOR]
        seen: set[int] = set()
        per_sector = self._sector // 4
        while next_difat <= _LAST_SECTOR:
            if next_difat in seen:
                raise BrokenCompound("sector table loop")
            seen.add(next_difat)
            numbers = struct.unpack(f"<{per_sector}I", self._read_sector(next_difat))
            table += [s for s in numbers[:-1] if s <= _LAST_SECTOR]
            next_difat = numbers[-1]
        fat: list[int] = []
        for sector in table[: self._sectors]:
            fat += struct.unpack(f"<{per_sector}I", self._read_sector(sector))
        return fat

    def _read_sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        block = self._data[start : start + self._sector]
        if not block:
            raise BrokenCompound("sector beyond the end")
        return block.ljust(self._sector, b"\0")

    def _chain(self, start: int) -> bytes:
        blocks: list[bytes] = []
        number = start
        while number <= _LAST_SECTOR:
            if len(blocks) > self._sectors:
                raise BrokenCompound("sector loop")
            blocks.append(self._read_sector(number))
            if number >= len(self._fat):
                raise BrokenCompound("sector beyond the table")
            number = self._fat[number]
        return b"".join(blocks)

    def _read_directory(self, raw: bytes) -> list[Entry]:
        entries = []
        for offset in range(0, len(raw) - 127, 128):
            length, kind = struct.unpack_from("<HB", raw, offset + 64)
            if kind not in (1, 2, 5) or not 2 <= length <= 64:
                continue
            start, size = struct.unpack_from("<II", raw, offset + 116)
            name = raw[offset : offset + length - 2].decode("utf-16-le", "replace")
            entries.append(Entry("Root Entry" if kind == 5 else name, kind == 2, start, size))
        return entries

    def _mini_stream(self, entry: Entry) -> bytes:
        root = next((e for e in self.entries if e.name == "Root Entry"), None)
        (first,) = struct.unpack_from("<I", self._data, 60)
        if root is None:
            raise BrokenCompound("no root")
        container, raw = self._chain(root.start), self._chain(first)
        table = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        out, number = bytearray(), entry.start
        while number <= _LAST_SECTOR and len(out) < entry.size:
            out += container[number * 64 : number * 64 + 64]
            if number >= len(table):
                raise BrokenCompound("small sector beyond the table")
            number = table[number]
        return bytes(out[: entry.size])
