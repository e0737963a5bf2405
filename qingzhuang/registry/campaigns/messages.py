"""Where the messages of ended groups went: merging groups without less work is no gain (PR-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from qingzhuang.registry.campaigns.weighing import messages_of
from qingzhuang.registry.models import Asset, Campaign, CampaignRow

CHUNK = 1000


def home_of(row: CampaignRow) -> int:
    """The unit whose groups would take on what an ended group carried."""
    return row.into.keeper_id if row.into else row.unit_id


def taken_on(campaign: Campaign, fresh: Mapping[Asset, float | None]) -> dict[int, float]:
    """By unit, the share (0 to 1) of its ended groups' messages that its other groups have more of since: those that
    stood before, and ``fresh`` ones with their messages a week."""
    ended: dict[int, float] = defaultdict(float)
    grown: dict[int, float] = defaultdict(float)
    for asset, weekly in fresh.items():
        grown[asset.keeper_id] += weekly or 0
    rows = campaign.rows.filter(kind="group", messages__isnull=False).select_related("asset", "into").order_by("pk")
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = piece[-1].pk
        weekly = messages_of([row.asset for row in piece if row.asset.alive])
        for row in piece:
            if not row.asset.alive:
                ended[home_of(row)] += row.messages
            elif (now := weekly[row.asset_id]) is not None:
                grown[row.unit_id] += max(0.0, now - row.messages)
    return {unit: min(1.0, grown[unit] / total) for unit, total in ended.items() if total}


def fresh_messages(fresh: Sequence[Asset]) -> dict[Asset, float | None]:
    """Messages a week of the new groups among ``fresh``."""
    groups = [each for each in fresh if each.kind == "group"]
    weekly = messages_of(groups)
    return {each: weekly[each.pk] for each in groups}
