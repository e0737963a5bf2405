"""Tables too large to be held: rows of csv-like text and of Parquet, one after the other."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingzhuang.sheets.delimited import find_delimiter
from qingzhuang.sheets.encodings import decode_text
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile, open_upload

TEXT_ENDINGS = ("csv", "tsv", "txt")
PARQUET_MAGIC = b"PAR1"
HEAD_LINES, HEAD_BYTES = 60, 256 << 10
_FIELD_LIMIT = 1 << 20
_BATCH = 5_000

Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class TextTable:
    """Delimited text: ``head`` is its first lines, which passed the door; ``rows(after)`` gives ``(number, cells)``
    of the lines beyond ``after``, counted from 1, captions included, blank lines left out."""

    head: SafeFile
    rows: Callable[[int], Iterator[Row]]


def stream_text(path: Path, name: str) -> TextTable:
    """Open csv-like text of any size. Raises ``UnreadableFile``, also while rows are read, with the row.

    The door looks at the beginning; the rest is read as text and nothing in it is run.
    """
    with path.open("rb") as file:
        beginning = file.read(HEAD_BYTES)
    if len(beginning) == HEAD_BYTES:
        beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    head = open_upload(b"\n".join(beginning.split(b"\n")[:HEAD_LINES]), name)
    decoded = decode_text(head.data)
    if decoded is None:
        raise UnreadableFile("unknown_encoding", line=1, where={"file": name})
    text, encoding = decoded
    # What begins in ASCII may go on in anything; the encodings of offices hold it all.
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    mark = find_delimiter(text)

    def rows(after: int) -> Iterator[Row]:
        csv.field_size_limit(_FIELD_LIMIT)
        number = 0
        try:
            with path.open(encoding=encoding, newline="") as stream:
                for number, row in enumerate(csv.reader(stream, delimiter=mark), 1):
                    if number > after and any(row):
                        yield number, row
        except UnicodeDecodeError as error:
            raise UnreadableFile("unknown_encoding", line=number + 1, where={"file": name}) from error
        except csv.Error as error:
            where = {"file": name, "row": number + 1}
            raise UnreadableFile("broken_content", detail=str(error), where=where) from error

    return TextTable(head, rows)


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file: its captions, and ``rows(after)`` giving ``(number, cells)`` beyond row ``after``, from 1."""

    captions: tuple[str, ...]
    rows: Callable[[int], Iterator[Row]]


def stream_parquet(path: Path, name: str) -> ParquetTable:
    """Open a Parquet file; raises ``UnreadableFile`` for what is none."""
    import duckdb  # 0.1 s, which commands that read no Parquet need not wait for

    def query(text: str, *values: Any) -> Any:
        connection = duckdb.connect()
        connection.execute("SET enable_progress_bar = false")  # it would be drawn over what the command says
        return connection.execute(text, [str(path), *values])

    try:
        captions = tuple(row[0] for row in query("DESCRIBE SELECT * FROM read_parquet(?)").fetchall())
    except duckdb.Error as error:
        raise UnreadableFile(
            "broken_content", detail=str(error).partition("\n")[0][:200], where={"file": name}
        ) from error

    def rows(after: int) -> Iterator[Row]:
        found, number = query("SELECT * FROM read_parquet(?) OFFSET ?", after), after
        while some := found.fetchmany(_BATCH):
            for row in some:
                number += 1
                yield number, list(row)

    return ParquetTable(captions, rows)
