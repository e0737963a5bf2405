"""Reads about admitted requests: the catalogue, whether something is in it, what was supplied, who is late."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from qingzhuang.datahub.asking import bind
from qingzhuang.datahub.models import Demand, DemandField, DemandReturn, Unadmitted
from qingzhuang.datahub.queries.coverage import Holding, holdings_for
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter

_NUMBER = re.compile(r"[A-Za-z]+[A-Za-z0-9]*-\d{4}-\d{4,}")


def catalogue(*, text: str = "", issuer: str = "", cycle: str = "", ended: bool = False) -> QuerySet[Demand]:
    """Admitted requests, newest first; what has ended is left out unless asked for."""
    found = Demand.objects.select_related("admission__owner", "area")
    if text:
        found = found.filter(Q(admission__name__icontains=text) | Q(admission__number__icontains=text))
    if issuer:
        found = found.filter(admission__owner__name__icontains=issuer)
    if cycle:
        found = found.filter(cycle=cycle)
    return found if ended else found.running()


def admitted_as(said: str) -> list[Demand]:
    """The running requests that a number or a text may be: by a number in it, else by name."""
    numbers = [each.upper() for each in _NUMBER.findall(said)]
    running = catalogue()
    if numbers:
        return list(running.filter(admission__number__in=numbers)[:10])
    said = said.strip()
    if len(said) < 2:
        return []
    return [each for each in running[:2_000] if each.admission.name in said or said in each.admission.name][:10]


def fields_of(demand: Demand) -> list[tuple[DemandField, Holding | None]]:
    """The fields of a request in their order, each with what is held of it in the request's area, if anything."""
    fields = list(demand.fields.select_related("grant__steward"))
    held = holdings_for(demand.area, {each.element for each in fields if each.element})
    return [(each, held.get(each.element)) for each in fields]


def progress(demand: Demand) -> dict[str, int]:
    """Units that returned, that wait and that are late; cells counted as filled and as spared."""
    waiting, today = Q(state="waiting"), timezone.localdate()
    found = demand.returns.aggregate(
        units=Count("pk"),
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(due__lt=today)),
        filled=Sum("filled"),
        prefilled=Sum("prefilled"),
    )
    found["returned"] = found["units"] - found["waiting"]
    spared = demand.not_asked + (found["prefilled"] or 0)
    return {**{key: value or 0 for key, value in found.items()}, "spared": spared}


def returns_to_fill(person: Any) -> QuerySet[DemandReturn]:
    """Sheets that wait for the units a person works for, the first due first."""
    return DemandReturn.objects.filter(
        unit__in=organisations_of(person), state="waiting", demand__in=Demand.objects.running()
    ).select_related("demand__admission__owner", "unit")


def told_to(person: Any) -> QuerySet[Unadmitted]:
    """Demands nobody admitted that wait for the governance offices a person works at."""
    reach = Q(pk__in=[])
    for office in offices_of(person, "reviewer"):
        reach |= subtree_filter("unit", office.area)
    return Unadmitted.objects.filter(reach, answered_at=None).select_related("unit")


def supplied(unit: Organisation, captions: Sequence[str]) -> list[list[str]]:
    """Of the fields asked, those a unit handed in under a number or the hub holds of it: ``[caption, how, number or
    source, as of, to whom or on what terms]``."""
    bound = bind(captions)
    held = holdings_for(unit.area, set(bound.values())) if bound else {}
    before = _handed_in(unit)
    items = []
    for caption in captions:
        code = bound.get(caption, "")
        if earlier := before.get(code or caption) or before.get(caption):
            items.append([caption, "s", *earlier])
        elif code in held and held[code].shared and held[code].fresh:
            holding = held[code]
            terms = holding.agreement.sharing if holding.agreement else "conditional"
            items.append([caption, "h", f"{holding.source.name}（{holding.source.owner.name}）", holding.newest, terms])
    return items


def _handed_in(unit: Organisation) -> dict[str, tuple[str, str, str]]:
    """``(number, day, to whom)`` of the last hand-in by element or caption."""
    found: dict[str, tuple[str, str, str]] = {}
    done = (
        DemandReturn.objects.filter(unit=unit, state="returned")
        .select_related("demand__admission__owner")
        .prefetch_related("demand__fields")
        .order_by("returned_at")
    )
    for sheet in done:
        admission = sheet.demand.admission
        told = (admission.number, timezone.localdate(sheet.returned_at).isoformat(), admission.owner.name)
        for field in sheet.demand.fields.all():
            if field.answered_by == "units":
                found[field.element or field.caption] = told
    return found
