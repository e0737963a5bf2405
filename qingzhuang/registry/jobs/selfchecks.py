"""The nightly look at self-checks: entries without one are planned, those long overdue go to the office."""

from __future__ import annotations

from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import escalate_self_check, plan_self_checks
from qingzhuang.registry.queries import selfchecks as queries

BATCH = 500


@job("registry.selfchecks.plan", label=Text("安排与催办自查", "Plan and chase self-checks"), schedule="25 0 * * *")
def plan(run: Run) -> dict[str, int]:
    """Each batch is its own transaction and what is planned is not found again, so an interrupted run just runs again."""
    planned = escalated = 0
    while assets := list(queries.unplanned()[:BATCH]):
        run.check_cancelled()
        planned += plan_self_checks(None, actor=System, assets=assets, on=timezone.localdate())
        run.progress(planned)
    for check in queries.to_escalate().iterator(chunk_size=BATCH):
        run.check_cancelled()
        escalate_self_check(check, actor=System)
        escalated += 1
    return {"planned": planned, "escalated": escalated}
