"""Word files: running text and tables, with merged and nested cells, through a hardened XML parser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Merge, Paragraph, Sheet, Workbook, bounded, keep

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_NESTING = 8
_MAX_SPAN = 200


def read_word(file: SafeFile) -> Workbook:
    """Paragraphs of a docx file, and each of its tables as a sheet named 表1, 表2 … in reading order.

    A nested table is a sheet of its own after the one that holds it. A table's ``heading`` is the paragraph before it.
    """
    body = _body(file)
    reader = _WordReader(file)
    reader.read(body, 0)
    return Workbook(file.name, "docx", reader.sheets, list(file.notes), reader.paragraphs)


def _body(file: SafeFile) -> Node:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            name = next((n for n in archive.namelist() if n.lower().endswith("word/document.xml")), None)
            if name is None:
                raise UnreadableFile("broken_content", detail="word/document.xml", where={"file": file.name})
            xml = archive.read(name)
        root = fromstring(xml.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableFile("xml_entities", where={"file": file.name}) from error
    except (ParseError, LookupError, ValueError, RecursionError) as error:
        raise UnreadableFile("broken_content", detail=str(error)[:120], where={"file": file.name}) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableFile("broken_content", detail="w:body", where={"file": file.name})
    return body


def _number(node: Node | None, path: str, default: int) -> int:
    found = node.find(path) if node is not None else None
    text = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(text), _MAX_SPAN) if text.isdigit() else default


def _pieces(node: Node) -> Iterator[str]:
    """Text of a paragraph as printed: deleted text out, tabs and line breaks as blanks, text boxes left to others."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or tag == _FALLBACK or tag.endswith("}txbxContent"):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield "\n" if tag != f"{_W}tab" else "\t"
        else:
            yield from _pieces(child)


def _blocks(node: Node) -> Iterator[Node]:
    """Paragraphs and tables directly in a container, looking through content controls and insertions."""
    for child in node:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _rows(table: Node) -> Iterator[Node]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _cells(row: Node) -> Iterator[Node]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _cells(child)


class _WordReader:
    def __init__(self, file: SafeFile) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self.paragraphs: list[Paragraph] = []
        self._heading = ""
        self._count = 0

    def read(self, container: Node, depth: int) -> None:
        for block in _blocks(container):
            if block.tag == f"{_W}p":
                self._read_paragraph(block)
            else:
                self._read_table(block, depth)

    def _read_paragraph(self, node: Node) -> None:
        text = "".join(_pieces(node))
        style = node.find(f"{_W}pPr/{_W}pStyle")
        number = len(self.paragraphs) + 1
        self.paragraphs.append(Paragraph(number, text, style.get(f"{_W}val", "") if style is not None else ""))
        self._heading = text.strip() or self._heading
        for box in node.iter(f"{_W}txbxContent"):
            for inner in _blocks(box):
                if inner.tag == f"{_W}p":
                    self.paragraphs.append(Paragraph(len(self.paragraphs) + 1, "".join(_pieces(inner)), "textbox"))

    def _read_table(self, table: Node, depth: int) -> None:
        sheet = Sheet(f"表{len(self.sheets) + 1}", heading=self._heading)
        self.sheets.append(sheet)
        self._heading = ""
        open_merges: dict[int, list[int]] = {}
        nested: list[Node] = []
        for row_number, row in enumerate(_rows(table), 1):
            column = 1 + _number(row, f"{_W}trPr/{_W}gridBefore", 0)
            for cell in _cells(row):
                column = self._read_cell(sheet, cell, row_number, column, open_merges)
                nested += [block for block in _blocks(cell) if block.tag == f"{_W}tbl"]
        self._close(sheet, open_merges)
        bounded(sheet)
        if depth < _MAX_NESTING:
            for inner in nested:
                self._read_table(inner, depth + 1)

    def _read_cell(self, sheet: Sheet, cell: Node, row: int, column: int, open_merges: dict[int, list[int]]) -> int:
        """Place one cell; ``open_merges`` maps a column to [first row, last row, last column] of a running merge."""
        span = max(_number(cell, f"{_W}tcPr/{_W}gridSpan", 1), 1)
        vertical = cell.find(f"{_W}tcPr/{_W}vMerge")
        last_column = column + span - 1
        running = open_merges.get(column)
        if vertical is not None and vertical.get(f"{_W}val") != "restart" and running and running[1] == row - 1:
            running[1] = row
            return last_column + 1
        if running:
            self._close(sheet, {column: open_merges.pop(column)})
        if vertical is not None or span > 1:
            open_merges[column] = [row, row, last_column]
        text = "\n".join("".join(_pieces(block)) for block in _blocks(cell) if block.tag == f"{_W}p")
        keep(sheet.cells, row, column, text.strip("\n"))
        self._count += 1
        if self._count > self.file.limits.max_cells:
            raise UnreadableFile("too_many_cells", count=self._count, limit=self.file.limits.max_cells)
        return last_column + 1

    @staticmethod
    def _close(sheet: Sheet, merges: dict[int, list[int]]) -> None:
        for column, (first, last, last_column) in merges.items():
            if last > first or last_column > column:
                sheet.merges.append(Merge(first, column, last, last_column))
