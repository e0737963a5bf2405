"""Self-checks that are due, late or done, and who answers for what."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from qingzhuang.gate import clock
from qingzhuang.identity.models import Appointment, Organisation
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry.models import Asset, Custody, SelfCheck
from qingzhuang.registry.queries.life import in_own_area, of_own_units
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.terms import term

VIEWS = ("mine", "due", "late", "done")


def checks_for(person: Any, view: str = "due") -> QuerySet[SelfCheck]:
    """What the person may see: theirs to check, all due within the reminding days or late, put before the office, or
    done; earliest first."""
    if view == "mine":
        return own_checks_due(person)
    found = SelfCheck.objects.visible_to(person).select_related("asset__sponsor", "asset__keeper", "done_by")
    if view == "done":
        return found.filter(done_on__isnull=False).order_by("-done_on", "-pk")
    found = found.filter(done_on=None, asset__status__in=ALIVE)
    if view == "late":
        return found.filter(escalated_on__isnull=False)
    return found.filter(due_on__lte=reminded_until())


def own_checks_due(person: Any) -> QuerySet[SelfCheck]:
    """What the person is to check: their units' entries that are theirs by name, or that nobody in post answers for."""
    day = timezone.localdate()
    named = Custody.objects.filter(
        Appointment.on(day, "appointment__"),
        Appointment.on(day, "appointment__post__"),
        asset=OuterRef("asset"),
        until=None,
    )
    mine = Q(Exists(named.filter(appointment__person=person))) | ~Q(Exists(named))
    found = SelfCheck.objects.filter(of_own_units(person), mine, done_on=None, asset__status__in=ALIVE)
    return (
        found.filter(due_on__lte=reminded_until())
        .select_related("asset__sponsor", "asset__keeper", "done_by")
        .order_by("due_on", "pk")
    )


def reminded_until() -> datetime.date:
    """The last day of which owners are reminded by now."""
    return timezone.localdate() + datetime.timedelta(days=term("R22", "remind"))


def escalated_to(person: Any) -> QuerySet[SelfCheck]:
    """Overdue ones put before the offices the person works in."""
    found = SelfCheck.objects.filter(in_own_area(person), done_on=None, escalated_on__isnull=False)
    return found.filter(asset__status__in=ALIVE)


def unplanned() -> QuerySet[Asset]:
    """Living entries without a planned self-check, in order of their ids."""
    planned = SelfCheck.objects.filter(asset=OuterRef("pk"), done_on=None)
    return Asset.objects.filter(~Exists(planned), status__in=ALIVE).prefetch_related("events").order_by("pk")


def to_escalate() -> QuerySet[SelfCheck]:
    """Overdue for longer than the grace of R22, not yet put before the office."""
    day, days = timezone.localdate(), clock.calendar()
    grace, latest = term("R22", "grace"), day
    while days.working_days_between(latest, day) < grace:
        latest -= datetime.timedelta(days=1)
    return SelfCheck.objects.filter(
        done_on=None, escalated_on=None, due_on__lt=latest, asset__status__in=ALIVE
    ).order_by("pk")


def responsible_for(asset: Asset) -> Custody | None:
    return (
        asset.custodies.filter(until=None)
        .select_related("appointment__person", "appointment__post__organisation")
        .first()
    )


def vacant_custodies(person: Any) -> QuerySet[Custody]:
    """Entries of the person's units or area whose responsible person has left the post."""
    day = timezone.localdate()
    held = Appointment.on(day, "appointment__") & Appointment.on(day, "appointment__post__")
    reach = of_own_units(person) | in_own_area(person)
    found = Custody.objects.filter(reach, until=None, asset__status__in=ALIVE).exclude(held)
    return found.select_related("asset", "appointment__person").order_by("asset")


def choices_at(unit: Organisation) -> list[Appointment]:
    """Posts of a unit that somebody holds now: who may be named."""
    day = timezone.localdate()
    held = Appointment.objects.filter(Appointment.on(day), Appointment.on(day, "post__"), post__organisation=unit)
    return list(held.filter(person__is_active=True).select_related("person", "post")[:200])


def unnamed_units(person: Any) -> list[tuple[Organisation, int]]:
    """The person's own units with how many of their running entries nobody answers for by name."""
    named = Custody.objects.filter(asset=OuterRef("pk"), until=None)
    free = Asset.objects.filter(~Exists(named), status__in=ALIVE)
    counted = [(unit, free.filter(keeper=unit).count()) for unit in organisations_of(person)]
    return [(unit, count) for unit, count in counted if count]
