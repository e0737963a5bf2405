"""Choosing the reader for a file that passed the door."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from zipfile import BadZipFile

from qingzhuang.sheets.binary_workbook import read_binary_workbook
from qingzhuang.sheets.delimited import decoded, read_delimited
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.spreadsheets import read_spreadsheet
from qingzhuang.sheets.wordfile import read_word
from qingzhuang.sheets.workbook import Paragraph, Workbook


def read_workbook(file: SafeFile) -> Workbook:
    """Read xlsx, xls and csv sheets, or the tables and paragraphs of a docx.

    Raises ``UnreadableFile``: ``unsupported_type`` for kinds without tables, ``broken_content`` and the like otherwise.
    """
    readers = {"xlsx": read_spreadsheet, "xls": read_binary_workbook, "csv": read_delimited, "docx": read_word}
    if file.kind in readers:
        return _guarded(readers[file.kind], file)
    raise UnreadableFile("unsupported_type", found=file.kind, where={"file": file.name})


def _guarded(reader: Callable[[SafeFile], Workbook], file: SafeFile) -> Workbook:
    """Run a reader; damage that the door could not see, and that no reader names better, is still a clear refusal."""
    try:
        return reader(file)
    except UnreadableFile as trouble:
        trouble.where = {"file": file.name, **trouble.where}
        raise
    except (BadZipFile, NotImplementedError, zlib.error, KeyError, OSError) as error:
        detail = str(error)[:120] or type(error).__name__
        raise UnreadableFile("broken_content", detail=detail, where={"file": file.name}) from error


def read_text(file: SafeFile) -> list[Paragraph]:
    """Read running text as numbered paragraphs: a docx's own, or the lines of a text file.

    Text in the tables of a docx follows its paragraphs, one paragraph per table row, so that nothing said is missed.
    """
    if file.kind == "docx":
        book = _guarded(read_word, file)
        paragraphs = list(book.paragraphs)
        for sheet in book.sheets:
            for _, cells in sheet.rows():
                line = " ".join(cells[column].text for column in sorted(cells))
                paragraphs.append(Paragraph(len(paragraphs) + 1, line, "table"))
        return paragraphs
    if file.kind in ("xlsx", "xls"):
        raise UnreadableFile("unsupported_type", found=file.kind, where={"file": file.name})
    return [Paragraph(number, line) for number, line in enumerate(decoded(file).splitlines(), 1)]
