"""Rows that a system delivers: one JSON object a line, its keys codes or names of elements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.problems import UnreadableFile

MOST_KEYS = 200


def read_objects(path: Path, name: str) -> tuple[list[str], Any]:
    """The keys of all lines in the order met, and ``rows(after)``; raises ``UnreadableFile`` naming the line."""
    keys: dict[str, None] = {}
    for _number, entry in _lines(path, name):
        keys.update(dict.fromkeys(entry))
        if len(keys) > MOST_KEYS:
            raise UnreadableFile("no_table", where={"file": name})
    if not keys:
        raise UnreadableFile("empty", where={"file": name})
    order = list(keys)

    def rows(after: int) -> Iterator[tuple[int, list[Any]]]:
        for number, entry in _lines(path, name):
            if number > after:
                yield number, [_plain(entry.get(key)) for key in order]

    return order, rows


def element_words(known: Iterable[Element]) -> dict[str, str]:
    """Codes by every word that stands for one."""
    return {word: each.code for each in known for word in (*each.synonyms, each.name.zh, each.name.en, each.code)}


def _lines(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", errors="strict") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _object(line, number, name)
        except UnicodeDecodeError as error:
            raise UnreadableFile("unknown_encoding", line=1, where={"file": name}) from error


def _object(line: str, number: int, name: str) -> dict[str, Any]:
    where = {"file": name, "row": number}
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("broken_json", line=number, detail=str(error)[:80], where=where) from error
    if not isinstance(entry, dict):
        raise UnreadableFile("broken_json", line=number, detail=Text("不是对象", "no object").en, where=where)
    return entry


def _plain(value: Any) -> Any:
    """Texts, numbers and yes-or-no as they are; whatever is nested as its JSON, which no element takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
