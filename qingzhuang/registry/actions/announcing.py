"""Telling the users of a thing that it ends; used inside the actions of merging and closing."""

from __future__ import annotations

import datetime

from django.utils import timezone

from qingzhuang.registry.models import Announcement, Asset, Closure, Merge


def announce(
    asset: Asset,
    *,
    until: datetime.date,
    successor: Asset | None = None,
    instead: str = "",
    merge: Merge | None = None,
    closure: Closure | None = None,
) -> Announcement:
    """Publish that a thing runs until a day and what takes its place."""
    return Announcement.objects.create(
        asset=asset, until=until, successor=successor, instead=instead.strip()[:500], merge=merge, closure=closure
    )


def end_announcements(*, withdrawn: bool, merge: Merge | None = None, closure: Closure | None = None) -> None:
    """Say on the announcements that what they announced has happened, or will not."""
    today, now = timezone.localdate(), timezone.now()
    found = Announcement.objects.filter(merge=merge, closure=closure, withdrawn_on=None)
    found.update(updated_at=now, **({"withdrawn_on": today} if withdrawn else {"ended_on": today}))
