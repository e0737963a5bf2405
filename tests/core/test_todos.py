"""What waits in any room stands in one order."""

import datetime

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources, todos_for
from qingzhuang.domain.text import Text

DAY = datetime.date(2026, 11, 23)


def test_the_most_urgent_stands_first_the_undated_last_and_never_too_many(monkeypatch):
    dues = [None, *[DAY + datetime.timedelta(9 + n) for n in range(MOST)], DAY - datetime.timedelta(1)]
    two = (
        TodoSource("test.a", lambda person: [Todo("a", Text("", ""), due, "/") for due in dues[:20]]),
        TodoSource("test.b", lambda person: [Todo("b", Text("", ""), due, "/") for due in dues[20:]]),
    )
    monkeypatch.setattr(todo_sources, "_entries", {source.code: source for source in two})
    found = [todo.due for todo in todos_for(None)]
    assert found[0] == dues[-1]
    assert found == sorted(d for d in dues if d)[:MOST]
