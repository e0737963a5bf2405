"""Who is looked at, what they meet, and what is suggested for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.registry.campaigns.weighing import hours_of, messages_of
from qingzhuang.registry.criteria import DECISIONS, Met, criteria, reasons_for
from qingzhuang.registry.models import Asset, AssetQuerySet, Campaign, CampaignRow
from qingzhuang.registry.queries.assets import AssetFilters, narrowed

# Of several suggestions the one that ends most comes first; nothing is suggested lightly, so what can merge is merged.
ORDER = ("merge", "close", "rectify")


def scope_of(campaign: Campaign) -> AssetQuerySet:
    """The living things a campaign looks at, as the register stands now."""
    found = Asset.objects.alive().filter(subtree_filter("keeper", campaign.area))
    if campaign.kinds:
        found = found.filter(kind__in=campaign.kinds)
    return narrowed(found, AssetFilters.read(campaign.wanted))


def rows_for(campaign: Campaign, assets: Sequence[Asset]) -> list[CampaignRow]:
    """The frozen rows of these entries, not saved yet and without their sheets."""
    met = reasons_for(assets, campaign.criteria)
    weekly = messages_of(assets)
    rows = []
    for each in assets:
        reasons = met.get(each.pk, {})
        suggested, into = suggestion(reasons)
        rows.append(
            CampaignRow(
                campaign=campaign,
                asset=each,
                unit_id=each.keeper_id,
                kind=each.kind,
                name=each.name,
                status=each.status,
                functions=each.functions,
                messages=weekly.get(each.pk),
                hours=hours_of(each),
                reasons={code: found.evidence.as_dict() for code, found in reasons.items()},
                suggested=suggested,
                suggested_into_id=into,
            )
        )
    return rows


def suggestion(reasons: Mapping[str, Met]) -> tuple[str, int | None]:
    """``(decision, merge target)`` for what an entry meets; ``("", None)`` when it meets nothing."""
    found = {criteria.get(code).suggests: met for code, met in reversed(reasons.items()) if code in criteria}
    for decision in ORDER:
        if decision in found and (decision != "merge" or found[decision].into):
            return decision, found[decision].into
    return "", None


def why_suggested(row: CampaignRow) -> Text:
    """The reason of the suggestion, in a sentence."""
    if not row.suggested:
        return Text("", "")
    labels = [
        criteria.get(code).label
        for code in row.reasons
        if code in criteria and criteria.get(code).suggests == row.suggested
    ]
    word = DECISIONS[row.suggested]
    return Text(
        f"建议{word.zh}：{'、'.join(label.zh for label in labels)}",
        f"Suggested: {word.en.lower()}, since {', '.join(label.en.lower() for label in labels)}",
    )
