"""Where an entry runs: the cloud resources that bills say it uses, and what they cost."""

from __future__ import annotations

from typing import Any

from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries import hosting as queries


def resources_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    found = queries.resources_of(asset, person)
    if not found:
        return None
    alive = [each for each in found if each.state != "released"]
    sizes = {
        name: sum(getattr(each, name) or 0 for each in alive) for name in ("processors", "memory_gib", "storage_gib")
    }
    return {"resources": found, "yuan": sum(each.monthly_fen for each in alive) / 100, **sizes}


panels.register(Panel("hosting", 45, "registry/_panel_hosting.html", resources_of))
