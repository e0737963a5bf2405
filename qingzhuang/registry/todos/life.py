"""Changes to be filed or answered, and what has to be put right."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import life as queries


def changes_to_file(person: Any) -> list[Todo]:
    lead = Text("线上功能与备案不一致，请办理变更备案", "Live functions differ from those filed: file the change")
    found = queries.changes_to_file(person)[:MOST]
    return [Todo(each.asset.name, lead, each.due_on, each.get_absolute_url()) for each in found]


def changes_to_accept(person: Any) -> list[Todo]:
    return [
        Todo(
            each.asset.name,
            Text(
                f"变更备案待审核 · {each.asset.sponsor_label.zh}", f"Change to review · {each.asset.sponsor_label.en}"
            ),
            each.due_on,
            each.get_absolute_url(),
        )
        for each in queries.changes_to_accept(person)[:MOST]
    ]


def to_rectify(person: Any) -> list[Todo]:
    return [
        Todo(each.asset.name, Text(f"整改：{each.what}", f"To put right: {each.what}"), each.due_on, url)
        for each in queries.open_rectifications(person)[:MOST]
        for url in [f"{each.asset.get_absolute_url()}#life"]
    ]


for _source in (changes_to_file, changes_to_accept, to_rectify):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
