"""Use, as the desk of use judged it from what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, Liveness
from qingzhuang.registry.seen import NONE, Seen, SelfCheckFacts, self_check_facts


def use_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """The verdict on use with its last day; a zombie needs a word, what could not be seen does not."""
    label = Text("使用情况", "Use")
    told: dict[int, list[Seen]] = {}
    for found in Liveness.objects.filter(asset__in=assets):
        day = found.last_use.isoformat() if found.last_use else ""
        seen = Text(f"{found.label.zh} {day}".strip(), f"{found.label.en} {day}".strip())
        told[found.asset_id] = [Seen("use", label, NONE, seen, found.verdict == "zombie")]
    return told


self_check_facts.register(SelfCheckFacts("use", 50, use_seen))
