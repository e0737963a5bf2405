"""The public side of an entry: its page with the code to print, and what people complained."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.policies.assets import may_change
from qingzhuang.registry.queries.official import official_assets

MOST = 10


def public_side(asset: Asset, person: Any) -> dict[str, Any] | None:
    if not official_assets().filter(pk=asset.pk).exists():
        return None
    counted = asset.complaints.aggregate(all=Count("pk"), open=Count("pk", filter=Q(answered_at=None)))
    shown = asset.complaints.all()[:MOST] if may_change(person, asset) else []
    return {"asset": asset, "code": asset.number or asset.pk, "counted": counted, "complaints": shown}


panels.register(Panel("official", 95, "registry/panels/official.html", public_side))
