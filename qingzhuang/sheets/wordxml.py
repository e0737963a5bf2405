"""The XML of a Word document as a tree whose elements remember where in the bytes they lie."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Node
from xml.parsers import expat

from qingzhuang.sheets.problems import UnreadableFile

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DEEPEST = 400


@dataclass(frozen=True, slots=True)
class Span:
    """Byte offsets of an element: its start, the end of its opening tag, the start of its closing tag, its end.

    A self-closed element has all but ``start`` at its end.
    """

    start: int
    opened: int
    closing: int
    end: int


@dataclass(slots=True)
class WordXml:
    """``root`` with names of the strict variant read as those of the usual one; ``spans`` by element."""

    data: bytes
    root: Node | None = None
    spans: dict[Node, Span] = field(default_factory=dict)


def parse_word(data: bytes) -> WordXml:
    """Parse a part; declarations are refused, and so is nesting beyond what any writer makes (``ValueError``)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = re.sub(r"^<\?xml[^>]*\?>", "", data.decode("utf-16")).encode()
    found = WordXml(data)
    open_nodes: list[tuple[Node, int, int]] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_nodes) >= _DEEPEST:
            raise ValueError("nesting")
        node = Node(_named(name), {_named(key): value for key, value in attributes.items()})
        if open_nodes:
            open_nodes[-1][0].append(node)
        else:
            found.root = node
        at = parser.CurrentByteIndex
        open_nodes.append((node, at, _tag_end(data, at)))

    def end(name: str) -> None:
        node, at, opened = open_nodes.pop()
        closing = parser.CurrentByteIndex
        if data[opened - 2 : opened] == b"/>":
            found.spans[node] = Span(at, opened, opened, opened)
        else:
            found.spans[node] = Span(at, opened, closing, data.index(b">", closing) + 1)

    def text(characters: str) -> None:
        node = open_nodes[-1][0]
        if len(node):
            node[-1].tail = (node[-1].tail or "") + characters
        else:
            node.text = (node.text or "") + characters

    def refuse(*_: object) -> None:
        raise UnreadableFile("xml_entities")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)
    return found


def _named(name: str) -> str:
    uri, separator, local = name.rpartition("}")
    named = f"{{{uri}}}{local}" if separator else name
    return named.replace(_STRICT, MAIN)


def _tag_end(data: bytes, at: int) -> int:
    """The end of the tag that begins at ``at``: the first ``>`` outside quotes."""
    quote = 0
    for position in range(at, len(data)):
        byte = data[position]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 0x3E:
            return position + 1
    raise ValueError("unclosed tag")
