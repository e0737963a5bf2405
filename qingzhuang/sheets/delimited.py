"""Delimited text (csv, tsv, and the text that is named xls): encoding and delimiter are found out."""

from __future__ import annotations

import csv
import io
import re

from qingzhuang.sheets.encodings import decode_text
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Sheet, Workbook, bounded, keep

_MARKS = (",", "\t", ";", "|")
_SAMPLE = 64 << 10
_FIELD_LIMIT = 1 << 20
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,10}")


def decoded(file: SafeFile) -> str:
    """The text of a text file; the door has already seen that it decodes."""
    found = decode_text(file.data)
    if found is None:
        raise UnreadableFile("unknown_encoding", line=1, where={"file": file.name})
    return found[0]


def find_delimiter(text: str) -> str:
    """The mark that splits the first lines into the same number of fields, preferring more fields; "," by default.

    Quoted fields are respected, so a comma inside a quoted sentence does not count.
    """
    lines = text[:_SAMPLE].splitlines()[:50]
    best, best_score = ",", (0, 0)
    for mark in _MARKS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if any(row)]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=lambda w: (widths.count(w), w))
        score = (widths.count(usual) if usual > 1 else 0, usual)
        if score > best_score:
            best, best_score = mark, score
    return best


def read_delimited(file: SafeFile) -> Workbook:
    """Read csv-like text as one sheet named after the file; numbers are read as such unless a leading zero would go."""
    text = decoded(file)
    csv.field_size_limit(_FIELD_LIMIT)
    sheet = Sheet(file.name.rpartition(".")[0] or file.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text))
    try:
        for number, row in enumerate(reader, 1):
            for column, field in enumerate(row, 1):
                if field:
                    keep(sheet.cells, number, column, _typed(field))
            if len(sheet.cells) > file.limits.max_cells:
                raise UnreadableFile(
                    "too_many_cells", count=len(sheet.cells), limit=file.limits.max_cells, where={"file": file.name}
                )
    except csv.Error as error:
        where = {"file": file.name, "row": reader.line_num}
        raise UnreadableFile("broken_content", detail=str(error), where=where) from error
    return Workbook(file.name, "csv", [bounded(sheet)], list(file.notes))


def _typed(field: str) -> str | int | float:
    bare = field.strip()
    if _INTEGER.fullmatch(bare):
        return int(bare)
    return float(bare) if _DECIMAL.fullmatch(bare) else field
