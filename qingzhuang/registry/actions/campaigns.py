"""Campaigns: begun with everything frozen, decided by sponsors on a prefilled list, ended, and looked back at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.closures import open_closure, plan_closure
from qingzhuang.registry.actions.life import rectify
from qingzhuang.registry.actions.merges import draft_merge
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.campaigns import figures, looking
from qingzhuang.registry.campaigns.freezing import rows_for, scope_of
from qingzhuang.registry.criteria import DECISIONS, criteria
from qingzhuang.registry.likeness import SORTS
from qingzhuang.registry.models import (
    Asset,
    Campaign,
    CampaignFigure,
    CampaignRow,
    CampaignSheet,
    LookBack,
    MergePart,
    Rebound,
)
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.models.campaigns import LOOKS
from qingzhuang.registry.models.merges import STANDING
from qingzhuang.registry.queries.assets import AssetFilters

FREEZE = "registry.campaign.freeze"
CHUNK = 500


@action("registry.campaign.start", Text("发起清理行动", "Start a campaign"))
def start_campaign(
    office: Organisation,
    *,
    actor: Any,
    name: str,
    basis: str,
    due_on: datetime.date,
    codes: Sequence[str],
    kinds: Sequence[str] = (),
    area: Organisation | None = None,
    wanted: AssetFilters | None = None,
    started_on: datetime.date | None = None,
) -> Campaign:
    """Begin: a job freezes what stands, and each unit finds what it has to decide. ``area`` lies within the office's.

    ``started_on`` before today is for a campaign begun on paper. Raises ``registry.campaign_unnamed``,
    ``registry.reason_needed``, ``registry.due_past``, ``registry.campaign_aimless``.
    """
    name, area, today = " ".join(name.split())[:120], area or office.area, timezone.localdate()
    if not name:
        raise Refused("registry.campaign_unnamed", where={"field": "name"})
    if not basis.strip():
        raise Refused("registry.reason_needed", where={"field": "basis"})
    if due_on <= (started_on or today):
        raise Refused("registry.due_past", date=due_on.isoformat(), where={"field": "due_on"})
    chosen = [code for code in codes if code in criteria]
    if not chosen or not area.is_within(office.area):
        raise Refused("registry.campaign_aimless", where={"field": "criteria"})
    known = {kind.code for kind in asset_kinds()}
    campaign = Campaign.objects.create(
        office=office,
        area=area,
        name=name,
        basis=basis.strip()[:500],
        kinds=[kind for kind in kinds if kind in known],
        wanted=(wanted or AssetFilters()).as_query(),
        criteria=chosen,
        started_on=started_on or today,
        due_on=due_on,
        opened_by=person_of(actor),
    )
    campaign.job = enqueue(FREEZE, actor=actor, campaign=campaign.pk)
    campaign.save()
    journal.detail(area=area.name, criteria=chosen, due_on=due_on.isoformat())
    return campaign


@action("registry.campaign.resume", Text("继续准备清单", "Go on preparing the lists"))
def resume_campaign(campaign: Campaign, *, actor: Any) -> Campaign:
    """Queue the freezing again after its job was given up; it goes on where it stopped."""
    campaign = _latest(campaign)
    if not campaign.stalled:
        raise Refused("registry.campaign_step", name=campaign.name, step=campaign.step_label)
    campaign.job = enqueue(FREEZE, actor=actor, campaign=campaign.pk)
    campaign.save()
    return campaign


@action("registry.campaign.freeze", Text("固定清理前状况", "Freeze what stood before"))
def freeze(campaign: Campaign, *, actor: Any) -> Campaign:
    """Freeze the next entries of the scope; when there are no more, the lists are open and the figures kept."""
    campaign = _latest(campaign)
    if campaign.step != "freezing":
        return campaign
    coming = scope_of(campaign).filter(pk__gt=campaign.reached).select_related("keeper", "sponsor").order_by("pk")
    assets = list(coming[:CHUNK])
    rows = rows_for(campaign, assets)
    for row in rows:
        row.sheet = _sheet(campaign, row) if row.reasons else None
    CampaignRow.objects.bulk_create(rows)
    if assets:
        campaign.reached = assets[-1].pk
    if len(assets) < CHUNK:
        campaign.step = "running"
        _keep(campaign, "before", figures.before(campaign))
    campaign.save()
    journal.detail(rows=len(rows), listed=sum(bool(row.reasons) for row in rows))
    return campaign


def _sheet(campaign: Campaign, row: CampaignRow) -> CampaignSheet:
    return CampaignSheet.objects.get_or_create(campaign=campaign, unit_id=row.unit_id)[0]


@action("registry.campaign.draft", Text("暂存清理决定", "Keep decisions for later"))
def save_decisions(sheet: CampaignSheet, *, actor: Any, given: Mapping[int, Mapping[str, str]]) -> CampaignSheet:
    """Keep what was chosen so far: ``{row: {decision, because, by_on, into, other}}``, raw. Halves are kept as they are.

    Raises ``registry.sheet_submitted``.
    """
    sheet = _open(sheet)
    rows = {row.pk: row for row in sheet.rows.filter(pk__in=list(given)).select_related("suggested_into")}
    for pk, row in rows.items():
        _take(row, given[pk], actor)
    CampaignRow.objects.bulk_update(rows.values(), ["decision", "because", "by_on", "into"], batch_size=500)
    journal.detail(rows=len(rows))
    return sheet


def _take(row: CampaignRow, said: Mapping[str, str], actor: Any) -> None:
    decision = said.get("decision", "")
    row.decision = decision if decision in DECISIONS else ""
    row.because = " ".join(said.get("because", "").split())[:500]
    row.by_on = _day(said.get("by_on", "")) if row.decision in ("rectify", "close", "merge") else None
    row.into = _target(row, said, actor) if row.decision == "merge" else None


def _target(row: CampaignRow, said: Mapping[str, str], actor: Any) -> Asset | None:
    """What a merge goes into: chosen as ``into``, or told as ``other`` by its number or whole name."""
    other, chosen = " ".join(said.get("other", "").split()), said.get("into", "")
    seen = Asset.objects.visible_to(actor).alive().exclude(pk=row.asset_id)
    if other:
        return seen.filter(Q(number=other) | Q(name=other)).order_by("pk").first()
    if chosen == str(row.suggested_into_id):
        return row.suggested_into
    return seen.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None


def _day(word: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        return None


@action("registry.campaign.submit", Text("提交清理决定", "Submit the decisions"))
def submit_sheet(sheet: CampaignSheet, *, actor: Any) -> CampaignSheet:
    """Hand in the unit's decisions, once; each becomes what follows: a rectification, a merge, a planned closure.

    All or nothing. Raises ``registry.sheet_submitted``, ``registry.rows_undecided``, ``registry.decision_incomplete``
    naming the entry, and what the step itself refuses.
    """
    sheet = _open(sheet)
    rows = list(sheet.rows.select_related("asset__keeper", "into__keeper"))
    if open_rows := [row for row in rows if not row.decision]:
        raise Refused("registry.rows_undecided", count=len(open_rows), name=open_rows[0].name)
    for row in rows:
        _refuse_incomplete(row)
    for row in rows:
        if row.asset.alive:
            _FOLLOW[row.decision](sheet.campaign, row, actor)
    sheet.submitted_at, sheet.submitted_by = timezone.now(), person_of(actor)
    sheet.save()
    journal.detail(**{code: sum(row.decision == code for row in rows) for code in DECISIONS})
    return sheet


def _refuse_incomplete(row: CampaignRow) -> None:
    def refuse(missing: Text, field: str) -> None:
        raise Refused(
            "registry.decision_incomplete", name=row.name, missing=missing, where={"field": f"{field}-{row.pk}"}
        )

    if row.decision in ("keep", "rectify") and not row.because:
        refuse(Text("原因或整改内容", "the reason, or what is put right"), "because")
    if row.decision != "keep" and (row.by_on is None or row.by_on <= timezone.localdate()):
        refuse(Text("今后的日期", "a day to come"), "by_on")
    if row.decision == "merge":
        if row.into is None or row.into_id == row.asset_id or not row.into.alive:
            refuse(Text("并入哪个在用条目", "which living entry it goes into"), "into")
        if SORTS[row.into.kind] != SORTS[row.kind]:
            refuse(Text("同类的并入对象", "a target of the same sort"), "into")


def _basis(campaign: Campaign) -> str:
    return f"{campaign.basis}（{campaign.name}）"[:500]


def _cites(row: CampaignRow) -> list[str]:
    refs = [ref for code in row.reasons if code in criteria for ref in criteria.get(code).cites]
    return list(dict.fromkeys(refs))


def _keep_it(_campaign: Campaign, _row: CampaignRow, _actor: Any) -> None:
    """Nothing changes; the reason stands in the row and is looked at again."""


def _rectify(campaign: Campaign, row: CampaignRow, actor: Any) -> None:
    if row.asset.status in ("filed", "running"):
        rectify(
            row.asset, actor=actor, what=row.because, due_on=row.by_on, basis=_basis(campaign), cites=_cites(row)
        )  # fmt: skip


def _merge(campaign: Campaign, row: CampaignRow, actor: Any) -> None:
    """Begun at once by who answers for both; otherwise the office finds it among what waits."""
    engaged = MergePart.objects.filter(asset=row.asset, merge__step__in=STANDING).exists()
    if not engaged and can(actor, "registry.merge.draft", row.into):
        draft_merge(row.into, actor=actor, parts=[row.asset], basis=_basis(campaign), reason=row.because)


def _close(campaign: Campaign, row: CampaignRow, actor: Any) -> None:
    """A closure is planned; a group has no steps to plan, it is dissolved by its day."""
    engaged = MergePart.objects.filter(asset=row.asset, merge__step__in=STANDING).exists()
    if row.kind != "group" and not engaged and open_closure(row.asset) is None:
        reason = row.because or DECISIONS["close"].zh
        plan_closure(row.asset, actor=actor, basis=_basis(campaign), reason=reason)


_FOLLOW = {"keep": _keep_it, "rectify": _rectify, "merge": _merge, "close": _close}


@action("registry.campaign.end", Text("结束清理行动", "End a campaign"))
def end_campaign(campaign: Campaign, *, actor: Any, on: datetime.date | None = None) -> Campaign:
    """No more decisions; the figures of the day are kept, and the platform will look again on :data:`LOOKS`."""
    campaign = _latest(campaign)
    if campaign.step != "running":
        raise Refused("registry.campaign_step", name=campaign.name, step=campaign.step_label)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused("registry.date_ahead", date=day.isoformat())
    campaign.step, campaign.ended_on = "ended", day
    campaign.save()
    _keep(campaign, "end", figures.after(campaign))
    LookBack.objects.bulk_create(
        LookBack(campaign=campaign, days=days, due_on=day + datetime.timedelta(days=days)) for days in LOOKS
    )
    journal.detail(undecided=campaign.sheets.filter(submitted_at=None).count())
    return campaign


@action("registry.campaign.look", Text("回头看", "Look back at a campaign"))
def look_back(look: LookBack, *, actor: Any) -> LookBack:
    """Find what grew again, and keep the figures of the day. A look that was made is not made twice."""
    look = LookBack.objects.select_for_update().get(pk=look.pk)
    if look.done_on:
        return look
    found = list(looking.rebounds(look))
    Rebound.objects.bulk_create(found, batch_size=500)
    _keep(look.campaign, str(look.days), figures.after(look.campaign))
    look.done_on = timezone.localdate()
    look.save()
    journal.detail(rebounds=len(found))
    return look


@action("registry.campaign.settle", Text("处理反弹", "Settle a rebound"))
def settle_rebound(rebound: Rebound, *, actor: Any, because: str) -> Rebound:
    """What the office did about it, or why nothing is needed. Raises ``registry.reason_needed``."""
    rebound = Rebound.objects.select_for_update().get(pk=rebound.pk)
    if not because.strip():
        raise Refused("registry.reason_needed", where={"field": "because"})
    rebound.settled_on, rebound.settled_by = timezone.localdate(), person_of(actor)
    rebound.settled_because = because.strip()[:500]
    rebound.save()
    journal.detail(because=rebound.settled_because)
    return rebound


def _latest(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("area", "office", "job").get(pk=campaign.pk)


def _open(sheet: CampaignSheet) -> CampaignSheet:
    """The sheet, locked, if it may still be decided."""
    found = CampaignSheet.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(pk=sheet.pk)
    if found.submitted_at:
        raise Refused("registry.sheet_submitted", unit=found.unit.name)
    if found.campaign.step != "running":
        raise Refused("registry.campaign_step", name=found.campaign.name, step=found.campaign.step_label)
    return found


def _keep(campaign: Campaign, moment: str, measured: Sequence[figures.Figure]) -> None:
    CampaignFigure.objects.bulk_create(
        CampaignFigure(
            campaign=campaign, moment=moment, code=each.code, value=each.value, known=each.known, total=each.total
        )
        for each in measured
    )
