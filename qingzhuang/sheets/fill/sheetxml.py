"""The XML of one worksheet, cut into rows, so that single cells can be replaced and all else stays as it lies."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from operator import attrgetter

from qingzhuang.sheets.fill.cells import CellValue, CellWriter
from qingzhuang.sheets.workbook import cell_position, column_letters

_ATTRIBUTES = r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")
_COMMENT = re.compile(r"<!--.*?-->|(?<!^)<\?.*?\?>", re.DOTALL)
_VERBATIM = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# Stands for the row's own number in a shape; XML cannot hold it.
_HERE = "\0"
# Stands for what a cell says, so that rows that say different things have one shape.
_THERE = "\1"
_SAID = re.compile(r"(?<=<[vt]>)([^<]+)(?=</[vt]>)")
_NUMBER = attrgetter("number")
# More blank rows below all content are set aside: whole columns with a border reach to the last row there can be.
_MOST_BLANK = 20_000
_PIECE = 500


@dataclass(slots=True)
class Piece:
    """One cell as it stands: its column, the attributes but for position and type, and its whole text."""

    column: int
    attributes: str
    text: str
    content: str

    def style(self, row: int) -> int:
        """The index of its style; ``row`` is the number of the row it stands in."""
        return _whole((attribute(self.attributes, "s") or "0").replace(_HERE, str(row)))


@dataclass(slots=True)
class Row:
    """A row as its number and its shape: the text with the number taken out, so that like rows have like shapes."""

    number: int
    shape: str

    @property
    def text(self) -> str:
        return self.shape.replace(_HERE, str(self.number))


def attribute(attributes: str, name: str) -> str | None:
    """The value of one attribute in the text of a tag."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return found[2] if found[2] is not None else found[3]
    return None


class SheetXml:
    """A worksheet part: ``head`` and ``tail`` around its ``rows``; blank rows far below are kept as they lie."""

    def __init__(self, part: bytes) -> None:
        declared = _ENCODING.match(part[:200])
        self._encoding = "utf-8" if declared is None else declared[1].decode("ascii")
        if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self._encoding = "utf-16"
        text = part.decode(self._encoding)
        if "<!" in text or text.find("<?", 2) >= 0:
            text = _COMMENT.sub("", _VERBATIM.sub(lambda m: _escape(m[1]), text))
        self.prefix = self._find_prefix(text)
        self._patterns()
        self.head, body, self.tail = self._cut(text)
        body, self._aside = self._set_aside(body)
        self.rows = self._read_rows(body)
        self._parsed: dict[str, tuple[str, list[Piece], str]] = {}
        self._styles: dict[str, frozenset[int]] = {}

    @staticmethod
    def _find_prefix(text: str) -> str:
        found = re.search(r"<((?:[\w.-]+:)?)worksheet[\s>]", text)
        return found[1] if found else ""

    def _patterns(self) -> None:
        p = re.escape(self.prefix)
        self._row = re.compile(rf"<{p}row\b({_ATTRIBUTES})(?:/>|>(.*?)</{p}row\s*>)", re.DOTALL)
        self._cell = re.compile(rf"<{p}c\b({_ATTRIBUTES})(?:/>|>(.*?)</{p}c\s*>)", re.DOTALL)
        self._data = re.compile(rf"<{p}sheetData\b{_ATTRIBUTES}(/?)>")
        self._column = re.compile(rf"<{p}col\b({_ATTRIBUTES})/?>")
        self._no_rows = f"<{self.prefix}sheetData></{self.prefix}sheetData>"

    def _cut(self, text: str) -> tuple[str, str, str]:
        found = self._data.search(text)
        if found is None:
            raise ValueError("no sheetData")
        if found[1]:
            opening, closing = f"<{self.prefix}sheetData>", f"</{self.prefix}sheetData>"
            return text[: found.start()] + opening, "", closing + text[found.end() :]
        end = text.index(f"</{self.prefix}sheetData", found.end())
        return text[: found.end()], text[found.end() : end], text[end:]

    def _set_aside(self, body: str) -> tuple[str, str]:
        """The rows to be read, and the blank ones beyond those that anybody would fill."""
        opening = f"<{self.prefix}row "
        if body.count(opening) <= _MOST_BLANK:
            return body, ""
        content = max(body.rfind(f"<{self.prefix}{mark}") for mark in ("v", "is", "f"))
        at = body.find(opening, max(content, 0))
        for _ in range(_MOST_BLANK):
            if at < 0:
                break
            at = body.find(opening, at + 1)
        aside = body[at:] if at >= 0 else ""
        if aside.count(opening[:-1]) != aside.count(f'{opening}r="'):
            return body, ""
        return (body[:at], aside) if aside else (body, "")

    def _aside_below(self, last: int) -> str:
        """The rows set aside, without those whose places were taken by rows that moved down."""
        for found in re.finditer(rf'<{re.escape(self.prefix)}row r="(\d+)"', self._aside):
            if int(found[1]) > last:
                return self._aside[found.start() :]
        return ""

    def _read_rows(self, body: str) -> list[Row]:
        rows, number, usual = [], 0, f'<{self.prefix}row r="'
        shapes: dict[str, str] = {}
        shape, around = "", [""]
        for text in self._row_texts(body):
            if text.startswith(usual):
                said = text[len(usual) : text.index('"', len(usual))]
            else:
                said = attribute(text[: text.index(">")], "r")
            number = int(said) if said else number + 1
            if not said:
                text = f'<{self.prefix}row r="{number}"{text[len(self.prefix) + 4 :]}'
            # Most rows are like the one before.
            if str(number).join(around) != text:
                shape = text.replace(f'{number}"', f'{_HERE}"')
                shape = shapes.setdefault(shape, shape)
                around = shape.split(_HERE)
            rows.append(Row(number, shape))
        return rows

    def _row_texts(self, body: str) -> Iterator[str]:
        opening, closing = f"<{self.prefix}row", f"</{self.prefix}row>"
        *chunks, rest = body.split(closing)
        for chunk in chunks:
            text = chunk.lstrip()
            if text.startswith(opening) and text.count(opening) == 1:
                yield text + closing
            else:
                # Empty rows before it have no closing tag to cut at.
                yield from (found[0] for found in self._row.finditer(chunk + closing))
        yield from (found[0] for found in self._row.finditer(rest))

    def row(self, number: int) -> Row | None:
        at = self._index(number)
        return self.rows[at] if at < len(self.rows) and self.rows[at].number == number else None

    def _index(self, number: int) -> int:
        """Where a row is, or would be; most sheets leave no row out."""
        guess = number - self.rows[0].number if self.rows else 0
        if 0 <= guess < len(self.rows) and self.rows[guess].number == number:
            return guess
        return bisect_left(self.rows, number, key=_NUMBER)

    def replace_row(self, row: Row) -> None:
        self.rows[self._index(row.number)] = row

    def pieces(self, row: Row) -> list[Piece]:
        """The cells of a row; positions left out in the XML are counted on."""
        return self._parse(row)[1]

    def _parse(self, row: Row) -> tuple[str, list[Piece], str]:
        """(opening tag, cells, closing tag) of a row's shape."""
        if row.shape in self._parsed:
            return self._parsed[row.shape]
        whole = self._row.fullmatch(row.shape)
        pieces, column = [], 0
        for found in self._cell.finditer(whole[2] or ""):
            said = attribute(found[1], "r")
            column = cell_position(said.replace(_HERE, str(row.number)))[1] if said else column + 1
            kept = _ATTRIBUTE.sub(lambda m: "" if m[1] in ("r", "t", "vm") else m[0], found[1])
            text = found[0]
            if not said:
                text = f'<{self.prefix}c r="{column_letters(column)}{_HERE}"{text[len(self.prefix) + 2 :]}'
            pieces.append(Piece(column, " ".join(kept.split()), text, found[2] or ""))
        parsed = f"<{self.prefix}row{whole[1].rstrip()}>", pieces, f"</{self.prefix}row>"
        return self._parsed.setdefault(row.shape, parsed)

    def style_of_column(self, column: int) -> int:
        """The style that blank cells of a column have when nothing nearer says otherwise."""
        for found in self._column.finditer(self.head):
            if _whole(attribute(found[1], "min")) <= column <= _whole(attribute(found[1], "max")):
                return _whole(attribute(found[1], "style"))
        return 0

    def style_at(self, number: int, column: int) -> int:
        """The style index a cell has, or would have if it were there."""
        row = self.row(number)
        if row is not None:
            quick = self._quick_style(row, column)
            if quick is not None:
                return quick
            for piece in self.pieces(row):
                if piece.column == column:
                    return piece.style(number)
            opening = row.text.partition(">")[0]
            if attribute(opening, "customFormat") in ("1", "true"):
                return _whole(attribute(opening, "s"))
        return self.style_of_column(column)

    def _quick_style(self, row: Row, column: int) -> int | None:
        """The style of a cell whose tag is written as nearly all are, found without reading the whole row."""
        if row.shape in self._parsed:
            return None
        opening = f'<{self.prefix}c r="{column_letters(column)}'
        for number in (_HERE, row.number):
            at = row.shape.find(f'{opening}{number}"')
            if at >= 0:
                said = attribute(row.shape[at : row.shape.index(">", at)], "s") or "0"
                return _whole(said.replace(_HERE, str(row.number)))
        return None

    def styles_of(self, number: int) -> frozenset[int]:
        """The styles of the cells that a row has."""
        row = self.row(number)
        if row is None:
            return frozenset()
        known = self._styles.get(row.shape)
        if known is not None:
            return known
        found = frozenset(piece.style(number) for piece in self.pieces(row))
        if f's="{_HERE}"' not in row.shape:
            self._styles[row.shape] = found
        return found

    def put(self, values: Mapping[int, Mapping[int, CellValue]], *, from_1904: bool = False) -> None:
        """Write values, given as ``{row: {column: value}}``; styles stay, missing cells and rows are added."""
        if self._aside and max(values, default=0) > self.rows[-1].number:
            self.rows, self._aside = self.rows + self._read_rows(self._aside), ""
        write = CellWriter(self.prefix, from_1904=from_1904)
        forms: dict[tuple[str, tuple[int, ...]], list[str]] = {}
        ordered: dict[tuple[int, ...], bool] = {}
        known: dict[str, tuple[str, list[str]]] = {}
        rows = {row.number: row for row in self.rows}
        for number in sorted(values):
            chosen = values[number]
            columns = tuple(chosen)
            if columns not in ordered:
                ordered[columns] = sorted(columns) == list(columns)
            if not ordered[columns]:
                chosen = dict(sorted(chosen.items()))
                columns = tuple(chosen)
            row = rows.get(number)
            if row is None:
                row = Row(number, f'<{self.prefix}row r="{_HERE}"/>')
            # Rows that say different things in cells that stay are of one shape but for those.
            if row.shape not in known:
                parts = _SAID.split(row.shape)
                known[row.shape] = _THERE.join(parts[::2]), parts[1::2]
            shape, said = known[row.shape]
            form = forms.get((shape, columns))
            if form is None:
                form = forms[shape, columns] = self._form(Row(number, shape), columns).split(_HERE)
            text = str(number).join(form)
            if said and text.count(_THERE) != len(said):
                text = Row(number, self._form(row, columns)).text
            filled = text % tuple(write.row(chosen.values()))
            rows[number] = Row(number, _with(filled, said) if said else filled)
        self.rows = [rows[number] for number in sorted(rows)]
        self._reach(values)

    def _form(self, row: Row, columns: Iterable[int]) -> str:
        """The row's text with a gap (``%s``) in each cell to be written."""
        opening, pieces, closing = self._parse(row)
        by_column = {piece.column: piece.text.replace("%", "%%") for piece in pieces}
        attributes = {piece.column: piece.attributes for piece in pieces}
        for column in columns:
            if column not in attributes:
                style = self.style_at(row.number, column)
                attributes[column] = f's="{style}"' if style else ""
            kept = attributes[column].replace("%", "%%")
            place = f'<{self.prefix}c r="{column_letters(column)}{_HERE}"'
            by_column[column] = f"{place}{' ' if kept else ''}{kept}%s</{self.prefix}c>"
        opening = _widen_spans(opening, max(by_column, default=0)).replace("%", "%%")
        return opening + "".join(by_column[column] for column in sorted(by_column)) + closing

    def _reach(self, values: Mapping[int, Mapping[int, CellValue]]) -> None:
        """Let the declared range of the sheet cover what was written: some readers go no further than that."""
        found = re.search(rf"(<{re.escape(self.prefix)}dimension\b[^>]*?\bref=\")([^\"]*)(\")", self.head)
        if not found or not values:
            return
        first, _, last = found[2].partition(":")
        try:
            top, left = cell_position(first)
            bottom, right = cell_position(last or first)
        except ValueError:
            return
        width = max((max(row) for row in values.values() if row), default=right)
        reached = f"{column_letters(left)}{top}:{column_letters(max(right, width))}{max(bottom, max(values))}"
        if (bottom, right) != cell_position(reached.partition(":")[2]):
            self.head = self.head[: found.start(2)] + reached + self.head[found.end(2) :]

    def __bytes__(self) -> bytes:
        # A piece at a time: text that is partly Chinese takes twice the room of its bytes.
        encode = codecs.getincrementalencoder(self._encoding)().encode
        pieces = [encode(self.head)]
        for start in range(0, len(self.rows), _PIECE):
            rows = self.rows[start : start + _PIECE]
            pieces.append(encode("".join([row.shape.replace(_HERE, str(row.number)) for row in rows])))
        if self._aside:
            pieces.append(encode(self._aside_below(self.rows[-1].number)))
        return b"".join([*pieces, encode(self.tail)])


def _with(text: str, said: Sequence[str]) -> str:
    """The text with what was said in its gaps, in their order."""
    parts = text.split(_THERE)
    return "".join(chain.from_iterable(zip_longest(parts, said, fillvalue=""))) if len(parts) > 1 else text


def _whole(said: str | None) -> int:
    """The number that an attribute says; 0 where it says none, as in damaged files."""
    return int(said) if said and said.isascii() and said.isdigit() else 0


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _widen_spans(opening: str, last: int) -> str:
    found = re.search(r'\bspans="(\d+):(\d+)"', opening)
    if found is None or int(found[2]) >= last:
        return opening
    return opening[: found.start()] + f'spans="{found[1]}:{last}"' + opening[found.end() :]
