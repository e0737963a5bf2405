"""The rows of a file, however large: captions and guesses first, then row after row without holding the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from qingzhuang.datahub.intake.objects import element_words, read_objects
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import Workbook, read_workbook
from qingzhuang.sheets.recognise import Column, Table, recognise
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.streams import TEXT_ENDINGS, stream_parquet, stream_text
from qingzhuang.sheets.workbook import Sheet
from qingzhuang.sheets.xlsform import element_of_heading

QUESTION = Text("表单问题的名称", "the name of the form's question")


@dataclass(frozen=True)
class Caption:
    """One column: its caption with the groups above it, and the element it seems to be about."""

    words: tuple[str, ...]
    element: str | None = None
    confidence: float = 0.0
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """A table of a file. ``rows(after)`` gives ``(row number in the file, cells)`` for rows beyond ``after``."""

    captions: tuple[Caption, ...]
    rows: Any


def open_lines(path: Path, name: str, known: Iterable[Element]) -> Lines:
    """Open a table as xlsx, xls, csv, jsonl or Parquet; raises ``UnreadableFile`` with where and what to do."""
    ending = name.lower().rpartition(".")[2]
    if ending == "parquet":
        return _parquet(path, name, tuple(known))
    if ending == "jsonl":
        return _objects(path, name, tuple(known))
    if ending in TEXT_ENDINGS:
        return _delimited(path, name, tuple(known))
    workbook = read_workbook(open_upload(path.read_bytes(), name))
    return _sheet(workbook, tuple(known))


def _sheet(workbook: Workbook, known: tuple[Element, ...]) -> Lines:
    """The table of a workbook in which most columns are recognised."""
    seen = recognise(workbook, known)
    tables = [
        (sheet, table)
        for sheet, tables in zip(workbook.sheets, seen.sheets, strict=True)
        for table in tables.tables
        if table.orientation == "row"
    ]
    if not tables:
        raise UnreadableFile("no_table", where={"file": workbook.name})
    sheet, table = max(tables, key=lambda each: sum(column.element is not None for column in each[1].columns))
    columns = [column.column for column in table.columns]

    def rows(after: int) -> Iterator[tuple[int, list[Any]]]:
        for row in range(max(table.data_first, after + 1), table.data_last + 1):
            cells = [sheet.value(row, column) for column in columns]
            if any(cell is not None for cell in cells):
                yield row, cells

    return Lines(_captions(table), rows)


def _captions(table: Table) -> tuple[Caption, ...]:
    return tuple(_caption(column) for column in table.columns)


def _caption(column: Column) -> Caption:
    why = column.why.as_dict() if column.why else {}
    return Caption(column.caption, column.element, column.confidence, why)


def _delimited(path: Path, name: str, known: tuple[Element, ...]) -> Lines:
    text = stream_text(path, name)
    head = read_workbook(text.head)
    if submitted := _submitted(head.sheets[0], known):
        return Lines(submitted, lambda after: text.rows(max(after, 1)))
    tables = [each for each in recognise(head, known).sheets[0].tables if each.orientation == "row"]
    if not tables:
        raise UnreadableFile("no_table", where={"file": name})
    table = tables[0]
    columns = [column.column - 1 for column in table.columns]

    def rows(after: int) -> Iterator[tuple[int, list[Any]]]:
        for number, row in text.rows(max(after, table.data_first - 1)):
            yield number, [row[at] if at < len(row) else None for at in columns]

    return Lines(_captions(table), rows)


def _submitted(sheet: Sheet, known: tuple[Element, ...]) -> tuple[Caption, ...]:
    """The columns of an export from ODK Central or Kobo: its first row names questions, groups before them. None of
    any other table."""
    codes = frozenset(each.code for each in known)
    headings = [sheet.text(1, column) for column in range(1, sheet.n_cols + 1)]
    found = [element_of_heading(heading, codes) for heading in headings]
    if not any(found):
        return ()
    return tuple(
        Caption((heading,), code, 1.0, QUESTION.as_dict()) if code else Caption((heading,))
        for heading, code in zip(headings, found, strict=True)
    )


def _parquet(path: Path, name: str, known: tuple[Element, ...]) -> Lines:
    table = stream_parquet(path, name)
    return Lines(_by_word(table.captions, known), table.rows)


def _objects(path: Path, name: str, known: tuple[Element, ...]) -> Lines:
    keys, rows = read_objects(path, name)
    return Lines(_by_word(keys, known), rows)


def _by_word(titles: Iterable[str], known: tuple[Element, ...]) -> tuple[Caption, ...]:
    words = element_words(known)
    return tuple(Caption((title,), words.get(title), 1.0 if title in words else 0.0) for title in titles)


def batches(rows: Iterator[tuple[int, list[Any]]], size: int) -> Iterator[list[tuple[int, list[Any]]]]:
    """Rows in lists of ``size``."""
    while some := list(islice(rows, size)):
        yield some
