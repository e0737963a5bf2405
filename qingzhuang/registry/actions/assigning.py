"""Who answers for a thing, and taking back a closure that was told by mistake."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from qingzhuang.core import journal, policies
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.telling import latest, person_of, settle, tell
from qingzhuang.registry.models import Asset, AssetEvent
from qingzhuang.registry.models.assets import identity_key


@action("registry.asset.assign", Text("设定责任单位", "Set the responsible unit"))
def assign_asset(
    asset: Asset,
    *,
    actor: Any,
    unit: Organisation | None,
    basis: str,
    name: str = "",
    keeper: Organisation | None = None,
) -> Asset:
    """Another unit answers for it from now on, and keeps its entry, unless ``keeper`` does; without ``unit`` only a
    ``name`` is known.

    The actor must be in charge where it goes too. Raises ``registry.reason_needed``.
    """
    asset = latest(asset)
    if not basis.strip():
        raise Refused("registry.reason_needed", where={"field": "basis"})
    asset.keeper = keeper or unit or asset.keeper
    policies.ensure(actor, "registry.asset.register", asset.keeper)
    before = asset.sponsor_shown
    asset.sponsor, asset.sponsor_name = unit, unit.name if unit else name
    asset.identity_key = identity_key(asset.kind, asset.name, asset.sponsor_shown, asset.platform)
    asset.save()
    today = timezone.localdate()
    note = f"{before} → {asset.sponsor_shown}"
    AssetEvent.objects.create(
        asset=asset, verb="changed", on=today, basis=basis.strip(), note=note, actor=person_of(actor)
    )
    journal.detail(before=before, after=asset.sponsor_shown, basis=basis.strip())
    return settle(asset)


@action("registry.asset.reopen", Text("撤回关停登记", "Take a closure back"))
def reopen_asset(asset: Asset, *, actor: Any, basis: str) -> Asset:
    """It was recorded as closed, and is not; both facts stay."""
    return tell(asset, "reopened", actor=actor, basis=basis)
