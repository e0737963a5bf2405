"""Small office files of our own making, ordinary and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable

import docx
import openpyxl

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def xlsx(rows: Iterable[Iterable[object]], merges: Iterable[str] = (), title: str = "表") -> bytes:
    """An xlsx of one sheet; None leaves a cell out."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw_parts(sheet_data: str, *, before: str = "", after: str = "", main: str = SHEET_MAIN) -> dict[str, bytes]:
    """The parts of a hand-written xlsx, to be spoilt at will."""
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
    )
    return {
        "[Content_Types].xml": _TYPES.format(main=main).encode(),
        "_rels/.rels": _RELS.format(kind="officeDocument", target="xl/workbook.xml").encode(),
        "xl/workbook.xml": _BOOK.encode(),
        "xl/_rels/workbook.xml.rels": _RELS.format(kind="worksheet", target="worksheets/sheet1.xml").encode(),
        "xl/worksheets/sheet1.xml": sheet.encode(),
    }


def zipped(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return out.getvalue()


def raw_xlsx(sheet_data: str, **options: str) -> bytes:
    return zipped(raw_parts(sheet_data, **options))


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def docx_file(paragraphs: Iterable[str] = (), tables: Iterable[list[list[str]]] = ()) -> bytes:
    """A docx of paragraphs, then tables; ``<`` merges a cell with the one on its left, ``^`` with the one above."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text == "<":
                    table.cell(r, c - 1).merge(table.cell(r, c))
                elif text == "^":
                    table.cell(r - 1, c).merge(table.cell(r, c))
                elif text:
                    table.cell(r, c).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file with the given streams (each padded beyond the mini-stream limit), one 512-byte sector table."""
    sector, body, fat, entries = 512, b"", [], []
    end = 0xFFFFFFFE
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // sector)
        entries.append((name, 2, len(fat), len(content)))
        fat += [len(fat) + i + 1 for i in range(count - 1)] + [end]
        body += content.ljust(count * sector, b"\0")
    directory_start = len(fat)
    listing = [("Root Entry", 5, end, 0), *entries]
    raw = b"".join(_directory_entry(*entry) for entry in listing)
    sectors = -(-len(raw) // sector)
    fat += [len(fat) + i + 1 for i in range(sectors - 1)] + [end]
    body += raw.ljust(sectors * sector, b"\0")
    table_at = len(fat)
    fat.append(0xFFFFFFFD)
    body += b"".join(struct.pack("<I", n) for n in fat).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, directory_start, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", table_at)
    return header.ljust(512, b"\xff") + body


def _directory_entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + b"\xff" * 12
    return (entry + b"\0" * 36 + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body
