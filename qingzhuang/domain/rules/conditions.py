"""Conditions over facts, in three-valued logic (Kleene): what nobody told is unknown, never false.

A condition is ``{all: […]}``, ``{any: […]}``, ``{not: …}`` or ``{fact: name, op: operator, value: …}``, where a
value beginning with ``$`` names a parameter of the rule.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.rules.facts import Facts, field_named, name_of
from qingzhuang.domain.rules.model import Parameter
from qingzhuang.domain.rules.operators import operators
from qingzhuang.domain.text import Text

Condition = Mapping[str, Any]

LEVELS = {
    "national": Text("国家", "national"),
    "province": Text("省", "province"),
    "city": Text("市", "city"),
    "county": Text("县", "county"),
    "township": Text("乡镇（街道）", "township"),
    "village": Text("村（社区）", "village"),
}


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


def concerning(condition: Condition | None, kind: str) -> Condition | None:
    """The part of a condition that concerns a kind; ``None`` when none does.

    A question that the kind's form does not have is no gap in our knowledge: an alternative that needs it drops
    out, and what demands it together with other things falls as a whole.
    """
    if condition is None or "fact" in condition:
        return condition if condition is not None and _told_of(condition["fact"], kind) else None
    key = next(iter(condition))
    if key == "not":
        inner = concerning(condition["not"], kind)
        return None if inner is None else {"not": inner}
    parts = [concerning(part, kind) for part in condition[key]]
    kept = [part for part in parts if part is not None]
    if not kept or (key == "all" and len(kept) < len(parts)):
        return None
    return {key: kept}


def _told_of(fact: str, kind: str) -> bool:
    return not fact.startswith("field.") or fact.removeprefix("field.") in _codes(kind)


@cache
def _codes(kind: str) -> frozenset[str]:
    return frozenset(field.code for field in kinds.get(kind).fields)


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
    name, sentence = name_of(condition["fact"]), operators.get(condition["op"]).sentence
    shown = value_in_words(condition["fact"], value_of(condition, parameters))
    return Text(sentence.zh.format(fact=name.zh, value=shown.zh), sentence.en.format(fact=name.en, value=shown.en))


def value_in_words(fact: str, value: Any) -> Text:
    """A value as people say it: yes or no, the label of a choice, the name of a level."""
    if isinstance(value, list | tuple):
        said = [value_in_words(fact, each) for each in value]
        none = Text("（无）", "(none)")
        return Text("、".join(s.zh for s in said), ", ".join(s.en for s in said)) if said else none
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    field = field_named(fact)
    labels = dict(field.choices) if field else LEVELS if fact == "issuer.level" else {}
    return labels.get(value, Text(str(value), str(value)))
