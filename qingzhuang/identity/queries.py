"""What a person holds, where, and how far that reaches. At most two queries for one person object."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from qingzhuang.identity.models import AREA, Appointment, Organisation, Person, Post
from qingzhuang.identity.roles import roles

LAST = "Z" * 64


def appointments_of(person: Person, on: date | None = None) -> list[Appointment]:
    """Posts held on a day (today), the substantive ones first; kept on the person object for the request."""
    day = on or timezone.localdate()
    kept = person.__dict__.setdefault("_appointments", {})
    if day not in kept:
        found = (
            Appointment.objects.filter(Appointment.on(day), Appointment.on(day, "post__"), person=person)
            .select_related("post__organisation")
            .order_by("pk")
        )
        kept[day] = sorted(found, key=lambda appointment: appointment.kind != "substantive")
    return kept[day]


def roles_of(person: Any, on: date | None = None) -> frozenset[str]:
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    return frozenset(role for each in appointments_of(person, on) for role in each.post.roles)


def organisations_of(person: Any) -> list[Organisation]:
    """The units a person works for now, the main one first, each once."""
    if not getattr(person, "is_authenticated", False):
        return []
    return list({each.post.organisation_id: each.post.organisation for each in appointments_of(person)}.values())


def organisation_of(person: Any) -> Organisation | None:
    return next(iter(organisations_of(person)), None)


def offices_of(person: Any, role: str) -> list[Organisation]:
    """The organisations at which a person holds a role now."""
    if not getattr(person, "is_authenticated", False):
        return []
    held = [each.post.organisation for each in appointments_of(person) if role in each.post.roles]
    return list({each.pk: each for each in held}.values())


def has_role(person: Any, role: str, organisation: Organisation | None = None) -> bool:
    """Whether a person holds a role; for an organisation: at an office whose area it lies in."""
    offices = offices_of(person, role)
    if organisation is None:
        return bool(offices)
    return any(organisation.is_within(office.area) for office in offices)


def subtree_filter(prefix: str, organisation: Organisation) -> Q:
    """Everything at or below an organisation; ``prefix`` is the relation to it, empty for organisations themselves.

    A range on the path, since ``startswith`` skips the index on SQLite.
    """
    field = f"{prefix}__path" if prefix else "path"
    return Q(**{f"{field}__range": (organisation.path, organisation.path + LAST)})


def within(person: Any, prefix: str = "") -> Q:
    """A filter for what a person's posts reach: the area for some roles, otherwise their own unit."""
    reach = Q(pk__in=[])
    if not getattr(person, "is_authenticated", False):
        return reach
    for each in appointments_of(person):
        wide = any(role in roles and roles.get(role).sees_area for role in each.post.roles)
        organisation = each.post.organisation
        reach |= subtree_filter(prefix, organisation.area if wide else organisation)
    return reach


def governance_office_for(organisation: Organisation) -> Organisation | None:
    """The nearest office up the tree that has a reviewer's post."""
    area = organisation.area
    areas = [area.path[:end] for end in range(len(area.path), 0, -Organisation.steplen)]
    for path in areas:
        node = Organisation.objects.filter(path=path, nature=AREA).first()
        found = node and _office_in(node)
        if found:
            return found
    return None


def _office_in(area: Organisation) -> Organisation | None:
    today = timezone.localdate()
    for office in [area, *area.get_children()]:
        if any("reviewer" in post.roles and post.holds_on(today) for post in office.posts.all()):
            return office
    return None


def people_with_role(role: str, organisation: Organisation) -> list[Person]:
    """Active people who hold a role at this organisation now."""
    day = timezone.localdate()
    held = Appointment.objects.filter(
        Appointment.on(day), Appointment.on(day, "post__"), post__organisation=organisation, person__is_active=True
    ).select_related("person", "post")
    return list({each.person_id: each.person for each in held if role in each.post.roles}.values())


def children_of(organisation: Organisation | None) -> QuerySet[Organisation]:
    return organisation.get_children() if organisation else Organisation.get_root_nodes()


def organisation_by(pk: int) -> Organisation | None:
    return Organisation.objects.filter(pk=pk).first()


def posts_of(organisation: Organisation) -> list[tuple[Post, list[Appointment]]]:
    """The posts in force at an organisation, each with who holds it now."""
    day = timezone.localdate()
    posts = list(Post.objects.filter(Post.on(day), organisation=organisation))
    held = Appointment.objects.filter(Appointment.on(day), post__in=posts).select_related("person", "for_person")
    return [(post, [each for each in held if each.post_id == post.pk]) for post in posts]


def colleagues_of(person: Person) -> list[Person]:
    """Who could stand in: others with a post in the same units now; at most 200."""
    day, units = timezone.localdate(), [each.pk for each in organisations_of(person)]
    held = Appointment.objects.filter(
        Appointment.on(day), Appointment.on(day, "post__"), post__organisation__in=units, person__is_active=True
    )
    return list(Person.objects.filter(pk__in=held.values("person")).exclude(pk=person.pk).order_by("name")[:200])


def substitutes_of(person: Person) -> list[Appointment]:
    """Who stands in for a person, now or later."""
    return list(
        Appointment.objects.filter(for_person=person, valid_until__gte=timezone.localdate()).select_related(
            "person", "post__organisation"
        )
    )
