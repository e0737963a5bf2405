"""What waits because of admitted requests, and of demands nobody admitted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.datahub.queries.demands import returns_to_fill, told_to
from qingzhuang.domain.text import Text


def sheets_to_fill(person: Any) -> list[Todo]:
    return [
        Todo(
            each.demand.admission.name,
            Text(
                f"只填缺的 · {each.demand.admission.owner.name} · {each.demand.admission.number}",
                f"Only what is missing · {each.demand.admission.owner.label.en} · {each.demand.admission.number}",
            ),
            each.due,
            each.get_absolute_url(),
        )
        for each in returns_to_fill(person)[:MOST]
    ]


def unadmitted_to_look_into(person: Any) -> list[Todo]:
    return [
        Todo(
            str(each),
            Text(
                f"未受理的数据需求 · {each.unit.name}反映 {each.asker}",
                f"Not admitted · {each.unit.label.en} about {each.asker}",
            ),
            None,
            reverse("datahub:unadmitted", args=[each.pk]),
        )
        for each in told_to(person)[:MOST]
    ]


for _source in (sheets_to_fill, unadmitted_to_look_into):
    todo_sources.register(TodoSource(f"datahub.{_source.__name__}", _source))
