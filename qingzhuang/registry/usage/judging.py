"""What follows from what was seen: the verdict on each thing, written only where it changed."""

from __future__ import annotations

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from qingzhuang.domain.liveness import Seen, next_look, signal_of, verdict_of
from qingzhuang.registry.models import Asset, Liveness, OwnerQuestion, UsageMonth
from qingzhuang.registry.models.assets import UPDATE_FIELDS
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.thresholds import WATCHED, Thresholds, thresholds_of
from qingzhuang.registry.usage.months import Day, days_of

# Reports at least weekly leave no gap; a longer silence of the reporter is a stretch nobody saw.
GAP = datetime.timedelta(days=8)
BACK = datetime.timedelta(days=400)
CHUNK = 500
# States in which a thing is expected to be used at all.
WATCHED_STATES = tuple(state for state in ALIVE if state != "proposed")
# What the entry itself states, beside reports: an account its last update, a group its last message.
STATED = {"account": "update", "group": "use"}
_WRITTEN = ("verdict", "signals", "missing", "contrary", "last_use", "active_share", "months_low", "quiet", "look_on")


def judge_assets(ids: Iterable[int]) -> int:
    """Judge these things anew and write down what changed; returns how many verdicts did. What ended is let go."""
    wanted, changed, day = sorted(set(ids)), 0, timezone.localdate()
    limits = {kind: thresholds_of(kind) for kind in WATCHED}
    for start in range(0, len(wanted), CHUNK):
        changed += _judge_some(wanted[start : start + CHUNK], limits, day)
    return changed


def due_assets(day: datetime.date) -> list[int]:
    """Things whose verdict may have changed by time alone, and those never judged."""
    alive = Asset.objects.filter(kind__in=WATCHED, status__in=WATCHED_STATES)
    unjudged = alive.filter(liveness=None).values_list("pk", flat=True)
    return [*unjudged, *Liveness.objects.filter(look_on__lte=day).values_list("pk", flat=True)]


def seen_of(asset: Asset, days: list[tuple[datetime.date, Day]], signal: str) -> Seen:
    """What was told of one signal, by reports and by the entry's own statement (“last update”, “last message”).

    A statement speaks of the days up to the one on which it entered the register, not of later ones.
    """
    told = [(on, counts[0] or counts[1] or 0) for on, counts in days if not counts[0] is counts[1] is None]
    if signal == "update":
        told = [(on, counts[2]) for on, counts in days if counts[2] is not None]
    last = max((on for on, count in told if count), default=None)
    since, until = _unbroken([on for on, _count in told])
    stated = _statement(asset, signal)
    if stated is None:
        return Seen(last, since, until)
    entered = max(timezone.localdate(asset.created_at), stated)
    if until is None or until < entered or (since is not None and since <= entered + GAP):
        since, until = min(stated, since or stated), max(entered, until or entered)
    return Seen(max(stated, last or stated), since, until)


def _statement(asset: Asset, signal: str) -> datetime.date | None:
    if signal != STATED.get(asset.kind):
        return None
    texts = [asset.attributes[code] for code in UPDATE_FIELDS if asset.attributes.get(code)]
    return max((datetime.date.fromisoformat(text) for text in texts), default=None)


def _unbroken(days: list[datetime.date]) -> tuple[datetime.date | None, datetime.date | None]:
    """The last stretch of days without a gap."""
    if not days:
        return None, None
    since = days[-1]
    for day in reversed(days):
        if since - day > GAP:
            break
        since = day
    return since, days[-1]


def _judge_some(ids: list[int], limits: dict[str, Thresholds], today: datetime.date) -> int:
    assets = list(Asset.objects.filter(pk__in=ids, kind__in=WATCHED, status__in=WATCHED_STATES))
    Liveness.objects.filter(pk__in=set(ids) - {asset.pk for asset in assets}).delete()
    days: dict[int, list[tuple[datetime.date, Day]]] = defaultdict(list)
    for month in UsageMonth.objects.filter(asset__in=assets, month__gte=today - BACK).order_by("month"):
        days[month.asset_id] += days_of(month)
    answers: dict[int, OwnerQuestion] = {}
    for question in OwnerQuestion.objects.filter(asset__in=assets).exclude(answered_at=None).order_by("answered_at"):
        answers[question.asset_id] = question
    before = Liveness.objects.in_bulk([asset.pk for asset in assets])
    made = [_judged(each, days[each.pk], answers.get(each.pk), limits[each.kind], today) for each in assets]
    changed = [each for each in made if not _same(each, before.get(each.pk))]
    for each in changed:
        old = before.get(each.pk)
        each.changed_on = old.changed_on if old and old.verdict == each.verdict else today
    Liveness.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["asset"],
        update_fields=[*_WRITTEN, "judged_on", "changed_on"],
    )
    return sum(each.pk not in before or before[each.pk].verdict != each.verdict for each in changed)


def _same(now: Liveness, before: Liveness | None) -> bool:
    return before is not None and all(getattr(now, name) == getattr(before, name) for name in _WRITTEN)


def _judged(
    asset: Asset, days: list, question: OwnerQuestion | None, limits: Thresholds, today: datetime.date
) -> Liveness:
    season = [int(month) for month in asset.attributes.get("season_months") or ()]
    exception_end = _exception_end(asset)
    reserve = bool(asset.exception_scene) and (exception_end is None or exception_end >= today)
    seen = {code: seen_of(asset, days, code) for code in limits.days}
    signals = {code: signal_of(code, seen[code], limits.days[code], today, season) for code in seen}
    share, low = _low_use(asset, days, limits, today)
    if low is not None and low >= limits.months and signals["use"].state == "active":
        signals["use"] = dataclasses.replace(signals["use"], state="scarce")
    answer = question.answer if question and question.holds(today) else None
    verdict = verdict_of(signals, limits.decides, answer, reserve=reserve, season=season)
    ends = (exception_end, question.holds_until if question else None)
    shown = {code: {"state": signals[code].state, "quiet": signals[code].quiet} | _as_text(seen[code]) for code in seen}
    return Liveness(
        asset=asset,
        verdict=verdict.code,
        signals=shown,
        missing=list(verdict.missing),
        contrary=list(verdict.contrary),
        last_use=seen["use"].last,
        active_share=share,
        months_low=low,
        quiet=max((each.quiet for each in signals.values() if each.state == "silent"), default=0),
        judged_on=today,
        changed_on=today,
        look_on=next_look(seen, limits.days, today, season, *ends),
    )


def _low_use(asset: Asset, days: list, limits: Thresholds, today: datetime.date) -> tuple[float | None, int | None]:
    """Active users of the last whole month as a share (%) of those it is for, and how many months in a row it was low.

    Daily users added up are the most different persons there can have been, so that a low share is certain.
    """
    people = asset.attributes.get("people")
    if not people or limits.rules["use"].id != "R14":
        return None, None
    users: dict[datetime.date, int] = defaultdict(int)
    for on, counts in days:
        if counts[1] is not None:
            users[on.replace(day=1)] += counts[1]
    shares, month = [], (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    while month in users:
        shares.append(round(min(100.0 * users[month] / people, 100.0), 1))
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    if not shares:
        return None, None
    return shares[0], next((n for n, share in enumerate(shares) if share >= limits.share), len(shares))


def _exception_end(asset: Asset) -> datetime.date | None:
    text = asset.attributes.get("exception_ends_on")
    return datetime.date.fromisoformat(text) if text else None


def _as_text(seen: Seen) -> dict[str, Any]:
    days = {"last": seen.last, "since": seen.since, "until": seen.until}
    return {name: day.isoformat() if day else None for name, day in days.items()}
