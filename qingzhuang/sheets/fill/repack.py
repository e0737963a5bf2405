"""Putting a zip package together again: changed parts are deflated anew, all others are copied as they lie."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import copy

from zlib_ng import zlib_ng

# Packs smaller than level 6 of the standard library, in half the time.
_LEVEL = 5
_LARGE = 1 << 20
_DESCRIPTOR_FOLLOWS = 0x08
_STAMP = (1980, 1, 1, 0, 0, 0)


def repack(package: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return the package with the parts in ``changed`` replaced, or added at the end when they are new.

    The packed bytes of every other part are the same as before, in the same order. Zip64 packages raise ``ValueError``;
    the door lets none through that would need it.
    """
    out = io.BytesIO()
    entries: list[zipfile.ZipInfo] = []
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        infos = archive.infolist()
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.filename in changed:
            _append(out, entries, _emptied(info), *_deflated(changed[info.filename]))
        else:
            _append(out, entries, copy(info), _packed(package, info), info.file_size, info.CRC)
    known = {info.filename for info in infos}
    for name in changed.keys() - known:
        _append(out, entries, _emptied(zipfile.ZipInfo(name, _STAMP)), *_deflated(changed[name]))
    _write_directory(out, entries)
    return out.getvalue()


def _packed(package: bytes, info: zipfile.ZipInfo) -> bytes:
    name_length, extra_length = struct.unpack_from("<HH", package, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    return package[start : start + info.compress_size]


def _emptied(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    fresh = copy(info)
    fresh.compress_type, fresh.extra = zipfile.ZIP_DEFLATED, b""
    return fresh


def _deflated(content: bytes) -> tuple[bytes, int, int]:
    """Packed content, its size and its checksum. A large part is packed in two halves side by side: what ends on a
    byte may be followed by more (RFC 1951, 3.2.4)."""
    if len(content) < _LARGE:
        return _packed_piece(content, zlib_ng.Z_FINISH), len(content), zlib_ng.crc32(content)
    view, half = memoryview(content), len(content) // 2
    with ThreadPoolExecutor(1) as beside:
        first = beside.submit(_packed_piece, view[:half], zlib_ng.Z_SYNC_FLUSH)
        second, checksum = _packed_piece(view[half:], zlib_ng.Z_FINISH), zlib_ng.crc32(content)
        return first.result() + second, len(content), checksum


def _packed_piece(content: bytes | memoryview, ending: int) -> bytes:
    packer = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, -15)
    return packer.compress(content) + packer.flush(ending)


def _append(out: io.BytesIO, entries: list, info: zipfile.ZipInfo, packed: bytes, size: int, checksum: int) -> None:
    info.flag_bits &= ~_DESCRIPTOR_FOLLOWS
    info.header_offset, info.compress_size, info.file_size, info.CRC = out.tell(), len(packed), size, checksum
    out.write(info.FileHeader(zip64=False))
    out.write(packed)
    entries.append(info)


def _write_directory(out: io.BytesIO, entries: list[zipfile.ZipInfo]) -> None:
    start = out.tell()
    for info in entries:
        name = info.filename.encode("ascii" if info.filename.isascii() else "utf-8")
        flags = info.flag_bits | (0 if info.filename.isascii() else 0x800)
        year, month, day, hour, minute, second = info.date_time
        fields = (
            b"PK\x01\x02", info.create_version, info.create_system, info.extract_version, info.reserved, flags,
            info.compress_type, hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day,
            info.CRC, info.compress_size, info.file_size, len(name), len(info.extra), len(info.comment), 0,
            info.internal_attr, info.external_attr, info.header_offset,
        )  # fmt: skip
        out.write(struct.pack("<4s4B4HL2L5H2L", *fields))
        out.write(name + info.extra + info.comment)
    end = out.tell()
    out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), end - start, start, 0))
