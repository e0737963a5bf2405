"""Writing into the tables of a Word file: only the filled cells of its document part change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from xml.etree.ElementTree import Element as Node

from qingzhuang.sheets.fill.cells import CellValue, escaped, printable
from qingzhuang.sheets.wordfile import WordParts, is_waiting
from qingzhuang.sheets.wordxml import MAIN, Span

Rows = Mapping[int, Mapping[int, CellValue]]
_IDENTITIES = re.compile(rb"\s[\w.-]+:(?:paraId|textId|rsid\w*)=\"[^\"]*\"")
_STYLE = f"{MAIN}rStyle"
_BOOKMARKS = re.compile(rb"<[\w.-]+:bookmark(?:Start|End)\b[^>]*/>")


def fill_word(parts: WordParts, values: Mapping[int, Rows], added: Mapping[tuple[int, int], list]) -> bytes:
    """The document part with values, given as ``{sheet: {row: {column: value}}}``.

    ``added`` maps (sheet, row) to the values of copies of that row that follow it, each as ``{column: value}``.
    """
    writer = _Writer(parts)
    for sheet, rows in values.items():
        for row, columns in rows.items():
            for column, value in columns.items():
                writer.put(parts.cells[sheet][row, column], value)
    for (sheet, row), copies in added.items():
        writer.copy_row(sheet, row, copies)
    return writer.result()


class _Writer:
    def __init__(self, parts: WordParts) -> None:
        self._parts, self._xml = parts, parts.xml
        self._edits: list[tuple[int, int, bytes]] = []

    def put(self, cell: Node, value: CellValue) -> None:
        self._edits += self._cell_edits(cell, value)

    def result(self) -> bytes:
        return _apply(self._xml.data, self._edits)

    def copy_row(self, sheet: int, row: int, wanted: list[Mapping[int, CellValue]]) -> None:
        """Put copies of a row after it; marks that must be unique in a document are left out of them."""
        node = self._parts.rows[sheet][row]
        span = self._xml.spans[node]
        cells = {column: cell for (r, column), cell in self._parts.cells[sheet].items() if r == row}
        copies = []
        for values in wanted:
            edits = []
            for column, cell in cells.items():
                edits += self._cell_edits(cell, values.get(column, ""))
            moved = [(start - span.start, end - span.start, text) for start, end, text in edits]
            copy = _apply(self._xml.data[span.start : span.end], moved)
            copies.append(_BOOKMARKS.sub(b"", _IDENTITIES.sub(b"", copy)))
        self._edits.append((span.end, span.end, b"".join(copies)))

    def _cell_edits(self, cell: Node, value: CellValue) -> list[tuple[int, int, bytes]]:
        """Replacements that make a cell say the value: in its first text, else as a run of its first paragraph."""
        control = self._parts.controls.get(cell)
        if control is not None and value != "":
            return self._control_edits(control, value)
        paragraphs = [child for child in cell if child.tag == f"{MAIN}p"]
        texts = [node for paragraph in paragraphs for node in paragraph.iter(f"{MAIN}t")]
        prefix = self._prefix(cell)
        if texts:
            first, *rest = texts
            edits = [self._replace(first, self._texts(prefix, value))]
            return edits + [self._replace(node, b"") for node in rest]
        if value == "":
            return []
        paragraph = paragraphs[0] if paragraphs else None
        run = self._run(prefix, paragraph, value)
        if paragraph is None:
            span = self._xml.spans[cell]
            return [self._inside(cell, span, b"<%sp>%s</%sp>" % (prefix, run, prefix))]
        return [self._inside(paragraph, self._xml.spans[paragraph], run)]

    def _control_edits(self, control: Node, value: CellValue) -> list[tuple[int, int, bytes]]:
        """Replacements that make a content control say the value, no longer as words that wait for an answer."""
        edits = []
        properties, content = control.find(f"{MAIN}sdtPr"), control.find(f"{MAIN}sdtContent")
        if is_waiting(control):
            edits.append(self._replace(properties.find(f"{MAIN}showingPlcHdr"), b""))
            looks = [run.find(f"{MAIN}rPr") for run in content.iter(f"{MAIN}r")]
            edits += [self._replace(each, b"") for each in looks if each is not None and each.find(_STYLE) is not None]
        prefix, texts = self._prefix(control), list(content.iter(f"{MAIN}t"))
        if not texts:
            paragraph = next(content.iter(f"{MAIN}p"), None)
            within = content if paragraph is None else paragraph
            return [*edits, self._inside(within, self._xml.spans[within], self._run(prefix, paragraph, value))]
        edits.append(self._replace(texts[0], self._texts(prefix, value)))
        return edits + [self._replace(node, b"") for node in texts[1:]]

    def _prefix(self, node: Node) -> bytes:
        start = self._xml.spans[node].start
        name = re.match(rb"<([\w.-]+:)?", self._xml.data[start:])
        return name[1] or b""

    def _replace(self, node: Node, content: bytes) -> tuple[int, int, bytes]:
        span = self._xml.spans[node]
        return span.start, span.end, content

    def _inside(self, node: Node, span: Span, content: bytes) -> tuple[int, int, bytes]:
        """Put content before the closing tag; a self-closed element gets one."""
        if span.closing < span.end:
            return span.closing, span.closing, content
        tag = self._xml.data[span.start : span.end]
        name = re.match(rb"<([\w.:-]+)", tag)[1]
        return span.start, span.end, tag[:-2].rstrip() + b">" + content + b"</" + name + b">"

    def _run(self, prefix: bytes, paragraph: Node | None, value: CellValue) -> bytes:
        """A run in the looks that the paragraph has for what is typed into it."""
        looks = b""
        if paragraph is not None:
            found = paragraph.find(f"{MAIN}r/{MAIN}rPr")
            found = found if found is not None else paragraph.find(f"{MAIN}pPr/{MAIN}rPr")
            if found is not None:
                span = self._xml.spans[found]
                looks = self._xml.data[span.start : span.end]
        return b"<%sr>%s%s</%sr>" % (prefix, looks, self._texts(prefix, value), prefix)

    @staticmethod
    def _texts(prefix: bytes, value: CellValue) -> bytes:
        """The value as text elements of a run, its lines parted by breaks."""
        said = value.isoformat() if isinstance(value, date) else str(value)
        lines = [escaped(printable(line)).encode() for line in said.split("\n")]
        texts = [b'<%st xml:space="preserve">%s</%st>' % (prefix, line, prefix) for line in lines]
        return (b"<%sbr/>" % prefix).join(texts)


def _apply(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    pieces, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[at:start], text]
        at = end
    return b"".join([*pieces, data[at:]])
