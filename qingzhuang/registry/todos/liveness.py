"""What waits: questions to one's unit whether a thing is still used; and answers that are late."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import liveness as queries


def to_answer(person: Any) -> list[Todo]:
    lead = Text("还在用吗？已附平台看到的情况", "Is it still in use? What the platform saw is filled in")
    found = queries.questions_waiting(person)[:MOST]
    return [Todo(each.asset.name, lead, each.due_on, each.get_absolute_url()) for each in found]


def to_press(person: Any) -> list[Todo]:
    """Answers that are late wait for the office that asked."""
    return [
        Todo(
            each.asset.name,
            Text(f"逾期未答复 · {each.asset.sponsor_label.zh}", f"Answer is late · {each.asset.sponsor_label.en}"),
            each.due_on,
            each.get_absolute_url(),
        )
        for each in queries.late_questions(person)[:MOST]
    ]


for _source in (to_answer, to_press):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
