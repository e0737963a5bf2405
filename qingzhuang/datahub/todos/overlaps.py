"""Captions of forms that wait for the steward: one line, however many there are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import Todo, TodoSource, todo_sources
from qingzhuang.datahub.queries.overlaps import deciding_office, pairs_for
from qingzhuang.domain.text import Text


def captions_to_decide(person: Any) -> list[Todo]:
    if deciding_office(person) is None:
        return []
    count = pairs_for(person)[:100].count()
    if not count:
        return []
    lead = Text(f"{count} 对表头可能问同一事实，待判断", f"{count} pairs of captions may ask the same fact")
    return [Todo(Text("重复询问", "Asked again"), lead, None, reverse("datahub:overlaps") + "?view=pairs")]


todo_sources.register(TodoSource("datahub.captions_to_decide", captions_to_decide))
