"""Lists of ids out of two systems: reading them, counting them, and saying which rows do not agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qingzhuang.core.problems import Refused
from qingzhuang.sheets.normalise import normalise_text
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_records
from qingzhuang.sheets.safety import SHEET_KINDS, open_upload

# How systems name the column, the likeliest first; without any of them the first column is taken.
_IDS = (
    "原编号",
    "编号",
    "用户编号",
    "用户id",
    "id",
    "old_id",
    "user_id",
    "uid",
    "openid",
    "业务编号",
    "办件编号",
    "编码",
)


@dataclass
class IdList:
    """``rows`` is id → row in the file; ``faults`` are ``(row, id, why)`` of blank and repeated ones."""

    column: str
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def check_list(data: bytes, name: str) -> None:
    """Refuse at the door what is no sheet: raises ``registry.file_unreadable``."""
    try:
        file = open_upload(data, name)
        if file.kind not in SHEET_KINDS or file.kind == "docx":
            raise UnreadableFile("unsupported_type", found=file.kind, where={"file": name})
    except UnreadableFile as trouble:
        raise _refusal(name, trouble) from trouble


def read_list(data: bytes, name: str, column: str = "") -> IdList:
    """Read the ids of a csv, xlsx or xls. Raises ``registry.file_unreadable``, ``registry.merge_no_column``."""
    try:
        records = read_records(open_upload(data, name))
    except UnreadableFile as trouble:
        raise _refusal(name, trouble) from trouble
    found = IdList(_column(records.headers, column, name))
    for record in records.rows:
        key = normalise_text(record.get(found.column))
        if not key:
            found.faults.append((record.row, "", "blank"))
        elif key in found.rows:
            found.faults.append((record.row, key, "repeated"))
        else:
            found.rows[key] = record.row
    return found


def _column(headers: list[str], wanted: str, name: str) -> str:
    if wanted:
        if wanted not in headers:
            raise Refused("registry.merge_no_column", where={"file": name}, column=wanted, columns="、".join(headers))
        return wanted
    by_name = {header.strip().lower(): header for header in headers}
    return next((by_name[each] for each in _IDS if each in by_name), headers[0])


def _refusal(name: str, trouble: UnreadableFile) -> Refused:
    values = {"file": name, "message": trouble.message, "remedy": trouble.what_to_do}
    return Refused("registry.file_unreadable", where=trouble.where, **values)


def differences(before: IdList, after: IdList) -> Iterator[tuple[str, int, str, str]]:
    """Rows that do not agree: ``(side, row, id, why)``."""
    for side, each in (("before", before), ("after", after)):
        for row, key, why in each.faults:
            yield side, row, key, why
    for key, row in before.rows.items():
        if key not in after.rows:
            yield "before", row, key, "missing"
    for key, row in after.rows.items():
        if key not in before.rows:
            yield "after", row, key, "extra"


def masked(key: str) -> str:
    """Enough of an id to find its row by, not enough to know the person."""
    if len(key) <= 4:
        return key[:1] + "•" * (len(key) - 1)
    return f"{key[:2]}{'•' * min(len(key) - 4, 12)}{key[-2:]}"
