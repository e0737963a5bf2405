"""All pairs of a ledger that are alike, and the clusters they make. Numbers in, numbers out; words come last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.scan.candidates import Candidates
from qingzhuang.analytics.likeness.scan.clusters import clusters_of, components, members_of
from qingzhuang.analytics.likeness.scan.vectors import Vectors, vectors_of
from qingzhuang.analytics.likeness.scan.verify import Verifier
from qingzhuang.analytics.likeness.scan.why import Reasons
from qingzhuang.analytics.likeness.synonyms import DEFAULT, Synonyms
from qingzhuang.analytics.likeness.tokens import Tokeniser

# Chosen on seed 7 of benchmarks/scan.py and left alone since.
THRESHOLD = 0.4
# Of a module this share must be in the larger thing, and it must say enough to be told from a phrase.
WITHIN, LARGER, ENOUGH = 0.75, 1.5, 8
CONTAINED_COUNTS = 0.55
# Below the first, a pair must share this part of its acts: the same things with other acts are other functions.
SURELY, SAME_ACTS = 0.65, 0.5
# Components up to this size have all their pairs compared: what the keys missed among mass copies is found so.
COMPLETED = 2_000
_POSSIBLE = 0.4
_SLICE = 1 << 20

Report = Callable[[str, float], None]


class Pair(NamedTuple):
    """Two entries judged similar, by their place in the ledger. ``contained``: one is a module of the other."""

    here: int
    there: int
    score: float
    contained: bool


@dataclass(frozen=True, slots=True)
class ScanResult:
    """``here``, ``there`` int64[p] and ``scores`` float32[p], the pairs in ledger order; ``contained`` bool[p];
    ``clusters`` int64[n] names each entry's cluster by its least member. ``work`` counts what was looked at."""

    entries: Sequence[Entry]
    vectors: Vectors
    here: np.ndarray
    there: np.ndarray
    scores: np.ndarray
    contained: np.ndarray
    clusters: np.ndarray
    work: dict[str, int]

    def __len__(self) -> int:
        return len(self.here)

    def pairs(self, begin: int = 0, end: int | None = None) -> Iterator[Pair]:
        """The pairs in ledger order, or those from one place to another."""
        columns = [column[begin:end] for column in (self.here, self.there, self.scores, self.contained)]
        columns[2] = np.round(columns[2].astype(np.float64), 4)
        return map(Pair, *(column.tolist() for column in columns))

    def reasons(self) -> Reasons:
        """What explains the pairs."""
        return Reasons(self.entries, self.vectors)


def scan(
    entries: Sequence[Entry],
    *,
    threshold: float = THRESHOLD,
    synonyms: Synonyms = DEFAULT,
    report: Report = lambda step, share: None,
) -> ScanResult:
    """Compare every entry of a ledger with every other that could be like it.

    ``threshold`` is the least score of a pair, 0 to 1. ``report(step, share)`` is called as the scan goes on; what it
    raises ends the scan.
    """
    report("tokens", 0.0)
    vectors = vectors_of(entries, Tokeniser(synonyms))
    report("candidates", 0.3)
    candidates = Candidates(vectors)
    here, there = candidates.split(candidates.pairs())
    report("compare", 0.6)
    judge = Judge(vectors, threshold)
    found = judge.judged(here, there)
    found = completed(found, judge, len(vectors))
    report("clusters", 0.9)
    return result_of(entries, vectors, found, {"candidates_raw": candidates.raw, "candidates": len(here), **judge.work})


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs that were judged similar, in no order."""

    here: np.ndarray
    there: np.ndarray
    scores: np.ndarray
    contained: np.ndarray

    @classmethod
    def joined(cls, some: Sequence[Judged]) -> Judged:
        columns = zip(*((each.here, each.there, each.scores, each.contained) for each in some), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


class Judge:
    """Compares pairs and keeps those that reach the threshold."""

    def __init__(self, vectors: Vectors, threshold: float) -> None:
        self._verifier, self._threshold = Verifier(vectors), threshold
        self._lengths = np.diff(vectors.bounds)
        self.work = {"compared": 0}

    def judged(self, here: np.ndarray, there: np.ndarray) -> Judged:
        """Those of the pairs (int64 each) that are similar, or one of which is a module of the other."""
        slices = range(0, max(len(here), 1), _SLICE)
        return Judged.joined([self._some(here[at : at + _SLICE], there[at : at + _SLICE]) for at in slices])

    def _some(self, here: np.ndarray, there: np.ndarray) -> Judged:
        possible = self._verifier.possible(here, there, _POSSIBLE)
        here, there = here[possible], there[possible]
        self.work["compared"] += len(here)
        shared, totals = self._verifier.shared(here, there), self._verifier.totals
        whole = totals[here] + totals[there] - shared
        alike = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
        lesser, larger = np.minimum(totals[here], totals[there]), np.maximum(totals[here], totals[there])
        within = np.divide(shared, lesser, out=np.zeros_like(shared), where=lesser > 0)
        enough = np.minimum(self._lengths[here], self._lengths[there]) >= ENOUGH
        module = (within >= WITHIN) & (larger >= LARGER * lesser) & enough
        scores = np.maximum(alike, np.where(module, CONTAINED_COUNTS * within, 0)).astype(np.float32)
        kept = scores >= self._threshold
        doubtful = np.flatnonzero(kept & (scores < SURELY))
        kept[doubtful] = self._verifier.acting_alike(here[doubtful], there[doubtful]) >= SAME_ACTS
        return Judged(here[kept], there[kept], scores[kept], module[kept])


def completed(found: Judged, judge: Judge, count: int) -> Judged:
    """Compare also the pairs within each component that were no candidates."""
    labels = components(found.here, found.there, count)
    members, sizes = members_of(labels, 3, COMPLETED)
    known = np.sort(found.here * count + found.there)
    more = []
    for size in np.unique(sizes).tolist():
        ends = np.cumsum(sizes)
        groups = (ends - sizes)[sizes == size]
        first, second = np.triu_indices(size, 1)
        step = max(1, _SLICE // len(first))
        for at in range(0, len(groups), step):
            rows = np.sort(members[groups[at : at + step, None] + np.arange(size)], axis=1)
            here, there = rows[:, first].reshape(-1), rows[:, second].reshape(-1)
            keys = here * count + there
            place = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
            unseen = known[place] != keys
            more.append(judge.judged(here[unseen], there[unseen]))
    return Judged.joined([found, *more])


def result_of(entries: Sequence[Entry], vectors: Vectors, found: Judged, work: dict[str, int]) -> ScanResult:
    """Put judged pairs in the order of the ledger and make the clusters."""
    order = np.lexsort((found.there, found.here))
    here, there, scores = found.here[order], found.there[order], found.scores[order]
    contained = found.contained[order]
    alike = ~contained
    clusters = clusters_of(here[alike], there[alike], scores[alike], len(vectors))
    return ScanResult(entries, vectors, here, there, scores, contained, clusters, {**work, "pairs": len(here)})
