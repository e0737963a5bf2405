"""Word files: running text and tables, with merged and nested cells, through a hardened XML parser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element as Node
from xml.parsers import expat

from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.wordxml import MAIN as _W
from qingzhuang.sheets.wordxml import WordXml, parse_word
from qingzhuang.sheets.workbook import Merge, Paragraph, Sheet, Workbook, bounded, keep

_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_THROUGH = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}
_MAX_NESTING = 8
_MAX_SPAN = 200


def read_word(file: SafeFile) -> Workbook:
    """Paragraphs of a docx file, and each of its tables as a sheet named 表1, 表2 … in reading order.

    A nested table is a sheet of its own after the one that holds it. A table's ``heading`` is the paragraph before it.
    """
    return read_word_parts(file).workbook


@dataclass(slots=True)
class WordParts:
    """A docx as read, and where its cells and rows lie in ``xml``, the part named ``part``.

    ``cells`` and ``rows`` have one mapping for each sheet of the workbook: by (row, column), and by row;
    ``merges`` are all of its merges, blank ones included; ``controls`` has the content control that stands around or
    in a cell.
    """

    workbook: Workbook
    part: str
    xml: WordXml
    cells: list[dict[tuple[int, int], Node]]
    rows: list[dict[int, Node]]
    merges: list[list[Merge]]
    controls: dict[Node, Node]


def read_word_parts(file: SafeFile) -> WordParts:
    """As ``read_word``, with the places that a filler needs."""
    part, xml = _document(file)
    body = xml.root.find(f"{_W}body") if xml.root is not None else None
    if body is None:
        raise UnreadableFile("broken_content", detail="w:body", where={"file": file.name})
    reader = _WordReader(file)
    reader.read(body, 0)
    book = Workbook(file.name, "docx", reader.sheets, list(file.notes), reader.paragraphs)
    return WordParts(book, part, xml, reader.cells, reader.rows, reader.merges, reader.controls)


def _document(file: SafeFile) -> tuple[str, WordXml]:
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        name = next((n for n in archive.namelist() if n.lower().endswith("word/document.xml")), None)
        if name is None:
            raise UnreadableFile("broken_content", detail="word/document.xml", where={"file": file.name})
        try:
            return name, parse_word(archive.read(name))
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise UnreadableFile("broken_content", detail=str(error)[:120], where={"file": file.name}) from error


def _number(node: Node | None, path: str, default: int) -> int:
    found = node.find(path) if node is not None else None
    text = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(text), _MAX_SPAN) if text.isdigit() else default


def is_waiting(control: Node) -> bool:
    """Whether a content control shows only the words that ask for an answer."""
    return control.tag == f"{_W}sdt" and control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _pieces(node: Node) -> Iterator[str]:
    """Text of a paragraph as printed: deleted text out, tabs and line breaks as blanks, text boxes left to others."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or tag == _FALLBACK or tag.endswith("}txbxContent") or is_waiting(child):
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
        elif child.tag in _THROUGH and not is_waiting(child):
            yield from _blocks(child)


def _rows(table: Node) -> Iterator[Node]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _cells(row: Node, control: Node | None = None) -> Iterator[tuple[Node, Node | None]]:
    """The cells of a row, each with the content control that stands around or in it, if one does."""
    for child in row:
        if child.tag == f"{_W}tc":
            own = [child.find(f"{at}{_W}sdt") for at in ("", f"{_W}p/")]
            yield child, control if control is not None else next((each for each in own if each is not None), None)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _cells(child, child if child.tag == f"{_W}sdt" else control)


class _WordReader:
    def __init__(self, file: SafeFile) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self.paragraphs: list[Paragraph] = []
        self.cells: list[dict[tuple[int, int], Node]] = []
        self.rows: list[dict[int, Node]] = []
        self.merges: list[list[Merge]] = []
        self.controls: dict[Node, Node] = {}
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
        self.cells.append({})
        self.rows.append({})
        self.merges.append([])
        at = len(self.sheets) - 1
        self._heading = ""
        open_merges: dict[int, list[int]] = {}
        nested: list[Node] = []
        for row_number, row in enumerate(_rows(table), 1):
            self.rows[at][row_number] = row
            column = 1 + _number(row, f"{_W}trPr/{_W}gridBefore", 0)
            for cell, control in _cells(row):
                if control is not None:
                    self.controls[cell] = control
                self.cells[at][row_number, column] = cell
                column = self._read_cell(sheet, cell, row_number, column, open_merges)
                nested += [block for block in _blocks(cell) if block.tag == f"{_W}tbl"]
        self._close(sheet, open_merges)
        self.merges[at] = list(sheet.merges)
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
        control = self.controls.get(cell)
        around = control is not None and control.find(f"{_W}sdtContent/{_W}tc") is cell
        if not (around and is_waiting(control)):
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
