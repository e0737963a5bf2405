"""Cloud resources: lists by state, what they cost, what waits for whom. The same queries at any length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from qingzhuang.domain.idleness import STATES
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Asset, BillUpload, Resource, ResourceQuerySet

# Lists of the desk: those that wait first, what nobody owns, then by state.
LISTS = ("waits", "nobody", *STATES)


@dataclass(frozen=True)
class ResourceFilters:
    list: str = ""
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> ResourceFilters:
        wanted = given.get("list", "")
        return cls(wanted if wanted in LISTS else "", " ".join(given.get("q", "").split())[:100])


def resources_for(person: Any, wanted: ResourceFilters) -> ResourceQuerySet:
    """Resources within a person's reach, the dearest first."""
    found = _searched(person, wanted.q).select_related("asset__sponsor", "office")
    return found.filter(_LISTS[wanted.list]()) if wanted.list else found


def sums_by_list(person: Any, q: str) -> dict[str, tuple[int, int]]:
    """How many resources and how many fen a month each list has; all of them under '', which costs what is still billed."""
    parts = {"": Q(), **{name: make() for name, make in _LISTS.items()}}
    counts = {f"n{at}": Count("pk", filter=reach) for at, reach in enumerate(parts.values())}
    billed = {name: reach if name else ~Q(state="released") for name, reach in parts.items()}
    sums = {f"f{at}": Sum("monthly_fen", filter=reach) for at, reach in enumerate(billed.values())}
    found = _searched(person, q).order_by().aggregate(**counts, **sums)
    return {name: (found[f"n{at}"], found[f"f{at}"] or 0) for at, name in enumerate(parts)}


def given_back(person: Any) -> int:
    """Fen a month that bills no longer list after their owners said so."""
    gone = Resource.objects.visible_to(person).filter(state="released", answer="release")
    return gone.order_by().aggregate(fen=Sum("monthly_fen"))["fen"] or 0


def resources_of(asset: Asset, person: Any) -> list[Resource]:
    return list(Resource.objects.visible_to(person).filter(asset=asset).select_related("office")[:50])


def bills_for(person: Any) -> QuerySet[BillUpload]:
    return BillUpload.objects.visible_to(person).select_related("office", "person", "job")


def asset_called(person: Any, said: str) -> Asset | None:
    """The one entry within reach that a person means by id, filing number or full name."""
    said = " ".join(said.split())[:200]
    named = Q(number=said) | Q(name=said)
    if said.isdecimal() and len(said) < 10:
        named |= Q(pk=int(said))
    found = list(Asset.objects.visible_to(person).filter(named).order_by("pk")[:2]) if said else []
    return found[0] if len(found) == 1 else None


def idle_waiting(person: Any) -> QuerySet[Resource]:
    """Idle resources of one's own units' things, to be decided on."""
    own = [each.pk for each in organisations_of(person)]
    mine = Q(asset__sponsor__in=own) | Q(asset__keeper__in=own) | Q(asset=None, office__in=own)
    return Resource.objects.filter(mine, _LISTS["waits"]()).order_by("-monthly_fen")


def nobodys(person: Any) -> QuerySet[Resource]:
    """Resources on the bills of one's unit, or of one's office's area, that no entry claims."""
    reach = Q(office__in=[each.pk for each in organisations_of(person)])
    for office in offices_of(person, "reviewer"):
        reach |= subtree_filter("office", office.area)
    return Resource.objects.filter(reach, _LISTS["nobody"]())


def _searched(person: Any, q: str) -> ResourceQuerySet:
    found = Resource.objects.visible_to(person)
    if not q:
        return found
    return found.filter(
        Q(code__startswith=q) | Q(name__icontains=q) | Q(project__icontains=q) | Q(asset__name__icontains=q)
    )


_LISTS = {
    "waits": lambda: Q(state__in=("idle", "of_ended"), answer=""),
    "nobody": lambda: Q(asset=None) & ~Q(state="released"),
    **{state: (lambda state=state: Q(state=state)) for state in STATES},
}
