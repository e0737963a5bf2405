"""Who answers the questions: DuckDB in this process, or Spark; both leave their answers as tables of one DuckDB connection."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import duckdb

from qingzhuang.analytics import cluster
from qingzhuang.analytics.activity import pairs, questions
from qingzhuang.analytics.activity.source import WHOLE, ZONE, ZONED, EventSource, columns, name_of, text

_EPOCH = "DATE '1970-01-01'"


class Engine(Protocol):
    """Reads the events and answers. ``leave_out`` is SQL over ``events`` for the rows that are not counted."""

    def events(self, leave_out: str = "") -> None: ...

    def ask(self, name: str, question: str) -> None:
        """Keep the answer as table ``name``."""

    def users(self, as_of: datetime.date) -> None:
        """Keep distinct users as table ``users``."""

    def days(self, as_of: datetime.date) -> None:
        """Keep the number of days seen as table ``days``."""


class DuckDBEngine:
    """In this process, on all its processors; spills to disk where memory is short."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: EventSource, _scratch: Path) -> None:
        self.connection, self.source = connection, source
        self._leave_out = ""

    def events(self, leave_out: str = "") -> None:
        self._leave_out = leave_out
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW events AS {self._events(self.source.files)}")

    def ask(self, name: str, question: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {question}")

    def users(self, as_of: datetime.date) -> None:
        fields = set(self.source.fields)
        span = self._span_of_users() if "user" in fields else None
        where = f"who IS NOT NULL AND {questions.used(fields)}"
        if not span or not self._sorted("users", "who", where, span, as_of):
            self.ask("users", questions.users(fields, as_of))

    def days(self, as_of: datetime.date) -> None:
        day = f"(CAST(moment AS DATE) - {_EPOCH})"
        span = self.connection.execute(f"SELECT MIN(day) - {_EPOCH}, MAX(day) - {_EPOCH} FROM observed").fetchone()
        if self._sorted("days", day, "TRUE", span, as_of):
            self.connection.execute(f"ALTER TABLE days ALTER least TYPE DATE USING {_EPOCH} + CAST(least AS INTEGER)")
        else:
            self.ask("days", questions.days(as_of))

    def _events(self, files: Sequence[Path]) -> str:
        source = replace(self.source, files=tuple(files))
        moment = name_of(source.fields["at"])
        if source.types["at"] == ZONED:
            moment = f"({moment} AT TIME ZONE {text(ZONE)})"
        told = columns(source, moment)
        # Files that write an asset in several types must give it one hash.
        told["asset"] = f"CAST({told['asset']} AS {source.types['asset']})"
        listed = ", ".join(f"{sql} AS {name}" for name, sql in told.items())
        file, row = source.place
        whole = f"SELECT {listed}, {file} AS file, {row} AS row FROM {source.relation}"
        return f"SELECT * FROM ({whole}) WHERE NOT ({self._leave_out})" if self._leave_out else whole

    def _span_of_users(self) -> tuple[int, int] | None:
        """The least and greatest user number, by what the files say of themselves; None where users are no numbers."""
        if self.source.types["user"] not in WHOLE:
            return None
        listed = ", ".join(text(str(file)) for file in self.source.files)
        least, most, told, parts = self.connection.execute(
            f"SELECT MIN(CAST(stats_min_value AS BIGINT)), MAX(CAST(stats_max_value AS BIGINT)), COUNT(stats_max_value),"
            f" COUNT(*) FROM parquet_metadata([{listed}]) WHERE path_in_schema = ?",
            [self.source.fields["user"]],
        ).fetchone()
        return (least, most) if parts and told == parts else None

    def _sorted(
        self, name: str, number: str, where: str, span: tuple[int | None, int | None], as_of: datetime.date
    ) -> bool:
        """Answer by sorting (see :mod:`.pairs`) if the numbers have room; says whether it did."""
        packing = pairs.packing_for(self.connection, *span)
        if packing is None:
            return False
        try:
            found = pairs.distinct(self.connection, self._events, self.source.files, number, where, packing, as_of)
        except duckdb.BinderException:
            # Some of the files, which are read apart here, lack a column that others have.
            return False
        self.connection.register("found", found)
        self.ask(name, "SELECT * FROM found")
        self.connection.unregister("found")
        return True


class SparkEngine:
    """On a Spark cluster, or in local mode where none is named (``spark-submit`` or SPARK_REMOTE name one)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: EventSource, scratch: Path) -> None:
        self.connection, self.source, self.scratch = connection, source, scratch
        self.spark = cluster.session(
            "qingzhuang activity",
            {
                "spark.sql.session.timeZone": ZONE,
                "spark.sql.ansi.enabled": "true",
                "spark.sql.ansi.doubleQuotedIdentifiers": "true",
                "spark.ui.showConsoleProgress": "false",
            },
        )

    def events(self, leave_out: str = "") -> None:
        source = self.source
        moment = name_of(source.fields["at"])
        if source.types["at"] == ZONED:
            moment = f"CAST({moment} AS TIMESTAMP_NTZ)"
        listed = ", ".join(f"{sql} AS {name}" for name, sql in columns(source, moment).items())
        files = self.spark.read.parquet(*map(str, source.files))
        if not source.staged:
            files = files.selectExpr("*", "_metadata.file_path AS file", "_metadata.row_index + 1 AS row")
        files.createOrReplaceTempView("files")
        whole = f"SELECT {listed}, file, row FROM files"
        kept = f"SELECT * FROM ({whole}) WHERE NOT ({leave_out})" if leave_out else whole
        self.spark.sql(kept).createOrReplaceTempView("events")

    def ask(self, name: str, question: str) -> None:
        folder = self.scratch / name
        self.spark.sql(question).write.mode("overwrite").parquet(str(folder))
        answer = f"SELECT * FROM read_parquet({text(f'{folder}/*.parquet')})"
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {answer}")

    def users(self, as_of: datetime.date) -> None:
        self.ask("users", questions.users(set(self.source.fields), as_of))

    def days(self, as_of: datetime.date) -> None:
        self.ask("days", questions.days(as_of))
