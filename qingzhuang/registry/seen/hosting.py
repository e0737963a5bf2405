"""What the cloud bills list for an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, Sum

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, Resource
from qingzhuang.registry.seen import NONE, Seen, SelfCheckFacts, self_check_facts

_LABEL = Text("云资源", "Cloud resources")


def resources_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """How many resources are billed and how many do nothing; what is idle and undecided, or billed though the entry is
    said to run elsewhere, needs a word."""
    idle = Q(state="idle")
    billed = Resource.objects.filter(asset__in=assets).exclude(state="released").order_by().values_list("asset")
    counted = billed.annotate(
        all=Count("pk"),
        fen=Sum("monthly_fen"),
        idle=Count("pk", filter=idle),
        open=Count("pk", filter=idle & Q(answer="")),
    )
    known = {asset.pk: asset for asset in assets}
    return {pk: [_told(known[pk], *numbers)] for pk, *numbers in counted}


def _told(asset: Asset, count: int, fen: int, idle: int, undecided: int) -> Seen:
    hosting = asset.attributes.get("hosting")
    show = asset.definition.field("hosting").show if hosting else None
    recorded = Text(show(hosting, "zh-hans"), show(hosting, "en")) if show else NONE
    yuan = f"{fen / 100:,.0f}"
    seen = Text(
        f"账单上 {count} 项，每月 {yuan} 元，闲置 {idle} 项", f"{count} on the bills, ¥{yuan} a month, {idle} idle"
    )
    return Seen("resources", _LABEL, recorded, seen, bool(undecided) or hosting not in (None, "gov_cloud"))


self_check_facts.register(SelfCheckFacts("resources", 45, resources_seen))
