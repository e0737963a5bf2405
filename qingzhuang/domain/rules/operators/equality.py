"""Whether something is, or is one of."""

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text

operators.register(
    Operator("is", Text("“{fact}”是 {value}", "“{fact}” is {value}"), lambda fact, value, _today: fact == value)
)
operators.register(
    Operator(
        "in", Text("“{fact}”属于 {value}", "“{fact}” is one of {value}"), lambda fact, value, _today: fact in value
    )
)
