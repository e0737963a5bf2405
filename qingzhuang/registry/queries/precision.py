"""How often a comparison was right, by score, as people judged its pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet


@dataclass(frozen=True)
class Band:
    """Of pairs judged at a score from ``low`` up to ``high``: how many were judged, how many of them the same."""

    low: float
    high: float
    judged: int
    same: int

    @property
    def share(self) -> float | None:
        return self.same / self.judged if self.judged else None


def precision_of(pairs: QuerySet, bands: Sequence[tuple[float, float]], decisions: Sequence[str]) -> list[Band]:
    """By bands of the score that pairs had when they were judged; ``decisions`` say that a pair is the same. One query."""
    counts = {}
    for number, (low, high) in enumerate(bands):
        inside = Q(judged_score__gte=low, judged_score__lt=high)
        counts[f"all{number}"] = Count("pk", filter=inside)
        counts[f"same{number}"] = Count("pk", filter=inside & Q(decision__in=decisions))
    found = pairs.exclude(decision="").aggregate(**counts)
    return [
        Band(low, min(high, 1.0), found[f"all{number}"], found[f"same{number}"])
        for number, (low, high) in enumerate(bands)
    ]
