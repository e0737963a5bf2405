"""Last activity and exact active users over usage events, against the bare scan of the same columns.

    python -m benchmarks.activity [--events 10000000] [--seed 7] [--rounds 3] [--text-users]

Events are made first (not counted): one Parquet file a day for 400 days, in order of time, 100,000 assets used as
Zipf's law has it (the most used one some 8 % of all), each by people of its own, about four events to a pair of asset
and user. 100,000,000 events take about 700 MB of disk and 3 GB of memory.

The bare scan reads the three columns and keeps the greatest value of each. Peers, in the same rounds: the two-level
question in DuckDB's SQL, and in Polars; all must give the same number of pairs.
"""

from __future__ import annotations

import argparse
import datetime
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars

from qingzhuang.analytics.activity import measure, questions
from qingzhuang.analytics.activity.engines import DuckDBEngine
from qingzhuang.analytics.activity.source import parquet_source

DAYS, FIRST = 400, datetime.date(2025, 1, 1)
AS_OF = FIRST + datetime.timedelta(days=DAYS - 1)
ASSETS, PEOPLE = 100_000, 5_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text-users", action="store_true", help="users are texts, not numbers")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qz-events-") as folder:
        events = Path(folder)
        make(events, arguments.events, arguments.seed, arguments.text_users)
        size = sum(file.stat().st_size for file in events.rglob("*.parquet")) / 1e6
        print(f"{arguments.events:,} events, {size:,.0f} MB of Parquet, seed {arguments.seed}")
        compare(events, arguments.rounds)
        began = time.perf_counter()
        whole = measure(events, AS_OF)
        print(f"the whole command: {time.perf_counter() - began:.2f} s for {whole.summary['assets']:,} assets")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def make(folder: Path, events: int, seed: int, text_users: bool) -> None:
    connection = duckdb.connect()
    per_day = events // DAYS
    user = "'u' || lpad(who::VARCHAR, 9, '0')" if text_users else "who::INTEGER"
    for number in range(DAYS):
        day = FIRST + datetime.timedelta(days=number)
        part = folder / f"day={day}" / "part.parquet"
        part.parent.mkdir()
        connection.execute(f"""
            COPY (
                WITH drawn AS (SELECT i, hash(i + {number * per_day}, {seed}) AS h FROM range({per_day}) r(i)),
                placed AS (
                    SELECT i, h, floor(exp((h % 1000003) / 1000003.0 * ln({ASSETS + 1})))::INTEGER - 1 AS asset,
                           ((h >> 20) % 1000003) / 1000003.0 AS place FROM drawn),
                told AS (
                    SELECT i, asset, (hash(asset) % {PEOPLE}
                        + floor(place * place * (250 + hash(asset + 1) % 2000))::UBIGINT) % {PEOPLE} AS who FROM placed)
                SELECT 'QZ-' || lpad(asset::VARCHAR, 6, '0') AS asset, {user} AS "user",
                       TIMESTAMP '{day}' + to_seconds(i * 86400 // {per_day}) AS "at"
                FROM told ORDER BY i
            ) TO '{part}' (FORMAT parquet, PARQUET_VERSION v2)""")


def compare(folder: Path, rounds: int) -> None:
    connection = duckdb.connect(config={"preserve_insertion_order": False})
    source = parquet_source(folder, connection)
    engine = DuckDBEngine(connection, source, folder)
    engine.events()
    fields = set(source.fields)

    def scan() -> None:
        connection.execute('SELECT MAX(asset), MAX("user"), MAX("at") FROM ' + source.relation).fetchone()

    def in_sql() -> int:
        engine.ask("peer", questions.users(fields, AS_OF))
        return total("peer", "total")

    def total(table: str, column: str) -> int:
        return int(connection.execute(f"SELECT SUM({column}) FROM {table}").fetchone()[0])

    def users() -> int:
        engine.users(AS_OF)
        return total("users", "total")

    def in_polars() -> int:
        pairs = polars.scan_parquet(folder / "*" / "*.parquet", hive_partitioning=False)
        pairs = pairs.group_by("asset", "user").agg(polars.col("at").max())
        counts = pairs.group_by("asset").agg(polars.len().alias("users"))
        return int(counts.select(polars.col("users").sum()).collect(engine="streaming").item())

    steps: dict[str, Callable[[], int | None]] = {
        "bare scan": scan,
        "last activity": lambda: engine.ask("seen", questions.last_activity(fields)),
        "exact active users": users,
        "  peer: DuckDB SQL": in_sql,
        "  peer: Polars": in_polars,
    }
    walls: dict[str, list[float]] = {name: [] for name in steps}
    works: dict[str, list[float]] = {name: [] for name in steps}
    pairs = set()
    for _ in range(rounds):
        for name, step in steps.items():
            began, began_work = time.perf_counter(), processor_seconds()
            found = step()
            walls[name].append(time.perf_counter() - began)
            works[name].append(processor_seconds() - began_work)
            if found is not None:
                pairs.add(found)
    floor, floor_work = statistics.median(walls["bare scan"]), statistics.median(works["bare scan"])
    for name in steps:
        wall, work = statistics.median(walls[name]), statistics.median(works[name])
        print(
            f"{name:20} {wall:6.2f} s = {wall / floor:5.2f} times the scan;"
            f" processor {work:6.2f} s = {work / floor_work:5.2f} times"
        )
    assert len(pairs) == 1, f"the engines disagree: {pairs}"
    print(f"pairs of asset and user: {pairs.pop():,}, the same by every engine, every round")


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
