"""Who names the responsible person, and who checks."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for
from qingzhuang.registry.models import Asset, SelfCheck
from qingzhuang.registry.policies.assets import may_change, sponsors


def _clock(actor: Any) -> bool:
    return bool(getattr(actor, "is_system", False))


@policy("registry.responsible.assign")
def may_assign(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)


@policy("registry.responsible.assign_all")
def may_assign_all(actor: Any, unit: Organisation) -> bool:
    return has_role(actor, "reviewer", unit) or works_for(actor, unit.pk)


@policy("registry.selfcheck.plan")
def may_plan(actor: Any, _target: None) -> bool:
    """Only the clock plans and passes on."""
    return _clock(actor)


@policy("registry.selfcheck.escalate")
def may_escalate(actor: Any, check: SelfCheck) -> bool:
    return _clock(actor)


@policy("registry.selfcheck.confirm")
def may_confirm(actor: Any, check: SelfCheck) -> bool:
    """The sponsor's own people; where the sponsor is only a name, the office that keeps the entry."""
    asset = check.asset
    return sponsors(actor, asset) or (asset.sponsor_id is None and has_role(actor, "reviewer", asset.keeper))
