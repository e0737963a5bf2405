"""What faces the public and has been entered: the part of the register that needs no sign-in."""

from __future__ import annotations

import datetime

from django.db.models import Count, Max, Q

from qingzhuang.registry.models import Asset, AssetQuerySet
from qingzhuang.registry.models.search import matching

KINDS = ("app", "mini_program", "account")


def public_assets(q: str = "", kind: str = "") -> AssetQuerySet:
    """Apps, mini-programs and accounts that face the public, also closed ones; what is only proposed is not public."""
    shown = Q(facing="public", kind__in=KINDS) & ~Q(status="proposed")
    found = Asset.objects.filter(shown).select_related("sponsor")
    if kind:
        found = found.filter(kind=kind)
    return matching(found, q).order_by("pk") if q.strip() else found.order_by("pk")


def edition(found: AssetQuerySet) -> tuple[int, datetime.datetime | None]:
    """``(count, latest change)``: together they tell whether a list is still the same."""
    told = found.order_by().aggregate(count=Count("pk"), latest=Max("updated_at"))
    return told["count"], told["latest"]
