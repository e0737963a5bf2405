"""Who may patrol and decide: the governance office of the area; the sponsor, where it is asked."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, organisations_of
from qingzhuang.registry.models import Patrol, PatrolFinding


@policy("registry.patrol.upload")
def may_upload(actor: Any, office: Organisation) -> bool:
    return has_role(actor, "reviewer", office)


@policy("registry.patrol.start")
def may_start(actor: Any, patrol: Patrol) -> bool:
    return may_upload(actor, patrol.office)


@policy("registry.patrol.read")
def may_read(actor: Any, patrol: Patrol) -> bool:
    return may_upload(actor, patrol.office)


@policy("registry.patrol.compare")
def may_compare(actor: Any, patrol: Patrol) -> bool:
    return may_upload(actor, patrol.office)


@policy("registry.patrol.finish")
def may_finish(actor: Any, patrol: Patrol) -> bool:
    return may_upload(actor, patrol.office)


@policy("registry.patrol.decide")
def may_decide(actor: Any, finding: PatrolFinding) -> bool:
    """The office; and the sponsor about its own thing once it was asked."""
    if may_upload(actor, finding.office):
        return True
    sponsor = finding.asset.sponsor_id if finding.asset_id else None
    return finding.state == "asked" and any(own.pk == sponsor for own in organisations_of(actor))
