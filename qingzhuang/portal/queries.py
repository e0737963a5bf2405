"""What the one search box finds, room by room; each room answers only with what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from qingzhuang.domain.lifecycle import STATES
from qingzhuang.domain.text import Text
from qingzhuang.gate.queries import search_proposals
from qingzhuang.registry.queries import search_assets

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
    groups = [_assets(person, q), _proposals(person, q)]
    return [group for group in groups if group.hits]


def _assets(person: Any, q: str) -> Group:
    hits = [
        Hit(asset.name, asset.sponsor_name, asset.definition.label, asset.get_absolute_url())
        for asset in search_assets(person, q, LIMIT)
    ]
    return Group(Text("台账", "Register"), hits, reverse("registry:assets", query={"q": q}))


def _proposals(person: Any, q: str) -> Group:
    hits = [
        Hit(proposal.name, proposal.sponsor.name, STATES[proposal.state].label, proposal.get_absolute_url())
        for proposal in search_proposals(person, q, LIMIT)
    ]
    return Group(Text("提议", "Proposals"), hits, reverse("gate:proposals", query={"view": "all", "q": q}))
