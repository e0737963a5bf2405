"""What waits for a person at the hub."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.datahub.queries.desks import conflicts_for, doubts_for, grants_to_answer
from qingzhuang.datahub.queries.returning import owed_by
from qingzhuang.domain.text import Text


def conflicts_to_decide(person: Any) -> list[Todo]:
    """One line for all conflicts a person's unit owns, due when the first is."""
    found = list(conflicts_for(person).values_list("due", flat=True)[:100])
    if not found:
        return []
    lead = Text(f"数据冲突 {len(found)} 条待处理", f"{len(found)} conflicts of data to decide")
    return [Todo(Text("数据冲突", "Conflicts of data"), lead, found[0], reverse("datahub:conflicts"))]


def corrections_to_make(person: Any) -> list[Todo]:
    """One line for all corrections that a person's sources owe, due when the first is."""
    found = list(owed_by(person).values_list("due", flat=True)[:100])
    if not found:
        return []
    lead = Text(f"{len(found)} 处数据待更正", f"{len(found)} values to correct")
    return [Todo(Text("更正数据", "Corrections"), lead, found[0], reverse("datahub:corrections"))]


def doubts_to_decide(person: Any) -> list[Todo]:
    """One line for all doubtful pairs of a steward's area."""
    count = doubts_for(person)[:100].count()
    if not count:
        return []
    lead = Text(f"{count} 对可能是同一对象，待核对", f"{count} pairs may be one")
    return [Todo(Text("疑似同一对象", "Doubtful pairs"), lead, None, reverse("datahub:doubts"))]


def grants_to_decide(person: Any) -> list[Todo]:
    """Requests for data that wait for an answer."""
    found = grants_to_answer(person).select_related("requester")[:MOST]
    return [
        Todo(
            each.purpose,
            Text(f"申请共享数据 · {each.requester.label.zh}", f"Asks for data · {each.requester.label.en}"),
            each.due,
            each.get_absolute_url(),
        )
        for each in found
    ]


for _source in (grants_to_decide, conflicts_to_decide, corrections_to_make, doubts_to_decide):
    todo_sources.register(TodoSource(f"datahub.{_source.__name__}", _source))
