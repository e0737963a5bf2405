"""What waits of campaigns: lists to decide, things due, units that are late, merges to begin, rebounds."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.criteria import DECISIONS
from qingzhuang.registry.models import Campaign
from qingzhuang.registry.queries import campaigns as queries


def campaign_lists(person: Any) -> list[Todo]:
    return [
        Todo(
            sheet.campaign.name,
            Text(
                f"{sheet.listed} 项待决定，证据和建议已填好", f"{sheet.listed} to decide, evidence and advice filled in"
            ),
            sheet.campaign.due_on,
            sheet.get_absolute_url(),
        )
        for sheet in queries.sheets_waiting(person)[:MOST]
    ]


def campaign_rows(person: Any) -> list[Todo]:
    return [
        Todo(
            row.name,
            Text(f"{row.campaign}：决定{word.zh}，尚未办完", f"{row.campaign}: to {word.en.lower()}, not done yet"),
            row.by_on,
            row.asset.get_absolute_url(),
        )
        for row in queries.rows_due(person)[:MOST]
        for word in [DECISIONS[row.decision]]
    ]


def late_units(person: Any) -> list[Todo]:
    return [
        Todo(
            campaign.name,
            Text(f"{campaign.late} 个单位逾期未提交", f"{campaign.late} units are late"),
            campaign.due_on,
            f"{campaign.get_absolute_url()}?view=late",
        )
        for campaign in queries.late_sheets(person)[:MOST]
    ]


def merges_to_begin(person: Any) -> list[Todo]:
    return [
        Todo(
            row.name,
            Text(
                f"主办单位决定并入“{row.into}”，请发起整合", f"To go into “{row.into}” by its sponsor: begin the merge"
            ),
            row.by_on,
            f"{reverse('registry:merge-new')}?asset={row.into_id}&asset={row.asset_id}",
        )
        for row in queries.merges_to_begin(person)[:MOST]
    ]


def rebounds(person: Any) -> list[Todo]:
    """One line a campaign."""
    found = queries.open_rebounds(person).order_by().values_list("look__campaign").annotate(n=Count("pk"))
    counted = dict(found[:MOST])
    return [
        Todo(
            campaign.name,
            Text(f"回头看发现 {n} 处反弹", f"{n} things grew back"),
            None,
            f"{campaign.get_absolute_url()}#looks",
        )
        for campaign in Campaign.objects.filter(pk__in=counted)
        for n in [counted[campaign.pk]]
    ]


for _source in (campaign_lists, campaign_rows, late_units, merges_to_begin, rebounds):
    todo_sources.register(TodoSource(f"registry.campaigns.{_source.__name__}", _source))
