"""What a condition may ask of one fact. A new operator is one file in this folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class Operator:
    """``test(fact, value, today)``; ``sentence`` has ``{fact}`` and ``{value}``. ``of_blank`` is the answer for a
    blank fact: ``None`` when a blank cannot be judged."""

    code: str
    sentence: Text
    test: Callable[[Any, Any, datetime.date], bool]
    of_blank: bool | None = False


operators: Catalogue[Operator] = Catalogue("operators", __name__)
