"""A workbook as read: sparse cells, merged ranges, nothing of the grid that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from qingzhuang.sheets.problems import FileNote

Value = str | int | float | bool | date | datetime | time | timedelta
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name a person reads: row 7, column 3 is C7."""
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """(row, column) of C7; ``ValueError`` for what is no cell name."""
    found = _CELL.match(name)
    if not found:
        raise ValueError(f"not a cell name: {name!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if row > _LAST_ROW or column > _LAST_COLUMN:
        raise ValueError(f"beyond the edge of any sheet: {name!r}")
    return row, column


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: its value and what a person sees in it."""

    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, all four edges included, counted from 1."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int


@dataclass(slots=True)
class Sheet:
    """One sheet (or one table of a Word file). Rows and columns count from 1.

    ``cells`` maps (row, column) to filled cells only; ``n_rows`` and ``n_cols`` bound them. ``merges`` are those that
    touch the used range, cut to it on the right and below only when they reach past the last possible sheet edge.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    n_rows: int = 0
    n_cols: int = 0
    hidden: bool = False
    heading: str = ""
    hidden_rows: set[int] = field(default_factory=set)

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def value(self, row: int, column: int) -> Value | None:
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def row(self, row: int) -> list[tuple[int, Cell]]:
        """Filled cells of a row as (column, cell), left to right."""
        return [
            (column, self.cells[row, column]) for column in range(1, self.n_cols + 1) if (row, column) in self.cells
        ]

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Filled rows in order, each as {column: cell}."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            yield row, by_row[row]


@dataclass(slots=True)
class Workbook:
    """Sheets in their order; ``name`` is the file's. ``paragraphs`` is the running text of a Word file."""

    name: str
    kind: str
    sheets: list[Sheet]
    notes: list[FileNote] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text; ``number`` counts from 1 over all paragraphs, also the blank ones."""

    number: int
    text: str
    style: str = ""


def display(value: Value) -> str:
    """What a person would see, without knowing the cell's number format: 2016.0 is 2016, midnight is left off."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def plain(value: Value) -> Value:
    """Spreadsheets keep every number as a float; whole ones are read as int."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def keep(cells: dict[tuple[int, int], Cell], row: int, column: int, value: Value) -> None:
    """Store a value unless it is blank; white space alone is blank."""
    if isinstance(value, str) and not value.strip():
        return
    cells[row, column] = Cell(plain(value), display(value))


def bounded(sheet: Sheet) -> Sheet:
    """Set the used range from the filled cells, and drop merges that lie wholly outside it."""
    sheet.n_rows = max((row for row, _ in sheet.cells), default=0)
    sheet.n_cols = max((column for _, column in sheet.cells), default=0)
    sheet.merges = [m for m in sheet.merges if m.first_row <= sheet.n_rows and m.first_col <= sheet.n_cols]
    return sheet
