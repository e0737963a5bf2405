"""Header-first tables as records: a csv of texts, a ledger, a list in JSON. Every value keeps where it stood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.delimited import decoded
from qingzhuang.sheets.normalise import normalise_text
from qingzhuang.sheets.problems import FileNote, UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Sheet, Value, Workbook, cell_name

_SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number in the source (from 1), text by header, the typed values, and each cell's name."""

    row: int
    values: dict[str, str]
    raw: dict[str, Value]
    cells: dict[str, str]

    def get(self, header: str, default: str = "") -> str:
        return self.values.get(header, default)


@dataclass(slots=True)
class Records:
    """A table: unique ``headers`` in order, its ``rows``, and where it came from."""

    file: str
    sheet: str
    headers: list[str]
    header_row: int
    rows: list[Record]
    notes: list[FileNote] = field(default_factory=list)

    def where(self, record: Record, header: str) -> dict[str, object]:
        """The place of one value, for a message: file, sheet, cell, row, field."""
        place = {"file": self.file, "sheet": self.sheet, "cell": record.cells.get(header, ""), "row": record.row}
        return {**{key: value for key, value in place.items() if value}, "field": header}


def read_records(file: SafeFile, *, sheet: str | None = None, normalise: Iterable[str] = ()) -> Records:
    """Read the first table with a header row (or the named ``sheet``), or a list of objects from json or jsonl.

    Values are trimmed; those under the headers in ``normalise`` also lose full-width digits and letters. A repeated
    header is kept as ``header (2)`` and noted. Blank rows are left out. Raises ``UnreadableFile`` (``no_table``).
    """
    chosen = set(normalise)
    if file.kind in ("json", "jsonl"):
        return _from_json(file, chosen)
    book = read_workbook(file)
    for candidate, header_row in _tables(book):
        if sheet is None or candidate.name == sheet:
            return _from_sheet(file, candidate, header_row, chosen, list(book.notes))
    raise UnreadableFile("no_table", where={"file": file.name} | ({"sheet": sheet} if sheet else {}))


def tables_of(file: SafeFile) -> list[Records]:
    """The tables of all sheets that have a header row, visible sheets first; the first one carries the file's notes.
    Raises ``UnreadableFile`` (``no_table``) where there is none."""
    if file.kind in ("json", "jsonl"):
        return [_from_json(file, set())]
    book = read_workbook(file)
    notes = list(book.notes)
    found = [
        _from_sheet(file, sheet, header_row, set(), [] if number else notes)
        for number, (sheet, header_row) in enumerate(_tables(book))
    ]
    if not found:
        raise UnreadableFile("no_table", where={"file": file.name})
    return found


def _tables(book: Workbook) -> Iterator[tuple[Sheet, int]]:
    """Sheets with the number of their header row, visible ones first."""
    for sheet in sorted(book.sheets, key=lambda s: s.hidden):
        if header_row := _find_header(sheet):
            yield sheet, header_row


def _find_header(sheet: Sheet) -> int | None:
    """The first row of text that is nearly as wide as the widest of the first rows."""
    rows = [(number, cells) for number, cells in sheet.rows() if number <= _SEARCHED_ROWS]
    widest = max((len(cells) for _, cells in rows), default=0)
    for number, cells in rows:
        texts = [cell for cell in cells.values() if isinstance(cell.value, str)]
        if len(texts) * 10 >= widest * 6 and len(texts) * 10 >= len(cells) * 8:
            return number
    return None


def _headers(sheet: Sheet, row: int) -> tuple[dict[int, str], list[FileNote]]:
    headers: dict[int, str] = {}
    first_cell: dict[str, str] = {}
    notes = []
    for column, cell in sheet.row(row):
        name = normalise_text(cell.text)
        here = cell_name(row, column)
        unique, number = name, 1
        while unique in headers.values():
            number += 1
            unique = f"{name} ({number})"
        if number > 1:
            cells = f"{first_cell[name]}, {here}"
            where = {"sheet": sheet.name, "cell": here}
            notes.append(FileNote.of("duplicate_header", where=where, header=name, cells=cells))
        first_cell.setdefault(name, here)
        headers[column] = unique
    return headers, notes


def _from_sheet(file: SafeFile, sheet: Sheet, header_row: int, chosen: set[str], notes: list[FileNote]) -> Records:
    headers, header_notes = _headers(sheet, header_row)
    notes += header_notes
    rows = []
    for number, cells in sheet.rows():
        if number <= header_row:
            continue
        named = {headers[column]: cell for column, cell in cells.items() if column in headers}
        if len(named) < len(cells):
            notes.append(FileNote.of("extra_values", where={"sheet": sheet.name, "row": number}, row=number))
        if named:
            places = {headers[column]: cell_name(number, column) for column in cells if column in headers}
            texts = {header: _clean(header, cell.text, chosen) for header, cell in named.items()}
            raw = {header: cell.value for header, cell in named.items()}
            rows.append(Record(number, texts, raw, places))
    name = "" if file.kind == "csv" else sheet.name
    return Records(file.name, name, list(headers.values()), header_row, rows, notes)


def _clean(header: str, text: str, chosen: set[str]) -> str:
    return normalise_text(text) if header in chosen else text.strip()


def _from_json(file: SafeFile, chosen: set[str]) -> Records:
    text = decoded(file)
    rows: list[Record] = []
    headers: dict[str, None] = {}
    for number, entry in _json_lines(text, file) if file.kind == "jsonl" else _json_items(text, file):
        if not isinstance(entry, dict):
            raise UnreadableFile("no_table", where={"file": file.name, "row": number})
        headers.update(dict.fromkeys(entry))
        texts = {key: _clean(key, _as_text(value), chosen) for key, value in entry.items() if value is not None}
        raw = {key: value for key, value in entry.items() if value is not None}
        rows.append(Record(number, texts, raw, {key: f"[{number}].{key}" for key in texts}))
    return Records(file.name, "", list(headers), 0, rows, list(file.notes))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_json(file: SafeFile) -> object:
    """The content of a json file, or the list of a jsonl file's lines; raises ``UnreadableFile`` (``broken_json``)."""
    text = decoded(file)
    return [entry for _, entry in _json_lines(text, file)] if file.kind == "jsonl" else _load(text, file)


def _load(text: str, file: SafeFile, line: int = 1) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UnreadableFile("broken_json", line=line, detail="nesting", where={"file": file.name}) from error
    except json.JSONDecodeError as error:
        at = line + error.lineno - 1
        raise UnreadableFile("broken_json", line=at, detail=error.msg, where={"file": file.name, "row": at}) from error
    except ValueError as error:
        raise UnreadableFile("broken_json", line=line, detail=str(error)[:80], where={"file": file.name}) from error


def _json_items(text: str, file: SafeFile) -> Iterable[tuple[int, object]]:
    content = _load(text, file)
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else [content]
    if not isinstance(content, list):
        raise UnreadableFile("no_table", where={"file": file.name})
    return enumerate(content, 1)


def _json_lines(text: str, file: SafeFile) -> Iterable[tuple[int, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, _load(line, file, number)
