"""What anybody may ask: is this official? Found by name, number or address; public fields only."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from qingzhuang.core.problems import Refused
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Asset, AssetQuerySet, Complaint
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.queries.merges import asset_at


def official_assets() -> AssetQuerySet:
    """What everybody may know of, each with its sponsor."""
    return Asset.objects.all().official().select_related("sponsor")


def found_by(q: str, limit: int = 20) -> list[Asset]:
    """The entries meant by a name, a filing number or an address, the surest first."""
    q = " ".join(q.split())[:500]
    if not q:
        return []
    exact = list(official_assets().filter(Q(number=q) | Q(name=q)).order_by("pk")[:limit])
    if "." in q and (held := _at(q)) is not None:
        exact += [each for each in official_assets().filter(pk=held.pk) if each not in exact]
    others = matching(official_assets(), q[:200])[:limit] if len(exact) < limit else []
    return [*exact, *(each for each in others if each not in exact)][:limit]


def _at(address: str) -> Asset | None:
    try:
        return asset_at(address if "://" in address else f"https://{address}")
    except Refused:
        return None


def official(code: str) -> Asset | None:
    """The entry of a filing number or, where it has none, of its id."""
    found = official_assets().filter(number=code).first()
    if found is None and code.isdecimal() and len(code) < 18:
        found = official_assets().filter(pk=int(code)).first()
    return found


def published(asset: Asset) -> QuerySet[Complaint]:
    return Complaint.objects.filter(asset=asset).published()


def complaints_waiting(person: Any) -> QuerySet[Complaint]:
    """Complaints that this person's own units are to answer."""
    own = [each.pk for each in organisations_of(person)]
    open_ = Complaint.objects.filter(asset__keeper__in=own, answered_at=None)
    return open_.select_related("asset").order_by("due_on")


def late_complaints(person: Any) -> QuerySet[Complaint]:
    """Of the areas of this person's offices, not answered in time."""
    reach = Q(pk__in=[])
    for office in offices_of(person, "reviewer"):
        reach |= subtree_filter("asset__keeper", office.area)
    late = Complaint.objects.filter(reach, answered_at=None, due_on__lt=timezone.localdate())
    return late.select_related("asset__sponsor").order_by("due_on")


def complaint_with(receipt: str) -> Complaint | None:
    """The complaint of a receipt's number, for whoever holds it."""
    return Complaint.objects.select_related("asset__sponsor").filter(receipt=receipt.strip().upper()).first()
