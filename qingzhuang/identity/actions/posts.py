"""Posts and who holds them: substantive, acting, or standing in for somebody absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Appointment, Organisation, Person, Post
from qingzhuang.identity.roles import roles as known_roles


@action("identity.post.create", Text("设置岗位", "Create a post"))
def create_post(
    organisation: Organisation,
    *,
    actor: Any,
    title: str,
    roles: Sequence[str],
    valid_from: date,
    valid_until: date | None = None,
) -> Post:
    """A post with the roles it carries; refused: an unknown role, dates the organisation does not last."""
    if not title.strip():
        raise Refused("identity.missing", where={"field": "title"})
    for role in roles:
        if role not in known_roles:
            raise Refused("identity.unknown_role", role=role, where={"field": "roles"})
    _in_order(valid_from, valid_until)
    if not organisation.holds_on(valid_from) or not organisation.holds_on(valid_until or valid_from):
        raise Refused("identity.not_there_yet", name=organisation.name, where={"field": "valid_from"})
    return Post.objects.create(
        organisation=organisation, title=title, roles=list(roles), valid_from=valid_from, valid_until=valid_until
    )


@action("identity.post.appoint", Text("任职", "Appoint"))
def appoint(
    post: Post,
    *,
    actor: Any,
    person: Person,
    valid_from: date,
    valid_until: date | None = None,
    kind: str = "substantive",
) -> Appointment:
    """Appoint someone, substantively or acting, within the post's own dates."""
    if kind not in ("substantive", "acting"):
        raise Refused("identity.unknown_word", value=kind, where={"field": "kind"})
    return _appoint(post, person, kind, valid_from, valid_until)


@action("identity.appointment.substitute", Text("指定替岗人", "Appoint a substitute"))
def appoint_substitute(
    appointment: Appointment, *, actor: Any, person: Person, valid_from: date, valid_until: date
) -> Appointment:
    """Someone stands in for the holder while absent; always with an end date, and within the holder's own dates."""
    if person.pk == appointment.person_id:
        raise Refused("identity.own_substitute", where={"field": "person"})
    if valid_from < appointment.valid_from or (appointment.valid_until and valid_until > appointment.valid_until):
        raise Refused("identity.outside_absence", where={"field": "valid_until"})
    return _appoint(appointment.post, person, "substitute", valid_from, valid_until, for_person=appointment.person)


@action("identity.appointment.end", Text("结束任职", "End an appointment"))
def end_appointment(appointment: Appointment, *, actor: Any, on: date) -> Appointment:
    """The last day it holds; today means that it no longer holds tomorrow."""
    appointment.valid_until = max(on, appointment.valid_from - timedelta(days=1))
    appointment.save(update_fields=["valid_until"])
    journal.detail(on=on)
    return appointment


def _appoint(
    post: Post, person: Person, kind: str, valid_from: date, valid_until: date | None, for_person: Person | None = None
) -> Appointment:
    _in_order(valid_from, valid_until)
    if not person.is_active:
        raise Refused("identity.inactive", name=person.name, where={"field": "person"})
    if valid_from < post.valid_from or (post.valid_until and (valid_until or date.max) > post.valid_until):
        raise Refused("identity.outside_post")
    overlapping = Appointment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from),
        person=person,
        post=post,
        valid_from__lte=valid_until or date.max,
    )
    if overlapping.exists():
        raise Refused("identity.dates_overlap", name=person.name)
    journal.detail(kind=kind, person=person.pk, valid_from=valid_from, valid_until=valid_until)
    return Appointment.objects.create(
        post=post, person=person, kind=kind, valid_from=valid_from, valid_until=valid_until, for_person=for_person
    )


def _in_order(valid_from: date, valid_until: date | None) -> None:
    if valid_until and valid_until < valid_from:
        raise Refused("identity.dates_reversed")
