"""What the rules may know of the use of a thing that a proposal became; what nobody saw is not told."""

from __future__ import annotations

from typing import Any

from qingzhuang.domain.draft import Draft
from qingzhuang.registry.models import Liveness


def use_facts(draft: Draft) -> dict[str, Any]:
    """``live.*`` as R14 asks them; nothing for a draft that is no registered thing yet."""
    if not draft.id.isdecimal():
        return {}
    found = Liveness.objects.filter(asset__proposal=int(draft.id)).select_related("asset").first()
    if found is None:
        return {}
    told = {
        "live.active_share": found.active_share,
        "live.months_low": found.months_low,
        "live.last_use": found.last_use.isoformat() if found.last_use else None,
    }
    facts: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    facts["live.reserve_tool"] = found.verdict == "reserve"
    return facts
