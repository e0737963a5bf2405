"""What is shared on what terms, and the log of what was given."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from qingzhuang.datahub.models import Exchange, Grant, Handover, Layout, Rejection
from qingzhuang.datahub.terms import CONCEPTS, agreements_for, elements
from qingzhuang.identity.models import AREA, Organisation
from qingzhuang.identity.queries import organisations_of


def catalogue_area(code: str = "") -> Organisation | None:
    """The area of a code; without one the site's own: the smallest that everything agreed lies in."""
    areas = Organisation.objects.filter(nature=AREA)
    if code:
        return areas.filter(code=code).first()
    agreed = areas.filter(data_agreements__isnull=False).order_by("depth").first()
    return agreed or areas.order_by("depth").first()


def shared_elements(area: Organisation) -> list[dict[str, Any]]:
    """Every element agreed on for an area, in the order of the list."""
    agreed = agreements_for(area)
    return [
        {
            "code": each.code,
            "name": each.name.as_dict(),
            "concept": each.concept,
            "datatype": each.datatype,
            "sensitivity": each.sensitivity,
            "sharing": agreed[each.code].sharing,
            "steward": agreed[each.code].steward.name,
        }
        for each in elements().values()
        if each.code in agreed and each.concept in CONCEPTS
    ]


def exchanges_for(person: Any, side: str = "") -> QuerySet[Exchange]:
    """The exchanges one can see, newest first: those one's units ``had``, those they ``gave``, or all."""
    found = Exchange.objects.visible_to(person).select_related("grant__requester", "grant__steward", "person")
    own = organisations_of(person)
    if side == "had":
        found = found.filter(grant__requester__in=own)
    if side == "gave":
        found = found.filter(grant__steward__in=own)
    return found


def grants_to_hand_over(layout: Layout) -> QuerySet[Grant]:
    """The grants of rows in force under which a layout's unit could fill it."""
    found = Grant.objects.in_force().filter(requester=layout.organisation, form="rows")
    return found.select_related("steward", "area").order_by("-pk")


def rejections_of(handover: Handover) -> QuerySet[Rejection]:
    """What the system did not take, row by row."""
    return handover.rejections.select_related("subject__area")
