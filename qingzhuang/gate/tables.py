"""Tables whose every row is one thing: texts to be read (id, kind, text), or a ledger of apps and accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qingzhuang.domain.draft import Draft, Issuer, Passage
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.kinds import Kind, kind_named, kinds

CAPTIONS = {
    "id": ("id", "编号", "序号", "no", "no."),
    "kind": ("kind", "类型", "类别", "种类", "type"),
    "text": ("text", "text_zh", "text_en", "正文", "内容", "文本", "原文"),
    "name": ("name", "名称", "应用名称", "账号名称", "群名称"),
    "sponsor": ("sponsor", "owner", "主办单位", "单位", "主办", "建设单位"),
    "functions": ("functions", "功能", "主要功能", "功能清单"),
    "purpose": ("purpose", "description", "说明", "用途", "简介"),
    "audience": ("users", "使用对象", "用户", "使用人员"),
    "platforms": ("platform", "平台", "所在平台"),
    "note": ("note", "备注", "status_seen", "状态"),
}


def columns_of(headers: Iterable[str]) -> dict[str, list[str]]:
    """Which headers stand for which of :data:`CAPTIONS`; several may stand for one."""
    found: dict[str, list[str]] = {}
    for header in headers:
        word = str(header).strip().lower()
        for code, captions in CAPTIONS.items():
            if word in captions:
                found.setdefault(code, []).append(header)
    return found


def drafts_of_rows(records: Any, source: str, wanted: Kind | None = None) -> list[Draft]:
    """One draft a row, or an empty list when the table is of neither sort.

    ``records`` has ``headers`` and ``rows`` (each with its ``row`` number and ``values`` by header).
    """
    columns = columns_of(records.headers)
    if "text" in columns and ({"id", "kind"} & columns.keys()):
        return [_text_row(row, columns, source, wanted) for row in records.rows]
    if "name" in columns and {"kind", "sponsor", "functions"} & columns.keys():
        return [_ledger_row(row, columns, source, wanted) for row in records.rows]
    return []


def _cell(row: Any, columns: Mapping[str, list[str]], code: str) -> str:
    given = (row.values.get(header) for header in columns.get(code, ()))
    return " ".join(str(value).strip() for value in given if value not in (None, ""))


def _kind(row: Any, columns: Mapping[str, list[str]], wanted: Kind | None, default: str) -> Kind:
    """The row's own kind; a word we do not know falls back, since the text can be read all the same."""
    if wanted:
        return wanted
    try:
        return kind_named(_cell(row, columns, "kind"))
    except KeyError:
        return kinds.get(default)


def _identity(row: Any, columns: Mapping[str, list[str]]) -> str:
    return _cell(row, columns, "id") or f"row {row.row}"


def _text_row(row: Any, columns: Mapping[str, list[str]], source: str, wanted: Kind | None) -> Draft:
    definition = _kind(row, columns, wanted, "task")
    passages = (Passage("text", _cell(row, columns, "text")),)
    return Draft(_identity(row, columns), definition.code, {}, passages, source=source)


def _ledger_row(row: Any, columns: Mapping[str, list[str]], source: str, wanted: Kind | None) -> Draft:
    definition = _kind(row, columns, wanted, "app")
    values: dict[str, Any] = {}
    for each in definition.fields:
        if each.code in columns and (given := _cell(row, columns, each.code)):
            try:
                values[each.code] = each.parse(given)
            except BadValue:
                continue
    name, note = _cell(row, columns, "name"), _cell(row, columns, "note")
    passages = (Passage("note", f"{name}：{note}"),) if note else ()
    sponsor = _cell(row, columns, "sponsor")
    issuer = Issuer(name=sponsor) if sponsor else None
    return Draft(
        _cell(row, columns, "id") or name or f"row {row.row}", definition.code, values, passages, issuer, source=source
    )
