"""How much, or how many: a list counts its items."""

from typing import Any

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text


def _size(fact: Any) -> float:
    return len(fact) if isinstance(fact, list | tuple | str) else float(fact)


operators.register(
    Operator(
        "above",
        Text("“{fact}”多于 {value}", "“{fact}” is above {value}"),
        lambda fact, value, _today: _size(fact) > value,
    )
)
operators.register(
    Operator(
        "at_least",
        Text("“{fact}”不少于 {value}", "“{fact}” is at least {value}"),
        lambda fact, value, _today: _size(fact) >= value,
    )
)
operators.register(
    Operator(
        "below",
        Text("“{fact}”少于 {value}", "“{fact}” is below {value}"),
        lambda fact, value, _today: _size(fact) < value,
    )
)
