"""Somebody's ledger to entries: captions in Chinese or English, functions parted as people part them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.domain.text import Text

# Captions by field, folded and without spaces; earlier ones win where a ledger has several.
CAPTIONS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "备案编号", "备案号", "登记号", "资产编号", "代码", "item_code", "code", "序号", "no", "no."),
    "kind": ("kind", "类型", "类别", "种类", "形态", "应用类型", "type"),
    "name": (
        "name",
        "名称",
        "应用名称",
        "系统名称",
        "平台名称",
        "账号名称",
        "群名称",
        "群聊名称",
        "公众号名称",
        "小程序名称",
        "app名称",
        "项目名称",
        "事项名称",
        "资产名称",
        "title",
    ),
    "sponsor": (
        "sponsor",
        "主办单位",
        "主管单位",
        "主管部门",
        "主办部门",
        "建设单位",
        "责任单位",
        "运营单位",
        "所属单位",
        "单位",
        "单位名称",
        "部门",
        "owner",
        "department",
        "organisation",
        "organization",
        "agency",
    ),
    "functions": (
        "functions",
        "功能",
        "主要功能",
        "功能清单",
        "功能列表",
        "核心功能",
        "功能模块",
        "function",
        "features",
    ),
    "description": (
        "description",
        "说明",
        "用途",
        "简介",
        "主要用途",
        "建设目的",
        "功能描述",
        "功能简介",
        "应用简介",
        "内容",
        "purpose",
        "summary",
    ),
    "users": ("users", "使用对象", "服务对象", "用户", "使用人员", "面向对象", "使用范围", "audience"),
}
_PARTS = re.compile(r"[;；、,，\n\r|]+")
_CLAUSES = re.compile(r"[;；、,，。！!\n\r|]+")
_OPENING = re.compile(
    r"^(?:主要|具有|具备)?(?:功能|内容|用途)?(?:有|为|是|包括|包含|涵盖|提供|用于|实现|支持|可以|能够)?[:：]?"
)
_CLOSING = re.compile(r"等(?:功能|服务|内容|事项|业务|工作|模块)*$")
# What a numbering begins with, after the beginning or what parts two functions.
_NUMBERS_SOME = re.compile(r"(?:^|[;；、,，\n\r|])\s*[(（0-9０-９一二三四五六七八九十①-⑳•·\-*]")
_NUMBERING = re.compile(
    r"^\s*(?:[(（]?[0-9０-９一二三四五六七八九十]{1,3}(?:[)）]|[.．、:：](?![0-9])))\s*|^\s*[①-⑳•·\-*]\s*"
)


@dataclass(frozen=True, slots=True)
class LedgerProblem:
    """What is wrong with a ledger, and where: ``row`` is the source's row number, None for the whole ledger."""

    code: str
    row: int | None
    column: str
    text: Text

    def on_sheet(self, name: str) -> LedgerProblem:
        """The same with the sheet it stands on, where it has a name."""
        if not name:
            return self
        return replace(self, text=Text(f"工作表“{name}”：{self.text.zh}", f"Sheet “{name}”: {self.text.en}"))


def functions_of(text: str) -> tuple[str, ...]:
    """The functions named in a cell, parted by ; ； 、 , ， | or lines, without numbering and repeats."""
    items = [part.strip() for part in _PARTS.split(text)]
    if not _NUMBERS_SOME.search(text):
        return tuple(dict.fromkeys(filter(None, items)))
    return tuple(dict.fromkeys(filter(None, [_NUMBERING.sub("", item).strip() for item in items])))


def clauses_of(text: str) -> tuple[str, ...]:
    """What a description tells one after the other, without the words that only open or close a list
    (主要功能有……等服务)."""
    parts = (_CLOSING.sub("", _OPENING.sub("", part.strip())) for part in _CLAUSES.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def columns_of(headers: Sequence[str], known: Mapping[str, Sequence[str]] = CAPTIONS) -> dict[str, int]:
    """Which column holds which field; a field whose caption is not there is left out."""
    captions = [re.sub(r"\s+", "", fold(str(header or ""))) for header in headers]
    found: dict[str, int] = {}
    for field, words in known.items():
        places = [captions.index(caption) for caption in words if caption in captions]
        free = [place for place in places if place not in found.values()]
        if free:
            found[field] = free[0]
    return found


def entries_from_records(
    headers: Sequence[str],
    rows: Iterable[Mapping[str, Any] | Sequence[Any]],
    numbers: Sequence[int] | None = None,
    *,
    taken: dict[str, int] | None = None,
) -> tuple[list[Entry], list[LedgerProblem]]:
    """Entries of a ledger and what was wrong with it.

    ``rows`` are mappings by header or sequences in the headers' order; ``numbers`` are their row numbers in the
    source (2, 3, … if not given). Without a column of names there are no entries and one problem. A row without a
    name is left out and reported, an empty row silently. A missing id becomes the row number, reported where others
    have one; a second use of an id gets a suffix and is reported. ``taken`` carries the ids from sheet to sheet.
    """
    columns = columns_of(headers)
    if "name" not in columns:
        return [], [_no_name_column(headers)]
    named = {field: headers[column] for field, column in columns.items()}
    entries: list[Entry] = []
    problems: list[LedgerProblem] = []
    taken = {} if taken is None else taken
    for at, row in enumerate(rows):
        keys = named if isinstance(row, Mapping) else columns
        number = numbers[at] if numbers is not None else at + 2
        values = {field: _value(row, key) for field, key in keys.items()}
        if not any(values.values()):
            continue
        if not values["name"]:
            problems.append(_no_name(number, headers[columns["name"]]))
            continue
        wanted = values.get("id") or str(number)
        identity = _untaken(wanted, taken)
        if "id" in columns and not values["id"]:
            problems.append(_no_id(number, headers[columns["id"]], identity))
        elif identity != wanted:
            problems.append(_repeated(number, headers[columns["id"]] if "id" in columns else "id", wanted, identity))
        taken.setdefault(identity, 1)
        entries.append(_entry(identity, values))
    return entries, problems


def _entry(identity: str, values: Mapping[str, str]) -> Entry:
    return Entry(
        id=identity,
        kind=values.get("kind", ""),
        name=values["name"],
        sponsor=values.get("sponsor", ""),
        functions=functions_of(values.get("functions", "")),
        description=values.get("description", ""),
        users=values.get("users", ""),
    )


def _value(row: Mapping[str, Any] | Sequence[Any], key: str | int) -> str:
    """What a row says in a column, by its caption or place; blank where the row does not reach it."""
    try:
        value = row[key]
    except LookupError:
        return ""
    if type(value) is str:
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _untaken(wanted: str, taken: dict[str, int]) -> str:
    """``wanted``, or with the first free suffix; ``taken`` says for each id which suffixes were tried already."""
    identity, number = wanted, taken.get(wanted, 1)
    while identity in taken:
        number += 1
        identity = f"{wanted}#{number}"
    taken[wanted] = number
    return identity


def _no_name_column(headers: Sequence[str]) -> LedgerProblem:
    seen = "、".join(str(header) for header in headers[:12] if header)
    return LedgerProblem(
        "no_name_column",
        None,
        "",
        Text(
            f"台账中没有“名称”列（看到的列：{seen}）。请加上列名“名称”或“name”。",
            f"The ledger has no column of names (columns seen: {seen}). Give one the caption “name” or “名称”.",
        ),
    )


def _no_name(number: int, column: str) -> LedgerProblem:
    return LedgerProblem(
        "no_name", number, column, Text(f"第 {number} 行没有名称，未作比较。", f"Row {number} has no name: left out.")
    )


def _no_id(number: int, column: str, identity: str) -> LedgerProblem:
    text = Text(f"第 {number} 行没有编号，按“{identity}”处理。", f"Row {number} has no id, taken as “{identity}”.")
    return LedgerProblem("no_id", number, column, text)


def _repeated(number: int, column: str, wanted: str, identity: str) -> LedgerProblem:
    return LedgerProblem(
        "repeated_id",
        number,
        column,
        Text(
            f"第 {number} 行的编号“{wanted}”重复，按“{identity}”处理。",
            f"Row {number}: id “{wanted}” is used again, taken as “{identity}”.",
        ),
    )
