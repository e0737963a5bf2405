"""What waits of an entry, at the head of its page: a change, a question, a self-check or a closure with its day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset
from qingzhuang.registry.models.closures import CLOSURE_STEPS
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries.life import pending_change
from qingzhuang.registry.queries.selfchecks import reminded_until


@dataclass(frozen=True)
class Waiting:
    """One thing to do, until when, and where."""

    what: Text
    due_on: datetime.date | None
    url: str


def waiting_of(asset: Asset, _person: Any) -> list[Waiting] | None:
    """The earliest due first; left out when nothing waits."""
    found = [*_by_owner(asset), *_by_plan(asset)] if asset.alive else list(_by_plan(asset))
    return sorted(found, key=lambda each: each.due_on or datetime.date.max) or None


def _by_owner(asset: Asset) -> Iterator[Waiting]:
    if filing := pending_change(asset):
        yield Waiting(filing.state_label, filing.due_on, filing.get_absolute_url())
    if question := asset.questions.open().first():
        words = Text("请主办单位答复是否还在用", "Its owner is asked whether it is still used")
        yield Waiting(words, question.due_on, question.get_absolute_url())
    if check := asset.self_checks.filter(done_on=None, due_on__lte=reminded_until()).first():
        yield Waiting(Text("年度自查", "Yearly self-check"), check.due_on, check.get_absolute_url())
    if asset.overdue:
        words = Text("已过结束日期，仍在运行", "Past its end, and still running")
        yield Waiting(words, asset.ends_on, "#life")


def _by_plan(asset: Asset) -> Iterator[Waiting]:
    for closure in asset.closures.filter(gone=False, withdrawn_on=None).exclude(step="archived"):
        step = CLOSURE_STEPS[closure.next_step]
        day = closure.report_by if closure.step == "offline" else closure.offline_from
        due_on = day if closure.step in ("announced", "migrated", "offline") else None
        words = Text(f"关停的下一步：{step.zh}", f"Next step of its closure: {step.en.lower()}")
        yield Waiting(words, due_on, closure.get_absolute_url())


panels.register(Panel("waiting", -20, "registry/panels/waiting.html", waiting_of))
