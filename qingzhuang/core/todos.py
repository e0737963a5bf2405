"""What needs a person now: each room says what waits at its door; the first page puts it in one order."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text

MOST = 50


@dataclass(frozen=True)
class Todo:
    """One thing that needs a person now; ``due`` is the day by which, if there is one."""

    title: str | Text
    lead: Text
    due: datetime.date | None
    url: str


@dataclass(frozen=True)
class TodoSource:
    """A door at which things wait: ``waiting(person)`` gives at most ``MOST``, at a fixed number of queries."""

    code: str
    waiting: Callable[[Any], Iterable[Todo]]


todo_sources: Catalogue[TodoSource] = Catalogue("sources of what needs a person")


def todos_for(person: Any) -> list[Todo]:
    """Everything that waits for this person in any room, the most urgent first; at most ``MOST``."""
    found = [todo for source in todo_sources for todo in source.waiting(person)]
    return sorted(found, key=lambda todo: todo.due or datetime.date.max)[:MOST]
