"""Counting what is held in an area, element by element and source by source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from qingzhuang.datahub.holding import FREE, Fact
from qingzhuang.datahub.models import Coverage, Held
from qingzhuang.datahub.terms import terms_for
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.canonical import derived

CHUNK = 2_000


@dataclass
class _Count:
    subjects: int = 0
    fresh: int = 0
    seen: list[str] = field(default_factory=lambda: ["9999", ""])


def count_area(area: Organisation) -> int:
    """Count anew what is held of the subjects that stand directly in an area; returns how many there are."""
    terms, today = terms_for(area), timezone.localdate()
    counts: dict[tuple[str, int], _Count] = defaultdict(_Count)
    views = Held.objects.filter(subject__area=area, subject__merged_into=None)
    total = 0
    for view in views.iterator(chunk_size=CHUNK):
        total += 1
        for code, fact in _with_derived(view.facts, today).items():
            found = counts[code, fact.source]
            found.subjects += 1
            found.fresh += not terms.get(code, FREE).stale(fact, today)
            found.seen = [min(found.seen[0], fact.observed), max(found.seen[1], fact.observed)]
    _store(area, counts)
    return total


def _with_derived(facts: dict[str, Fact], today: date) -> dict[str, Fact]:
    """What is held and what follows from it, as of the fact it follows from."""
    found = dict(facts)
    for code, (value, base) in derived({code: fact.value for code, fact in facts.items()}, today).items():
        found.setdefault(code, found[base]._replace(value=value))
    return found


def _store(area: Organisation, counts: dict[tuple[str, int], _Count]) -> None:
    rows = [
        Coverage(
            area=area,
            element=code,
            source_id=source,
            subjects=found.subjects,
            fresh=found.fresh,
            oldest=found.seen[0],
            newest=found.seen[1],
        )
        for (code, source), found in counts.items()
    ]
    with transaction.atomic():
        Coverage.objects.filter(area=area).delete()
        Coverage.objects.bulk_create(rows)
