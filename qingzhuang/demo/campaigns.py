"""Two campaigns of the county: one on work groups, ended in summer and looked back at; one under way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.core.actions import System
from qingzhuang.gate.clock import calendar
from qingzhuang.registry import actions
from qingzhuang.registry.actions.campaigns import freeze
from qingzhuang.registry.models import Campaign, CampaignRow, CampaignSheet

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

DECIDED = ("agriculture", "education", "civil_affairs")


def seed(county: County) -> int:
    """Run both as the office and the units would; returns how many decisions were handed in."""
    ended, running = _ended(county), _running(county)
    return ended + running


def _ended(county: County) -> int:
    """Groups: the first units of the tree decided; what they dissolved is told, one came back under another name."""
    area, ended_on = county.townships[2], county.today - timedelta(days=34)
    campaign = _begin(
        county,
        name=f"{area.name}工作群清理",
        basis="青治办〔2026〕7号",
        codes=["expired", "ownerless", "group_idle", "group_overlapping", "group_capped"],
        kinds=["group"],
        area=area,
        started_on=ended_on - timedelta(days=40),
        due_on=ended_on - timedelta(days=10),
    )
    count = 0
    for sheet in campaign.sheets.select_related("unit")[:8]:
        rows = list(sheet.rows.select_related("asset"))
        by_on = (county.today + timedelta(days=7)).isoformat()
        given = {row.pk: _said(row, place, by_on) for place, row in enumerate(rows)}
        _hand_in(county, sheet, given)
        count += len(rows)
    closing = campaign.rows.filter(decision="close").select_related("asset", "unit")[:6]
    for row in closing:
        worker = _worker(row.unit)
        if row.asset.alive and worker:
            actions.dissolve_group(row.asset, actor=worker, signs=[], reason="任务结束，已并入单位主群")
    if closing and (worker := _worker(closing[0].unit)):
        again = closing[0].asset
        told = {
            **again.values,
            "name": f"{again.name}（新）",
            "ends_on": (county.today + timedelta(days=300)).isoformat(),
        }
        actions.register_asset(county.office, actor=System, kind="group", values=told, sponsor=closing[0].unit)
    # What was due has gone by while the county was not watched.
    campaign.rows.filter(by_on__isnull=False).update(by_on=ended_on + timedelta(days=14))
    for place, sheet in enumerate(campaign.sheets.exclude(submitted_at=None)):
        sheet.submitted_at -= timedelta(days=(county.today - campaign.due_on).days + 2 + place)
        sheet.save()
    campaign = actions.end_campaign(campaign, actor=county.reviewer, on=ended_on)
    actions.look_back(campaign.looks.get(days=30), actor=System)
    return count


def _running(county: County) -> int:
    """Apps of the county's departments: some units have decided, the rest are asked."""
    campaign = _begin(
        county,
        name="政务应用程序集中清理",
        basis="青治办〔2026〕12号",
        codes=["expired", "zombie", "duplicate", "forced", "unfiled", "untested"],
        kinds=["app", "mini_program"],
        area=county.area,
        started_on=county.today - timedelta(days=6),
        due_on=calendar().add_working_days(county.today, 10),
    )
    count, by_on = 0, calendar().add_working_days(county.today, 20).isoformat()
    for sector in DECIDED:
        sheet = campaign.sheets.filter(unit=county.departments[sector]).first()
        if sheet is None:
            continue
        rows = list(sheet.rows.all())
        given = {
            row.pk: {"decision": "keep", "because": "法定职责需要，检测已排期。"}
            if row.suggested == "merge"
            else {"decision": row.suggested, "because": "按清单整改并补齐检测。", "by_on": by_on}
            for row in rows
        }
        actions.save_decisions(sheet, actor=county.officers[sector], given=given)
        if sector != DECIDED[-1]:
            actions.submit_sheet(sheet, actor=county.officers[sector])
            count += len(rows)
    return count


def _begin(county: County, **said: Any) -> Campaign:
    campaign = actions.start_campaign(county.office, actor=county.reviewer, **said)
    # The queued job finds nothing left to do; the county is built without a worker.
    while campaign.step == "freezing":
        campaign = freeze(campaign, actor=System)
    return campaign


def _said(row: CampaignRow, place: int, by_on: str) -> dict[str, str]:
    if place % 3 == 2:
        return {"decision": "keep", "because": "防汛值守期间仍在使用，汛后复核。"}
    return {"decision": "close", "because": "任务已结束。", "by_on": by_on}


def _hand_in(county: County, sheet: CampaignSheet, given: dict[int, dict[str, str]]) -> None:
    worker = _worker(sheet.unit)
    if worker is not None:
        actions.save_decisions(sheet, actor=worker, given=given)
        actions.submit_sheet(sheet, actor=worker)


def _worker(unit: Any) -> Any:
    from qingzhuang.identity.models import Appointment

    held = Appointment.objects.filter(post__organisation=unit, valid_from__lte=date.today()).select_related("person")
    found = held.first()
    return found.person if found else None
