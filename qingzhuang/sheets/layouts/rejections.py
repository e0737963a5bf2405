"""The list of rows that another system did not take: which row of which file, and why, as its error list says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.recognise import caption_key
from qingzhuang.sheets.records import Record, read_records
from qingzhuang.sheets.safety import SafeFile

_ROW = re.compile(r"行号|行数|所在行|第几行|^行$|^row|line|row ?(?:no|number)", re.IGNORECASE)
_REASON = re.compile(r"原因|错误|说明|提示|信息|失败|备注|error|reason|message|problem", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Rejected:
    """One line of the list: ``row`` of the file that was handed over (from 1), or ``None`` when it cannot be told."""

    row: int | None
    reason: str


def read_rejections(file: SafeFile, handed: SafeFile, keys: Sequence[str]) -> list[Rejected]:
    """Read an error list (csv, xlsx, xls). Rows are found by their number, else by the value of the first of ``keys``
    (caption keys of the handed file) that the list repeats. Raises ``UnreadableFile``."""
    listed = read_records(file)
    reason = next((header for header in listed.headers if _REASON.search(header)), None)
    number = next((header for header in listed.headers if _ROW.search(header) and header != reason), None)
    if reason is None:
        raise UnreadableFile("no_table", where={"file": file.name, "field": "原因 / reason"})
    rows = {} if number else _rows_by_value(handed, listed.headers, keys)
    shared = next((header for header in listed.headers if caption_key([header]) in rows), None)
    return [
        Rejected(_row_of(each, number, shared, rows), each.get(reason)[:300])
        for each in listed.rows
        if each.get(reason) or number
    ]


def _row_of(record: Record, number: str | None, shared: str | None, rows: dict[str, dict[str, int]]) -> int | None:
    if number:
        found = _DIGITS.search(record.get(number))
        return int(found[0]) if found else None
    return rows[caption_key([shared])].get(record.get(shared)) if shared else None


def _rows_by_value(handed: SafeFile, headers: Sequence[str], keys: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each column that both have: value to row, of values that stand in one row only."""
    there = read_records(handed)
    wanted = {caption_key([header]) for header in headers} & set(keys)
    found: dict[str, dict[str, int]] = {}
    for key in [key for key in keys if key in wanted]:
        header = next((each for each in there.headers if caption_key([each]) == key), None)
        if header is None:
            continue
        seen: dict[str, list[int]] = {}
        for record in there.rows:
            if record.get(header):
                seen.setdefault(record.get(header), []).append(record.row)
        found[key] = {value: rows[0] for value, rows in seen.items() if len(rows) == 1}
        break
    return found
