"""Is a registered thing still alive? What was seen of it, what its owner says, and what follows from both.

Nothing is called dead because nobody looked: a signal that was not told is ``unseen`` and leaves the question open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qingzhuang.domain.text import Text

# What was told longer ago than this says nothing of today (our setting: monthly figures stay in time).
FRESH_DAYS = 31

STATES = {
    "active": Text("有活动", "active"),
    "silent": Text("无活动", "silent"),
    "scarce": Text("极少使用", "hardly used"),
    "resting": Text("按季节停用", "out of season"),
    "young": Text("观察期不足", "watched too briefly"),
    "unseen": Text("看不到", "not seen"),
}
QUIET = ("silent", "scarce")
ANSWERS = {
    "in_use": Text("在用", "In use"),
    "seasonal": Text("季节性使用", "Seasonal"),
    "reserve": Text("应急备用", "Kept in reserve"),
    "close": Text("不再使用，关停", "No longer used: close it"),
}
VERDICTS = {
    "live": Text("在用", "Alive"),
    "reserve": Text("季节性或备用", "Seasonal or in reserve"),
    "unclear": Text("不明确", "Unclear"),
    "zombie": Text("僵尸", "Zombie"),
}


@dataclass(frozen=True)
class Seen:
    """What was told of one signal: the last day with any activity, and the stretch of days told without a gap."""

    last: datetime.date | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Signal:
    """``state`` is one of :data:`STATES`; ``quiet`` the days of silence that were seen and count."""

    code: str
    state: str
    quiet: int = 0


@dataclass(frozen=True)
class Verdict:
    """``missing`` are signals to be seen and ``owner`` when the owner has yet to answer; ``contrary`` the signals that
    speak against the owner's answer. ``look_on`` is when time alone may change the verdict."""

    code: str
    missing: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()
    look_on: datetime.date | None = None


def signal_of(code: str, seen: Seen, days: int, today: datetime.date, season: Iterable[int] = ()) -> Signal:
    """Judge one signal: ``days`` without activity are silence; with a ``season`` (months) only days in it count."""
    months = frozenset(season)
    if seen.last and _counted(seen.last, today, months) <= days:
        state = "active" if not months or today.month in months else "resting"
        return Signal(code, state, _counted(seen.last, today, months))
    if seen.until is None or (today - seen.until).days > FRESH_DAYS:
        return Signal(code, "unseen")
    start = seen.since - datetime.timedelta(days=1) if seen.since else seen.until
    quiet = _counted(max(seen.last or start, start), seen.until, months)
    if quiet > days:
        return Signal(code, "silent", quiet)
    return Signal(code, "resting" if months and today.month not in months else "young", quiet)


def judge(
    signals: Mapping[str, Signal], decides: str, answer: str | None, *, reserve: bool, season: Iterable[int] = ()
) -> str:
    """The verdict's code. ``decides`` names the signal that shows life; ``reserve`` is a tool kept for emergencies.

    A zombie needs every signal silent and an owner who says so; anything short of that is unclear.
    """
    states = [each.state for each in signals.values()]
    if answer != "close":
        if reserve or answer == "reserve" or _resting(states, season):
            return "reserve"
        if signals[decides].state == "active":
            return "live"
    return "zombie" if answer == "close" and all(state in QUIET for state in states) else "unclear"


def verdict_of(
    signals: Mapping[str, Signal], decides: str, answer: str | None, *, reserve: bool, season: Iterable[int] = ()
) -> Verdict:
    """The verdict with what is missing for a certain one, and what speaks against what the owner says."""
    code = judge(signals, decides, answer, reserve=reserve, season=season)
    if code != "unclear":
        return Verdict(code)
    unseen = [each.code for each in signals.values() if each.state in ("unseen", "young", "resting")]
    missing = [*unseen, *(() if answer else ("owner",))]
    against = ("active",) if answer == "close" else QUIET if answer else ()
    return Verdict(code, tuple(missing), tuple(each.code for each in signals.values() if each.state in against))


def next_look(
    seen: Mapping[str, Seen], days: Mapping[str, int], today: datetime.date, season: Iterable[int], *ends: object
) -> datetime.date | None:
    """The next day on which time alone may change the verdict; ``ends`` are days on which something else runs out."""
    turns = [each for each in ends if isinstance(each, datetime.date)]
    for code, each in seen.items():
        if each.last:
            turns.append(each.last + datetime.timedelta(days=days[code] + 1))
        if each.until:
            turns.append(each.until + datetime.timedelta(days=FRESH_DAYS + 1))
    if set(season):
        turns.append((today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1))
    return min((turn for turn in turns if turn > today), default=None)


def _resting(states: list[str], season: Iterable[int]) -> bool:
    """Quiet only because its season is over: nothing was silent while it should have been in use."""
    return bool(set(season)) and "resting" in states and not set(QUIET) & set(states)


def _counted(start: datetime.date, end: datetime.date, months: frozenset[int]) -> int:
    """Days after ``start`` up to ``end``; with ``months`` only those that fall in them."""
    whole = max((end - start).days, 0)
    if not months:
        return whole
    return sum((start + datetime.timedelta(days=n)).month in months for n in range(1, min(whole, 3660) + 1))
