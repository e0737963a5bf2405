"""What the rules say of a closure: R13 asks whether a closed thing was announced, its users moved, its data disposed of."""

from __future__ import annotations

import datetime

from django.utils import timezone

from qingzhuang.domain.rules import Finding, evaluate, facts_of
from qingzhuang.gate.reports import current_rulebook
from qingzhuang.registry.models import Closure
from qingzhuang.registry.periods import RULE

_OFFLINE = ("offline", "reported", "disposed", "archived")


def closing_facts(closure: Closure, today: datetime.date) -> dict[str, bool]:
    """The ``life.*`` facts of a closure on a day. What is still within its time does not count as lacking."""
    done = {fact.step for fact in closure.facts.all()}
    in_time = not closure.gone and (closure.report_by is None or today <= closure.report_by)
    return {
        "life.closing": closure.step in _OFFLINE and closure.withdrawn_on is None,
        "life.closed_announced": "announced" in done,
        "life.users_migrated": "migrated" in done,
        "life.closure_reported": "reported" in done or in_time,
        "life.data_disposed": "disposed" in done or in_time,
    }


def finding_on(closure: Closure) -> Finding | None:
    """What R13 has against a closure, or ``None``."""
    today, asset = timezone.localdate(), closure.asset
    rule = next(each for each in current_rulebook().rules if each.id == RULE)
    facts = facts_of(asset.values, asset.kind, None, (), closing_facts(closure, today), today)
    return next((each for each in evaluate(rule, facts, asset.kind, today) if each.status == "open"), None)
