"""Subjects by name or number, what was told of them, and who looked."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from qingzhuang.datahub.models import AccessedSubject, Link, Record, Subject
from qingzhuang.datahub.sealing import blind
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.sheets.canonical import resident_number


def subjects_named(person: Any, q: str, kind: str = "") -> QuerySet[Subject]:
    """Subjects of a person's area whose name begins so, or whose resident number it is."""
    found = Subject.objects.visible_to(person).select_related("area").order_by("area", "kind", "label", "pk")
    if kind:
        found = found.filter(kind=kind)
    if not q:
        return found
    return found.filter(Q(label__range=(q, q + "\uffff")) | _numbered(q))


def subject_beyond(person: Any, pk: int) -> Subject | None:
    """The subject of a number, when it is there but not of the person's area."""
    return Subject.objects.filter(pk=pk).exclude(pk__in=Subject.objects.visible_to(person)).first()


def _numbered(q: str) -> Q:
    try:
        return Q(kind="person", key=blind("person", resident_number(q)))
    except BadValue:
        return Q(pk__in=[])


def records_of(subject: Subject) -> QuerySet[Record]:
    """Every telling about a subject, those about whom it took the place of included; newest first."""
    of = [subject.pk, *subject.merged.values_list("pk", flat=True)]
    return Record.objects.filter(subject__in=of).select_related("source__owner", "intake").order_by("-pk")[:50]


def accesses_of(subject: Subject) -> QuerySet[AccessedSubject]:
    """Who looked, when and why, newest first: what the person concerned may be shown."""
    of = [subject.pk, *subject.merged.values_list("pk", flat=True)]
    return (
        AccessedSubject.objects.filter(subject__in=of)
        .select_related("access__organisation", "access__person")
        .order_by("-access_id")
    )


def links_of(subject: Subject) -> QuerySet[Link]:
    """What a subject belongs to or lies at."""
    return Link.objects.filter(subject=subject).select_related("other__area")


def members_of(subject: Subject) -> QuerySet[Link]:
    """The members of a household, or whoever else belongs to a subject."""
    return Link.objects.filter(other=subject, relation="member_of").select_related("subject")
