"""Which column of somebody's events says what, and what their words for kinds of events mean."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.analytics.likeness.ledger import columns_of

# Captions by field, folded and without spaces; earlier ones win where a file has several.
CAPTIONS: dict[str, tuple[str, ...]] = {
    "asset": ("asset", "资产", "资产编号", "编号", "备案编号", "备案号", "登记号", "应用编号", "应用", "asset_id", "app", "app_id", "id"),
    "user": ("user", "用户", "用户编号", "用户标识", "使用人", "使用者", "账号", "user_id", "uid"),
    "at": ("at", "时间", "发生时间", "使用时间", "访问时间", "日期", "使用日期", "timestamp", "time", "date", "day"),
    "kind": ("kind", "类型", "事件类型", "类别", "event", "event_type", "type"),
    "count": ("count", "次数", "数量", "使用次数", "访问次数", "人次", "times", "n"),
}  # fmt: skip
NEEDED = ("asset", "at")

# What an event shows: that the asset is used, or that somebody keeps it up.
USE, UPDATE = "use", "update"
MEANINGS: dict[str, tuple[str, ...]] = {
    USE: ("use", "sign_in", "使用", "访问", "登录", "登陆"),
    UPDATE: ("update", "message", "更新", "发布", "发文", "消息", "群消息"),
}


def fields_of(headers: Sequence[str]) -> dict[str, str]:
    """The column that holds each field, by field; fields without a column are left out."""
    return {field: headers[place] for field, place in columns_of(headers, CAPTIONS).items()}
