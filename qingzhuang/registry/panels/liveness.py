"""Use of an entry on its page: the verdict, what it rests on, and the months as a small chart."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries import liveness as queries
from qingzhuang.registry.usage.wording import SIGNALS, TONES, evidence_of, missing_of


def use_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    found = queries.liveness_of(asset)
    if found is None:
        return None
    found.asset = asset
    counted = "updates" if asset.kind == "account" else "uses"
    name = SIGNALS[asset.kind]["update" if asset.kind == "account" else "use"]
    return {
        "found": found,
        "tone": TONES[found.verdict],
        "lines": evidence_of(found),
        "missing": missing_of(asset.kind, found.missing),
        "caption": Text(f"按月：{name.zh}", f"{name.en} by month"),
        "months": [(f"{each.month:%Y-%m}", getattr(each, counted)) for each in queries.months_of(asset)],
        "closing": asset.pk if found.verdict == "zombie" and can(person, "registry.closure.plan", asset) else None,
        "question": asset.questions.select_related("answered_by").first(),
    }


panels.register(Panel("liveness", 40, "registry/_panel_liveness.html", use_of))
