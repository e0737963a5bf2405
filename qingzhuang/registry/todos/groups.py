"""Groups whose owners are to decide: keep with a reason, or dissolve."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries.groups import to_dissolve, units_answered_for


def to_decide(person: Any) -> list[Todo]:
    """One line for the list as a whole."""
    units = units_answered_for(person)
    count = len(to_dissolve(person, units)) if units else 0
    if not count:
        return []
    title = Text(f"{count} 个工作群建议解散", f"{count} groups proposed to dissolve")
    lead = Text("逐个决定，或一次办完", "Decide on each, or all at once")
    return [Todo(title, lead, None, reverse("registry:groups-dissolve"))]


todo_sources.register(TodoSource("registry.groups", to_decide))
