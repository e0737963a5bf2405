"""What is live, changes to be filed, and rectifications, as pages and reminders ask for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Asset, ChangeFiling, LiveReport, Rectification
from qingzhuang.registry.models.life import PENDING


def last_report(asset: Asset) -> LiveReport | None:
    return asset.live_reports.select_related("person").first()


def pending_change(asset: Asset) -> ChangeFiling | None:
    return asset.change_filings.filter(state__in=PENDING).first()


def latest_change(asset: Asset) -> ChangeFiling | None:
    """The change that is under way, else the last one."""
    return asset.change_filings.select_related("asset", "report", "submitted_by", "answered_by").first()


def of_own_units(person: Any) -> Q:
    """A filter on what hangs on entries that the person's own units sponsor."""
    return Q(asset__sponsor__in=[own.pk for own in organisations_of(person)])


def in_own_area(person: Any, relation: str = "asset__keeper") -> Q:
    """A filter on what hangs on entries of the areas whose governance office the person works in."""
    reach = Q(pk__in=[])
    for office in offices_of(person, "reviewer"):
        reach |= subtree_filter(relation, office.area)
    return reach


def changes_to_file(person: Any) -> QuerySet[ChangeFiling]:
    """What the person's units have to file, the earliest due first."""
    found = ChangeFiling.objects.filter(of_own_units(person), state="open")
    return found.select_related("asset").order_by("due_on", "pk")


def changes_to_accept(person: Any) -> QuerySet[ChangeFiling]:
    """What the person may answer, never of their own unit."""
    found = ChangeFiling.objects.filter(in_own_area(person), state="submitted").exclude(of_own_units(person))
    return found.select_related("asset__sponsor").order_by("due_on", "pk")


def open_rectifications(person: Any) -> QuerySet[Rectification]:
    """What the person's units have to put right, the earliest due first."""
    found = Rectification.objects.filter(of_own_units(person), done_on=None)
    return found.select_related("asset").order_by("due_on", "pk")
