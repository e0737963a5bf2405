"""What a worksheet says of its cells beside their values: formulas, number formats, lists of choices, locks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from qingzhuang.sheets.fill.sheetxml import SheetXml, attribute
from qingzhuang.sheets.spreadsheets import Book
from qingzhuang.sheets.workbook import Sheet, cell_position, display

_VALIDATION = re.compile(r"<((?:[\w.-]+:)?)dataValidation\b([^>]*?)(?:/>|>(.*?)</\1dataValidation\s*>)", re.DOTALL)
_FORMULA1 = re.compile(r"<(?:[\w.-]+:)?formula1[^>]*>(?:<(?:[\w.-]+:)?f>)?([^<]*)<", re.DOTALL)
_SQREF = re.compile(r"<(?:[\w.-]+:)?sqref>([^<]*)<")
_MERGE = re.compile(r"<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref=\"([^\"]*)\"")
_PROTECTED = re.compile(r"<(?:[\w.-]+:)?sheetProtection\b[^>]*\bsheet=[\"'](?:1|true)[\"']")
_REFERENCE = re.compile(r"=?(?:'((?:[^']|'')+)'|([^!'\"(),]+))?!?\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$")
_MOST_CHOICES = 2_000

_MOST_COVERED = 2_000_000
_BELOW = 100
_BESIDE = 100

Range = tuple[int, int, int, int]


@dataclass(slots=True)
class Anatomy:
    """Facts of one sheet, asked by position; ``covered`` are the places hidden under a merge that begins elsewhere."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    covered: set[tuple[int, int]] = field(default_factory=set)
    lists: list[tuple[list[Range], tuple[str, ...]]] = field(default_factory=list)
    protected: bool = False
    style_at: Callable[[int, int], int] = lambda row, column: 0
    styles_of: Callable[[int], frozenset[int]] = lambda row: frozenset()
    last_row: int = 0
    book: Book = field(default_factory=Book)

    def number_format(self, row: int, column: int) -> str:
        style = self.style_at(row, column)
        return self.book.formats[style] if style < len(self.book.formats) else ""

    def locked(self, row: int, column: int) -> bool:
        return self.protected and self.style_at(row, column) not in self.book.unlocked

    def looks_alike(self, row: int, other: int) -> bool:
        """Whether two rows could be of one table: rows without any looks are alike, else they share some."""
        here, there = self.styles_of(row), self.styles_of(other)
        return not there or not here.isdisjoint(there)

    def choices(self, row: int, column: int) -> tuple[str, ...]:
        for ranges, words in self.lists:
            if any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in ranges):
                return words
        return ()


def anatomy_of(xml: SheetXml, book: Book, sheets: dict[str, Sheet], own: Sheet) -> Anatomy:
    """Read the facts of one worksheet; ``sheets`` are all of the workbook's, which lists of choices may point into."""
    found = Anatomy(
        book=book, style_at=xml.style_at, styles_of=xml.styles_of, protected=bool(_PROTECTED.search(xml.tail))
    )
    for row in xml.rows:
        if f"<{xml.prefix}f" in row.shape:
            found.formulas |= {
                (row.number, piece.column) for piece in xml.pieces(row) if f"<{xml.prefix}f" in piece.content
            }
    found.last_row = max((row.number for row in xml.rows if f"<{xml.prefix}c" in row.shape), default=0)
    merges = [each for said in _MERGE.findall(xml.tail) for each in _ranges(said)]
    found.covered = covered_by(merges, max(found.last_row, own.n_rows) + _BELOW, own.n_cols + _BESIDE)
    for kind, inner in _validations(xml.tail):
        ranges = list(_ranges(_SQREF.search(inner)[1] if _SQREF.search(inner) else attribute(kind, "sqref") or ""))
        words = _words(inner, book, sheets, own) if attribute(kind, "type") == "list" else ()
        if words:
            found.lists.append((ranges, words))
    return found


def covered_by(merges: Iterable[Range], last_row: int, last_column: int = 16_384) -> set[tuple[int, int]]:
    """Places under merges, as far as ``last_row`` and ``last_column``, but for the first of each; of merges that overlap the first counts."""
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, last_row), min(right, last_column)
        if len(covered) + (bottom - top + 1) * (right - left + 1) > _MOST_COVERED:
            break
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)} - {
            (top, left)
        }
    return covered


def _validations(tail: str) -> Iterator[tuple[str, str]]:
    for found in _VALIDATION.finditer(tail):
        yield found[2], found[3] or ""


def _ranges(sqref: str) -> Iterator[Range]:
    for part in sqref.split():
        first, _, last = part.partition(":")
        try:
            yield *cell_position(first), *cell_position(last or first)
        except ValueError:
            continue


def _words(inner: str, book: Book, sheets: dict[str, Sheet], own: Sheet) -> tuple[str, ...]:
    """The choices of a list: written in the rule itself, or standing in cells, perhaps named."""
    said = _FORMULA1.search(inner)
    text = html.unescape(said[1]).strip() if said else ""
    if text.startswith('"') and text.endswith('"'):
        return tuple(word.strip() for word in text[1:-1].replace('""', '"').split(",") if word.strip())
    found = _REFERENCE.match(book.names.get(text.lstrip("="), text))
    if not found:
        return ()
    name = (found[1] or found[2] or "").replace("''", "'")
    sheet = sheets.get(name) if name else own
    (top, left), (bottom, right) = cell_position(found[3] + found[4]), cell_position(found[5] + found[6])
    if sheet is None or (bottom - top + 1) * (right - left + 1) > _MOST_CHOICES:
        return ()
    cells = (sheet.cells.get((row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return tuple(display(cell.value).strip() for cell in cells if cell is not None)
