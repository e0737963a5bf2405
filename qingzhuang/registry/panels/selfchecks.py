"""Who answers for an entry, and when it is checked."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries import selfchecks as queries


def responsible_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    if not asset.alive:
        return None
    may = can(person, "registry.responsible.assign", asset)
    choices = queries.choices_at(asset.keeper) if may else []
    checks = list(asset.self_checks.select_related("done_by").order_by("-due_on")[:5])
    return {
        "asset": asset,
        "custody": queries.responsible_for(asset),
        "choices": [(each.pk, f"{each.person} · {each.post.title}") for each in choices],
        "next": next((each for each in checks if each.done_on is None), None),
        "done": [each for each in checks if each.done_on],
    }


panels.register(Panel("responsible", 10, "registry/panels/responsible.html", responsible_of))
