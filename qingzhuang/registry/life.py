"""The life of an entry as a line of states, and the steps that can come next with who may take them.

A subject that adds a step registers it here; the entry's page and the API then offer it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.rules import Citation
from qingzhuang.domain.text import Text
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset
from qingzhuang.registry.states import STATES, VERBS, provisions_of

OFFICE = Text("治理办", "the governance office")
OWNER_OR_OFFICE = Text("主办单位或治理办", "the sponsor or the governance office")
_LINE = ("proposed", "reviewed", "filed", "running", "closed", "archived")


@dataclass(frozen=True)
class Ask:
    """One answer a step needs besides its day and basis; ``type`` is a field type."""

    code: str
    label: Text
    type: str = "passage"
    required: bool = True

    @property
    def widget(self) -> str:
        return fieldtypes.get(self.type).widget


@dataclass(frozen=True)
class Step:
    """One step somebody may take: ``action(asset, actor=, basis=, cites=, on=, **asked)`` under ``permission``.

    ``verb`` is the dated fact it tells; ``who`` says in words who may.
    """

    code: str
    verb: str
    permission: str
    who: Text
    action: Callable[..., Any]
    asks: tuple[Ask, ...] = ()
    label: Text | None = None
    help: Text | None = None

    @property
    def name(self) -> Text:
        return self.label or VERBS[self.verb].label


steps: Catalogue[Step] = Catalogue("steps in the life of an entry")
for _step in (
    Step("file", "filed", "registry.life.file", OFFICE, actions.file_asset,
         (Ask("number", Text("备案号", "Filing number"), "text"),)),
    Step("start", "started", "registry.life.start", OWNER_OR_OFFICE, actions.start_asset),
    Step("rectify", "rectifying", "registry.life.rectify", OFFICE, actions.begin_rectification,
         (Ask("what", Text("要整改什么", "What must be put right")), Ask("due_on", Text("期限", "By when"), "date")),
         Text("要求整改", "Have it rectified")),
    Step("rectified", "rectified", "registry.life.rectified", OWNER_OR_OFFICE, actions.finish_rectification,
         (Ask("result", Text("做了什么", "What was done")),)),
    Step("close", "closed", "registry.asset.close", OWNER_OR_OFFICE, actions.close_asset,
         label=Text("登记已停用", "Record that it is gone already"),
         help=Text("只用于已不再运行的：没有办的关停手续会连同原因记下。仍在运行的，请按关停计划逐步办理。",
                   "For what no longer runs: the steps nobody took are kept with the reason. What still runs is closed by a plan, step by step.")),
    Step("archive", "archived", "registry.life.archive", OFFICE, actions.archive_asset),
):  # fmt: skip
    steps.register(_step)


@dataclass(frozen=True)
class Point:
    """One state on the line: when it was last entered, and whether the entry is there now."""

    label: Text
    on: datetime.date | None
    here: bool
    ahead: bool


@dataclass(frozen=True)
class Next:
    """A step that can follow, with the provisions offered for it, the usual ones first."""

    step: Step
    may: bool
    usual: tuple[Citation, ...]


def line_of(asset: Asset) -> list[Point]:
    """The states in order with their days; rectifying and merging stand in the line while they last."""
    entered = {VERBS[event.verb].state: event.on for event in asset.events.all() if VERBS[event.verb].state}
    order = list(_LINE)
    if asset.status not in order:
        order.insert(order.index("running") + 1, asset.status)
    here = order.index(asset.status)
    return [
        Point(STATES[code].label, entered.get(code) if at <= here else None, at == here, at > here)
        for at, code in enumerate(order)
    ]


def next_steps(asset: Asset, person: Any) -> list[Next]:
    """Every step that can follow on the present state, those this person may take first."""
    found = [
        Next(step, can(person, step.permission, asset), usual_provisions(step.verb, asset.kind))
        for step in steps
        if VERBS[step.verb].can_follow(asset.status)
    ]
    return sorted(found, key=lambda each: not each.may)


def usual_provisions(verb: str, kind: str) -> tuple[Citation, ...]:
    return tuple(provisions()[ref] for ref in provisions_of(verb, kind))


def take(asset: Asset, code: str, *, actor: Any, given: Mapping[str, Any], cites: list[str]) -> Any:
    """Take a step with raw answers: ``on``, ``basis`` and what the step asks. Raises ``registry.step_unknown`` and
    ``registry.bad_answer``, naming the field."""
    if code not in steps:
        raise Refused("registry.step_unknown", step=code)
    step = steps.get(code)
    asked = {ask.code: parsed(ask, given.get(ask.code)) for ask in step.asks}
    on = parsed(Ask("on", Text("日期", "Day"), "date", required=False), given.get("on"))
    return step.action(asset, actor=actor, basis=str(given.get("basis") or ""), cites=cites, on=on, **asked)


def parsed(ask: Ask, raw: Any) -> Any:
    """The plain value of one answer; dates as dates. A blank that is required is ``registry.bad_answer``."""
    try:
        blank = raw is None or not str(raw).strip()
        value = None if blank else fieldtypes.get(ask.type).parse(raw)
    except BadValue as bad:
        raise Refused("registry.bad_answer", field=ask.label, message=bad.text, where={"field": ask.code}) from bad
    if value is None and ask.required:
        needed = Text("必填。", "An answer is needed.")
        raise Refused("registry.bad_answer", field=ask.label, message=needed, where={"field": ask.code})
    return datetime.date.fromisoformat(value) if value and ask.type == "date" else value
