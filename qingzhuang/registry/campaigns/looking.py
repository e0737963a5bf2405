"""Looking back: what grew again after a campaign, each with what shows it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.campaigns.freezing import scope_of
from qingzhuang.registry.campaigns.weighing import plain
from qingzhuang.registry.criteria import criteria, reasons_for
from qingzhuang.registry.likeness import alike_assets
from qingzhuang.registry.models import Asset, Campaign, CampaignRow, LookBack, Rebound, UsageMonth
from qingzhuang.registry.usage.months import days_of

# A new entry carries an ended one on when it has this share of its functions, or resembles it this much.
CARRIED = 0.5
ALIKE = 0.6
CHUNK = 500


def rebounds(look: LookBack) -> Iterator[Rebound]:
    """What this look finds, not saved yet; the same thing is found again at each look while it lasts."""
    rows = look.campaign.rows.exclude(decision="").select_related("asset__keeper", "unit").order_by("pk")
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = piece[-1].pk
        ended = [row for row in piece if not row.asset.alive and row.asset.closed_on]
        yield from _in_use(look, ended)
        yield from _renamed(look, ended)
        yield from _unmended(look, [row for row in piece if row.decision == "rectify" and row.asset.alive])
        yield from _undone(look, [row for row in piece if row.decision in ("close", "merge") and row.asset.alive])
    yield from _regrown(look)


def _in_use(look: LookBack, ended: list[CampaignRow]) -> Iterator[Rebound]:
    """Use told of a day after the closing."""
    told = UsageMonth.objects.filter(asset__in=[row.asset_id for row in ended], uses__gt=0)
    months: dict[int, list[UsageMonth]] = {}
    for month in told:
        months.setdefault(month.asset_id, []).append(month)
    for row in ended:
        days = [
            (day, counts[0])
            for month in months.get(row.asset_id, ())
            for day, counts in days_of(month)
            if counts[0] and day > row.asset.closed_on
        ]
        if days:
            total, latest = sum(count for _day, count in days), max(day for day, _count in days)
            said = Text(
                f"{row.asset.closed_on} 关停后仍有 {total} 次使用，最近 {latest}",
                f"{total} uses after it was closed on {row.asset.closed_on}, the last on {latest}",
            )
            yield _found(look, "in_use", said, row, row.asset)


def _renamed(look: LookBack, ended: list[CampaignRow]) -> Iterator[Rebound]:
    """Something the same unit registered since, with the functions of what it closed, or very like it."""
    fresh: dict[int, list[Asset]] = {}
    for asset in _since(look.campaign).filter(keeper__in={row.unit_id for row in ended}):
        fresh.setdefault(asset.keeper_id, []).append(asset)
    for row in ended:
        taken = _merged_into(row)
        candidates = [each for each in fresh.get(row.unit_id, ()) if each.pk != taken]
        if not candidates:
            continue
        alike = {int(each.id): each.score for each in alike_assets(row.asset)}
        for asset in candidates:
            shared = set(plain(row.functions)) & set(plain(asset.functions))
            share = len(shared) / len(plain(row.functions)) if row.functions else 0.0
            score = alike.get(asset.pk, 0.0)
            if share >= CARRIED or score >= ALIKE:
                yield _found(look, "renamed", _carried_on(row, len(shared), score), row, asset)


def _carried_on(row: CampaignRow, shared: int, score: float) -> Text:
    alike = Text(f"，相似 {score:.0%}", f", {score:.0%} alike") if score else Text("", "")
    return Text(
        f"有已结束的“{row.name}” {len(row.functions)} 项功能中的 {shared} 项{alike.zh}",
        f"has {shared} of the {len(row.functions)} functions of “{row.name}”, which was ended{alike.en}",
    )


def _since(campaign: Campaign) -> QuerySet[Asset]:
    """Living things entered since it began that it did not know then."""
    since: datetime.date = campaign.started_on
    return Asset.objects.alive().filter(created_at__date__gte=since).exclude(pk__in=campaign.rows.values("asset"))


def _merged_into(row: CampaignRow) -> int | None:
    return row.into_id if row.decision == "merge" else None


def _unmended(look: LookBack, rows: list[CampaignRow]) -> Iterator[Rebound]:
    """Said to be rectified, or due to be, while a criterion that put it on the list still holds."""
    today = timezone.localdate()
    due = [row for row in rows if row.asset.status != "rectifying" or (row.by_on and row.by_on < today)]
    met = reasons_for([row.asset for row in due], look.campaign.criteria)
    for row in due:
        still = {code: found for code, found in met.get(row.asset_id, {}).items() if code in row.reasons}
        for code, found in still.items():
            label = criteria.get(code).label
            said = Text(f"{label.zh}：{found.evidence.zh}", f"{label.en}: {found.evidence.en}")
            yield _found(look, "unmended", said, row, row.asset)


def _undone(look: LookBack, rows: list[CampaignRow]) -> Iterator[Rebound]:
    for row in rows:
        if row.by_on and row.by_on < timezone.localdate():
            said = Text(f"应于 {row.by_on} 前办完，仍在运行", f"was to be done by {row.by_on} and still runs")
            yield _found(look, "undone", said, row, row.asset)


def _regrown(look: LookBack) -> Iterator[Rebound]:
    """Units with as many groups as before, though some of theirs were ended, or more than at the end."""
    campaign = look.campaign
    if campaign.kinds and "group" not in campaign.kinds:
        return
    groups = campaign.rows.filter(kind="group")
    before = dict(groups.order_by().values_list("unit").annotate(n=Count("pk")))
    ended = Counter(groups.filter(decision__in=("close", "merge")).values_list("unit", flat=True))
    living = scope_of(campaign).filter(kind="group", keeper__in=before).order_by()
    now = dict(living.values_list("keeper").annotate(n=Count("pk")))
    units = {row.unit_id: row.unit for row in groups.filter(unit__in=ended).select_related("unit")}
    for unit, gone in ended.items():
        if now.get(unit, 0) > before[unit] - gone and _new_groups(campaign, unit):
            said = Text(
                f"开始时 {before[unit]} 个群，决定撤并 {gone} 个，现有 {now[unit]} 个",
                f"{before[unit]} groups at the beginning, {gone} decided to end, {now[unit]} now",
            )
            yield Rebound(look=look, sort="regrown", unit=units[unit], evidence=said.as_dict())


def _new_groups(campaign: Campaign, unit: int) -> bool:
    return _since(campaign).filter(kind="group", keeper=unit).exists()


def _found(look: LookBack, sort: str, said: Text, row: CampaignRow, asset: Asset) -> Rebound:
    return Rebound(look=look, sort=sort, row=row, unit=row.unit, asset=asset, evidence=said.as_dict())
