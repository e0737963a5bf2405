"""A pilot's limits, its sunset and the way to promotion; and, of any entry, where else it is used."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from qingzhuang.core.policies import can
from qingzhuang.registry.actions.pilots import UNDER_WAY
from qingzhuang.registry.models import Asset, Offer
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries import pilots as queries


def pilot_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    promotions = list(asset.promotions.select_related("proposal"))
    if not asset.pilot and not promotions:
        return None
    under_way = next((each.proposal for each in promotions if each.proposal.state in UNDER_WAY), None)
    return {
        "asset": asset,
        "limits": asset.attributes,
        "left": (asset.ends_on - timezone.localdate()).days if asset.alive and asset.pilot and asset.ends_on else None,
        "warnings": list(asset.pilot_warnings.all()),
        "promoted_on": next((each.promoted_on for each in promotions if each.promoted_on), None),
        "under_way": under_way,
        "used_after": queries.used_after_end(asset) if asset.pilot else None,
        "may_promote": asset.pilot and asset.alive and not under_way and can(person, "registry.pilot.promote", asset),
    }


def reuse_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    offer = Offer.objects.filter(asset=asset).first()
    may_offer = asset.alive and not asset.pilot and asset.kind in ("app", "mini_program")
    may_offer = may_offer and can(person, "registry.reuse.offer", asset)
    if offer is None and not may_offer:
        return None
    joined = list(offer.requests.filter(state="joined").select_related("unit")) if offer else []
    return {"asset": asset, "offer": offer, "joined": joined, "may_offer": may_offer}


panels.register(Panel("pilot", -5, "registry/panels/pilot.html", pilot_of))
panels.register(Panel("reuse", 60, "registry/panels/reuse.html", reuse_of))
