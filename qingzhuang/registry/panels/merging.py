"""On an entry's page: what it merged into, what it took in, how it closes, and its addresses."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.registry.merging.circles import successor_of
from qingzhuang.registry.models import Asset, Closure, MergePart
from qingzhuang.registry.models.merges import STANDING
from qingzhuang.registry.panels import Panel, panels

MOST = 20


def ending(asset: Asset, person: Any) -> dict[str, Any] | None:
    """Merges and closures of a thing, and the ways to begin one."""
    parts = MergePart.objects.filter(merge__step__in=STANDING).select_related("merge__survivor", "asset")
    into, came = list(parts.filter(asset=asset)[:MOST]), list(parts.filter(merge__survivor=asset)[:MOST])
    closures = list(Closure.objects.filter(asset=asset)[:MOST])
    ending = any(each.next_step is not None and not each.gone for each in closures)
    free = asset.alive and not ending and not any(part.merge.open for part in into)
    free = free and can(person, "registry.closure.plan", asset)
    shown = {
        "asset": asset,
        "into": into,
        "came": came,
        "closures": closures,
        "successor": None if asset.alive else successor_of(asset),
        "may_merge": free and can(person, "registry.merge.draft", asset),
        "may_close": free and not any(part.merge.open for part in came),
    }
    return shown if any(value for key, value in shown.items() if key != "asset") else None


def links(asset: Asset, person: Any) -> dict[str, Any] | None:
    """The addresses of a thing; left out when there are none and none may be added."""
    found = list(asset.links.select_related("first")[:50])
    may = asset.alive and can(person, "registry.link.add", asset)
    return {"asset": asset, "links": found, "may": may} if found or may else None


panels.register(Panel("merging", 80, "registry/_panel_merging.html", ending))
panels.register(Panel("links", 85, "registry/_panel_links.html", links))
