"""How many cells an admitted request asks, how many of them are held, and the hours that this spares: the answer before
anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qingzhuang.datahub.asking import CHUNK, subjects_within, units_of
from qingzhuang.datahub.models import Demand, DemandField
from qingzhuang.datahub.queries.coverage import Holding, holdings_for
from qingzhuang.datahub.reading import fresh_codes, matching
from qingzhuang.domain.burden import filling_hours
from qingzhuang.domain.draft import Draft


class Tally(NamedTuple):
    """``cells`` asked, those ``held`` and fresh, and of these the ones in fields that the ``hub`` answers. Fields that
    may not be shared count for nothing: they are neither given nor asked."""

    cells: int = 0
    held: int = 0
    hub: int = 0


class Hours(NamedTuple):
    """Hours a year: what a request ``costs`` those who are asked, and what is ``spared`` them of what the gate counted."""

    costs: float
    spared: float


def hours_of(demand: Demand) -> Hours | None:
    """The hours the gate counted, less those of filling cells that do not go down: held ones, each like any other, and
    fields that may not be shared. Reading and papers are spared only where nothing goes down. ``None`` while unknown.
    """
    counted, proposal = demand.admission.hours_per_year, demand.admission.proposal
    if counted is None:
        return None
    fields = list(demand.fields.all())
    if not any(each.answered_by == "units" for each in fields):
        return Hours(0.0, counted)
    draft = Draft(str(proposal.pk), proposal.kind, proposal.values)
    asked = filling_hours(draft, [each.caption for each in fields if each.answered_by != "closed"])
    closed = filling_hours(draft, [each.caption for each in fields if each.answered_by == "closed"])
    if asked is None or closed is None:
        return None
    spared = min(counted, closed + (asked * demand.held / demand.cells if demand.cells else 0.0))
    return Hours(counted - spared, spared)


def tally(demand: Demand) -> Tally:
    """By what was counted of each area, so looking at nobody: a fact of a household is one cell, whoever asks it."""
    fields = _asked(demand)
    held = holdings_for(demand.area)
    if not demand.kind:
        return Tally(cells=len(fields) * len(units_of(demand, demand.area)))
    everybody = subjects_within(demand, demand.area).count()
    found = Tally()
    for each in fields:
        cells, fresh = _of_field(each, held, everybody)
        found = _add(found, each, cells, fresh)
    return found


def tally_one_by_one(demand: Demand) -> Iterator[Tally]:
    """Of those alone that the request's filter picks out, some at a time, so that a long count can be stopped."""
    fields, wanted = _asked(demand), {demand.filter_element: demand.filter_value}
    codes = {each.element for each in fields if each.element}
    everybody, after = subjects_within(demand, demand.area).order_by("pk"), 0
    while some := list(everybody.filter(pk__gt=after)[:CHUNK]):
        after, found = some[-1].pk, Tally()
        fit = matching(some, wanted)
        for held in fresh_codes([each for each in some if each.pk in fit], codes).values():
            for each in fields:
                found = _add(found, each, 1, int(each.element in held))
        yield found


def _asked(demand: Demand) -> list[DemandField]:
    return [each for each in demand.fields.all() if each.answered_by != "closed"]


def _of_field(field: DemandField, held: Mapping[str, Holding], everybody: int) -> tuple[int, int]:
    holding = held.get(field.element)
    return (holding.total, min(holding.fresh, holding.total)) if holding else (everybody, 0)


def _add(found: Tally, field: DemandField, cells: int, fresh: int) -> Tally:
    return Tally(found.cells + cells, found.held + fresh, found.hub + (fresh if field.answered_by == "hub" else 0))
