"""The ways in which a system may want values written, for columns whose template does not show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.wanted import Wanted


@dataclass(frozen=True)
class Format:
    """``kinds`` are the data types it is for; ``change`` what it sets in :class:`Wanted`."""

    code: str
    label: Text
    kinds: tuple[str, ...]
    change: Mapping[str, Any] = field(default_factory=dict)

    def on(self, wanted: Wanted) -> Wanted:
        return replace(wanted, **self.change)


def _date(code: str, shown: str, pattern: str) -> Format:
    return Format(code, Text(shown, shown), ("date",), {"date": pattern, "real_date": False, "codes": ()})


def _pair(code: str, yes: str, no: str) -> Format:
    return Format(code, Text(f"{yes} / {no}", f"{yes} / {no}"), ("boolean",), {"yes": yes, "no": no, "codes": ()})


FORMATS: dict[str, Format] = {
    each.code: each
    for each in (
        _date("date_dash", "2026-03-05", "{y}-{m:02}-{d:02}"),
        _date("date_slash", "2026/03/05", "{y}/{m:02}/{d:02}"),
        _date("date_short", "2026/3/5", "{y}/{m}/{d}"),
        _date("date_plain", "20260305", "{y}{m:02}{d:02}"),
        _date("date_han", "2026年3月5日", "{y}年{m}月{d}日"),
        Format(
            "code_number", Text("标准代码（1、2）", "Standard code (1, 2)"), ("code",), {"as_code": True, "codes": ()}
        ),
        Format("code_word", Text("文字（男、女）", "Words (男, 女)"), ("code",), {"as_code": False, "codes": ()}),
        _pair("yes_han", "是", "否"),
        _pair("yes_has", "有", "无"),
        _pair("yes_number", "1", "0"),
        _pair("yes_letter", "Y", "N"),
        Format("small_x", Text("身份证末位小写 x", "Identity number with small x"), ("cn_ric",), {"small_x": True}),
        Format("text", Text("文本", "Text"), ("integer", "decimal", "derived"), {"number": False, "text": True}),
    )
}


def formats_for(element: Element | None) -> list[Format]:
    """Those that make sense for an element."""
    kind = element.datatype.split(" ")[0] if element else ""
    return [each for each in FORMATS.values() if kind in each.kinds]
