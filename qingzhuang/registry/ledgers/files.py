"""Opening a ledger's file: its captions and its rows, each with the name of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.registry.ledgers.columns import DATE_TARGETS
from qingzhuang.registry.ledgers.dates import order_of
from qingzhuang.sheets.reading import Records, read_records, read_workbook
from qingzhuang.sheets.safety import open_upload

SAMPLE = 5


@dataclass(frozen=True)
class LedgerRow:
    """One row of the file: its number there, its values by column and the name of each cell, columns from 0."""

    number: int
    cells: list[Any]
    places: list[str]


@dataclass(frozen=True)
class Ledger:
    """A table of a file. ``sheets`` are the names one may choose among; empty for plain text."""

    sheet: str
    sheets: tuple[str, ...]
    captions: tuple[str, ...]
    records: Records

    def __len__(self) -> int:
        return len(self.records.rows)

    @property
    def notes(self) -> list[dict[str, str]]:
        return [note.message.as_dict() for note in self.records.notes]

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[LedgerRow]:
        """Rows from ``start`` (counted from 0 among filled rows) up to ``stop``."""
        letters = self._letters()
        for record in self.records.rows[start:stop]:
            cells = [record.raw.get(caption) for caption in self.captions]
            places = [f"{letters[caption]}{record.row}" if caption in letters else "" for caption in self.captions]
            yield LedgerRow(record.row, cells, places)

    def _letters(self) -> dict[str, str]:
        """The column letters of captions, as far as any cell below shows them; blank cells are named by them too."""
        found: dict[str, str] = {}
        for record in self.records.rows:
            if len(found) == len(self.captions):
                break
            for caption, cell in record.cells.items():
                found.setdefault(caption, cell.rstrip("0123456789"))
        return found

    def date_orders(self, mapping: Mapping[str, str]) -> dict[int, str]:
        """How the columns that hold dates write them: column → order, see :mod:`.dates`."""
        dates = [int(column) for column, code in mapping.items() if code in DATE_TARGETS]
        return {n: order_of(record.raw.get(self.captions[n]) for record in self.records.rows) for n in dates}

    def samples(self) -> list[list[str]]:
        """For each column its first filled values, each once, to recognise it by."""
        texts = [[r.values[c] for r in self.records.rows[:50] if r.values.get(c)] for c in self.captions]
        return [[text[:60] for text in list(dict.fromkeys(column))[:SAMPLE]] for column in texts]


def open_ledger(data: bytes, name: str, sheet: str = "") -> Ledger:
    """Read a ledger from xlsx, xls or csv; raises ``UnreadableFile`` with where and what to do."""
    file = open_upload(data, name)
    sheets: tuple[str, ...] = ()
    if file.kind in ("xlsx", "xls"):
        sheets = tuple(each.name for each in read_workbook(file).sheets if each.cells)
    records = read_records(file, sheet=sheet or None)
    return Ledger(records.sheet, sheets, tuple(records.headers), records)


def as_json(cells: list[Any]) -> list[Any]:
    """Cell values as they can be stored: numbers and texts as they are, dates and times as text."""
    return [cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell) for cell in cells]


def column_titles(captions: list[str], mapping: Mapping[str, str], code: str) -> list[str]:
    """The captions of all columns matched to one target."""
    return [captions[int(column)] for column, target in mapping.items() if target == code]
