"""What a rule is made of, and what it says about a proposal."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.text import Text

SEVERITIES = ("block", "high", "medium", "low")
CONFIDENCE = {
    "A": Text("已读到正式文本", "official wording read"),
    "B": Text("据报道、官方问答或第三方摘要", "press report, official Q&A or summary"),
    "C": Text("由多处转载拼合或推断，非原文", "assembled or inferred, not a quotation"),
    "D": Text("背景知识，尚未核实", "background knowledge, not confirmed"),
    "N": Text("查过，未找到", "looked for, not found"),
}


@dataclass(frozen=True)
class Citation:
    """Where a rule comes from. ``provision`` is our paraphrase, never a quotation; ``article`` only when known."""

    ref: str
    instrument: Text
    provision: Text
    confidence: str
    article: str | None = None
    in_force: datetime.date | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "ref": self.ref,
            "instrument": self.instrument.as_dict(),
            "article": self.article,
            "provision": self.provision.as_dict(),
            "in_force": self.in_force.isoformat() if self.in_force else None,
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Parameter:
    """A number a jurisdiction may set; ``assumed`` when no source for the default was found."""

    value: Any
    meaning: Text
    assumed: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule as data.

    ``when`` is the condition over facts for the kinds in ``applies_to``. ``families`` says for which kinds words
    found by the text detectors raise this rule, so that each family has one rule per kind. ``unless`` is the
    exception the rule names besides special scenes; ``scenes`` are the special scenes that let it pass, until
    ``lapses`` holds. ``escalate`` gives another severity when its condition holds.
    """

    id: str
    title: Text
    severity: str
    applies_to: tuple[str, ...]
    citations: tuple[Citation, ...]
    remedy: Text
    explain: Text
    when: Mapping[str, Any] | None = None
    unless: Mapping[str, Any] | None = None
    lapses: Mapping[str, Any] | None = None
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scenes: tuple[str, ...] = ()
    escalate: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    jurisdiction: str = "cn"
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    examples: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    @property
    def suspects_in(self) -> tuple[str, ...]:
        """Kinds reached only through words."""
        kinds = {kind for reached in self.families.values() for kind in reached}
        return tuple(sorted(kinds - set(self.applies_to)))

    def in_force(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class Finding:
    """What one rule says. ``missing`` names the facts nobody told, when it could not be examined."""

    rule: Rule
    severity: str
    status: str
    family: str | None = None
    quote: str | None = None
    where: str | None = None
    exception: Mapping[str, Any] | None = None
    missing: tuple[Text, ...] = ()
    explain: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as published."""
        return {
            "rule": self.rule.id,
            "title": self.rule.title.as_dict(),
            "family": self.family,
            "severity": self.severity,
            "status": self.status,
            "quote": self.quote,
            "where": self.where,
            "explain": (self.explain or self.rule.explain).as_dict(),
            "citations": [citation.as_json() for citation in self.rule.citations],
            "remedy": self.rule.remedy.as_dict(),
            "exception": dict(self.exception) if self.exception else None,
            "missing": [text.as_dict() for text in self.missing],
        }
