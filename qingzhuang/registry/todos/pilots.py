"""Pilots that end soon, requests to reuse, and what may be joined."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import pilots as queries
from qingzhuang.registry.terms import term


def pilots_ending(person: Any) -> list[Todo]:
    first = max(term("R51", "warn"))
    lead = Text(
        "试点将到期自行终止；要长期用的，请提出转正", "This pilot ends by itself; put it up for promotion to keep it"
    )
    found = queries.own_pilots_ending(person, timezone.localdate() + datetime.timedelta(days=first))[:MOST]
    return [Todo(each.name, lead, each.ends_on, f"{each.get_absolute_url()}#pilot") for each in found]


def reuse_to_answer(person: Any) -> list[Todo]:
    return [
        Todo(
            each.offer.asset.name,
            Text(f"{each.unit.label.zh} 申请复用", f"{each.unit.label.en} asks to reuse it"),
            None,
            each.offer.get_absolute_url(),
        )
        for each in queries.reuse_to_answer(person)[:MOST]
    ]


def reuse_to_join(person: Any) -> list[Todo]:
    lead = Text("复用申请已同意，可以加入使用", "Your request to reuse it is accepted: you may join")
    found = queries.reuse_to_join(person)[:MOST]
    return [Todo(each.offer.asset.name, lead, None, each.offer.get_absolute_url()) for each in found]


for _source in (pilots_ending, reuse_to_answer, reuse_to_join):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
