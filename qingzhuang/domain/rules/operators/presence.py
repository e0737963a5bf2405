"""Whether something was answered at all."""

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text

operators.register(
    Operator(
        "blank", Text("“{fact}”未填", "“{fact}” is blank"), lambda fact, _value, _today: fact in ("", []), of_blank=True
    )
)
operators.register(
    Operator("filled", Text("“{fact}”已填", "“{fact}” is given"), lambda fact, _value, _today: fact not in ("", []))
)
