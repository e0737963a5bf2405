"""Similar things that wait for a decision: one line, however many there are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import similar as queries


def to_decide(person: Any) -> list[Todo]:
    waiting = queries.open_clusters(person)
    if not waiting:
        return []
    title = Text(f"{waiting} 组相似条目待判断", f"{waiting} clusters of similar entries to decide")
    return [
        Todo(
            title,
            Text("并排比较，一次判断一组", "Compared side by side, decided together"),
            None,
            reverse("registry:similar"),
        )
    ]


todo_sources.register(TodoSource("registry.to_decide_similar", to_decide))
