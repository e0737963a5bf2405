"""Events kept as Parquet partitions by day: ``day=YYYY-MM-DD/….parquet``, in a folder or a bucket (:mod:`.places`).

A batch is one file, named by its id: written in one step and taken once however often it is sent. ``compact`` makes one
file of a day's batches and remembers their ids in it. From the moment that file stands, the batches it remembers count
no more, whoever reads and whenever it was cut short; what was left of them is cleared away by the next who tidies.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from qingzhuang.analytics.activity.columns import USE
from qingzhuang.analytics.activity.measuring import Activity, measure
from qingzhuang.analytics.activity.places import Held, Place, opened
from qingzhuang.analytics.activity.source import text

_WHOLE_DAY, _TRIES = "day.parquet", 5
_SHAPE = "asset VARCHAR, user VARCHAR, at TIMESTAMP, kind VARCHAR, count BIGINT"


@dataclass(frozen=True, slots=True)
class Event:
    """One event, or ``count`` of them at once. ``user`` is opaque, None where it is not known; zero uses are told too."""

    asset: str
    at: datetime.datetime
    user: str | None = None
    kind: str = USE
    count: int = 1


def write_day(place: Place, day: datetime.date, events: Iterable[Event], batch: str) -> bool:
    """Keep the events of one day under the sender's batch id; False if that batch was already taken.

    No events at all is a fact too: that day was observed. Raises ``ValueError`` for an event of another day.
    """
    return write_days(place, {day: events}, batch) == 1


def write_days(place: Place, days: Mapping[datetime.date, Iterable[Event]], batch: str) -> int:
    """Keep a batch that tells of several days, each day as :func:`write_day` does; returns how many were new."""
    kept = {day: list(events) for day, events in days.items()}
    for day, events in kept.items():
        for number, event in enumerate(events, start=1):
            if event.at.date() != day:
                raise ValueError(f"event {number} is of {event.at:%Y-%m-%d}, not of {day}")
    name = _file_of(batch)
    with opened(place, alone=True) as held, duckdb.connect() as connection:
        return sum(_write_batch(connection, held, day, name, kept[day]) for day in sorted(kept))


def _write_batch(
    connection: duckdb.DuckDBPyConnection, held: Held, day: datetime.date, name: str, events: list[Event]
) -> bool:
    names = held.names(day)
    # A batch is dropped only when the whole day that remembers it stands: one listing has the one or the other.
    if name in names or name in _merged(held, day, names):
        return False
    connection.execute(f"CREATE OR REPLACE TABLE batch ({_quoted(_SHAPE)})")
    if events:
        connection.register("told", _columns(events))
        connection.execute("INSERT INTO batch SELECT * FROM told")
    _write(connection, "SELECT * FROM batch", held.draft(day, name), {})
    held.keep(day, name)
    return True


def compact(place: Place, before: datetime.date) -> int:
    """Make one file of each day earlier than ``before`` that lies in several; returns how many days were made one."""
    done = 0
    with opened(place, alone=True) as held:
        for day in held.days():
            names = _tidied(held, day) if day < before else []
            if len(names) < 2:
                continue
            batches = [name for name in names if name != _WHOLE_DAY]
            merged = sorted(_merged(held, day, names) | set(batches))
            listed = _listed(held.fetch(day, name) for name in names)
            with duckdb.connect() as connection:
                # Sorted by asset, a day packs smaller, and one asset's series reads few pages.
                question = f'SELECT * FROM read_parquet([{listed}], hive_partitioning = false) ORDER BY asset, "at"'
                _write(connection, question, held.draft(day, _WHOLE_DAY), {"batches": json.dumps(merged)})
            held.keep(day, _WHOLE_DAY)
            _drop(held, day, batches)
            done += 1
    return done


def roll_up(place: Place, as_of: datetime.date, engine: str = "duckdb") -> Activity:
    """What :func:`measuring.measure` says of the place, while nothing is written to it."""
    with opened(place, alone=True) as held:
        for day in held.days():
            _tidied(held, day)
    with opened(place, alone=False) as held:
        for day in held.days():
            _files(held, day)
        return measure(held.root, as_of, engine)


def series(place: Place, asset: str, first: datetime.date, last: datetime.date) -> list[dict[str, object]]:
    """One row a day with data of this asset: ``day``, ``uses``, ``users`` (distinct, known), ``updates``."""
    with opened(place, alone=False) as held, duckdb.connect() as connection:
        days = (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))
        files = [file for day in days for file in _files(held, day)]
        if not files:
            return []
        rows = connection.execute(
            f"""
            SELECT CAST("at" AS DATE), CAST(COALESCE(SUM("count") FILTER (kind IN ('use', 'sign_in')), 0) AS BIGINT),
                   COUNT(DISTINCT "user") FILTER (kind IN ('use', 'sign_in') AND "count" > 0),
                   CAST(COALESCE(SUM("count") FILTER (kind IN ('update', 'message')), 0) AS BIGINT)
            FROM read_parquet([{_listed(files)}], hive_partitioning = false) WHERE asset = ? GROUP BY 1 ORDER BY 1""",
            [asset],
        ).fetchall()
    return [dict(zip(("day", "uses", "users", "updates"), row, strict=True)) for row in rows]


def singly(place: Place, day: datetime.date, assets: Iterable[str]) -> dict[str, list[int | None]]:
    """Of events told with a mark: ``{asset: [uses, distinct marks, updates]}`` of a day, ``None`` where none came."""
    with opened(place, alone=False) as held, duckdb.connect() as connection:
        files = _files(held, day)
        if not files:
            return {}
        rows = connection.execute(
            f"""
            SELECT asset, CAST(SUM("count") FILTER (kind = 'use') AS BIGINT),
                   NULLIF(COUNT(DISTINCT "user") FILTER (kind = 'use'), 0),
                   CAST(SUM("count") FILTER (kind = 'update') AS BIGINT)
            FROM read_parquet([{_listed(files)}], hive_partitioning = false)
            WHERE "user" IS NOT NULL AND list_contains(?, asset) GROUP BY asset""",
            [list(assets)],
        ).fetchall()
    return {asset: told for asset, *told in rows}


def _files(held: Held, day: datetime.date) -> list[Path]:
    """The files that count of a day. What a bucket held when it was listed may be made one before it is fetched."""
    for _try in range(_TRIES):
        names = held.names(day)
        try:
            merged = _merged(held, day, names)
            return [held.fetch(day, name) for name in names if name not in merged]
        except FileNotFoundError:
            continue
    raise TimeoutError(f"day={day}")


def _tidied(held: Held, day: datetime.date) -> list[str]:
    """The names that count of a day, once what a compaction that was cut short left of others is cleared away."""
    names = held.names(day)
    over = _merged(held, day, names).intersection(names) if len(names) > 1 else set()
    _drop(held, day, over)
    return [name for name in names if name not in over]


def _drop(held: Held, day: datetime.date, names: Iterable[str]) -> None:
    for name in names:
        held.drop(day, name)


def _merged(held: Held, day: datetime.date, names: list[str]) -> set[str]:
    """The batch files that went into the whole day, if there is one among the names."""
    if _WHOLE_DAY not in names:
        return set()
    with duckdb.connect() as connection:
        told = connection.execute(
            "SELECT value FROM parquet_kv_metadata(?) WHERE CAST(key AS VARCHAR) = 'batches'",
            [str(held.fetch(day, _WHOLE_DAY))],
        ).fetchone()
    return set(json.loads(told[0])) if told else set()


def _write(connection: duckdb.DuckDBPyConnection, question: str, target: Path, notes: dict[str, str]) -> None:
    noted = ", ".join(f"{key}: {text(value)}" for key, value in notes.items())
    options = f", KV_METADATA {{{noted}}}" if notes else ""
    connection.execute(f"COPY ({question}) TO {text(str(target))} (FORMAT parquet{options})")


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(text(str(file)) for file in files)


def _file_of(batch: str) -> str:
    """A name that no batch id can turn into a path elsewhere."""
    return f"{hashlib.sha256(batch.encode()).hexdigest()[:32]}.parquet"


def _quoted(shape: str) -> str:
    return ", ".join('"{}" {}'.format(*column.split()) for column in shape.split(", "))


def _columns(events: list[Event]) -> dict[str, np.ndarray]:
    return {
        "asset": np.array([event.asset for event in events], dtype=object),
        "user": np.array([event.user for event in events], dtype=object),
        "at": np.array([event.at.replace(tzinfo=None) for event in events], dtype="datetime64[us]"),
        "kind": np.array([event.kind for event in events], dtype=object),
        "count": np.array([event.count for event in events], dtype=np.int64),
    }
