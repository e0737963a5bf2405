"""Whether any of some words stands in a text, or in an item of a list."""

from typing import Any

from qingzhuang.domain.rules.operators import Operator, operators
from qingzhuang.domain.text import Text


def _contains_any(fact: Any, words: Any) -> bool:
    texts = fact if isinstance(fact, list | tuple) else [fact]
    return any(word.lower() in str(text).lower() for text in texts for word in words)


operators.register(
    Operator(
        "contains_any",
        Text("“{fact}”中出现 {value}", "“{fact}” mentions one of {value}"),
        lambda fact, value, _today: _contains_any(fact, value),
    )
)
