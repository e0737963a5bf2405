"""Reading the table or JSON that a sheet is filled from: its own headers are bound as any sheet's are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.fill.holdings import Field, Listing, Origin, Record
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.recognise import Confirmed, recognise
from qingzhuang.sheets.recognise.binding import Binder, binder_for
from qingzhuang.sheets.recognise.headers import find_unit
from qingzhuang.sheets.recognise.model import Table
from qingzhuang.sheets.records import read_json
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Sheet, Value, Workbook, cell_name, cell_position

_NOT_DATA = frozenset(["note", "signature", "total", "section"])


def read_holdings(
    file: SafeFile, elements: Sequence[Element] = ELEMENTS, confirmed: Confirmed | None = None
) -> Listing:
    """Read xlsx, xls, csv, docx, json or jsonl; headers may also be codes of elements.

    Of a workbook the largest table is read. Raises ``UnreadableFile`` (``no_table``).
    """
    known = {element.code: element for element in elements}
    if file.kind in ("json", "jsonl"):
        return _Objects(file.name, binder_for(tuple(elements)), known).listing(read_json(file), "")
    book = read_workbook(file)
    listing = _largest(book, elements, confirmed, known)
    if listing is None:
        raise UnreadableFile("no_table", where={"file": file.name})
    return listing


def _largest(book: Workbook, elements: Sequence[Element], confirmed: Confirmed | None, known) -> Listing | None:
    best: Listing | None = None
    for sheet, seen in zip(book.sheets, recognise(book, elements, confirmed).sheets, strict=True):
        for table in seen.tables:
            listing = _TableReader(book, sheet, table, known).listing()
            if best is None or len(listing.records) * len(listing.fields) > len(best.records) * len(best.fields):
                best = listing
    return best


class _TableReader:
    def __init__(self, book: Workbook, sheet: Sheet, table: Table, known: Mapping[str, Element]) -> None:
        self._sheet, self._table, self._known = sheet, table, known
        self._file = book.name if book.kind == "csv" else f"{book.name}!{sheet.name}"

    def listing(self) -> Listing:
        table = self._table
        fields = [self._field(index) for index in range(len(table.columns))]
        if table.orientation == "key_value":
            places = [cell_position(column.value_cell) if column.value_cell else (0, 0) for column in table.columns]
            return Listing(fields, [self._record(fields, places)], self._known)
        if table.orientation == "column":
            first = cell_position(table.columns[0].value_cell)[1]
            entries = [[(column.row, at) for column in table.columns] for at in range(first, self._sheet.n_cols + 1)]
        else:
            left_out = {note.row for note in table.notes if note.kind in _NOT_DATA}
            entries = [
                [(row, column.column) for column in table.columns]
                for row in range(table.data_first, table.data_last + 1)
                if row not in left_out
            ]
        records = [self._record(fields, places) for places in entries]
        return Listing(fields, [record for record in records if record.values], self._known)

    def _field(self, index: int) -> Field:
        column = self._table.columns[index]
        code = column.label if column.label in self._known else column.element
        confidence = 1.0 if column.label in self._known else column.confidence
        return Field(str(index), column.caption, code, confidence, column.unit)

    def _record(self, fields: list[Field], places: list[tuple[int, int]]) -> Record:
        cells = self._sheet.cells
        values = {
            each.key: cell.value
            for each, place in zip(fields, places, strict=True)
            if (cell := cells.get(place)) is not None
        }
        origins = _Cells(self._file, values, places)
        first = next(iter(values), None)
        return Record(values, origins, place=origins[first].source if first else self._file)


class _Cells(Mapping[str, Origin]):
    """Where the values of a record stand, by the number of their field: told when somebody asks."""

    def __init__(self, file: str, values: Mapping[str, Value], places: Sequence[tuple[int, int]]) -> None:
        self._file, self._values, self._places = file, values, places

    def __getitem__(self, key: str) -> Origin:
        if key not in self._values:
            raise KeyError(key)
        return Origin(f"{self._file}!{cell_name(*self._places[int(key)])}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Objects:
    """Objects of a JSON file: what is nested gives the caption path, lists of objects are lists of the record."""

    def __init__(self, file: str, binder: Binder, known: Mapping[str, Element]) -> None:
        self._file, self._binder, self._known = file, binder, known

    def listing(self, content: object, at: str) -> Listing:
        rows = list(enumerate(_objects(content), 1))
        if not rows or not all(isinstance(entry, dict) for _, entry in rows):
            raise UnreadableFile("no_table", where={"file": self._file})
        fields: dict[str, Field] = {}
        alone = isinstance(content, dict) and rows[0][1] is content
        records = [self._record(entry, at if alone else f"{at}[{number}]", fields) for number, entry in rows]
        return Listing(list(fields.values()), records, self._known)

    def _record(self, entry: dict, at: str, fields: dict[str, Field]) -> Record:
        record = Record(place=f"{self._file}!{at}" if at else self._file)
        for path, value in _leaves(entry, ()):
            key = "/".join(path)
            place = f"{at}.{'.'.join(path)}" if at else ".".join(path)
            if isinstance(value, list):
                record.lists[path[-1]] = self.listing(value, place)
            elif value not in ("", None):
                fields.setdefault(key, self._field(key, path))
                record.hold({key: value}, Origin(f"{self._file}!{place}"))
        return record

    def _field(self, key: str, path: tuple[str, ...]) -> Field:
        if path[-1] in self._known:
            return Field(key, path, path[-1])
        found = self._binder.match(path)
        unit = find_unit(path[-1])
        return Field(key, path, found.code, found.confidence, unit) if found else Field(key, path, unit=unit)


def _objects(content: object) -> list:
    """A list as it is; an object that wraps one list of objects among plain values; else the object alone."""
    if isinstance(content, list):
        return content
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list) and value]
        nested = any(isinstance(value, dict) for value in content.values())
        if len(lists) == 1 and len(content) <= 4 and not nested and all(isinstance(each, dict) for each in lists[0]):
            return lists[0]
    return [content]


def _leaves(entry: Mapping[str, object], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Value | list]]:
    for name, value in entry.items():
        here = (*path, str(name))
        if isinstance(value, dict):
            yield from _leaves(value, here)
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            yield here, value
        elif isinstance(value, list):
            yield here, "、".join(str(each) for each in value)
        else:
            yield here, value
