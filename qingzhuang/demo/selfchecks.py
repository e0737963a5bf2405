"""Who answers for the county's entries, and a month of self-checks: some done, some due, a few overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qingzhuang.core.actions import System
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, SelfCheck
from qingzhuang.registry.queries import selfchecks as queries

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

NAMED = ("civil_affairs", "health", "water", "education")


def seed(county: County) -> int:
    """Plan as the clock would have three weeks ago, and let some owners confirm; returns how many are done."""
    actions.plan_self_checks(None, actor=System, assets=list(queries.unplanned()), on=county.today - timedelta(days=20))
    for sector in NAMED:
        unit = county.departments[sector]
        actions.assign_all(unit, actor=county.officers[sector], appointment=queries.choices_at(unit)[0])
    emergency = county.officers["emergency"]
    patrol = Asset.objects.get(name="安全生产巡查", kind="app")
    actions.assign_responsible(
        patrol, actor=emergency, appointment=queries.choices_at(county.departments["emergency"])[0]
    )
    done = 0
    officers = {county.departments[sector].pk: officer for sector, officer in county.officers.items()}
    late = SelfCheck.objects.filter(due_on__lt=county.today - timedelta(days=8), asset__sponsor__in=officers)
    for check in late.select_related("asset"):
        done += _confirmed(check, officers[check.asset.sponsor_id])
    for check in queries.to_escalate():
        actions.escalate_self_check(check, actor=System)
    return done


def _confirmed(check: SelfCheck, officer: object) -> bool:
    """What differs is left for its owner to say why."""
    try:
        actions.confirm_self_check(check, actor=officer)
    except Refused:
        return False
    return True
