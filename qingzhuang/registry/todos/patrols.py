"""What patrols found: for the office to decide, for the owner to answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry.models import Patrol, PatrolFinding
from qingzhuang.registry.queries.assets import import_offices


def to_decide(person: Any) -> list[Todo]:
    """One line a patrol."""
    offices = import_offices(person)
    if not offices:
        return []
    open_ = PatrolFinding.objects.filter(office__in=offices, state="open")
    counted = dict(open_.order_by().values_list("last_seen").annotate(found=Count("pk"))[:MOST])
    return [
        Todo(
            Text(f"{patrol.source}：{counted[patrol.pk]} 处差异", f"{patrol.source}: {counted[patrol.pk]} differences"),
            Text("巡查发现待处理", "Found by a patrol, to be decided"),
            None,
            patrol.get_absolute_url(),
        )
        for patrol in Patrol.objects.filter(pk__in=counted)
    ]


def to_answer(person: Any) -> list[Todo]:
    """Things of one's own units about which the office asks."""
    own = [unit.pk for unit in organisations_of(person)]
    asked = PatrolFinding.objects.filter(state="asked", asset__sponsor__in=own)[:MOST]
    return [
        Todo(
            finding.name,
            Text(f"巡查：{finding.sort_label.zh}，请核实", f"Patrol: {finding.sort_label.en}; say what is so"),
            None,
            reverse("registry:finding", args=[finding.pk]),
        )
        for finding in asked
    ]


for _source in (to_decide, to_answer):
    todo_sources.register(TodoSource(f"registry.patrols.{_source.__name__}", _source))
