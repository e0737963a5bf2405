"""What waits: idle cloud resources to be decided on, and resources nobody claims."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.queries import hosting as queries


def to_decide(person: Any) -> list[Todo]:
    found = queries.idle_waiting(person).select_related("asset")[:MOST]
    return [
        Todo(
            str(each),
            Text(
                f"{each.state_label.zh}：每月 {each.yuan:,.0f} 元，释放还是保留？",
                f"{each.state_label.en}: ¥{each.yuan:,.0f} a month; release or keep?",
            ),
            None,
            each.get_absolute_url(),
        )
        for each in found
    ]


def to_claim(person: Any) -> list[Todo]:
    """One line for all of them."""
    count = queries.nobodys(person).count()
    if not count:
        return []
    said = Text(f"{count} 项云资源不知归谁", f"{count} cloud resource{'s' if count > 1 else ''} nobody claims")
    lead = Text("指明归属后，同一项目今后自动认领", "Say whose they are; their project is known from then on")
    return [Todo(said, lead, None, reverse("registry:resources") + "?list=nobody")]


for _source in (to_decide, to_claim):
    todo_sources.register(TodoSource(f"registry.hosting.{_source.__name__}", _source))
