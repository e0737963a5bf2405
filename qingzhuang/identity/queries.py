"""What a person holds, where, and how far that reaches. At most two queries for one person object."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from qingzhuang.identity.models import AREA, DEPARTMENT, ApiKey, Appointment, Dated, Organisation, Person, Post
from qingzhuang.identity.roles import roles

LAST = "Z" * 64


def appointments_of(person: Person, on: date | None = None) -> list[Appointment]:
    """Posts held on a day (today), the substantive ones first; kept on the person object for the request."""
    day = on or timezone.localdate()
    kept = person.__dict__.setdefault("_appointments", {})
    if day not in kept and not person.is_active:
        # Work that was queued in their name stops as well: nobody acts by rights that ended.
        kept[day] = []
    if day not in kept and person.limit is not None:
        kept[day] = [person.limit.appointment()]
        _give_areas([each.post.organisation for each in kept[day]])
    if day not in kept:
        found = (
            Appointment.objects.filter(Appointment.on(day), Appointment.on(day, "post__"), person=person)
            .select_related("post__organisation", "for_person")
            .order_by("pk")
        )
        kept[day] = sorted(found, key=lambda appointment: appointment.kind != "substantive")
        _give_areas([each.post.organisation for each in kept[day]])
    return kept[day]


def _give_areas(units: list[Organisation]) -> None:
    """Let each unit know its area, by one query for all of them."""
    lines = [unit for unit in units if unit.nature != AREA]
    paths = {path for unit in lines for path in unit.lineage[:-1]}
    areas = {area.path: area for area in Organisation.objects.filter(path__in=paths, nature=AREA)} if paths else {}
    for unit in lines:
        above = [areas[path] for path in unit.lineage[:-1] if path in areas]
        unit.__dict__["area"] = above[-1] if above else unit


def roles_of(person: Any, on: date | None = None) -> frozenset[str]:
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    return frozenset(role for each in appointments_of(person, on) for role in each.post.roles)


def organisations_of(person: Any) -> list[Organisation]:
    """The units a person works for now, the main one first, each once."""
    if not getattr(person, "is_authenticated", False):
        return []
    return list({each.post.organisation_id: each.post.organisation for each in appointments_of(person)}.values())


def works_for(person: Any, unit: int | None) -> bool:
    """Whether a person holds a post at this very unit (its key) now; never at none."""
    return any(own.pk == unit for own in organisations_of(person))


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
    """The nearest office up the tree with a reviewer's post in force: an area itself, or a department of it."""
    today, step = timezone.localdate(), Organisation.steplen
    reach = Q(organisation__path__in=organisation.lineage)
    for path in organisation.lineage:
        departments = subtree_filter("organisation", Organisation(path=path))
        reach |= departments & Q(organisation__depth=len(path) // step + 1, organisation__nature=DEPARTMENT)
    posts = Post.objects.filter(reach, Post.on(today), Post.on(today, "organisation__")).select_related("organisation")
    offices = [post.organisation for post in posts if "reviewer" in post.roles]
    return max(offices, key=lambda office: (_shared(office, organisation), -office.depth), default=None)


def _shared(office: Organisation, organisation: Organisation) -> int:
    """How far down the tree an office's area reaches towards an organisation."""
    own = office.path if office.nature == AREA else office.path[: -Organisation.steplen]
    return len(own) if organisation.path.startswith(own) else 0


def people_with_role(role: str, organisation: Organisation) -> list[Person]:
    """Active people who hold a role at this organisation now."""
    day = timezone.localdate()
    held = Appointment.objects.filter(
        Appointment.on(day), Appointment.on(day, "post__"), post__organisation=organisation, person__is_active=True
    ).select_related("person", "post")
    return list({each.person_id: each.person for each in held if role in each.post.roles}.values())


def children_of(organisation: Organisation | None) -> QuerySet[Organisation]:
    """What lies directly below and is in force today, in the order of the tree; the roots for ``None``."""
    below = organisation.get_children() if organisation else Organisation.get_root_nodes()
    return below.filter(Dated.on(timezone.localdate()))


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


def key_offices(person: Any) -> list[Organisation]:
    """The units for which a person may issue keys: those where they integrate systems, and those they administer."""
    own = offices_of(person, "integrator")
    reach = Q(pk__in=[each.pk for each in own])
    for office in offices_of(person, "administrator"):
        reach |= subtree_filter("", office.area)
    return list(Organisation.objects.filter(reach, Dated.on(timezone.localdate()))[:2000])


def keeps_keys(person: Any) -> bool:
    """Whether a person issues keys anywhere."""
    return bool(roles_of(person) & {"integrator", "administrator"})


def keys_reach(person: Any, prefix: str) -> Q:
    """The units whose systems somebody looks after: where they integrate, and the areas they administer."""
    reach = Q(**{f"{prefix}__in": [each.pk for each in offices_of(person, "integrator")]})
    for office in offices_of(person, "administrator"):
        reach |= subtree_filter(prefix, office.area)
    return reach


def keys_for(person: Any) -> QuerySet[ApiKey]:
    """The keys of those units, newest first."""
    return ApiKey.objects.filter(keys_reach(person, "organisation")).select_related("organisation", "issued_by")
