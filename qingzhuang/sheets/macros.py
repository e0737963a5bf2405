"""Telling macro code from the empty project that office programs leave in old workbooks."""

from __future__ import annotations

from qingzhuang.sheets.compound import BrokenCompound, CompoundFile

_SOURCE_START = b"\x00Attribut\x00e VB_"
_HOUSEKEEPING = ("dir", "_VBA_PROJECT", "PROJECT", "PROJECTwm")
_SOURCE_LIMIT = 1 << 20


def has_macro_code(compound: CompoundFile) -> bool:
    """Whether a compound file holds a macro module with any line of code.

    Document modules that hold only ``Attribute`` lines are what WPS and Excel write when no macro exists. A module that
    cannot be understood counts as code. Source text is compressed as MS-OVBA 2.4.1 describes.
    """
    if not compound.has("_VBA_PROJECT"):
        return False
    for entry in compound.entries:
        if not entry.is_stream or entry.name in _HOUSEKEEPING or entry.name.startswith("__SRP_"):
            continue
        try:
            content = compound.stream(entry.name)
        except BrokenCompound:
            return True
        start = content.find(_SOURCE_START)
        if start >= 3 and _has_code(_decompress(content[start - 3 :])):
            return True
    return False


def _has_code(source: bytes) -> bool:
    lines = (line.strip() for line in source.splitlines())
    return any(line and not line.startswith((b"Attribute", b"'", b"Option ")) for line in lines)


def _decompress(container: bytes) -> bytes:
    out = bytearray()
    position = 1
    while position + 2 <= len(container) and len(out) < _SOURCE_LIMIT:
        header = int.from_bytes(container[position : position + 2], "little")
        end = min(position + (header & 0x0FFF) + 3, len(container))
        position += 2
        if header & 0x8000:
            _decompress_chunk(container, position, end, out)
        else:
            out += container[position:end]
        position = end
    return bytes(out)


def _decompress_chunk(container: bytes, position: int, end: int, out: bytearray) -> None:
    chunk_start = len(out)
    while position < end:
        flags, position = container[position], position + 1
        for bit in range(8):
            if position >= end:
                return
            if not flags >> bit & 1:
                out.append(container[position])
                position += 1
                continue
            if position + 2 > end:
                return
            token = int.from_bytes(container[position : position + 2], "little")
            position += 2
            _copy(token, chunk_start, out)


def _copy(token: int, chunk_start: int, out: bytearray) -> None:
    bits = max((len(out) - chunk_start - 1).bit_length(), 4)
    length_mask = 0xFFFF >> bits
    offset = (token >> (16 - bits)) + 1
    if offset > len(out):
        return
    for _ in range((token & length_mask) + 3):
        out.append(out[-offset])
