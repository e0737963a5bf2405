"""The states of a registered thing, and the dated facts from which they follow.

The order is that of filing, running, clean-up and closing in MM-07, MM-MERGE and MM-CLOSE. A state is never set by
hand: it is what the latest fact says, so that facts told late still fall into place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class State:
    code: str
    label: Text
    alive: bool = True


@dataclass(frozen=True)
class Verb:
    """What happened; ``state`` is what it leads to, or ``None`` when it changes nothing about that.

    ``after`` are the states in which it can happen; ``None`` means in every state that is alive. ``cites`` are the
    provisions that usually require it, offered first to whoever records it.
    """

    code: str
    label: Text
    state: str | None = None
    after: tuple[str, ...] | None = None
    cites: tuple[str, ...] = ()

    def can_follow(self, state: str) -> bool:
        """Whether this can happen to a thing in ``state``."""
        return STATES[state].alive if self.after is None else state in self.after


STATES = {
    state.code: state
    for state in (
        State("proposed", Text("拟建", "Proposed")),
        State("reviewed", Text("已审核", "Reviewed")),
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
        Verb("proposed", Text("提出", "Proposed"), "proposed", ("proposed",), ("OP-05", "MM-PROJ")),
        Verb("reviewed", Text("审核通过", "Passed review"), "reviewed", ("proposed",), ("OP-05", "MM-07")),
        Verb(
            "filed",
            Text("备案", "Filed"),
            "filed",
            ("proposed", "reviewed", "filed", "running"),
            ("MM-07", "MM-05", "MM-EXIST", "LR-08"),
        ),
        Verb("found", Text("摸底登记", "Entered from a ledger"), "running", ("proposed",), ("NP-01",)),
        Verb(
            "started",
            Text("投入使用", "Started running"),
            "running",
            ("proposed", "reviewed", "filed"),
            ("OP-08", "MM-05"),
        ),
        Verb("promoted", Text("试点转正", "Promoted from a pilot"), cites=("QZ-PILOT", "OP-05")),
        Verb("joined", Text("其他地方加入使用", "Another place joined"), cites=("MM-INT", "QZ-PILOT")),
        Verb("changed", Text("变更", "Changed"), cites=("MM-CHANGE", "LR-08")),
        Verb(
            "rectifying",
            Text("开始整改", "Rectification began"),
            "rectifying",
            ("filed", "running"),
            ("MM-SELF", "NP-03", "MM-SANCT"),
        ),
        Verb("rectified", Text("整改完成", "Rectification done"), "running", ("rectifying",), ("NP-03", "MM-SELF")),
        Verb(
            "merging",
            Text("开始整合", "Merging began"),
            "merging",
            ("filed", "running", "rectifying"),
            ("MM-INT", "OP-08"),
        ),
        Verb("merge_undone", Text("整合撤回", "Merging taken back"), "running", ("merging", "closed"), ("MM-INT",)),
        Verb("took_in", Text("接收并入", "Took another in"), cites=("MM-INT",)),
        Verb("gave_back", Text("送回并入", "Gave another back"), cites=("MM-INT",)),
        Verb("closing", Text("公告关停", "Closure announced"), cites=("MM-CLOSE",)),
        Verb("kept_open", Text("撤回关停", "Closure withdrawn"), cites=("MM-CLOSE",)),
        Verb("closed", Text("关停", "Closed"), "closed", cites=("MM-CLOSE", "OP-08", "OP-09")),
        Verb("reopened", Text("撤回关停", "Closure taken back"), "running", ("closed",)),
        Verb("archived", Text("归档", "Archived"), "archived", ("closed",), ("MM-CLOSE",)),
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
    "closed": "关停 注销 已注销 停用 已停用 停运 停止运营 停更 解散 已解散 下线 已下线 retired inactive unused",
    "archived": "归档",
}
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words.split()}


_APPS = ("app", "mini_program")
# Provisions that reach some kinds only; by reference, or by instrument.
_REACH = {"MM": _APPS, "LR-08": ("account",), "OP-09": ("group",)}


def provisions_of(verb: str, kind: str) -> tuple[str, ...]:
    """The provisions that usually require this of a thing of that kind, the nearest first."""
    return tuple(ref for ref in VERBS[verb].cites if kind in _REACH.get(ref, _REACH.get(ref.split("-")[0], (kind,))))


def state_after(facts: Iterable[tuple[str, datetime.date]], today: datetime.date) -> str:
    """The state on ``today`` that follows from ``(verb, date)`` facts; of one day, the later told counts.

    A merging that was taken back leads to the state it began in.
    """
    state = before = "proposed"
    past = ((on, order, verb) for order, (verb, on) in enumerate(facts) if on <= today)
    for _on, _order, verb in sorted(past):
        if verb == "merging":
            before = state
        state = before if verb == "merge_undone" else VERBS[verb].state or state
    return state


@lru_cache(maxsize=1024)
def state_named(word: str) -> str | None:
    """Read a state as ledgers write it, in either language; ``None`` when the word is not known."""
    plain = " ".join(word.lower().replace("（", "(").split("(")[0].split())
    for state in STATES.values():
        if plain in (state.code, state.label.zh, state.label.en.lower()):
            return state.code
    return _BY_WORD.get(plain)
