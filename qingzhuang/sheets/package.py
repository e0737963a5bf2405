"""Judging an office package (a zip of XML parts) before any reader opens it.

python-docx and openpyxl have no guard against bombs, so what is declared is compared with what really comes
out, part by part, without ever holding more than one block.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from qingzhuang.sheets.problems import FileNote, UnreadableFile

_BLOCK = 1 << 20
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".bin", ".ttf", ".odttf", ".wdp")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION_WIDE = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")
_OVERLAP = 64
# encrypted, patched data, strong encryption
_UNREADABLE_FLAGS = 0x1 | 0x20 | 0x40


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one upload, in bytes and counts. ``max_ratio`` applies beyond ``free_bytes`` of unpacked content."""

    max_file_bytes: int = 20 << 20
    max_parts: int = 2_000
    max_part_bytes: int = 150 << 20
    max_total_bytes: int = 250 << 20
    free_bytes: int = 20 << 20
    max_ratio: int = 200
    max_cells: int = 2_000_000


DEFAULT = Limits()


@dataclass(slots=True)
class Package:
    """An examined package: its main content type and what was noticed on the way."""

    main_type: str = ""
    names: list[str] = field(default_factory=list)
    notes: list[FileNote] = field(default_factory=list)


def examine_package(data: bytes, limits: Limits = DEFAULT) -> Package:
    """Check every part; raise ``UnreadableFile`` on the first danger, else say what the package is."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        cut = data.rfind(b"PK\x05\x06") < 0
        raise UnreadableFile("truncated" if cut else "broken_zip", detail=_short(error)) from error
    _check_directory(data, infos, limits)
    package = Package(names=[info.filename for info in infos])
    links = 0
    total = 0
    for info in infos:
        size, part_links = _check_part(data, info, limits, total)
        total += size
        links += part_links
    _check_ratio(total, len(data), limits)
    package.main_type = _main_type(archive, package.names)
    _notice(package, links)
    return package


def _short(error: Exception) -> str:
    return str(error)[:120] or type(error).__name__


def _check_directory(data: bytes, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.max_parts:
        raise UnreadableFile("too_many_parts", count=len(infos), limit=limits.max_parts)
    names = [info.filename.lower() for info in infos]
    if len(set(names)) != len(names):
        raise UnreadableFile("overlapping_parts")
    for info in infos:
        _check_entry(info)
    declared = sum(info.file_size for info in infos)
    largest = max((info.file_size for info in infos), default=0)
    if declared > limits.max_total_bytes or largest > limits.max_part_bytes:
        raise UnreadableFile("zip_bomb", detail=f"{declared >> 20} MB")
    _check_ratio(declared, len(data), limits)
    _check_overlap(data, infos)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise UnreadableFile("unsafe_path", path=info.filename[:80], where={"part": info.filename[:80]})
    if info.flag_bits & 0x1:
        raise UnreadableFile("encrypted", where={"part": info.filename})
    if info.flag_bits & _UNREADABLE_FLAGS:
        raise UnreadableFile("broken_zip", detail=f"flags {info.flag_bits:#x}", where={"part": info.filename})
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile("broken_zip", detail=f"compression {info.compress_type}", where={"part": info.filename})


def _check_ratio(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.free_bytes and unpacked > packed * limits.max_ratio:
        raise UnreadableFile("zip_bomb", detail=f"{unpacked >> 20} MB : {packed >> 10} KB")


def _body_start(data: bytes, info: zipfile.ZipInfo) -> int:
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableFile("broken_zip", detail="local header", where={"part": info.filename})
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    (flags,) = struct.unpack_from("<H", header, 6)
    own_name = data[info.header_offset + 30 : info.header_offset + 30 + name_length]
    if own_name != info.orig_filename.encode("utf-8" if flags & 0x800 else "cp437", "replace"):
        # Readers differ in which of the two names they believe; a sound writer makes them the same.
        raise UnreadableFile("broken_zip", detail="two names for one part", where={"part": info.filename})
    if flags & _UNREADABLE_FLAGS:
        raise UnreadableFile("broken_zip", detail=f"flags {flags:#x}", where={"part": info.filename})
    return info.header_offset + 30 + name_length + extra_length


def _check_overlap(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Parts sharing bytes are how a small file unpacks to petabytes (Fifield, WOOT 2019)."""
    previous_end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < previous_end:
            raise UnreadableFile("overlapping_parts", where={"part": info.filename})
        previous_end = _body_start(data, info) + info.compress_size
        if previous_end > len(data):
            raise UnreadableFile("truncated", where={"part": info.filename})


def _blocks(data: bytes, info: zipfile.ZipInfo):
    """Yield the unpacked content in blocks, never trusting the declared size."""
    start = _body_start(data, info)
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        for offset in range(0, len(packed), _BLOCK):
            yield bytes(packed[offset : offset + _BLOCK])
        return
    inflater = zlib.decompressobj(-15)
    pending: bytes | memoryview = packed
    try:
        while not inflater.eof:
            block = inflater.decompress(pending, _BLOCK)
            pending = inflater.unconsumed_tail
            if not block and not pending:
                break
            yield block
        tail = inflater.flush()
    except zlib.error as error:
        raise UnreadableFile("broken_zip", detail=_short(error), where={"part": info.filename}) from error
    if tail:
        yield tail
    if not inflater.eof:
        raise UnreadableFile("truncated", where={"part": info.filename})


def _check_part(data: bytes, info: zipfile.ZipInfo, limits: Limits, before: int) -> tuple[int, int]:
    """Unpack one part block by block; return its real size and its number of external targets."""
    is_text = not info.filename.lower().endswith(_MEDIA)
    is_links = info.filename.lower().endswith(".rels")
    size = links = checksum = 0
    carry = b""
    for block in _blocks(data, info):
        size += len(block)
        if size > limits.max_part_bytes or before + size > limits.max_total_bytes or size > info.file_size:
            raise UnreadableFile("zip_bomb", detail=f"> {size >> 20} MB", where={"part": info.filename})
        checksum = zlib.crc32(block, checksum)
        if is_text:
            text = carry + block
            if _DECLARATION.search(text) or (b"\0" in text and _DECLARATION_WIDE.search(text)):
                raise UnreadableFile("xml_entities", where={"part": info.filename})
            carry = block[-_OVERLAP:]
            links += len(_EXTERNAL.findall(text)) if is_links else 0
    if size != info.file_size or checksum != info.CRC:
        raise UnreadableFile("broken_zip", detail="checksum", where={"part": info.filename})
    return size, links


_OFFICE_DOCUMENT = re.compile(
    r"officeDocument[\"'][^>]*?Target\s*=\s*[\"']([^\"']+)|Target\s*=\s*[\"']([^\"']+)[\"'][^>]*?/officeDocument[\"']"
)


def _main_type(archive: zipfile.ZipFile, names: list[str]) -> str:
    """The content type of the main part, as ``[Content_Types].xml`` declares it; "" when this is no office package."""
    if "[Content_Types].xml" not in names:
        return ""
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    main = ""
    if "_rels/.rels" in names:
        found = _OFFICE_DOCUMENT.search(archive.read("_rels/.rels").decode("utf-8", "replace"))
        main = "/" + (found[1] or found[2]).lstrip("/") if found else ""
    for override in re.findall(r"<[\w:]*Override\b[^>]*>", types):
        part = re.search(r"PartName\s*=\s*[\"']([^\"']+)", override)
        kind = re.search(r"ContentType\s*=\s*[\"']([^\"']+)", override)
        if part and kind and (part[1] == main or (not main and kind[1].endswith("main+xml"))):
            return kind[1]
    found_default = re.search(r"ContentType\s*=\s*[\"']([^\"']*\.main\+xml)[\"']", types)
    return found_default[1] if found_default else ""


def _notice(package: Package, links: int) -> None:
    lowered = [name.lower() for name in package.names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lowered):
        part = next(n for n in package.names if "vbaproject" in n.lower() or "/macrosheets/" in n.lower())
        raise UnreadableFile("macros", where={"part": part})
    books = sum("/externallinks/" in name and name.endswith(".xml") for name in lowered)
    if links or books:
        package.notes.append(FileNote.of("external_links", count=max(links, books)))
    embedded = sum("/embeddings/" in name or "/activex/" in name for name in lowered)
    if embedded:
        package.notes.append(FileNote.of("embedded_objects", count=embedded))
