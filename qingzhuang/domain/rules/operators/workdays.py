"""Longer ago than so many working days, by the calendar that ships."""

import datetime

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text
from qingzhuang.domain.workdays import Calendar

operators.register(
    Operator(
        "workdays_ago_above",
        Text("“{fact}”已过 {value} 个工作日以上", "“{fact}” is more than {value} working days ago"),
        lambda fact, value, today: (
            Calendar.shipped().working_days_between(datetime.date.fromisoformat(str(fact)), today) > value
        ),
    )
)
