"""The clients by which an entry signs people in, for those who keep them."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.registry.likeness import SORTS
from qingzhuang.registry.models import Asset
from qingzhuang.registry.models.clients import IN_USE
from qingzhuang.registry.panels import Panel, panels


def clients_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    """Left out for what nobody signs in to, and for those who may not keep them."""
    if SORTS[asset.kind] != "apps" or not can(person, "registry.client.register", asset):
        return None
    found = list(asset.clients.select_related("client", "first"))
    for each in found:
        each.asset = asset
    return {"asset": asset, "clients": found, "open": asset.status in IN_USE} if found or asset.alive else None


panels.register(Panel("clients", 94, "registry/panels/clients.html", clients_of))
