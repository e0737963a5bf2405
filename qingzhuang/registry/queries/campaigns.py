"""Campaigns, their sheets and what waits of them. Lists cost the same number of queries at any length."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.utils import timezone

from qingzhuang.core.scoping import key_of
from qingzhuang.domain.text import Text
from qingzhuang.gate.clock import calendar
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter, within
from qingzhuang.registry.campaigns.figures import SORTS
from qingzhuang.registry.campaigns.freezing import scope_of
from qingzhuang.registry.criteria import criteria, reasons_for
from qingzhuang.registry.likeness import SORTS as LIKE
from qingzhuang.registry.models import Asset, Campaign, CampaignRow, CampaignSheet, Rebound, SimilarPair
from qingzhuang.registry.models.campaigns import REBOUNDS
from qingzhuang.registry.states import ALIVE

# Working days within which what is decided is usually done.
USUAL_DAYS = 20
PREVIEWED, PIECE = 5000, 1000
MOMENTS = {
    "before": Text("开始时", "At the beginning"),
    "end": Text("结束时", "At the end"),
    "30": Text("30 天后", "30 days later"),
    "90": Text("90 天后", "90 days later"),
    "180": Text("180 天后", "180 days later"),
}


def campaigns_for(person: Any) -> QuerySet[Campaign]:
    listed = Count("sheets", distinct=True)
    done = Count("sheets", filter=Q(sheets__submitted_at__isnull=False), distinct=True)
    found = Campaign.objects.visible_to(person).select_related("office", "area", "job")
    return found.annotate(units=listed, submitted=done).order_by("-pk")


def runs(person: Any, campaign: Campaign) -> bool:
    """Whether this person's posts reach the office that runs it."""
    return Campaign.objects.filter(within(person, "office"), pk=campaign.pk).exists()


def sheets_of(campaign: Campaign, person: Any) -> QuerySet[CampaignSheet]:
    """The lists of the units, in the order of the tree, with how many of each are decided."""
    seen = CampaignSheet.objects.visible_to(person).filter(campaign=campaign).select_related("unit", "campaign")
    return seen.annotate(listed=Count("rows"), decided=Count("rows", filter=~Q(rows__decision=""))).order_by(
        "unit__path"
    )


def decisions_of(campaign: Campaign, person: Any) -> dict[str, int]:
    """How many listed things are decided how, as far as handed in; ``""`` counts those that are not."""
    seen = CampaignRow.objects.filter(sheet__in=sheets_of(campaign, person).values("pk"))
    handed = dict(
        seen.filter(sheet__submitted_at__isnull=False).order_by().values_list("decision").annotate(n=Count("pk"))
    )
    return {**handed, "": seen.filter(sheet__submitted_at=None).count()}


def rows_of(sheet: CampaignSheet) -> QuerySet[CampaignRow]:
    return sheet.rows.select_related("asset", "suggested_into", "into").order_by("pk")


def figure_table(campaign: Campaign) -> tuple[list[Text], list[tuple[Any, list[Any]]]]:
    """``(moments, [(sort, [(moment, figure or None), …])])`` of the moments measured so far."""
    held = {(each.moment, each.code): each for each in campaign.figures.all()}
    measured = [code for code in MOMENTS if any(moment == code for moment, _sort in held)]
    rows = [
        (sort, [(MOMENTS[moment], held.get((moment, sort.code))) for moment in measured]) for sort in SORTS.values()
    ]
    return [MOMENTS[code] for code in measured], [
        (sort, found) for sort, found in rows if any(figure and figure.total for _moment, figure in found)
    ]


def standing(campaign: Campaign, figures: list[tuple[Any, list[Any]]]) -> list[tuple[float, Text, Text, str]]:
    """What the page begins with: ``(number, what of, in other words, where its rows are)``."""
    if campaign.step == "running":
        sheets = campaign.sheets.aggregate(
            units=Count("pk", distinct=True),
            submitted=Count("pk", filter=Q(submitted_at__isnull=False), distinct=True),
            open=Count("rows", filter=Q(submitted_at=None)),
        )
        units, left = sheets["units"], (campaign.due_on - timezone.localdate()).days
        due = (
            Text(f"还有 {left} 天", f"{left} days left")
            if left >= 0
            else Text(f"已过期 {-left} 天", f"{-left} days late")
        )
        submitted = Text(f"个单位已提交，共 {units} 个", f"of {units} units have submitted")
        return [
            (sheets["submitted"], submitted, due, "#units"),
            (
                sheets["open"],
                Text("条尚未提交决定", "entries without a submitted decision"),
                Text("", ""),
                "?view=late#units",
            ),
        ]
    latest = {sort.code: found[-1][1] for sort, found in figures if found[-1][1]}
    words = {
        "gone": Text("项功能真正取消", "functions really gone"),
        "messages_saved": Text("条群消息每周减少", "group messages a week saved"),
        "hours_saved": Text("小时每年减少", "hours a year saved"),
    }
    moved = {"gone": "moved", "messages_saved": "messages_moved", "hours_saved": "hours_moved"}
    shown = [
        (latest[code].value, word, _elsewhere(latest.get(moved[code])), "#figures")
        for code, word in words.items()
        if code in latest and latest[code].known
    ]
    waiting = Rebound.objects.filter(look__campaign=campaign, settled_on=None).count()
    return [*shown, (waiting, Text("处反弹待处理", "findings of regrowth to settle"), Text("", ""), "#looks")]


def _elsewhere(figure: Any) -> Text:
    if figure is None or not figure.value:
        return Text("", "")
    return Text(
        f"另有 {figure.value:,.10g} 转到别处，不算减少", f"{figure.value:,.10g} more moved elsewhere: not saved"
    )


def targets_of(rows: Sequence[CampaignRow]) -> dict[int, list[Asset]]:
    """What each row could go into: what it resembles, and what else its unit has of the same sort; 20 at most."""
    ids, found = [row.asset_id for row in rows], {row.asset_id: {} for row in rows}
    pairs = SimilarPair.objects.filter(Q(first__in=ids) | Q(second__in=ids)).exclude(decision="different")
    for pair in pairs.select_related("first__sponsor", "second__sponsor"):
        for here, there in ((pair.first, pair.second), (pair.second, pair.first)):
            if here.pk in found and there.alive:
                found[here.pk][there.pk] = there
    own: dict[tuple[int, str], list[Asset]] = {}
    units = {row.unit_id for row in rows}
    for asset in Asset.objects.alive().filter(keeper__in=units).select_related("sponsor").order_by("pk")[:2000]:
        own.setdefault((asset.keeper_id, LIKE[asset.kind]), []).append(asset)
    for row in rows:
        for asset in own.get((row.unit_id, LIKE[row.kind]), [])[:20]:
            if asset.pk != row.asset_id:
                found[row.asset_id].setdefault(asset.pk, asset)
    return {pk: list(each.values())[:20] for pk, each in found.items()}


def preview(campaign: Campaign) -> tuple[int, dict[str, int], int]:
    """``(in scope, {criterion: how many meet it}, units)`` of a campaign not begun; looks at :data:`PREVIEWED` at most."""
    scope = scope_of(campaign)
    met: Counter[str] = Counter()
    units = set()
    assets = list(scope.select_related("keeper", "sponsor").order_by("pk")[:PREVIEWED])
    for start in range(0, len(assets), PIECE):
        piece = assets[start : start + PIECE]
        found = reasons_for(piece, campaign.criteria)
        for reasons in found.values():
            met.update(reasons.keys())
        units |= {each.keeper_id for each in piece if each.pk in found}
    return scope.count(), {code: met[code] for code in campaign.criteria}, len(units)


def reasons_of(row: CampaignRow) -> list[tuple[Any, Text]]:
    """``(criterion, evidence)`` of a row; criteria that are gone are passed over."""
    return [(criteria.get(code), Text(**said)) for code, said in row.reasons.items() if code in criteria]


def usual_day() -> datetime.date:
    return calendar().add_working_days(timezone.localdate(), USUAL_DAYS)


def sheets_waiting(person: Any) -> QuerySet[CampaignSheet]:
    """What this person's units have yet to decide."""
    own = [unit.pk for unit in organisations_of(person)]
    waiting = CampaignSheet.objects.filter(unit__in=own, submitted_at=None, campaign__step="running")
    return waiting.select_related("campaign").annotate(listed=Count("rows")).order_by("campaign__due_on")


def late_sheets(person: Any) -> QuerySet[Campaign]:
    """Campaigns of this person's office with units that are late."""
    today = timezone.localdate()
    running = Campaign.objects.filter(office__in=_offices(person), step="running", due_on__lt=today)
    return running.annotate(late=Count("sheets", filter=Q(sheets__submitted_at=None))).filter(late__gt=0)


def rows_due(person: Any) -> QuerySet[CampaignRow]:
    """Things of one's units that were to be merged or ended by a day, and still run."""
    own = [unit.pk for unit in organisations_of(person)]
    handed = CampaignRow.objects.filter(unit__in=own, sheet__submitted_at__isnull=False)
    open_ = handed.filter(decision__in=("close", "merge"), asset__status__in=ALIVE)
    return open_.select_related("asset", "campaign").order_by("by_on")


def merges_to_begin(person: Any) -> QuerySet[CampaignRow]:
    """Merges that sponsors decided for, which the office has to begin."""
    asked = CampaignRow.objects.filter(
        campaign__office__in=_offices(person), sheet__submitted_at__isnull=False, decision="merge"
    )
    return asked.filter(asset__status__in=ALIVE, asset__merge_parts=None).select_related("asset", "into")


def open_rebounds(person: Any) -> QuerySet[Rebound]:
    return Rebound.objects.filter(look__campaign__office__in=_offices(person), settled_on=None)


def _offices(person: Any) -> list[int]:
    return [each.pk for each in offices_of(person, "reviewer")]


def rebounds_of(campaign: Campaign) -> QuerySet[Rebound]:
    """Those that wait first, the worst on top; all of them stand in the report."""
    found = Rebound.objects.filter(look__campaign=campaign).select_related("look", "row", "unit", "asset", "settled_by")
    worst = Case(*(When(sort=sort, then=place) for place, sort in enumerate(REBOUNDS)), output_field=IntegerField())
    return found.order_by(F("settled_on").asc(nulls_first=True), "-look__days", worst, "pk")


def areas_below(office: Organisation) -> QuerySet[Organisation]:
    """What lies directly under the area of an office."""
    below = Organisation.objects.filter(subtree_filter("", office.area), depth=office.area.depth + 1)
    return below.order_by("path")[:300]


def area_named(key: str) -> Organisation | None:
    """The area a form names by its key."""
    return Organisation.objects.filter(pk=key_of(key)).first()
