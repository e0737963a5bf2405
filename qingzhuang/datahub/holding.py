"""What is held of a subject: how a value that is told meets the one that is held.

No database here. The rules are few: the authoritative source of an element decides; of sources with equal standing
the later observation does; a value past its time gives way; whatever differs without being decided is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class Fact(NamedTuple):
    """A value with where it came from: ``record`` and ``source`` are ids, ``observed`` an ISO date."""

    value: str
    record: int
    source: int
    observed: str


class Telling(NamedTuple):
    """The values that one record told, by element code; the rest as in :class:`Fact`."""

    record: int
    source: int
    observed: str
    values: dict[str, str]


def together(facts: Mapping[str, Fact]) -> list[Telling]:
    """Facts by what told them: as they are kept, since most of a subject's come from few records."""
    found: dict[int, Telling] = {}
    for code, (value, record, source, observed) in facts.items():
        if record not in found:
            found[record] = Telling(record, source, observed, {})
        found[record].values[code] = value
    return list(found.values())


def single(tellings: Iterable[Telling]) -> dict[str, Fact]:
    """Every fact by its element code."""
    return {
        code: Fact(value, record, source, observed)
        for record, source, observed, values in tellings
        for code, value in values.items()
    }


@dataclass(frozen=True)
class Terms:
    """What is agreed about one element: the source that decides, and for how many days a value is good."""

    authority: int | None = None
    good_for: int | None = None

    def good_since(self, today: date) -> str:
        """The first day (ISO) of which an observation may be used today without asking again; blank when nothing ages."""
        return "" if self.good_for is None else (today - timedelta(days=self.good_for)).isoformat()

    def stale(self, fact: Fact, today: date) -> bool:
        return first_day(fact.observed) < self.good_since(today)


def first_day(observed: str) -> str:
    """The first day that an observation told to the year or the month may be of."""
    return (observed + "-01-01")[:10]


@dataclass
class Outcome:
    """What a record did to what is held: codes of values ``taken``, and ``(code, held, told)`` in conflict."""

    taken: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, Fact, Fact]] = field(default_factory=list)


FREE = Terms()


def take(held: dict[str, Fact], told: dict[str, Fact], terms: dict[str, Terms], today: date) -> Outcome:
    """Let what was told meet what is held; ``held`` is changed in place."""
    outcome = Outcome()
    for code, new in told.items():
        old = held.get(code)
        better, conflict = (True, False) if old is None else _meet(old, new, terms.get(code, FREE), today)
        if conflict and old is not None:
            outcome.conflicts.append((code, old, new))
        if better:
            held[code] = new
            outcome.taken.append(code)
    return outcome


def _meet(old: Fact, new: Fact, terms: Terms, today: date) -> tuple[bool, bool]:
    """Whether the new fact takes the old one's place, and whether the two are in conflict."""
    later = new.observed >= old.observed
    if new.source != old.source and terms.authority in (new.source, old.source):
        decides = new.source == terms.authority
        # An older telling against the source that decides is history, a later one is a hint that it is wrong.
        return decides, not decides and later and new.value != old.value
    if not later:
        return False, False
    agree = new.source == old.source or new.value == old.value or terms.stale(old, today)
    return agree or new.observed > old.observed, not agree
