"""Events that are text become Parquet once: whatever the encoding, each row keeps its file and number."""

from __future__ import annotations

import codecs
from pathlib import Path

import duckdb

from qingzhuang.analytics.activity.faults import UNREADABLE_ROW, FaultRow
from qingzhuang.analytics.activity.source import TEXT, EventSource, name_of, needed_fields, parquet_source, text
from qingzhuang.sheets.delimited import find_delimiter
from qingzhuang.sheets.encodings import decode_text
from qingzhuang.sheets.problems import UnreadableFile

_HEAD = 1 << 20
_REJECTED = 100_000


def open_events(path: Path, connection: duckdb.DuckDBPyConnection, scratch: Path) -> EventSource:
    """The events of a csv or Parquet file or of a folder. Raises ``UnreadableFile``; ``scratch`` holds what is staged."""
    if path.is_dir():
        return _readable(parquet_source(path, connection), connection, scratch)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise UnreadableFile("empty", where={"file": path.name})
    if head.startswith(b"PAR1"):
        return _readable(parquet_source(path, connection), connection, scratch)
    return _csv(path, head, connection, scratch)


def _readable(source: EventSource, connection: duckdb.DuckDBPyConnection, scratch: Path) -> EventSource:
    if source.plain:
        return source
    return _staged(source, source.relation, source.place, connection, scratch)


def _csv(path: Path, head: bytes, connection: duckdb.DuckDBPyConnection, scratch: Path) -> EventSource:
    whole, decoded = _as_utf8(path, head, scratch)
    read = (
        f"read_csv({text(str(whole))}, header = true, all_varchar = true, delim = {text(find_delimiter(decoded))},"
        f" quote = '\"', escape = '\"', store_rejects = true, rejects_limit = {_REJECTED})"
    )
    try:
        headers = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        fields = needed_fields(headers, path.name)
        numbered = f"(SELECT *, row_number() OVER () AS place FROM {read})"
        source = EventSource(path.name, (), fields, dict.fromkeys(fields, TEXT))
        staged = _staged(source, numbered, (text(path.name), "place + 1"), connection, scratch)
        rejected = connection.execute("SELECT DISTINCT line FROM reject_errors ORDER BY line").fetchall()
    except duckdb.Error as error:
        raise UnreadableFile("broken_content", detail=str(error)[:200], where={"file": path.name}) from error
    unreadable = tuple(FaultRow(path.name, line, UNREADABLE_ROW.code) for (line,) in rejected)
    return EventSource(staged.name, staged.files, staged.fields, staged.types, unreadable=unreadable, staged=True)


def _staged(
    source: EventSource, relation: str, place: tuple[str, str], connection: duckdb.DuckDBPyConnection, scratch: Path
) -> EventSource:
    """Write the fields under their own names, times and counts as such: no date is NULL, no whole number is -1."""
    readers = {"at": _time, "count": _whole}
    parts = []
    for field, column in source.fields.items():
        read = readers.get(field)
        parts.append(f"{read(name_of(column), source.types[field]) if read else name_of(column)} AS {name_of(field)}")
    parts += [f"{place[0]} AS file", f"{place[1]} AS row"]
    target = scratch / "events.parquet"
    connection.execute(f"COPY (SELECT {', '.join(parts)} FROM {relation}) TO {text(str(target))} (FORMAT parquet)")
    found = parquet_source(target, connection)
    return EventSource(source.name, found.files, found.fields, found.types, source.days, staged=True)


def _time(column: str, type_: str) -> str:
    """A time as people write it: 2025-03-01 08:30, 2025/3/1, 2025年3月1日, 20250301, 2025.3.1."""
    if type_ != TEXT:
        return f"TRY_CAST({column} AS TIMESTAMP)"
    told = f"TRIM(REPLACE(REGEXP_REPLACE({column}, '^\\s*(\\d{{4}})[年/.](\\d{{1,2}})[月/.](\\d{{1,2}})', '\\1-\\2-\\3'), '日', ' '))"
    return f"COALESCE(TRY_STRPTIME({told}, ['%Y%m%d', '%Y%m%d%H%M%S']), TRY_CAST({told} AS TIMESTAMP))"


def _whole(column: str, type_: str) -> str:
    if type_ == TEXT:
        number = f"CASE WHEN REGEXP_FULL_MATCH(TRIM({column}), '[0-9]{{1,18}}(\\.0+)?') THEN TRY_CAST({column} AS BIGINT) ELSE -1 END"
        return f"CASE WHEN TRIM({column}) = '' THEN NULL WHEN {column} IS NOT NULL THEN {number} END"
    return (
        f"CASE WHEN {column} = FLOOR({column}) THEN TRY_CAST({column} AS BIGINT) WHEN {column} IS NOT NULL THEN -1 END"
    )


def _as_utf8(path: Path, head: bytes, scratch: Path) -> tuple[Path, str]:
    """The file, or a copy of it in UTF-8, and the text of its beginning."""
    # A long file's beginning ends with a line, lest a character is cut in two; UTF-16 is cut at a whole unit.
    whole_lines = head if len(head) < _HEAD or b"\0" in head[:4096] else head[: head.rfind(b"\n") + 1]
    decoded = decode_text(whole_lines)
    if decoded is None:
        raise UnreadableFile("unknown_encoding", line=1, where={"file": path.name})
    beginning, encoding = decoded
    if encoding in ("utf-8", "utf-8-sig"):
        return path, beginning
    copy = scratch / "utf-8.csv"
    with (
        codecs.open(str(path), encoding=encoding, errors="replace") as source,
        copy.open("w", encoding="utf-8") as target,
    ):
        while block := source.read(_HEAD):
            target.write(block)
    return copy, beginning
