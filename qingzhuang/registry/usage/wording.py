"""What was seen, in words: the evidence behind a verdict, each line with the rule its number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.liveness import STATES
from qingzhuang.domain.rules import Rule
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Liveness
from qingzhuang.registry.thresholds import Thresholds, thresholds_of

SIGNALS = {
    "app": {"use": Text("使用", "Use"), "update": Text("更新", "Update")},
    "account": {"use": Text("阅读互动", "Reads"), "update": Text("更新", "Update")},
    "group": {"use": Text("消息", "Messages")},
}
SIGNALS["mini_program"] = SIGNALS["app"]
OWNER = Text("主办单位答复", "the owner's answer")
TONES = {"live": "good", "reserve": "excepted", "unclear": "low", "zombie": "high"}


@dataclass(frozen=True)
class Line:
    """One signal: its name, its state, what was seen, and the rule the threshold is from."""

    signal: Text
    state: Text
    seen: Text
    rule: Rule


def evidence_of(found: Liveness) -> list[Line]:
    """A line for each signal of the kind."""
    return lines_of(found.asset.kind, found.signals, found)


def lines_of(kind: str, signals: Mapping[str, Mapping[str, Any]], found: Liveness | None = None) -> list[Line]:
    """The same from signals as they were kept at some time, such as when the owner was asked."""
    limits = thresholds_of(kind)
    return [
        Line(
            SIGNALS[kind][code],
            STATES[each["state"]],
            _seen(each, limits.days[code], found, limits),
            limits.rules[code],
        )
        for code, each in signals.items()
        if code in limits.days
    ]


def missing_of(kind: str, missing: list[str]) -> list[Text]:
    """What would have to be known for a certain verdict."""
    return [OWNER if code == "owner" else SIGNALS[kind][code] for code in missing]


def _seen(each: Mapping[str, Any], days: int, found: Liveness | None, limits: Thresholds) -> Text:
    state, last, until, quiet = each["state"], each["last"], each["until"], each["quiet"]
    if state == "scarce" and found:
        share, months, least = found.active_share, found.months_low, limits.share
        return Text(
            f"活跃用户最多占 {share}%，连续 {months} 个月低于 {least}%",
            f"at most {share}% active, below {least}% for {months} months in a row",
        )
    if state in ("active", "scarce"):
        return Text(f"最近 {last}", f"last on {last}")
    if state == "silent":
        since = Text(f"最近 {last}，", f"last on {last}; ") if last else Text("", "")
        return Text(
            f"{since.zh}看到 {quiet} 天无活动（满 {days} 天为限）",
            f"{since.en}{quiet} days seen without any (limit {days})",
        )
    if state == "young":
        return Text(f"只看到 {quiet} 天，不足 {days} 天", f"seen for {quiet} days only, fewer than {days}")
    if state == "resting":
        return Text("不在使用月份内，不计", "outside its months: not counted")
    if until:
        return Text(f"{until} 以后无人告知", f"nothing told since {until}")
    return Text("从未有人告知", "never told by anybody")
