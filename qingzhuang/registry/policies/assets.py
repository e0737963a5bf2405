"""Who may enter, change, close and take out entries, bring in ledgers and keep filters."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, roles_of, works_for
from qingzhuang.registry.models import Asset, ImportBatch, SavedFilter


def sponsors(actor: Any, asset: Asset) -> bool:
    """Whether somebody works for the sponsor of an entry."""
    return works_for(actor, asset.sponsor_id)


@policy("registry.asset.register")
def may_register(actor: Any, keeper: Organisation) -> bool:
    """The governance office of the area enters what was accepted; the platform itself enters the demo county."""
    return getattr(actor, "is_system", False) or has_role(actor, "reviewer", keeper)


@policy("registry.asset.change")
def may_change(actor: Any, asset: Asset) -> bool:
    """The sponsor's own people, and the governance office of the area."""
    return sponsors(actor, asset) or has_role(actor, "reviewer", asset.keeper)


@policy("registry.asset.close")
def may_close(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)


@policy("registry.asset.export")
def may_export(actor: Any, _target: Any) -> bool:
    """Anyone with a post, and only what they may see anyway."""
    return bool(roles_of(actor))


@policy("registry.import.upload")
def may_upload(actor: Any, office: Organisation) -> bool:
    return has_role(actor, "reviewer", office)


@policy("registry.import.match")
def may_match(actor: Any, batch: ImportBatch) -> bool:
    return may_upload(actor, batch.office)


@policy("registry.import.check")
def may_check(actor: Any, batch: ImportBatch) -> bool:
    return may_upload(actor, batch.office)


@policy("registry.import.run")
def may_run(actor: Any, batch: ImportBatch) -> bool:
    return may_upload(actor, batch.office)


@policy("registry.import.confirm")
def may_confirm(actor: Any, batch: ImportBatch) -> bool:
    return may_upload(actor, batch.office)


@policy("registry.import.undo")
def may_undo(actor: Any, batch: ImportBatch) -> bool:
    return may_upload(actor, batch.office)


@policy("registry.filter.save")
def may_save_filter(actor: Any, _target: Any) -> bool:
    return bool(roles_of(actor))


@policy("registry.filter.delete")
def may_delete_filter(actor: Any, saved: SavedFilter) -> bool:
    return saved.person_id == actor.pk
