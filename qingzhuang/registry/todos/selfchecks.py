"""Self-checks that are due, overdue ones at the office, and entries whose responsible person has left."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import selfchecks as queries

SINGLY = 3


def self_checks_due(person: Any) -> list[Todo]:
    """A few one by one; more than a few as one line to the list, where they are confirmed together."""
    found = list(queries.own_checks_due(person)[: SINGLY + 1])
    if len(found) <= SINGLY:
        lead = Text("年度自查：核对后确认即可", "Yearly self-check: look and confirm")
        return [Todo(each.asset.name, lead, each.due_on, each.get_absolute_url()) for each in found]
    count = queries.own_checks_due(person).count()
    title = Text(f"{count} 项年度自查", f"{count} yearly self-checks")
    lead = Text("没有变化的可以一次确认", "Those unchanged are confirmed in one go")
    return [Todo(title, lead, found[0].due_on, reverse("registry:self-checks"))]


def self_checks_late(person: Any) -> list[Todo]:
    count = queries.escalated_to(person).count()
    title = Text(f"{count} 项自查逾期", f"{count} self-checks overdue")
    lead = Text("主办单位逾期未自查，请了解原因", "Sponsors have not done them: ask why")
    return [Todo(title, lead, None, reverse("registry:self-checks") + "?view=late")] if count else []


def responsible_left(person: Any) -> list[Todo]:
    found = list(queries.vacant_custodies(person)[: SINGLY + 1])
    lead = Text("责任人已离任，请指定新的责任人", "The responsible person has left: name another")
    if len(found) <= SINGLY:
        return [Todo(each.asset.name, lead, None, f"{each.asset.get_absolute_url()}#responsible") for each in found]
    count = queries.vacant_custodies(person).count()
    title = Text(f"{count} 项责任人已离任", f"{count} entries without a responsible person in post")
    return [Todo(title, lead, None, reverse("registry:self-checks") + "?view=vacant")]


for _source in (self_checks_due, self_checks_late, responsible_left):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
