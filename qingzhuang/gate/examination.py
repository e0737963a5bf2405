"""The one report: what the rules say, what similar thing exists, what is held, what it costs.

No Django here: the web, the API and the command line call the same function and get the same JSON, whose
published schema is ``docs/reference/check.schema.json``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.burden import burden_of
from qingzhuang.domain.draft import Draft
from qingzhuang.domain.rules import Finding, examine, facts_of
from qingzhuang.gate.rulebook import Rulebook

VERSION = 1
SERIOUS = ("block", "high")


@dataclass(frozen=True)
class Item:
    """The report on one draft: findings are the engine's objects, sections come from the rooms above."""

    draft: Draft
    findings: tuple[Finding, ...]
    burden: dict[str, Any]
    applicable: int
    sections: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.status == "open")

    @property
    def serious(self) -> bool:
        """Whether anything open is of severity block or high."""
        return any(f.severity in SERIOUS for f in self.open_findings)

    def as_json(self) -> dict[str, Any]:
        similar = self.sections.get("similar") or {}
        return {
            "id": self.draft.id,
            "source": self.draft.source,
            "kind": self.draft.kind,
            "rules": {"applicable": self.applicable},
            "findings": [finding.as_json() for finding in self.findings],
            "similar": similar.get("found", []),
            "suggestion": similar.get("suggestion"),
            "compared": similar.get("compared"),
            "held": self.sections.get("held"),
            "overlaps": self.sections.get("overlaps"),
            "groups": self.sections.get("groups"),
            "burden": self.burden,
        }


def examine_draft(
    draft: Draft,
    rulebook: Rulebook,
    today: datetime.date,
    *,
    sections: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Item:
    """Examine one draft against a rulebook on a day.

    ``sections`` are what other rooms found, by examiner code; ``facts`` what they know of the issuer's things.
    """
    issuer = draft.issuer
    known = facts_of(
        dict(_answers(draft)) if draft.asked else _given(draft),
        draft.kind,
        None
        if issuer is None
        else {
            "level": issuer.level,
            "sector": issuer.sector,
            "without_administrative_function": issuer.without_administrative_function,
        },
        [(passage.where, passage.text) for passage in draft.reading()],
        dict(facts or {}),
        today,
    )
    findings = examine(rulebook.rules, known, draft.kind, today)
    applicable = sum(draft.kind in rule.applies_to or draft.kind in rule.suspects_in for rule in rulebook.rules)
    return Item(draft, tuple(findings), burden_of(draft).as_json(), applicable, sections or {})


def envelope(items: list[Item], rulebook: Rulebook) -> dict[str, Any]:
    """The published document around the items."""
    return {
        "version": VERSION,
        "rulebook": {"jurisdiction": rulebook.jurisdiction, "hash": rulebook.hash},
        "items": [item.as_json() for item in items],
    }


def _answers(draft: Draft) -> dict[str, Any]:
    """Every question that applied: a blank one is ``None``, so that the rules see the gap."""
    return {f.code: draft.values.get(f.code) for f in draft.definition.fields if f.asked(draft.values)}


def _given(draft: Draft) -> dict[str, Any] | None:
    """A file tells only what it tells: blanks are unknown, not gaps."""
    return {code: value for code, value in draft.values.items() if value is not None} or None
