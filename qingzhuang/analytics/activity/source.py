"""Where events lie, and which of their columns says what.

A Parquet file or a folder of them (``day=YYYY-MM-DD/….parquet`` or any layout) is read where it lies; csv, and
Parquet whose times or counts are text, go through :mod:`.staging` once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from qingzhuang.analytics.activity.columns import MEANINGS, NEEDED, fields_of
from qingzhuang.analytics.activity.faults import FaultRow
from qingzhuang.sheets.problems import UnreadableFile

# Times that carry a zone are told by the country's clocks.
ZONE = "Asia/Shanghai"
TEXT, ZONED = "VARCHAR", "TIMESTAMP WITH TIME ZONE"
_DAY_FOLDER = re.compile(r"day=(\d{4}-\d{2}-\d{2})")
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class EventSource:
    """Parquet files of events.

    ``fields`` and ``types`` name the column and its DuckDB type by field (asset, user, at, kind, count); ``days`` are
    those with a folder of their own, be it without rows; ``unreadable`` are csv rows that could not be taken apart;
    ``staged`` files carry each row's ``file`` and ``row``.
    """

    name: str
    files: tuple[Path, ...]
    fields: Mapping[str, str]
    types: Mapping[str, str]
    days: frozenset[datetime.date] = frozenset()
    unreadable: tuple[FaultRow, ...] = ()
    staged: bool = False

    @property
    def plain(self) -> bool:
        """Whether times are times and counts whole numbers, so that every engine reads the files as they are."""
        return (self.types["at"] == "DATE" or self.types["at"].startswith("TIMESTAMP")) and (
            "count" not in self.types or self.types["count"] in WHOLE
        )

    @property
    def relation(self) -> str:
        """The files as a DuckDB table; its row numbers and file names cost nothing unless they are asked for."""
        listed = ", ".join(text(str(file)) for file in self.files)
        return f"read_parquet([{listed}], union_by_name = true, filename = true, file_row_number = true)"

    @property
    def place(self) -> tuple[str, str]:
        """SQL for the file and the row (from 1) that a row came from."""
        return ("file", "row") if self.staged else ("filename", "file_row_number + 1")

    def row_number(self, stored: int) -> int:
        """A row's number as a person counts in the file: rows that could not be taken apart count too."""
        row = stored
        for each in self.unreadable:
            row += each.row <= row
        return row


def parquet_source(path: Path, connection: duckdb.DuckDBPyConnection) -> EventSource:
    """The events of a Parquet file, or of all those in a folder. Raises ``UnreadableFile``."""
    files = tuple(sorted(path.rglob("*.parquet"))) if path.is_dir() else (path,)
    if not files:
        raise UnreadableFile("no_parquet", where={"file": path.name})
    found = EventSource(path.name, files, {}, {}, frozenset(_days(path)))
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {found.relation}").fetchall()
    except duckdb.Error as error:
        raise UnreadableFile("broken_content", detail=str(error)[:200], where={"file": path.name}) from error
    types = {row[0]: row[1] for row in described if row[0] not in ("filename", "file_row_number")}
    fields = needed_fields(list(types), path.name)
    of_fields = {field: types[column] for field, column in fields.items()}
    return EventSource(path.name, files, fields, of_fields, found.days)


def needed_fields(headers: list[str], name: str) -> dict[str, str]:
    """The column of each field. Raises ``UnreadableFile`` where there is none for the asset or the time."""
    fields = fields_of(headers)
    if any(field not in fields for field in NEEDED):
        seen = "、".join(headers[:12])
        raise UnreadableFile("no_event_columns", seen=seen, where={"file": name})
    return fields


def columns(source: EventSource, moment: str) -> dict[str, str]:
    """The columns of ``events``, by name, as SQL both engines read; ``moment`` says how this engine reads the time."""
    named = {field: name_of(column) for field, column in source.fields.items()}
    found = {
        "asset": named["asset"],
        "no_asset": f"({named['asset']} IS NULL OR CAST({named['asset']} AS STRING) = '')",
        "moment": moment,
    }
    if "user" in named:
        found["who"] = f"NULLIF({named['user']}, '')" if source.types["user"] == TEXT else named["user"]
    if "kind" in named:
        found["kind"] = _kind(named["kind"])
    if "count" in named:
        found["n"] = f"COALESCE({named['count']}, 1)"
    return found


def name_of(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _kind(column: str) -> str:
    """A row that names no kind is a use; a kind nobody knows is none."""
    cases = "".join(
        f" WHEN LOWER(TRIM({column})) IN ({', '.join(map(text, words))}) THEN '{meaning}'"
        for meaning, words in MEANINGS.items()
    )
    return f"CASE WHEN {column} IS NULL OR TRIM({column}) = '' THEN 'use'{cases} END"


def _days(path: Path) -> set[datetime.date]:
    if not path.is_dir():
        return set()
    found = (_DAY_FOLDER.fullmatch(each.name) for each in path.iterdir() if each.is_dir())
    return {datetime.date.fromisoformat(each.group(1)) for each in found if each}
