"""Ledgers of any form to entries: csv-like text and Parquet row by row, workbooks sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.ledger import LedgerProblem, columns_of, entries_from_records
from qingzhuang.domain.text import Text
from qingzhuang.sheets.problems import NOTES, UnreadableFile
from qingzhuang.sheets.records import Records, tables_of
from qingzhuang.sheets.safety import PACKAGE_MAGIC, open_upload
from qingzhuang.sheets.streams import PARQUET_MAGIC, TEXT_ENDINGS, stream_parquet, stream_text

Ledger = tuple[list[Entry], list[LedgerProblem]]


def read_ledger(path: Path) -> Ledger:
    """Entries of a ledger file and what was wrong with it; raises ``UnreadableFile`` and ``OSError``.

    What the file is, its content tells before its name.
    """
    ending = path.name.lower().rpartition(".")[2]
    with path.open("rb") as file:
        mark = file.read(8)
    if mark.startswith(PARQUET_MAGIC):
        table = stream_parquet(path, path.name)
        return _of_rows(table.captions, table.rows(0))
    if mark.startswith(PACKAGE_MAGIC) or ending not in (*TEXT_ENDINGS, "parquet"):
        return _of_workbook(path)
    if ending == "parquet":
        detail = PARQUET_MAGIC.decode()
        raise UnreadableFile("broken_content", detail=detail, where={"file": path.name})
    rows = stream_text(path, path.name).rows(0)
    _number, captions = next(rows, (0, []))
    return _of_rows(captions, rows)


def _of_rows(captions: Iterable[Any], rows: Iterable[tuple[int, list[Any]]]) -> Ledger:
    headers = [str(caption) for caption in captions]
    numbers: list[int] = []
    wide: list[LedgerProblem] = []

    def cells() -> Iterator[list[Any]]:
        for number, row in rows:
            numbers.append(number)
            if len(row) > len(headers) and any(row[len(headers) :]):
                wide.append(LedgerProblem("extra_values", number, "", NOTES["extra_values"].format(row=number)))
            yield row

    entries, problems = entries_from_records(headers, cells(), numbers)
    return entries, [*wide, *problems]


def _of_workbook(path: Path) -> Ledger:
    """All sheets with a column of names; where no sheet has one, the first says what it has."""
    tables = tables_of(open_upload(path.read_bytes(), path.name))
    named = [table for table in tables if "name" in columns_of(table.headers)]
    entries: list[Entry] = []
    problems = [_left_out(table) for table in tables if table not in named] if named else []
    taken: dict[str, int] = {}
    for table in named or tables[:1]:
        numbers = [row.row for row in table.rows]
        some, told = entries_from_records(table.headers, [row.values for row in table.rows], numbers, taken=taken)
        notes = [LedgerProblem("file_note", note.where.get("row"), "", note.message) for note in table.notes]
        entries += some
        problems += [each.on_sheet(table.sheet) for each in (*notes, *told)]
    return entries, problems


def _left_out(table: Records) -> LedgerProblem:
    text = Text(
        f"工作表“{table.sheet}”没有“名称”列，未作比较。", f"Sheet “{table.sheet}” has no column of names: left out."
    )
    return LedgerProblem("sheet_left_out", None, "", text)
