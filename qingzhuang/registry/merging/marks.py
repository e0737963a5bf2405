"""The mark of an asset as a rehearsal saw it: any change that matters to a merging gives another mark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from qingzhuang.registry.models import Asset, Merge
from qingzhuang.registry.movables import movables
from qingzhuang.registry.states import STATES

# What the watch over usage writes by itself says nothing about what is merged.
_PASSING = ("last_update", "last_message", "messages_per_day")


def mark_of(asset: Asset) -> str:
    """A digest of what an asset is, whether it lives, and how much of each movable thing it has."""
    values = {code: value for code, value in asset.values.items() if code not in _PASSING}
    content = {
        "values": values,
        "functions": list(asset.functions),
        "sponsor": asset.sponsor_id,
        "alive": STATES[asset.status].alive,
        "counts": {movable.code: movable.count(asset) for movable in movables},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def marks_of(assets: Iterable[Asset]) -> dict[str, str]:
    return {str(asset.pk): mark_of(asset) for asset in assets}


def assets_of(merge: Merge) -> list[Asset]:
    """The survivor, then the parts in their order; fresh from the database."""
    return [
        Asset.objects.get(pk=merge.survivor_id),
        *Asset.objects.filter(merge_parts__merge=merge).order_by("merge_parts"),
    ]


def changed_since(merge: Merge) -> list[Asset]:
    """The assets that changed since the rehearsal; all of them when there was none."""
    return [asset for asset in assets_of(merge) if merge.seen.get(str(asset.pk)) != mark_of(asset)]
