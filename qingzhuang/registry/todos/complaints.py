"""Complaints to be answered; those that are late wait for the governance office too."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import official as queries


def complaints_to_answer(person: Any) -> list[Todo]:
    lead = Text("投诉建议待答复", "A complaint to answer")
    found = queries.complaints_waiting(person)[:MOST]
    return [Todo(each.asset.name, lead, each.due_on, each.get_absolute_url()) for each in found]


def late_complaints(person: Any) -> list[Todo]:
    return [
        Todo(
            each.asset.name,
            Text(
                f"投诉逾期未答复 · {each.asset.sponsor_label.zh}",
                f"A complaint is late · {each.asset.sponsor_label.en}",
            ),
            each.due_on,
            each.get_absolute_url(),
        )
        for each in queries.late_complaints(person)[:MOST]
    ]


for _source in (complaints_to_answer, late_complaints):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
