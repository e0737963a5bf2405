"""What the one search box finds, room by room; each room answers only with what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from qingzhuang.domain.lifecycle import STATES
from qingzhuang.domain.rules import Rule
from qingzhuang.domain.text import Text
from qingzhuang.gate.formats import SEVERITIES
from qingzhuang.gate.queries import search_proposals
from qingzhuang.gate.reports import current_rulebook
from qingzhuang.registry.queries.assets import search_assets

LIMIT = 10


@dataclass(frozen=True)
class Hit:
    """One line of the answer: ``note`` says its kind or state."""

    title: Any
    lead: Any
    note: Any
    url: str


@dataclass(frozen=True)
class Group:
    """What one room found; ``more_url`` leads to its own list with the same words."""

    title: Text
    hits: list[Hit]
    more_url: str = ""


def search_everything(person: Any, q: str) -> list[Group]:
    """Groups that found something, at most ``LIMIT`` hits each; an empty question finds nothing."""
    if not q:
        return []
    groups = [_assets(person, q), _proposals(person, q), _rules(q)]
    return [group for group in groups if group.hits]


def _assets(person: Any, q: str) -> Group:
    hits = [
        Hit(asset.name, asset.sponsor_label, asset.definition.label, asset.get_absolute_url())
        for asset in search_assets(person, q, LIMIT)
    ]
    return Group(Text("台账", "Register"), hits, reverse("registry:assets", query={"q": q}))


def _proposals(person: Any, q: str) -> Group:
    hits = [
        Hit(proposal.name, proposal.sponsor.label, STATES[proposal.state].label, proposal.get_absolute_url())
        for proposal in search_proposals(person, q, LIMIT)
    ]
    return Group(Text("提议", "Proposals"), hits, reverse("gate:proposals", query={"view": "all", "q": q}))


def _rules(q: str) -> Group:
    """Rules whose number, title or source holds the words; law is public, so everybody may find it."""
    word = q.casefold()
    hits = [
        Hit(rule.title, _source(rule), SEVERITIES[rule.severity], reverse("gate:rule", args=[rule.id]))
        for rule in current_rulebook().rules
        if word in _searched(rule)
    ]
    return Group(Text("规则", "Rules"), hits[:LIMIT], reverse("gate:rules"))


def _source(rule: Rule) -> Text:
    """The first citation, as the line under a rule."""
    first = rule.citations[0]
    return Text(f"{first.instrument.zh} {first.ref}", f"{first.instrument.en} {first.ref}")


def _searched(rule: Rule) -> str:
    texts = [rule.title, *(citation.instrument for citation in rule.citations)]
    return " ".join([rule.id, *(f"{text.zh} {text.en}" for text in texts)]).casefold()
