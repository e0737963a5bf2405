"""How the register takes part in the gate: what is similar, what a unit has, what an accepted proposal becomes."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from qingzhuang.domain.draft import Draft
from qingzhuang.gate.comparing import entry_of, section_of
from qingzhuang.gate.comparing import facts_of as similar_facts
from qingzhuang.gate.extension import (
    AcceptanceHandler,
    Examiner,
    FactProvider,
    acceptance_handlers,
    examiners,
    fact_providers,
)
from qingzhuang.gate.models import Proposal
from qingzhuang.registry.actions import register_asset, settle_promotion
from qingzhuang.registry.facts import group_facts, patrol_facts, unit_facts
from qingzhuang.registry.groups import groups_section
from qingzhuang.registry.likeness import compared_with, similar_to
from qingzhuang.registry.models import Asset
from qingzhuang.registry.queries.pilots import promotion_by
from qingzhuang.registry.usage.facts import use_facts


def similar_section(draft: Draft) -> dict[str, Any]:
    """The report's section on what exists already."""
    return section_of(entry_of(draft), similar_to(draft), compared_with(draft), _address)


def _address(identity: str) -> str:
    return reverse("registry:asset", args=[int(identity)])


def register_facts(draft: Draft) -> dict[str, Any]:
    """Facts about similar things and about the unit's own; of kinds that never enter the register nothing is told."""
    if draft.definition.becomes != "asset":
        return {}
    return {**similar_facts({"found": _top(draft)}), **unit_facts(draft), **group_facts(draft), **patrol_facts(draft)}


def _top(draft: Draft) -> list[dict[str, Any]]:
    return [{"score": round(each.score, 3), "name": each.name} for each in similar_to(draft, limit=1)]


def accept(proposal: Proposal, *, actor: Any, number: str) -> Asset:
    """An accepted proposal becomes an entry of the register, filed today under its number."""
    if promotion := promotion_by(proposal):
        return settle_promotion(promotion, actor=actor, number=number)
    today = timezone.localdate()
    submitted = timezone.localdate(proposal.submitted_at) if proposal.submitted_at else today
    events: list[tuple[str, datetime.date, str]] = [
        ("proposed", submitted, ""),
        ("reviewed", today, ""),
        ("filed", today, number),
    ]
    started = proposal.values.get("starts_on")
    if started and datetime.date.fromisoformat(started) <= today:
        events.append(("started", today, number))
    return register_asset(
        proposal.sponsor,
        actor=actor,
        kind=proposal.kind,
        values=proposal.values,
        sponsor=proposal.sponsor,
        number=number,
        source="proposal",
        proposal=proposal,
        events=tuple(events),
    )


examiners.register(Examiner("similar", similar_section))
examiners.register(Examiner("groups", groups_section))
fact_providers.register(FactProvider("register", register_facts))
fact_providers.register(FactProvider("use", use_facts))
acceptance_handlers.register(AcceptanceHandler("asset", accept))
