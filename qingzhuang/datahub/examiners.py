"""How the hub takes part in the gate: which of the fields asked for are held already, by whom, how fresh."""

from __future__ import annotations

from typing import Any

from qingzhuang.datahub.actions import take_and_ask
from qingzhuang.datahub.asking import bind
from qingzhuang.datahub.models import Demand
from qingzhuang.datahub.overlaying import asked_already, same_matter, section_of
from qingzhuang.datahub.queries.coverage import Holding, holdings_for
from qingzhuang.domain.draft import Draft
from qingzhuang.gate.extension import (
    AcceptanceHandler,
    Examiner,
    FactProvider,
    acceptance_handlers,
    examiners,
    fact_providers,
)
from qingzhuang.gate.models import Proposal
from qingzhuang.identity.models import Organisation


def held_section(draft: Draft) -> dict[str, Any] | None:
    """The report's section on the data asked for: ``None`` for kinds that ask for none, or when nobody asks."""
    area = _area_of(draft)
    if area is None or not _asked(draft):
        return None
    found = _holdings(draft, area)
    rows = [_row(caption, holding) for caption, holding in found]
    cells, held = _cells(found)
    return {
        "area": area.name,
        "fields": rows,
        "asked": len(rows),
        "answered": sum(row["answered"] for row in rows),
        "cells": cells,
        "cells_held": held,
        "cells_down": cells - held,
    }


def held_facts(draft: Draft) -> dict[str, Any]:
    """``held.fields``: the captions that the hub can answer (Regulation on sharing, art. 19)."""
    area = _area_of(draft)
    if area is None or not _asked(draft):
        return {}
    return {"held.fields": [caption for caption, holding in _holdings(draft, area) if holding and holding.answers]}


def overlaps_section(draft: Draft) -> dict[str, Any] | None:
    """The report's section on what other forms ask already; ``None`` as for the data held."""
    area = _area_of(draft)
    return section_of(asked_already(draft, area), area) if area is not None and _asked(draft) else None


def overlap_facts(draft: Draft) -> dict[str, Any]:
    """``unit.same_matter_requests``: how many forms of the area ask nearly all of this one."""
    area = _area_of(draft)
    if area is None or not _asked(draft):
        return {}
    return {"unit.same_matter_requests": same_matter(asked_already(draft, area))}


def _asked(draft: Draft) -> tuple[str, ...]:
    return draft.functions if draft.kind == "data_request" else ()


def _area_of(draft: Draft) -> Organisation | None:
    if draft.issuer is None or draft.issuer.organisation_id is None:
        return None
    unit = Organisation.objects.filter(pk=draft.issuer.organisation_id).first()
    return unit.area if unit else None


def _holdings(draft: Draft, area: Organisation) -> list[tuple[str, Holding | None]]:
    """Each caption with what is held of it, if anything."""
    bound = bind(_asked(draft))
    held = holdings_for(area, set(bound.values())) if bound else {}
    return [(caption, held.get(bound.get(caption, ""))) for caption in _asked(draft)]


def _cells(found: list[tuple[str, Holding | None]]) -> tuple[int, int]:
    """How many cells would be asked of everybody, and how many of them are held and may be shared. A field that nobody
    holds counts once for each subject of those that are held; with none held, nothing is known of how many."""
    totals = [holding.total for _, holding in found if holding]
    shared = [holding for _, holding in found if holding is None or holding.shared]
    everybody = max(totals, default=0)
    cells = sum(holding.total if holding else everybody for holding in shared)
    return cells, sum(min(holding.fresh, holding.total) for holding in shared if holding)


def _row(caption: str, holding: Holding | None) -> dict[str, Any]:
    if holding is None:
        return {"field": caption, "answered": False}
    agreement = holding.agreement
    return {
        "field": caption,
        "element": holding.element.code,
        "name": holding.element.name.as_dict(),
        "answered": holding.answers,
        "held": holding.subjects,
        "of": holding.total,
        "fresh": holding.fresh,
        "fresh_share": holding.fresh_share,
        "oldest": holding.oldest,
        "newest": holding.newest,
        "source": holding.source.name,
        "owner": holding.source.owner.name,
        "sharing": agreement.sharing if agreement else "conditional",
        "steward": agreement.steward.name if agreement else holding.source.owner.name,
    }


def accept(proposal: Proposal, *, actor: Any, number: str) -> Demand | None:
    """An accepted data request is taken over; tasks and schemes are other rooms' demands."""
    if proposal.kind != "data_request":
        return None
    return take_and_ask(proposal.admission, proposal.proposer)


acceptance_handlers.register(AcceptanceHandler("demand", accept))
examiners.register(Examiner("held", held_section))
examiners.register(Examiner("overlaps", overlaps_section))
fact_providers.register(FactProvider("datahub", held_facts))
fact_providers.register(FactProvider("datahub.overlaps", overlap_facts))
