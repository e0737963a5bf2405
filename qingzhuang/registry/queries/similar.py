"""Clusters and pairs of similar things within one's area. Lists cost the same number of queries at any length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import Case, Count, FloatField, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Greatest

from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of
from qingzhuang.registry.models import Asset, PairQuerySet, SimilarCluster, SimilarPair
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.models.similar import DECISIONS, TRUE
from qingzhuang.registry.queries.precision import Band, precision_of
from qingzhuang.registry.thresholds import WATCHED

VIEWS = ("open", *DECISIONS)
BANDS = ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.6, 0.7))
SHOWN = 4
# What costs the front line most weighs most: things they have to run, before accounts, before groups.
LIGHTEST_FIRST = (("group",), ("account",), ("app", "mini_program"))


@dataclass(frozen=True)
class SimilarFilters:
    """What the desk is narrowed by; unknown words in an address are dropped."""

    view: str = "open"
    kind: str = ""
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> SimilarFilters:
        view, kind = given.get("view", ""), given.get("kind", "")
        q = " ".join(given.get("q", "").split())[:200]
        return cls(view if view in VIEWS else "open", kind if kind in WATCHED else "", q)

    def as_query(self) -> dict[str, str]:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value and (name, value) != ("view", "open")}


@dataclass(frozen=True)
class ClusterRow:
    """One cluster as the list shows it: some of its things, how many pairs wait, and the best reasons."""

    cluster: SimilarCluster
    pairs: int
    score: float | None
    things: int
    some: list[Asset] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)


def pairs_for(person: Any, wanted: SimilarFilters) -> PairQuerySet:
    """Pairs this person may see, narrowed, the most alike first."""
    found = _narrowed(person, wanted)
    found = found.open() if wanted.view == "open" else found.filter(decision=wanted.view)
    return found.select_related("first__sponsor", "second__sponsor", "decided_by")


def clusters_for(person: Any, wanted: SimilarFilters) -> QuerySet:
    """``cluster``, ``pairs``, ``score`` of the clusters those pairs stand in, ready for paging: what matters first, that
    is apps before accounts before groups, then by the band of the score, then by how many people are concerned."""
    grouped = pairs_for(person, wanted).exclude(cluster=None).order_by().values("cluster")
    found = grouped.annotate(
        band=Max(_ranked({"score__gte": low} for low, _high in reversed(BANDS))),
        pairs=Count("pk"),
        score=Max("score"),
        weight=Max(_ranked({"cluster__sort__in": kinds} for kinds in LIGHTEST_FIRST)),
        reach=Max(Greatest(*(_people(side) for side in ("first", "second")))),
    )
    return found.order_by("-weight", "-band", "-reach", "-score", "cluster")


def _ranked(conditions: Iterable[Mapping[str, Any]]) -> Case:
    """The place of the last condition that holds, counted from 1; 0 where none does."""
    whens = [When(**condition, then=Value(place)) for place, condition in enumerate(conditions, 1)]
    return Case(*reversed(whens), default=Value(0), output_field=IntegerField())


def _people(side: str) -> Case:
    """How many people at the front line one side of a pair concerns, where a number is told."""
    told = KeyTextTransform("people", f"{side}__attributes")
    is_number = {f"{side}__attributes__people__regex": r"^\d{1,12}(\.\d+)?$"}
    return Case(When(**is_number, then=Cast(told, FloatField())), default=Value(0.0), output_field=FloatField())


def cluster_rows(person: Any, wanted: SimilarFilters, page: Iterable[Mapping[str, Any]]) -> list[ClusterRow]:
    """The rows of one page, by three queries."""
    numbers = {row["cluster"]: row for row in page}
    clusters = SimilarCluster.objects.in_bulk(numbers)
    ends: dict[int, dict[int, None]] = {pk: {} for pk in numbers}
    best: dict[int, list[dict[str, Any]]] = {}
    pairs = pairs_for(person, wanted).filter(cluster__in=numbers).select_related(None)
    for cluster, first, second, reasons in pairs.values_list("cluster", "first", "second", "reasons"):
        ends[cluster] |= dict.fromkeys((first, second))
        best.setdefault(cluster, reasons)
    shown = {pk for members in ends.values() for pk in list(members)[:SHOWN]}
    assets = Asset.objects.select_related("sponsor").in_bulk(shown)
    return [
        ClusterRow(
            clusters[pk], row["pairs"], row["score"], len(ends[pk]),
            [assets[each] for each in list(ends[pk])[:SHOWN]], best.get(pk, []),
        )
        for pk, row in numbers.items()
    ]  # fmt: skip


def counts_by_view(person: Any, wanted: SimilarFilters) -> dict[str, int]:
    """How many clusters each view holds under the other filters."""
    found = _narrowed(person, wanted).order_by().values_list("decision").annotate(n=Count("cluster", distinct=True))
    counted = {decision or "open": n for decision, n in found}
    return {view: counted.get(view, 0) for view in VIEWS}


def open_clusters(person: Any) -> int:
    """How many clusters wait for this person's decision."""
    if deciding_office(person) is None:
        return 0
    return SimilarPair.objects.visible_to(person).open().aggregate(n=Count("cluster", distinct=True))["n"]


def deciding_office(person: Any) -> Organisation | None:
    return next(iter(offices_of(person, "reviewer")), None)


def pairs_in(person: Any, cluster: int) -> list[SimilarPair]:
    """The pairs of a cluster this person may see, the most alike first; 404 is for one without any."""
    found = SimilarPair.objects.visible_to(person).filter(cluster__pk=cluster)
    return list(found.select_related("decided_by", "cluster"))


def members_of(pairs: Iterable[SimilarPair]) -> list[Asset]:
    """The things of some pairs, those of the best pairs first, with what is known of their use."""
    ids = list(dict.fromkeys(pk for pair in pairs for pk in (pair.first_id, pair.second_id)))
    found = Asset.objects.select_related("sponsor", "liveness").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def pairs_of(asset: Asset, person: Any, limit: int = 5) -> list[tuple[SimilarPair, Asset]]:
    """What an entry resembles, as far as this person may see it; pairs decided as different are left out."""
    found = SimilarPair.objects.filter(Q(first=asset) | Q(second=asset)).exclude(decision="different")
    pairs = list(found.exclude(score=None).select_related("first__sponsor", "second__sponsor")[: limit * 4])
    others = [pair.other(asset).pk for pair in pairs]
    seen = set(Asset.objects.visible_to(person).filter(pk__in=others).values_list("pk", flat=True))
    return [(pair, pair.other(asset)) for pair in pairs if pair.other(asset).pk in seen][:limit]


def precision_for(person: Any) -> list[Band]:
    """How often the comparison was right, by score, as people of this area have judged; one query."""
    return precision_of(SimilarPair.objects.visible_to(person), BANDS, TRUE)


def _narrowed(person: Any, wanted: SimilarFilters) -> PairQuerySet:
    found = SimilarPair.objects.visible_to(person)
    if wanted.kind:
        found = found.filter(first__kind=wanted.kind)
    if wanted.q:
        named = matching(Asset.objects.all(), wanted.q).order_by().values("pk")
        found = found.filter(Q(first__in=named) | Q(second__in=named))
    return found


def band_of(person: Any, pairs: Iterable[SimilarPair]) -> Band | None:
    """How often the comparison was right at the score of the best of these pairs; ``None`` where none was judged."""
    best = max((pair.score for pair in pairs if pair.score is not None), default=None)
    if best is None:
        return None
    return next((band for band in precision_for(person) if band.judged and band.low <= best), None)
