"""Bulk actions: planned by anybody with a post, confirmed and taken back by the same person. Each entry asks its own policy."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.queries import has_role, roles_of
from qingzhuang.registry.models import Asset, BulkChange
from qingzhuang.registry.policies.assets import sponsors


@policy("registry.bulk.plan")
def may_plan(actor: Any, _target: Any) -> bool:
    return bool(roles_of(actor))


@policy("registry.bulk.leave_out")
def may_leave_out(actor: Any, bulk: BulkChange) -> bool:
    return bulk.person_id == actor.pk


@policy("registry.bulk.confirm")
def may_confirm(actor: Any, bulk: BulkChange) -> bool:
    return bulk.person_id == actor.pk


@policy("registry.bulk.undo")
def may_undo(actor: Any, bulk: BulkChange) -> bool:
    return bulk.person_id == actor.pk


@policy("registry.asset.assign")
def may_assign(actor: Any, asset: Asset) -> bool:
    """The governance office of the area."""
    return has_role(actor, "reviewer", asset.keeper)


@policy("registry.asset.reopen")
def may_reopen(actor: Any, asset: Asset) -> bool:
    """Whoever may close it."""
    return sponsors(actor, asset) or has_role(actor, "reviewer", asset.keeper)


@policy("registry.asset.restore")
def may_restore(actor: Any, asset: Asset) -> bool:
    return may_reopen(actor, asset)
