"""Conditions over facts, in three-valued logic (Kleene): what nobody told is unknown, never false.

A condition is ``{all: […]}``, ``{any: […]}``, ``{not: …}`` or ``{fact: name, op: operator, value: …}``, where a
value beginning with ``$`` names a parameter of the rule.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from qingzhuang.domain.rules.facts import Facts, name_of
from qingzhuang.domain.rules.model import Parameter
from qingzhuang.domain.rules.operators import operators
from qingzhuang.domain.text import Text

Condition = Mapping[str, Any]


def holds(condition: Condition, facts: Facts, parameters: Mapping[str, Parameter], today: datetime.date) -> bool | None:
    """True, False, or ``None`` when it hangs on facts nobody told."""
    if "all" in condition:
        answers = [holds(part, facts, parameters, today) for part in condition["all"]]
        return False if False in answers else None if None in answers else True
    if "any" in condition:
        answers = [holds(part, facts, parameters, today) for part in condition["any"]]
        return True if True in answers else None if None in answers else False
    if "not" in condition:
        answer = holds(condition["not"], facts, parameters, today)
        return None if answer is None else not answer
    return _ask(condition, facts, parameters, today)


def _ask(condition: Condition, facts: Facts, parameters: Mapping[str, Parameter], today: datetime.date) -> bool | None:
    name = condition["fact"]
    if name not in facts:
        return None
    operator, fact = operators.get(condition["op"]), facts[name]
    if fact is None:
        return operator.of_blank
    return operator.test(fact, value_of(condition, parameters), today)


def value_of(condition: Condition, parameters: Mapping[str, Parameter]) -> Any:
    value = condition.get("value")
    return parameters[value[1:]].value if isinstance(value, str) and value.startswith("$") else value


def facts_in(condition: Condition | None) -> Iterator[str]:
    """Names of the facts a condition asks for, in order."""
    if condition is None:
        return
    for part in [*condition.get("all", ()), *condition.get("any", ())]:
        yield from facts_in(part)
    if "not" in condition:
        yield from facts_in(condition["not"])
    if "fact" in condition:
        yield condition["fact"]


def places_in(
    condition: Condition, facts: Facts, parameters: Mapping[str, Parameter], today: datetime.date
) -> list[str]:
    """The facts that make a condition true, to point at."""
    if "fact" in condition:
        return [condition["fact"]] if _ask(condition, facts, parameters, today) else []
    parts = [*condition.get("all", ()), *condition.get("any", ())]
    if "not" in condition:
        return list(facts_in(condition["not"]))
    return [place for part in parts for place in places_in(part, facts, parameters, today)]


def in_words(condition: Condition, parameters: Mapping[str, Parameter]) -> Text:
    """The condition as a sentence in both languages."""
    for key, zh, en in (("all", "，且", ", and "), ("any", "，或", ", or ")):
        if key in condition:
            parts = [in_words(part, parameters) for part in condition[key]]
            joined = Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))
            return joined if len(parts) == 1 else Text(f"（{joined.zh}）", f"({joined.en})")
    if "not" in condition:
        inner = in_words(condition["not"], parameters)
        return Text(f"并非{inner.zh}", f"not: {inner.en}")
    value, name = value_of(condition, parameters), name_of(condition["fact"])
    shown = ", ".join(map(str, value)) if isinstance(value, list) else value
    sentence = operators.get(condition["op"]).sentence
    return Text(sentence.zh.format(fact=name.zh, value=shown), sentence.en.format(fact=name.en, value=shown))
