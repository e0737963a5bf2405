"""Files of daily counts as Parquet: read one, within bounds, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb


def file_columns(path: Path) -> tuple[list[str], int]:
    """The columns of a Parquet file and the number of its rows; ``ValueError`` if it is none or is damaged."""
    with _guarded(path) as database:
        described = _asked(database, "DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
        count = _asked(database, "SELECT count(*) FROM read_parquet(?)", [str(path)])[0][0]
    return [row[0] for row in described], count


def file_rows(path: Path, columns: Sequence[str], start: int, stop: int) -> list[tuple[Any, ...]]:
    """Rows ``start`` to ``stop`` of a Parquet file in their order there; ``ValueError`` if it is damaged."""
    chosen = ", ".join('"' + column.replace('"', '""') + '"' for column in columns)
    within = "file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number"
    asked = f"SELECT {chosen} FROM read_parquet(?, file_row_number = true) WHERE {within}"  # noqa: S608
    with _guarded(path) as database:
        return _asked(database, asked, [str(path), start, stop])


def _guarded(path: Path) -> duckdb.DuckDBPyConnection:
    """A database that may read this one file and nothing else, within a bounded memory."""
    database = duckdb.connect(config={"memory_limit": "512MB", "threads": 1})
    database.execute(f"SET allowed_paths = ['{str(path).replace(chr(39), chr(39) * 2)}']")
    database.execute("SET enable_external_access = false")
    return database


def _asked(database: duckdb.DuckDBPyConnection, text: str, values: list[Any]) -> list[tuple[Any, ...]]:
    try:
        return database.execute(text, values).fetchall()
    except duckdb.Error as error:
        raise ValueError(str(error)) from error
