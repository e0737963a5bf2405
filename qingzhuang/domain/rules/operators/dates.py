"""Before a day, after a day, longer ago than so many days."""

import datetime
from typing import Any

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text


def _day(value: Any, today: datetime.date) -> datetime.date:
    if value == "today":
        return today
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))


operators.register(
    Operator(
        "before",
        Text("“{fact}”早于 {value}", "“{fact}” is before {value}"),
        lambda fact, value, today: _day(fact, today) < _day(value, today),
    )
)
operators.register(
    Operator(
        "after",
        Text("“{fact}”晚于 {value}", "“{fact}” is after {value}"),
        lambda fact, value, today: _day(fact, today) > _day(value, today),
    )
)
operators.register(
    Operator(
        "days_ago_above",
        Text("“{fact}”已过 {value} 天以上", "“{fact}” is more than {value} days ago"),
        lambda fact, value, today: (today - _day(fact, today)).days > value,
    )
)
