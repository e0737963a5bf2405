"""The windows of a filled file: a package of small parts, so that a page reads its own rows and nothing else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.fill.anatomy import Anatomy, anatomy_of
from qingzhuang.sheets.fill.report import Report
from qingzhuang.sheets.fill.sheetxml import SheetXml, attribute
from qingzhuang.sheets.preview.marks import Marked, marked_cells
from qingzhuang.sheets.preview.shown import shown
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.spreadsheets import read_book
from qingzhuang.sheets.workbook import Sheet, Workbook

WINDOW = 50
# Larger sheets are shown as far as a page can; all of it stands in the file.
MOST_COLUMNS, MOST_ROWS = 120, 20_000
_COLUMN = re.compile(r"<(?:[\w.-]+:)?col\b([^>]*)>")
_USUAL, _NARROW, _WIDE, _PIXELS = 9.0, 4.0, 40.0, 7


def packed(file: SafeFile, report: Report, parts: dict[str, bytes] | None = None) -> bytes:
    """The package of a filled file: ``view.json``, a part for every ``WINDOW`` rows, and ``parts`` to lie beside them."""
    book = read_workbook(file)
    sheets, marked = book.sheets[: len(report.sheets)], marked_cells(report)
    anatomies, widths = _looks(file, book)
    told = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for index, sheet in enumerate(sheets):
            if sheet.hidden:
                continue
            grid = _Grid(index, sheet, anatomies[index], marked)
            for number, rows in enumerate(grid.windows()):
                archive.writestr(f"{len(told)}/{number}.json", _json(rows))
            told.append(grid.told(widths[index]))
        view = {"sheets": told, "asks": marked.asks, "sources": marked.sources, "questions": _questions(marked)}
        archive.writestr("view.json", _json(view))
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def _questions(marked: Marked) -> list[dict[str, Any]]:
    return [note for cells in marked.cells.values() for _, note in cells.values() if "keys" in note]


class Windows:
    """A package as read: the view, and one window at a time."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(stream)
        self.view: dict[str, Any] = json.loads(self._archive.read("view.json"))

    def rows(self, sheet: int, window: int) -> list[list[Any]]:
        """``[[row number, [[column, text, kind, rows, columns, note, "n" for a number], …], whether of somebody], …]`` of a window, the repeated head left out."""
        return json.loads(self._archive.read(f"{sheet}/{window}.json"))

    def part(self, name: str) -> bytes | None:
        return self._archive.read(name) if name in self._archive.namelist() else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _looks(file: SafeFile, book: Workbook) -> tuple[list[Anatomy], list[list[int]]]:
    """What the XML says beside the values; a Word table has no more than its cells."""
    anatomies, widths = [Anatomy() for _ in book.sheets], [[] for _ in book.sheets]
    if file.kind != "xlsx":
        return anatomies, widths
    by_name = {sheet.name: sheet for sheet in book.sheets}
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        styles = read_book(archive, file)
        for index, entry in enumerate(styles.entries):
            xml = SheetXml(archive.read(entry.part))
            anatomies[index] = anatomy_of(xml, styles, by_name, book.sheets[index])
            widths[index] = list(_widths(xml.head, min(book.sheets[index].n_cols, MOST_COLUMNS)))
    return anatomies, widths


def _widths(head: str, count: int) -> Iterator[int]:
    """The width of each column in pixels, within what a page can show."""
    found: dict[int, float] = {}
    for tag in _COLUMN.findall(head):
        try:
            first, last = int(attribute(tag, "min") or 1), int(attribute(tag, "max") or 1)
            width = float(attribute(tag, "width") or _USUAL)
        except ValueError:
            continue
        found |= dict.fromkeys(range(first, min(last, count) + 1), width)
    for column in range(1, count + 1):
        yield round(min(max(found.get(column, _USUAL), _NARROW), _WIDE) * _PIXELS)


class _Grid:
    """One sheet as rows of cells, those under a merge left out."""

    def __init__(self, index: int, sheet: Sheet, anatomy: Anatomy, marked: Marked) -> None:
        self._sheet, self._anatomy = sheet, anatomy
        self._columns = min(sheet.n_cols, MOST_COLUMNS)
        self._marks = marked.cells.get(index, {})
        self._captions = marked.captions.get(index, {})
        self._head = marked.head.get(index, 0)
        self._last = min(max([sheet.n_rows, *(row for row, _ in self._marks)]), MOST_ROWS)
        self._lines, self._about = marked.rows.get(index, set()), marked.columns.get(index, {})
        self._keys = marked.keys.get(index, [])
        self._merges: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: dict[tuple[int, int], tuple[int, int]] = {}
        for merge in sheet.merges:
            last_row, last_col = min(merge.last_row, self._last), min(merge.last_col, self._columns)
            top = merge.first_row, merge.first_col
            if top[1] > self._columns or top in self._covered:
                continue
            self._merges[top] = last_row, last_col
            for row in range(top[0], last_row + 1):
                for column in range(top[1], last_col + 1):
                    if (row, column) != top:
                        self._covered[row, column] = top
        self._said = {row for row, _ in sheet.cells}

    def told(self, widths: list[int]) -> dict[str, Any]:
        body = self._last - self._head
        return {
            "name": self._sheet.name,
            "heading": self._sheet.heading,
            "columns": self._columns,
            "widths": widths,
            "rows": body,
            "people": sum(row in self._said for row in self._lines),
            "keys": self._keys,
            "about": {str(column): ask for column, ask in self._about.items()},
            "head": list(self._rows(1, self._head)),
        }

    def windows(self) -> Iterator[list[Any]]:
        for first in range(self._head + 1, max(self._last, self._head + 1) + 1, WINDOW):
            yield list(self._rows(first, min(first + WINDOW - 1, self._last)))

    def _rows(self, first: int, last: int) -> Iterator[list[Any]]:
        """Rows from ``first`` to ``last``; a merge that reaches over an edge is cut there and begins anew after it."""
        for row in range(first, last + 1):
            cells = []
            for column in range(1, self._columns + 1):
                top = self._covered.get((row, column), (row, column))
                begins = top == (row, column) or (row == first and column == top[1] and top[0] < first)
                if begins:
                    cells.append(self._cell(row, column, top, last))
            yield [row, cells, row in self._lines and row in self._said]

    def _cell(self, row: int, column: int, top: tuple[int, int], last: int) -> list[Any]:
        bottom, right = self._merges.get(top, (row, column))
        cell = self._sheet.cells.get(top)
        text, mark, note = "", "", None
        if cell is not None:
            plain = isinstance(cell.value, str)
            text = cell.text[:2000] if plain else shown(cell.value, self._anatomy.number_format(*top))
            mark = "" if plain else "n"
        kind, said = self._marks.get(top, ("", None))
        if kind == "blank" and (text or row not in self._said):
            kind, said = "", None
        if top in self._anatomy.formulas:
            kind, said = "formula", None
        if top in self._captions:
            kind, note = "caption", {"ask": self._captions[top]}
        elif kind:
            note = said
        return [column, text, kind, min(bottom, last) - row + 1, right - column + 1, note, mark]
