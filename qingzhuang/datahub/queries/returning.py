"""Corrections: what waits at a person's sources, what they asked for themselves, and a source's list as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from qingzhuang.core.policies import can
from qingzhuang.datahub.models import Correction, Intake, Source
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.elements import Element
from qingzhuang.identity.queries import organisations_of
from qingzhuang.sheets.canonical import meaning


def corrections_for(person: Any, view: str) -> QuerySet[Correction]:
    """``view`` is ``waiting`` (at sources one answers for), ``asked`` (by oneself) or ``settled``."""
    found = Correction.objects.visible_to(person).select_related(
        "subject__area", "source__owner", "asked_by", "answered_by"
    )
    if view == "asked":
        return found.filter(asked_by=person).order_by("-pk")
    if view == "settled":
        return found.exclude(pk__in=Correction.objects.waiting().values("pk")).order_by("-pk")
    return found.waiting().exclude(source__in=_not_ones_own(person))


def owed_by(person: Any) -> QuerySet[Correction]:
    """What waits at the sources of a person's own units."""
    own = organisations_of(person)
    return Correction.objects.waiting().filter(source__owner__in=own).order_by("due")


def captions_of(source: Source) -> dict[str, str]:
    """By element, the caption under which a source last brought it; else the element's name."""
    names = {code: each.name.zh for code, each in elements().items()}
    last = Intake.objects.filter(source=source).exclude(captions=[]).order_by("-pk").first()
    if last is None:
        return names
    said = {
        code: last.captions[int(column)][-1]
        for column, code in last.mapping.items()
        if int(column) < len(last.captions)
    }
    return names | {code: caption for code, caption in said.items() if caption and caption != code}


def _not_ones_own(person: Any) -> QuerySet[Source]:
    """Sources of others, whose corrections one sees only because one asked for them."""
    asked = Correction.objects.waiting().filter(asked_by=person).select_related("source__owner")
    return Source.objects.filter(
        pk__in=[each.source_id for each in asked if not can(person, "datahub.correction.answer", each)]
    )


def change_rows(changes: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    """``(row, change)`` of a comparison in the words people read: whose, which element, was, now, where, what is wrong."""
    known = elements()
    return [_shown(row, change, known[change["element"]]) for row, change in changes]


def _shown(row: dict[str, Any], change: dict[str, Any], element: Element) -> dict[str, Any]:
    def said(value: str) -> Any:
        return meaning(element, value) if value else "—"

    return {
        "who": row["label"] or "、".join(row["name"].values()) or "—",
        "where": f"{change['sheet']}!{change['cell']}",
        "element": element.name,
        "was": said(change["was"]),
        "now": change["now"] if change["trouble"] else said(change["now"]),
        "new": row["new"],
        "trouble": change["trouble"] or row["trouble"],
        "cleared": change["sort"] == "cleared",
    }
