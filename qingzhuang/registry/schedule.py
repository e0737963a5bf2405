"""When the self-check of an entry is due: on the anniversary of its filing, so that no campaign is needed."""

from __future__ import annotations

import datetime

from qingzhuang.registry.models import Asset


def anniversary_of(asset: Asset) -> datetime.date:
    """The day from which years are counted: of filing, else of its first dated fact, else of its entry."""
    first = min((event.on for event in asset.events.all()), default=None)
    return asset.filed_on or first or asset.created_at.date()


def next_anniversary(of: datetime.date, after: datetime.date) -> datetime.date:
    """The first anniversary later than ``after``; the 29th of February is kept on the 28th."""
    year = max(after.year, of.year + 1)
    while (day := _in_year(of, year)) <= after:
        year += 1
    return day


def _in_year(day: datetime.date, year: int) -> datetime.date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
