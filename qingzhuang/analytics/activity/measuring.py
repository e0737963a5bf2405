"""One answer from some events: per asset what was seen last and how much, and over all what could be seen at all."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import duckdb

from qingzhuang.analytics.activity import faults, questions
from qingzhuang.analytics.activity.engines import DuckDBEngine, Engine, SparkEngine
from qingzhuang.analytics.activity.faults import FaultRow
from qingzhuang.analytics.activity.source import EventSource
from qingzhuang.analytics.activity.staging import open_events
from qingzhuang.analytics.activity.windows import WINDOWS, beginnings

ENGINES: dict[str, Callable[[duckdb.DuckDBPyConnection, EventSource, Path], Engine]] = {
    "duckdb": DuckDBEngine,
    "spark": SparkEngine,
}
# So many faulty rows are named one by one; all are counted.
NAMED_FAULTS = 10_000


@dataclass(frozen=True, slots=True)
class Activity:
    """The answer: table ``activity`` of ``connection`` (see :func:`columns`), the summary, and the rows left out."""

    connection: duckdb.DuckDBPyConnection
    summary: dict[str, Any]
    faults: tuple[FaultRow, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The answer row by row, by asset."""
        cursor = self.connection.execute("SELECT * FROM activity ORDER BY asset")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def measure(path: Path, as_of: datetime.date, engine: str = "duckdb") -> Activity:
    """Read events and answer for the day ``as_of``. Raises ``UnreadableFile``.

    Rows that cannot be counted are left out and told in ``faults`` and ``summary["faults"]``.
    """
    connection = duckdb.connect(config={"preserve_insertion_order": False})
    with tempfile.TemporaryDirectory(prefix="qz-activity-") as scratch:
        source = open_events(path, connection, Path(scratch))
        asked = ENGINES[engine](connection, source, Path(scratch))
        left_out, named = _seen(asked, source, as_of, connection)
        fields = set(source.fields)
        asked.ask("uses", questions.uses(fields, as_of))
        asked.users(as_of)
        asked.days(as_of)
        _note_folders(source, as_of, connection)
    connection.execute(f"CREATE TABLE activity AS {_joined(as_of)}")
    return Activity(connection, _summary(source, as_of, connection, left_out), (*source.unreadable, *named))


def _seen(
    engine: Engine, source: EventSource, as_of: datetime.date, connection: duckdb.DuckDBPyConnection
) -> tuple[dict[str, int], list[FaultRow]]:
    """Ask what was seen last; where that shows faulty rows, name them, leave them out and ask again."""
    fields = set(source.fields)
    engine.events()
    _ask(engine, fields)
    counts = {faults.UNREADABLE_ROW.code: len(source.unreadable)} if source.unreadable else {}
    if not connection.execute(faults.suspicion(fields, as_of)).fetchone()[0]:
        return counts, []
    conditions = faults.conditions(fields, as_of)
    code = " ".join(f"WHEN {condition} THEN '{code}'" for code, condition in conditions.items())
    faulty = f"(SELECT file, row, CASE {code} END AS code FROM events) AS judged WHERE code IS NOT NULL"
    engine.ask("fault_counts", f"SELECT code, COUNT(*) AS number FROM {faulty} GROUP BY code")
    engine.ask("faults", f"SELECT file, row, code FROM {faulty} ORDER BY file, row LIMIT {NAMED_FAULTS}")
    engine.events(" OR ".join(f"COALESCE({condition}, FALSE)" for condition in conditions.values()))
    _ask(engine, fields)
    counts |= dict(connection.execute("SELECT code, number FROM fault_counts ORDER BY code").fetchall())
    rows = connection.execute("SELECT file, row, code FROM faults ORDER BY file, row").fetchall()
    return counts, [FaultRow(_short(file), source.row_number(row), code) for file, row, code in rows]


def _ask(engine: Engine, fields: set[str]) -> None:
    engine.ask("seen", questions.last_activity(fields))
    engine.ask("observed", questions.observed_days())


def _note_folders(source: EventSource, as_of: datetime.date, connection: duckdb.DuckDBPyConnection) -> None:
    """A day with a folder of its own was observed, be it that nothing happened."""
    known = {row[0] for row in connection.execute("SELECT day FROM observed").fetchall()}
    for day in sorted(source.days - known):
        if day <= as_of:
            connection.execute("INSERT INTO observed VALUES (?, 0)", [day])


def _short(file: str) -> str:
    """The file with the folder of its day, which is what tells partitions apart; Spark writes files as addresses."""
    file = unquote(urlparse(file).path) if file.startswith("file:") else file
    return "/".join(Path(file).parts[-2:]) if "day=" in file else Path(file).name


def _joined(as_of: datetime.date) -> str:
    windows = []
    for days in WINDOWS:
        windows.append(f"CAST(COALESCE(uses_{days}, 0) AS BIGINT) AS uses_{days}")
        windows.append(f"CAST(COALESCE(users.within_{days}, 0) AS BIGINT) AS users_{days}")
        windows.append(f"CAST(COALESCE(days.within_{days}, 0) AS BIGINT) AS days_seen_{days}")
    return f"""
        SELECT CAST(asset AS VARCHAR) AS asset,
               days.least AS first_seen, CAST(last_seen AS TIMESTAMP) AS last_seen,
               CAST(last_use AS TIMESTAMP) AS last_use, CAST(last_update AS TIMESTAMP) AS last_update,
               (SELECT COUNT(*) FROM observed
                WHERE day > COALESCE(CAST(last_use AS DATE), days.least - 1) AND day <= DATE '{as_of}'
               ) AS silent_days,
               CAST(COALESCE(uses, 0) AS BIGINT) AS uses,
               CAST(COALESCE(uses_unnamed, 0) AS BIGINT) AS uses_unnamed,
               CAST(COALESCE(users.total, 0) AS BIGINT) AS users,
               CAST(COALESCE(days.total, 0) AS BIGINT) AS days_seen,
               {", ".join(windows)}
        FROM seen LEFT JOIN uses USING (asset) LEFT JOIN users USING (asset) LEFT JOIN days USING (asset)
        ORDER BY asset"""


def _summary(
    source: EventSource, as_of: datetime.date, connection: duckdb.DuckDBPyConnection, left_out: dict[str, int]
) -> dict[str, Any]:
    observed = {row[0] for row in connection.execute("SELECT day FROM observed").fetchall()}
    assets, rows, uses = connection.execute(
        "SELECT (SELECT COUNT(*) FROM activity), (SELECT COALESCE(SUM(reports), 0) FROM observed), COALESCE(SUM(uses), 0) FROM activity"
    ).fetchone()
    first, last = (min(observed), max(observed)) if observed else (None, None)
    missing = _missing(observed, first, as_of) if first else []
    return {
        "version": 1,
        "as_of": as_of.isoformat(),
        "events": source.name,
        "assets": assets,
        "rows": int(rows),
        "uses": int(uses),
        "users_told": "user" in source.fields,
        "observed": {
            "first_day": first and first.isoformat(),
            "last_day": last and last.isoformat(),
            "days": len(observed),
            "missing": [{"first_day": a.isoformat(), "last_day": b.isoformat()} for a, b in missing],
            "in_windows": {str(days): sum(since <= day for day in observed) for days, since in beginnings(as_of)},
        },
        "faults": dict(sorted(left_out.items())),
    }


def _missing(
    observed: Iterable[datetime.date], first: datetime.date, as_of: datetime.date
) -> list[tuple[datetime.date, datetime.date]]:
    """Spans of days without any data between the first day seen and the day asked for."""
    day = datetime.timedelta(days=1)
    gaps, expected = [], first
    for each in [*sorted(observed), as_of + day]:
        if each > expected:
            gaps.append((expected, each - day))
        expected = each + day
    return gaps
