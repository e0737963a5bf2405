"""Bringing a merge to where a test begins."""

from __future__ import annotations

import datetime

import time_machine
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, FunctionFate, Merge, Tally


def decide_all(merge, actor, **changes):
    """Confirm every proposal; ``changes`` are function → (fate, target, reason)."""
    fates = {}
    for row in FunctionFate.objects.filter(part__merge=merge):
        fate, target, reason = changes.get(row.function, (row.fate, row.target, row.reason))
        fates[row.pk] = {"fate": fate, "target": target, "reason": reason}
    return actions.map_functions(merge, actor=actor, fates=fates)


def count_all(merge, actor, side, **counts):
    """State every count; those not named are none."""
    for tally in Tally.objects.filter(part__merge=merge):
        number = counts.get(tally.thing, 0)
        actions.state_count(tally, actor=actor, side=side, count=number, source="后台统计页")


def rehearsed(survivor, parts, actor, **changes):
    merge = actions.draft_merge(survivor, actor=actor, parts=parts, basis="县发〔2026〕3号")
    decide_all(merge, actor, **changes)
    count_all(merge, actor, "before")
    actions.rehearse_merge(merge, actor=actor)
    work(once=True)
    return again(merge)


def announced(survivor, parts, actor, **changes):
    return actions.announce_merge(rehearsed(survivor, parts, actor, **changes), actor=actor)


def executed(survivor, parts, actor, **changes):
    merge = announced(survivor, parts, actor, **changes)
    with later(merge.execute_from):
        actions.execute_merge(merge, actor=actor)
        work(once=True)
    return again(merge)


def again(merge):
    return Merge.objects.select_related("survivor", "job").get(pk=merge.pk)


def later(day):
    """The clock at noon of a day."""
    noon = datetime.datetime.combine(day, datetime.time(12), timezone.get_current_timezone())
    return time_machine.travel(noon, tick=True)


def fresh(asset):
    return Asset.objects.get(pk=asset.pk)


def fates_of(merge):
    return {row.function: (row.fate, row.target) for row in FunctionFate.objects.filter(part__merge=merge)}
