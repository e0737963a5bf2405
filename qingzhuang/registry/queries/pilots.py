"""Pilots and the reuse shelf, as pages, reminders and the nightly job ask for them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from qingzhuang.gate.models import Proposal
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry.models import Asset, Offer, PilotWarning, Promotion, ReuseRequest
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.states import ALIVE

USED_AFTER = Q(liveness__last_use__gt=F("closed_on")) | Q(live_reports__on__gt=F("closed_on"))


def pilots_for(person: Any, *, ended: bool = False) -> QuerySet[Asset]:
    """Pilots the person may see, the next to end first; ended ones the latest first."""
    found = Asset.objects.visible_to(person).filter(pilot=True).select_related("sponsor", "liveness")
    if ended:
        return found.exclude(status__in=ALIVE).order_by("-closed_on", "pk")
    return found.filter(status__in=ALIVE).order_by("ends_on", "pk")


def own_pilots_ending(person: Any, before: datetime.date) -> QuerySet[Asset]:
    """Running pilots of the person's units that end by a day."""
    units = [own.pk for own in organisations_of(person)]
    return Asset.objects.filter(sponsor__in=units, pilot=True, status__in=ALIVE, ends_on__lte=before).order_by(
        "ends_on"
    )


def pilots_used_after_end(person: Any) -> QuerySet[Asset]:
    """Ended pilots that were used, or seen live, after their sunset."""
    return pilots_for(person, ended=True).filter(USED_AFTER).distinct()


def used_after_end(asset: Asset) -> datetime.date | None:
    """The last day an ended thing was used or seen live after its end."""
    if asset.alive or asset.closed_on is None:
        return None
    seen = list(asset.live_reports.filter(on__gt=asset.closed_on).values_list("on", flat=True)[:1])
    liveness = getattr(asset, "liveness", None)
    if liveness and liveness.last_use and liveness.last_use > asset.closed_on:
        seen.append(liveness.last_use)
    return max(seen, default=None)


def pilots_to_warn(days: int) -> QuerySet[Asset]:
    """Running pilots with so many days or fewer to go, not yet told so of this end."""
    today = timezone.localdate()
    near = Asset.objects.filter(
        pilot=True, status__in=ALIVE, ends_on__range=(today, today + datetime.timedelta(days=days))
    )
    told = PilotWarning.objects.filter(asset=OuterRef("pk"), ends_on=OuterRef("ends_on"), days=days)
    return near.filter(~Exists(told)).order_by("pk")


def pilots_to_end() -> QuerySet[Asset]:
    return Asset.objects.filter(pilot=True, status__in=ALIVE, ends_on__lt=timezone.localdate()).order_by("pk")


def promotion_by(proposal: Proposal) -> Promotion | None:
    """The promotion a proposal stands for, if it is one."""
    return Promotion.objects.filter(proposal=proposal).select_related("asset__keeper", "proposal").first()


def shelf_for(person: Any, q: str = "") -> QuerySet[Offer]:
    """What is on the shelf with how many places use it; narrowed by words."""
    found = Offer.objects.visible_to(person)
    if q.strip():
        found = found.filter(asset__in=matching(Asset.objects.all(), q).order_by().values("pk"))
    used = Count("requests", filter=Q(requests__state="joined"))
    return found.select_related("asset__sponsor").annotate(places=used).order_by("-offered_on", "-pk")


def requests_on(offer: Offer, person: Any) -> QuerySet[ReuseRequest]:
    """Requests on one offer that the person may see; places that joined are open to all."""
    seen = ReuseRequest.objects.visible_to(person).values("pk")
    return (
        offer.requests.filter(Q(pk__in=seen) | Q(state="joined")).select_related("unit", "offer__asset").order_by("-pk")
    )


def reuse_to_answer(person: Any) -> QuerySet[ReuseRequest]:
    units = [own.pk for own in organisations_of(person)]
    found = ReuseRequest.objects.filter(offer__asset__sponsor__in=units, state="asked")
    return found.select_related("offer__asset", "unit").order_by("asked_on")


def reuse_to_join(person: Any) -> QuerySet[ReuseRequest]:
    units = [own.pk for own in organisations_of(person)]
    return ReuseRequest.objects.filter(unit__in=units, state="accepted").select_related("offer__asset")
