"""Words that ledgers use for kinds and platforms, beyond the kinds' own names."""

from __future__ import annotations

from functools import lru_cache

from qingzhuang.domain.kinds import Field, Kind, kind_named
from qingzhuang.registry.tokens import fold

_HINTS = (
    ("小程序", "mini_program"),
    ("快应用", "mini_program"),
    ("群", "group"),
    ("公众号", "account"),
    ("视频号", "account"),
    ("企业号", "account"),
    ("订阅号", "account"),
    ("服务号", "account"),
    ("微博", "account"),
    ("抖音", "account"),
    ("快手", "account"),
    ("头条", "account"),
    ("账号", "account"),
    ("app", "app"),
    ("应用", "app"),
    ("客户端", "app"),
    ("系统", "app"),
    ("平台", "app"),
    ("网站", "app"),
)


@lru_cache(maxsize=1024)
def asset_kind(word: str) -> Kind | None:
    """The kind a ledger means by a word such as 微信工作群, 政务微博 or APP; ``None`` when it cannot be told."""
    plain = fold(word)
    if not plain:
        return None
    try:
        kind = kind_named(plain)
    except KeyError:
        code = next((code for hint, code in _HINTS if hint in plain), None)
        kind = kind_named(code) if code else None
    return kind if kind is not None and kind.becomes == "asset" else None


def nearest_choice(field: Field, word: str) -> str | None:
    """The option a word means: by name, by one holding the other, else “other” where the field offers it."""
    plain = fold(word)
    options = [(code, fold(label.zh), fold(label.en)) for code, label in field.choices]
    for code, zh, en in options:
        if plain in (code, zh, en):
            return code
    for code, zh, _ in options:
        if len(plain) > 1 and (plain in zh or zh in plain):
            return code
    return "other" if any(code == "other" for code, _, _ in options) else None
