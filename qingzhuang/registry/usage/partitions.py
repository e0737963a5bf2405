"""Use kept as events by day, where ``./qz activity`` and the engines read it.

A daily count is one event of nobody known; a single event carries the mark of who it was. A count that was told again
adds only what it grew by, since events are never taken back: the corrected figure stands in the roll-up by month.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from qingzhuang.analytics.activity.columns import UPDATE, USE
from qingzhuang.analytics.activity.places import Place, place_at
from qingzhuang.analytics.activity.storage import Event, singly, write_days

# Who made an update is nobody's business; the mark tells an update that was an event from one that was counted.
SOMEBODY = "-"


def place() -> Place:
    """Where the partitions by day are: the bucket or folder of the settings, or else the state folder."""
    return place_at(settings.USAGE_STORE or str(Path(settings.STATE) / "usage"))


def keep(batch: int, grown: Mapping[tuple[int, str], tuple[int | None, int | None]], events: Iterable[list]) -> None:
    """Write one batch: how much counts grew (uses, updates) by asset and day, and single events as reported.

    A batch that was kept before is left as it is.
    """
    days: dict[datetime.date, list[Event]] = defaultdict(list)
    for (asset, day), grew in grown.items():
        for kind, count in zip((USE, UPDATE), grew, strict=True):
            if count is not None:
                _add(days, day, Event(str(asset), _at(day), None, kind, count))
    for asset, day, uses, _users, _updates, person in events:
        kind = (person, USE) if uses else (SOMEBODY, UPDATE)
        _add(days, day, Event(str(asset), _at(day), *kind))
    write_days(place(), days, f"reports:{batch}")


def _add(days: dict[datetime.date, list[Event]], day: str, event: Event) -> None:
    days[datetime.date.fromisoformat(day)].append(event)


def _at(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(day)


def events_of(day: str, assets: Iterable[int]) -> dict[int, list[int | None]]:
    """Totals of single events on a day: ``{asset: [uses, different persons, updates]}``, ``None`` where none came."""
    found = singly(place(), datetime.date.fromisoformat(day), [str(asset) for asset in assets])
    return {int(asset): told for asset, told in found.items()}
