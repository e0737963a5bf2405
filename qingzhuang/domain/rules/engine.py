"""Putting rules to facts: open, excepted, or not examined; never silently passed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qingzhuang.domain.exemption import PARTS, SCENES, claimed, exception_gaps
from qingzhuang.domain.rules.conditions import Condition, concerning, facts_in, holds, places_in
from qingzhuang.domain.rules.facts import Evidence, Facts, name_of
from qingzhuang.domain.rules.model import SEVERITIES, Finding, Rule
from qingzhuang.domain.text import Text

QUOTES_PER_RULE = 5
_LOWER = {"block": "high"}
_UNSTATED = [label.as_dict() for part, label in PARTS.items() if part != "exception_scene"]


def examine(rules: Iterable[Rule], facts: Facts, kind: str, today: datetime.date) -> list[Finding]:
    """Every finding on a proposal of ``kind``, the most severe open ones first."""
    found = [finding for rule in rules for finding in evaluate(rule, facts, kind, today)]
    order = {"open": 0, "excepted": 1, "not_examined": 2}
    return sorted(found, key=lambda f: (order[f.status], SEVERITIES.index(f.severity), f.rule.id))


def evaluate(rule: Rule, facts: Facts, kind: str, today: datetime.date) -> Iterator[Finding]:
    """What one rule says: a finding for each family of words found, and one for its condition."""
    if not rule.in_force(today):
        return
    spoken = list(_spoken(rule, facts, kind, today))
    yield from spoken
    when = concerning(rule.when, kind)
    if when is None or kind not in rule.applies_to:
        return
    answer = holds(when, facts, rule.parameters, today)
    if answer is None:
        # Words already raised it: what else it would need to know adds nothing.
        if not spoken:
            yield Finding(rule, rule.severity, "not_examined", missing=_missing(when, facts))
    elif answer:
        place = next(iter(places_in(when, facts, rule.parameters, today)), None)
        status, exception = _judged(rule, facts, today, {})
        yield Finding(rule, _severity(rule, facts, today), status, where=_where(place), exception=exception)


def _severity(rule: Rule, facts: Facts, today: datetime.date) -> str:
    for severity, condition in rule.escalate.items():
        if holds(condition, facts, rule.parameters, today):
            return severity
    return rule.severity


def _spoken(rule: Rule, facts: Facts, kind: str, today: datetime.date) -> Iterator[Finding]:
    for family, reached in rule.families.items():
        if kind not in reached:
            continue
        severity = rule.severity if kind in rule.applies_to else _LOWER.get(rule.severity, rule.severity)
        seen: set[str] = set()
        for evidence in facts.words.get(family, ())[:QUOTES_PER_RULE]:
            if evidence.suspicion.quote in seen:
                continue
            seen.add(evidence.suspicion.quote)
            status, exception = _judged(rule, facts, today, _scene_of(evidence))
            yield Finding(
                rule,
                severity,
                status,
                family=family,
                quote=evidence.suspicion.quote,
                where=evidence.where,
                exception=exception,
                explain=evidence.suspicion.why,
            )


def _scene_of(evidence: Evidence) -> dict[str, Any]:
    """The special scene that the text itself lies in; a text alone seldom states what an exception must."""
    suspicion = evidence.suspicion
    if not suspicion.excepted or suspicion.scene is None:
        return {}
    return {"scene": SCENES[suspicion.scene].as_dict(), "from": "text", "complete": False, "missing": _UNSTATED}


def _judged(
    rule: Rule, facts: Facts, today: datetime.date, in_text: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any] | None]:
    """``open`` or ``excepted``, and the exception as claimed; an incomplete claim stays open and says what lacks.

    What somebody claims goes before the scene a text lies in: a flood in the notice does not mend half a claim.
    """
    lapsed = rule.lapses is not None and holds(rule.lapses, facts, rule.parameters, today) is True
    if rule.scenes and claimed(facts.answers):
        gaps = exception_gaps(facts.answers, today)
        scene = SCENES.get(facts.answers.get("exception_scene") or "")
        exception = {
            "scene": scene.as_dict() if scene else None,
            "basis": facts.answers.get("exception_basis"),
            "scope": facts.answers.get("exception_scope"),
            "ends_on": facts.answers.get("exception_ends_on"),
            "complete": not gaps,
            "missing": [gap.as_dict() for gap in gaps],
        }
        covered = not gaps and facts.answers.get("exception_scene") in rule.scenes and not lapsed
        return ("excepted" if covered else "open"), exception
    if in_text and rule.scenes and not lapsed:
        return "excepted", in_text
    if rule.unless is not None and holds(rule.unless, facts, rule.parameters, today):
        place = next(iter(places_in(rule.unless, facts, rule.parameters, today)), "")
        basis = facts.get(place, None)
        name = name_of(place).as_dict() if place else None
        return "excepted", {"scene": name, "basis": basis if isinstance(basis, str) else None, "complete": True}
    return "open", None


def _where(place: str | None) -> str | None:
    return place.removeprefix("field.") if place and place.startswith("field.") else place


def _missing(when: Condition, facts: Facts) -> tuple[Text, ...]:
    return tuple(name_of(name) for name in dict.fromkeys(facts_in(when)) if name not in facts)
