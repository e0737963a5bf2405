"""The states of a registered thing, and the dated facts from which they follow.

The order is that of filing, running, clean-up and closing in MM-07, MM-MERGE and MM-CLOSE. A state is never set by
hand: it is what the latest fact says, so that facts told late still fall into place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class State:
    code: str
    label: Text
    alive: bool = True


@dataclass(frozen=True)
class Verb:
    """What happened; ``state`` is what it leads to, or ``None`` when it changes nothing about that."""

    code: str
    label: Text
    state: str | None = None


STATES = {
    state.code: state
    for state in (
        State("proposed", Text("拟建", "Proposed")),
        State("filed", Text("已备案", "Filed")),
        State("running", Text("运行中", "Running")),
        State("rectifying", Text("整改中", "Being rectified")),
        State("merging", Text("整合中", "Being merged")),
        State("closed", Text("已关停", "Closed"), alive=False),
        State("archived", Text("已归档", "Archived"), alive=False),
    )
}

VERBS = {
    verb.code: verb
    for verb in (
        Verb("proposed", Text("提出", "Proposed"), "proposed"),
        Verb("filed", Text("备案", "Filed"), "filed"),
        Verb("found", Text("摸底登记", "Entered from a ledger"), "running"),
        Verb("started", Text("投入使用", "Started running"), "running"),
        Verb("changed", Text("变更", "Changed")),
        Verb("rectifying", Text("开始整改", "Rectification began"), "rectifying"),
        Verb("merging", Text("开始整合", "Merging began"), "merging"),
        Verb("closed", Text("关停", "Closed"), "closed"),
        Verb("archived", Text("归档", "Archived"), "archived"),
    )
}

ALIVE = tuple(code for code, state in STATES.items() if state.alive)
# How ledgers say it, besides the label.
_WORDS = {
    "proposed": "拟建 在建 筹建 planned",
    "filed": "备案",
    "running": "运行 在用 使用中 正常 正常运行 运营 试运行 保留 active live",
    "rectifying": "整改",
    "merging": "整合 合并 迁移中",
    "closed": "关停 注销 已注销 停用 已停用 停运 停止运营 停更 解散 已解散 下线 已下线 retired inactive",
    "archived": "归档",
}
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words.split()}


def state_after(facts: Iterable[tuple[str, datetime.date]], today: datetime.date) -> str:
    """The state on ``today`` that follows from ``(verb, date)`` facts; of one day, the later told counts."""
    past = [(on, order, verb) for order, (verb, on) in enumerate(facts) if on <= today and VERBS[verb].state]
    return VERBS[max(past)[2]].state or "proposed" if past else "proposed"


def state_named(word: str) -> str | None:
    """Read a state as ledgers write it, in either language; ``None`` when the word is not known."""
    plain = " ".join(word.lower().replace("（", "(").split("(")[0].split())
    for state in STATES.values():
        if plain in (state.code, state.label.zh, state.label.en.lower()):
            return state.code
    return _BY_WORD.get(plain)
