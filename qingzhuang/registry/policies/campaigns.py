"""Who may run campaigns: the governance office of the area; who decides: the unit that answers for the thing."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for
from qingzhuang.registry.models import Campaign, CampaignSheet, LookBack, Rebound


def _system(actor: Any) -> bool:
    return getattr(actor, "is_system", False)


@policy("registry.campaign.start")
def may_start(actor: Any, office: Organisation) -> bool:
    return has_role(actor, "reviewer", office)


@policy("registry.campaign.resume")
def may_resume(actor: Any, campaign: Campaign) -> bool:
    return may_start(actor, campaign.office)


@policy("registry.campaign.freeze")
def may_freeze(actor: Any, campaign: Campaign) -> bool:
    return _system(actor) or may_start(actor, campaign.office)


@policy("registry.campaign.end")
def may_end(actor: Any, campaign: Campaign) -> bool:
    return may_start(actor, campaign.office)


@policy("registry.campaign.draft")
def may_decide(actor: Any, sheet: CampaignSheet) -> bool:
    """The unit's own people; for what no unit answers for, the office that entered it is the unit."""
    return works_for(actor, sheet.unit_id)


@policy("registry.campaign.submit")
def may_submit(actor: Any, sheet: CampaignSheet) -> bool:
    return may_decide(actor, sheet)


@policy("registry.campaign.look")
def may_look(actor: Any, _look: LookBack) -> bool:
    return _system(actor)


@policy("registry.campaign.settle")
def may_settle(actor: Any, rebound: Rebound) -> bool:
    return may_start(actor, rebound.look.campaign.office)
