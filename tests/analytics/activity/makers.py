"""Small event files for the tests."""

from __future__ import annotations

import datetime
from collections import defaultdict
from pathlib import Path

import duckdb

FIRST = datetime.date(2025, 1, 1)
AS_OF = datetime.date(2025, 4, 30)


def parquet(path: Path, sql: str) -> Path:
    """Write the rows of a SQL question as Parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return path


def many(folder: Path, user: str = "(h >> 8) % 90", days: int = 120, per_day: int = 60) -> Path:
    """A folder of days with events of 12 assets, drawn from hashes; ``user`` is SQL over ``h``."""
    for number in range(days):
        day = FIRST + datetime.timedelta(days=number)
        rows = f"SELECT hash(i + {number * per_day}) AS h FROM range({per_day}) r(i)"
        parquet(
            folder / f"day={day}" / "part.parquet",
            f"""SELECT 'A' || (h % 12)::VARCHAR AS asset, {user} AS "user",
                       TIMESTAMP '{day}' + to_seconds(((h >> 30) % 86400)::INTEGER) AS "at" FROM ({rows})""",
        )
    return folder


def counted(folder: Path) -> dict[str, dict[int, set]]:
    """By asset and window (0 is all), the users, counted row by row: what the engines must agree with."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""SELECT asset, "user", CAST("at" AS DATE) FROM read_parquet('{folder}/*/*.parquet')"""
        ).fetchall()
    found: dict[str, dict[int, set]] = defaultdict(lambda: defaultdict(set))
    for asset, user, day in rows:
        if user is None:
            continue
        found[asset][0].add(user)
        for window in (7, 30, 90, 180, 365):
            if (AS_OF - day).days < window:
                found[asset][window].add(user)
    return found
