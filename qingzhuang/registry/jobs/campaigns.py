"""Freezing what stands at the beginning of a campaign, and looking back when the day has come."""

from __future__ import annotations

from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import campaigns as actions
from qingzhuang.registry.models import Campaign, LookBack


@job(actions.FREEZE, label=Text("固定清理前状况", "Freeze what stood before a campaign"), queue="long")
def freeze(run: Run, campaign: int) -> dict[str, int]:
    """Entry by entry in parts; an interrupted freezing goes on behind the last part."""
    found = Campaign.objects.select_related("office").get(pk=campaign)
    while found.step == "freezing":
        run.check_cancelled()
        found = actions.freeze(found, actor=System)
        run.progress(found.rows.count())
    return {"rows": found.rows.count(), "sheets": found.sheets.count()}


@job("registry.campaign.look_due", label=Text("到期回头看", "Look back where it is due"), schedule="40 4 * * *")
def look_due(run: Run) -> dict[str, int]:
    looked, rebounds = 0, 0
    for look in LookBack.objects.filter(done_on=None, due_on__lte=timezone.localdate()).order_by("due_on"):
        run.check_cancelled()
        rebounds += actions.look_back(look, actor=System).rebounds.count()
        looked += 1
    return {"looks": looked, "rebounds": rebounds}
