"""Who may bring in cloud bills, say whose a resource is, and decide on an idle one."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, organisations_of
from qingzhuang.registry.models import BillUpload, Resource
from qingzhuang.registry.policies.usage import may_report


@policy("registry.hosting.upload")
def may_upload_bill(actor: Any, office: Organisation) -> bool:
    """In the name of one's own unit."""
    return may_report(actor, office)


@policy("registry.hosting.read")
def may_read_bill(actor: Any, bill: BillUpload) -> bool:
    return may_report(actor, bill.office)


@policy("registry.hosting.give_up")
def may_give_up_bill(actor: Any, bill: BillUpload) -> bool:
    return may_report(actor, bill.office)


@policy("registry.hosting.assign")
def may_assign(actor: Any, resource: Resource) -> bool:
    """Whoever is billed knows what for; a governance office may say it for its area."""
    return may_report(actor, resource.office) or has_role(actor, "reviewer", resource.office)


@policy("registry.hosting.answer")
def may_answer_resource(actor: Any, resource: Resource) -> bool:
    """The sponsor of what it serves; while nobody's, whoever is billed."""
    if resource.asset is None:
        return may_assign(actor, resource)
    return any(own.pk in (resource.asset.sponsor_id, resource.asset.keeper_id) for own in organisations_of(actor))


@policy("registry.hosting.judge")
def may_judge_hosting(actor: Any, _target: None) -> bool:
    return getattr(actor, "is_system", False)
