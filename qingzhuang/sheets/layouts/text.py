"""How a csv template is written, byte by byte, so that rows can be put under its header in the same hand."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qingzhuang.sheets.delimited import find_delimiter
from qingzhuang.sheets.encodings import decode_text
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextHand:
    """``head`` are the template's bytes up to the end of its header; ``closed`` says that the last line is ended too."""

    head: bytes
    encoding: str
    separator: str
    line_end: str
    quote_all: bool
    closed: bool

    def written(self, rows: Iterable[Sequence[str]]) -> bytes:
        """The head and the rows under it."""
        text = io.StringIO()
        quoting = csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.line_end, quoting=quoting)
        writer.writerows(rows)
        said = text.getvalue()
        body = said if self.closed else said.removesuffix(self.line_end)
        gap = "" if not said or self.head.endswith(self.line_end.encode(self.encoding)) else self.line_end
        return self.head + (gap + body).encode(self.encoding)

    @property
    def shown(self) -> dict[str, object]:
        """What a person is told of it."""
        ends = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
        marks = {",": ",", "\t": "Tab", ";": ";", "|": "|"}
        return {
            "encoding": self.encoding.upper(),
            "bom": self.head.startswith(tuple(mark for mark, _ in _MARKS)),
            "separator": marks[self.separator],
            "line_end": ends[self.line_end],
            "quote_all": self.quote_all,
        }


def read_hand(file: SafeFile, header_last: int) -> TextHand:
    """Read how a csv is written; ``header_last`` is the number of its last header record, from 1."""
    found = decode_text(file.data)
    if found is None:
        raise UnreadableFile("unknown_encoding", line=1, where={"file": file.name})
    text, encoding = found
    mark, own = next(((mark, own) for mark, own in _MARKS if file.data.startswith(mark)), (b"", encoding))
    end = _end_of_record(text, header_last)
    head = mark + text[:end].encode(own)
    if not file.data.startswith(head):
        raise UnreadableFile("unknown_encoding", line=header_last, where={"file": file.name, "row": header_last})
    line_end = next((each for each in ("\r\n", "\n", "\r") if each in text), "\r\n")
    return TextHand(
        head, own, find_delimiter(text), line_end, _quotes_all(text[:end]), text.endswith(line_end) or end == 0
    )


def _end_of_record(text: str, number: int) -> int:
    """Where the given record ends, its line end included; quoted line ends belong to their field."""
    quoted, at, seen = False, 0, 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            at += character == "\r" and text[at : at + 1] == "\n"
            seen += 1
            if seen == number:
                return at
    return len(text)


def _quotes_all(head: str) -> bool:
    lines = [line for line in head.splitlines() if line.strip()]
    return bool(lines) and lines[-1].startswith('"') and lines[-1].endswith('"')
