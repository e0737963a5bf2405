"""What an entry resembles, on its page."""

from __future__ import annotations

from typing import Any

from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries import similar as queries


def similar_to_it(asset: Asset, person: Any) -> list[Any] | None:
    return queries.pairs_of(asset, person) or None


panels.register(Panel("similar", 50, "registry/_panel_similar.html", similar_to_it))
