"""The roll-up of use by month: only the months that a batch touched are written."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from qingzhuang.registry.models import UsageMonth
from qingzhuang.registry.usage.partitions import events_of, keep

Day = list[int | None]
# Totals of single events stand beside the counts of a day under this mark.
EVENTS = "e"


def take_in(rows: Iterable[list[Any]], batch: int) -> set[int]:
    """Keep rows in the partitions and bring them into the months' roll-up, inside the caller's transaction.

    Returns the assets touched.
    """
    counts, events = _sorted_out(rows)
    happened = {(asset, day) for asset, day, *_rest in events}
    months = _months({(asset, _first(day)) for asset, day in (*counts, *happened)})
    grown = {}
    for (asset, day), told in counts.items():
        days = months[asset, _first(day)].days
        before = days.get(_number(day), [None, None, None])
        days[_number(day)] = [old if new is None else new for old, new in zip(before, told, strict=True)]
        grown[asset, day] = (_growth(before[0], told[0]), _growth(before[2], told[2]))
    keep(batch, grown, events)
    for day in sorted({day for _asset, day in happened}):
        for asset, total in events_of(day, [asset for asset, on in happened if on == day]).items():
            months[asset, _first(day)].days[_number(day) + EVENTS] = total
    _save(months.values())
    return {asset for asset, _month in months}


def _growth(before: int | None, told: int | None) -> int | None:
    """What a count adds to what was kept of it; ``None`` for nothing new, zero where a day is told for the first time."""
    if told is None or (before is not None and told <= before):
        return None
    return told - (before or 0)


def _save(months: Iterable[UsageMonth]) -> None:
    for month in months:
        told = [each for _day, each in days_of(month)]
        month.uses = sum(each[0] or 0 for each in told)
        month.updates = sum(each[2] or 0 for each in told)
    UsageMonth.objects.bulk_create(
        months,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["asset", "month"],
        update_fields=["days", "uses", "updates"],
    )


def days_of(month: UsageMonth) -> Iterator[tuple[datetime.date, Day]]:
    """The days that were told, in order, as ``[uses, users, updates]``: the larger of counts and single events."""
    for number in sorted({int(key.rstrip(EVENTS)) for key in month.days}):
        counts = month.days.get(str(number), [None, None, None])
        events = month.days.get(f"{number}{EVENTS}", [None, None, None])
        yield month.month.replace(day=number), [_larger(*pair) for pair in zip(counts, events, strict=True)]


def _larger(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _sorted_out(rows: Iterable[list[Any]]) -> tuple[dict[tuple[int, str], Day], list[list[Any]]]:
    """Counts by asset and day, what was told last taken; and single events."""
    counts: dict[tuple[int, str], Day] = defaultdict(lambda: [None, None, None])
    events = []
    for row in rows:
        asset, day, *told, person = row
        if person is not None:
            events.append(row)
            continue
        counts[asset, day] = [old if new is None else new for old, new in zip(counts[asset, day], told, strict=True)]
    return counts, events


def _months(keys: set[tuple[int, datetime.date]]) -> dict[tuple[int, datetime.date], UsageMonth]:
    found: dict[tuple[int, datetime.date], UsageMonth] = {}
    for first in {month for _asset, month in keys}:
        assets = [asset for asset, month in keys if month == first]
        for start in range(0, len(assets), 500):
            some = UsageMonth.objects.select_for_update().filter(month=first, asset__in=assets[start : start + 500])
            found |= {(each.asset_id, first): each for each in some}
    return found | {key: UsageMonth(asset_id=key[0], month=key[1]) for key in keys - found.keys()}


def _first(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day).replace(day=1)


def _number(day: str) -> str:
    return str(int(day[8:10]))
