"""Naming who answers for an entry."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Appointment, Organisation
from qingzhuang.registry.actions.telling import latest, person_of
from qingzhuang.registry.models import Asset, Custody
from qingzhuang.registry.states import ALIVE


@action("registry.responsible.assign", Text("指定责任人", "Name who is responsible"))
def assign_responsible(asset: Asset, *, actor: Any, appointment: Appointment) -> Custody:
    """A person in a post of the unit that answers for the entry; whoever was named before is so until today.

    Raises ``registry.responsible_outside`` for a post elsewhere or one no longer held.
    """
    asset = latest(asset)
    _refuse_outside(asset.keeper, appointment)
    current = asset.custodies.filter(until=None).first()
    if current and current.appointment_id == appointment.pk:
        return current
    if current:
        current.until = timezone.localdate()
        current.save()
    journal.detail(post=appointment.post_id, before=current.appointment_id if current else None)
    return Custody.objects.create(asset=asset, appointment=appointment, person=person_of(actor))


@action("registry.responsible.assign_all", Text("为全部条目指定责任人", "Name who is responsible for all entries"))
def assign_all(unit: Organisation, *, actor: Any, appointment: Appointment) -> int:
    """Name one person for every running entry of the unit that has nobody; returns how many."""
    _refuse_outside(unit, appointment)
    held = Custody.objects.filter(asset=OuterRef("pk"), until=None)
    free = Asset.objects.select_for_update().filter(~Exists(held), keeper=unit, status__in=ALIVE)
    named = [Custody(asset=asset, appointment=appointment, person=person_of(actor)) for asset in free]
    Custody.objects.bulk_create(named, batch_size=500)
    journal.detail(post=appointment.post_id, count=len(named))
    return len(named)


def _refuse_outside(unit: Organisation, appointment: Appointment) -> None:
    day = timezone.localdate()
    held = appointment.holds_on(day) and appointment.post.holds_on(day)
    if not held or appointment.post.organisation_id != unit.pk:
        raise Refused("registry.responsible_outside", unit=unit.name)
