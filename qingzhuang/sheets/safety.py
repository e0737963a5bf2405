"""The one door for files from outside: what is it really, and is it safe to read?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qingzhuang.sheets.binary_records import CutShort, summarise_records
from qingzhuang.sheets.compound import MAGIC as COMPOUND_MAGIC
from qingzhuang.sheets.compound import BrokenCompound, CompoundFile
from qingzhuang.sheets.encodings import decode_text, first_unreadable_line
from qingzhuang.sheets.macros import has_macro_code
from qingzhuang.sheets.package import DEFAULT, Limits, examine_package
from qingzhuang.sheets.problems import FileNote, UnreadableFile

__all__ = ["DEFAULT", "Limits", "SafeFile", "UnreadableFile", "open_upload"]

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
PACKAGE_MAGIC = (*_ZIP_MAGIC, COMPOUND_MAGIC)
SHEET_KINDS = ("xlsx", "xls", "csv", "docx")
_TEXT_KINDS = {
    "csv": "csv", "tsv": "csv", "txt": "txt", "text": "txt", "md": "txt", "markdown": "txt",
    "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip
_CONTENT_KINDS = (
    ("spreadsheetml.sheet.main", "xlsx"),
    ("spreadsheetml.template.main", "xlsx"),
    ("wordprocessingml.document.main", "docx"),
    ("wordprocessingml.template.main", "docx"),
)
_OTHER_MAGIC = (
    (b"%PDF", "pdf", "PDF"),
    (b"MZ", "program", "可执行程序"),
    (b"\x7fELF", "program", "可执行程序"),
    (b"{\\rtf", "rtf", "RTF 文档"),
    (b"\x89PNG", "picture", "图片"),
    (b"\xff\xd8\xff", "picture", "图片"),
    (b"GIF8", "picture", "图片"),
    (b"\x1f\x8b", "archive", "压缩包"),
    (b"Rar!", "archive", "压缩包"),
    (b"7z\xbc\xaf", "archive", "压缩包"),
    (b"#!", "script", "脚本"),
)
_MARKUP = (
    (b"<!doctype html", "html", "网页"),
    (b"<html", "html", "网页"),
    (b"<script", "html", "网页"),
    (b"<?xml", "xml", "XML 文件"),
)


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A file that passed the door. ``kind`` is xlsx, xls, docx, csv, txt, json, jsonl or yaml."""

    kind: str
    data: bytes
    name: str
    notes: tuple[FileNote, ...] = ()
    limits: Limits = DEFAULT


def open_upload(
    data: bytes | Path, name: str | None = None, limits: Limits = DEFAULT, *, only_read: bool = False
) -> SafeFile:
    """Judge a file by its content and hand it on, or raise ``UnreadableFile`` saying what is wrong and what to do.

    ``data`` is the content or a path; ``name`` is the name the sender gave (the path's own by default). Nothing is
    executed, no link is followed, no embedded object is opened. ``only_read`` is for callers that pass none of the
    file's own bytes on: an old workbook with macros is then read for its cells, and a note says what was left.
    """
    if isinstance(data, Path):
        name = name or data.name
        _check_size(data.stat().st_size, name, limits)
        data = data.read_bytes()
    name = name or "upload"
    _check_size(len(data), name, limits)
    try:
        kind, notes = _judge(data, name, limits)
    except UnreadableFile as trouble:
        trouble.where = {"file": name, **trouble.where}
        raise
    if not only_read and any(note.code == "macros_left" for note in notes):
        raise UnreadableFile("macros", where={"file": name})
    claimed = _suffix(name)
    if claimed in ("xlsx", "xlsm", "xls", "docx", "csv") and claimed != kind:
        notes = [*notes, FileNote.of("named_otherwise", claimed=claimed, found=kind)]
    return SafeFile(kind, data, name, tuple(notes), limits)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower().lstrip(".")


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size == 0:
        raise UnreadableFile("empty", where={"file": name})
    if size > limits.max_file_bytes:
        megabytes = f"{size / (1 << 20):.1f}"
        limit = f"{limits.max_file_bytes / (1 << 20):g}"
        raise UnreadableFile("too_large", where={"file": name}, size_mb=megabytes, limit_mb=limit)


def _judge(data: bytes, name: str, limits: Limits) -> tuple[str, list[FileNote]]:
    judges: tuple[tuple[bytes, Callable], ...] = tuple((magic, _judge_zip) for magic in _ZIP_MAGIC)
    for magic, judge in (*judges, (COMPOUND_MAGIC, _judge_compound)):
        if data.startswith(magic):
            return judge(data, limits)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise UnreadableFile("empty")
    _refuse_foreign(data, _suffix(name))
    return _judge_text(data, _suffix(name))


def _judge_zip(data: bytes, limits: Limits) -> tuple[str, list[FileNote]]:
    package = examine_package(data, limits)
    if "macroEnabled" in package.main_type:
        code = "binary_workbook" if "binary" in package.main_type else "macros"
        raise UnreadableFile(code)
    for content_type, kind in _CONTENT_KINDS:
        if content_type in package.main_type:
            return kind, package.notes
    raise UnreadableFile("unsupported_type", found="zip")


def _judge_compound(data: bytes, limits: Limits) -> tuple[str, list[FileNote]]:
    try:
        compound = CompoundFile(data)
        if compound.has("EncryptedPackage") or compound.has("EncryptionInfo"):
            raise UnreadableFile("encrypted")
        if compound.has("WordDocument"):
            raise UnreadableFile("old_word")
        book = next((n for n in ("Workbook", "Book") if compound.has(n)), None)
        if book is None:
            raise UnreadableFile("unsupported_type", found="OLE2")
        stream = compound.stream(book)
        macro_code = has_macro_code(compound)
    except BrokenCompound as error:
        raise UnreadableFile("truncated" if "beyond" in str(error) else "broken_content", detail=str(error)) from error
    return "xls", _judge_records(stream, macro_code, compound, limits)


def _judge_records(stream: bytes, macro_code: bool, compound: CompoundFile, limits: Limits) -> list[FileNote]:
    try:
        summary = summarise_records(stream)
    except CutShort as error:
        raise UnreadableFile("truncated") from error
    if summary.encrypted:
        raise UnreadableFile("encrypted")
    if summary.macro_sheets:
        raise UnreadableFile("macros")
    if summary.cells > limits.max_cells:
        raise UnreadableFile("too_many_cells", count=summary.cells, limit=limits.max_cells)
    notes = [FileNote.of("macros_left")] if macro_code else []
    if summary.external_books:
        notes.append(FileNote.of("external_links", count=summary.external_books))
    embedded = sum(entry.name.startswith("MBD") for entry in compound.entries)
    if embedded:
        notes.append(FileNote.of("embedded_objects", count=embedded))
    return notes


def _refuse_foreign(data: bytes, claimed: str) -> None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next(((en, zh) for magic, en, zh in _OTHER_MAGIC if data.startswith(magic)), None)
    if found is None:
        found = next(((en, zh) for magic, en, zh in _MARKUP if head.lower().startswith(magic)), None)
    if found is None:
        return
    if claimed in (*_TEXT_KINDS, "xlsx", "xls", "docx", "doc", "xlsm"):
        raise UnreadableFile("type_mismatch", claimed=claimed, found=found[0], found_zh=found[1])
    raise UnreadableFile("unsupported_type", found=found[0])


def _judge_text(data: bytes, claimed: str) -> tuple[str, list[FileNote]]:
    decoded = decode_text(data)
    if decoded is None:
        # A broken office file begins with none of the known marks: say so instead of "strange text".
        if claimed in ("xlsx", "xlsm", "docx", "xls", "doc"):
            raise UnreadableFile("broken_content", detail="signature")
        if claimed in _TEXT_KINDS:
            line = first_unreadable_line(data)
            raise UnreadableFile("unknown_encoding", line=line, where={"row": line})
        raise UnreadableFile("unsupported_type", found=claimed or "?")
    text, encoding = decoded
    notes = [] if encoding in ("utf-8", "utf-8-sig") else [FileNote.of("encoding", encoding=encoding)]
    if claimed in _TEXT_KINDS:
        return _TEXT_KINDS[claimed], notes
    if claimed in ("xls", "xlsx") and _looks_delimited(text):
        return "csv", notes
    if claimed in ("xlsx", "xlsm", "docx", "xls", "doc"):
        raise UnreadableFile("type_mismatch", claimed=claimed, found="text", found_zh="纯文本")
    if claimed in ("", "log", "upload"):
        return "txt", notes
    raise UnreadableFile("unsupported_type", found=claimed)


def _looks_delimited(text: str) -> bool:
    lines = [line for line in text[:4096].splitlines() if line.strip()][:5]
    return len(lines) >= 2 and any(all(mark in line for line in lines) for mark in "\t,;")
