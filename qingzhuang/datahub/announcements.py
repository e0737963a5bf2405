"""What changed under a grant since a reader last asked: read from the journal, whose order is that of committing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qingzhuang.core import journal
from qingzhuang.core.models import JournalEntry
from qingzhuang.datahub.actions.announcing import ANNOUNCE
from qingzhuang.datahub.models import Grant
from qingzhuang.identity.models import Organisation

AT_ONCE = 1_000


@dataclass(frozen=True)
class Changes:
    """``cursor`` is where to go on; ``more`` says that there is more behind it already."""

    elements: tuple[str, ...]
    cursor: int
    more: bool
    intakes: tuple[int, ...] = ()
    records: tuple[int, ...] = ()


def told_since(grant: Grant, after: int) -> Changes:
    """The changes under one grant after an entry of the journal."""
    entries = journal.entries_after(after, [ANNOUNCE], AT_ONCE)
    areas = areas_of(entries)
    concern = [(each, codes) for each in entries if (codes := concerned(grant, each, areas))]
    return Changes(
        tuple(sorted({code for _, codes in concern for code in codes})),
        entries[-1].seq if entries else after,
        len(entries) == AT_ONCE,
        tuple(each.details["intake"] for each, _ in concern if each.details.get("intake")),
        tuple(pk for each, _ in concern for pk in each.details.get("records", ())),
    )


def areas_of(entries: Iterable[JournalEntry]) -> dict[int, Organisation]:
    """The areas that announcements name, by id."""
    return Organisation.objects.in_bulk({each.details["area"] for each in entries})


def concerned(grant: Grant, entry: JournalEntry, areas: dict[int, Organisation]) -> frozenset[str]:
    """Which elements of a grant an announcement is about; none when it is about another place."""
    area = areas.get(entry.details["area"])
    if area is None or not (area.is_within(grant.area) or grant.area.is_within(area)):
        return frozenset()
    return frozenset(grant.elements).intersection(entry.details["elements"])
