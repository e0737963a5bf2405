"""What one entry weighs: its functions, a group's messages a week, the hours it costs a year."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from qingzhuang.domain.burden import burden_of
from qingzhuang.domain.draft import Draft
from qingzhuang.registry.models import Asset, UsageMonth
from qingzhuang.registry.tokens import fold
from qingzhuang.registry.usage.months import days_of

DAYS = 28
LEAST_TOLD = 14


def hours_of(asset: Asset) -> float | None:
    """Hours a year as the gate counts them; ``None`` while people or repetitions are not known."""
    return burden_of(Draft(str(asset.pk), asset.kind, asset.values)).hours_per_year


def messages_of(assets: Sequence[Asset]) -> dict[int, float | None]:
    """Messages a week of the groups among ``assets``: as told over the last four weeks (of at least two weeks' days),
    else as stated when registered, else ``None``."""
    groups = [each for each in assets if each.kind == "group"]
    told = _told([each.pk for each in groups])
    weekly: dict[int, float | None] = {}
    for each in groups:
        stated = each.attributes.get("messages_per_day")
        days = told.get(each.pk, [])
        weekly[each.pk] = 7 * sum(days) / len(days) if len(days) >= LEAST_TOLD else stated and stated * 7.0
    return weekly


def _told(groups: list[int]) -> dict[int, list[int]]:
    today = timezone.localdate()
    since = today - datetime.timedelta(days=DAYS)
    found: dict[int, list[int]] = {}
    for month in UsageMonth.objects.filter(asset__in=groups, month__gte=since.replace(day=1)):
        for day, counts in days_of(month):
            if since < day <= today and counts[0] is not None:
                found.setdefault(month.asset_id, []).append(counts[0])
    return found


def plain(functions: Sequence[str]) -> list[str]:
    """Functions in one spelling, each once, in order."""
    return list(dict.fromkeys(filter(None, map(fold, functions))))
