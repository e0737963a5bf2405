"""The same question on Spark, with equal results: for a ledger beyond one machine's time.

The plan is that of :mod:`qingzhuang.analytics.likeness.scan.engine` and its code is the same; Spark spreads its three
dear steps. Cutting texts goes by slices of the functions; making candidate pairs by ranges of keys, so that all
entries with a key meet in one task; comparing by slices of the pairs. Between the steps the ledger is numbers, which
every task gets once (a broadcast of some 100 bytes an entry); texts are never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from qingzhuang.analytics import cluster
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.scan.candidates import OFTEN, Candidates
from qingzhuang.analytics.likeness.scan.engine import THRESHOLD, Judge, Judged, Report, ScanResult, completed, result_of
from qingzhuang.analytics.likeness.scan.vectors import Vectors, assembled, cut, numbered
from qingzhuang.analytics.likeness.synonyms import DEFAULT, Synonyms
from qingzhuang.analytics.likeness.tokens import Tokeniser

_TEXTS_A_TASK, _PAIRS_A_TASK = 50_000, 1 << 20


def scan(
    entries: Sequence[Entry],
    *,
    threshold: float = THRESHOLD,
    synonyms: Synonyms = DEFAULT,
    report: Report = lambda step, share: None,
    session: Any = None,
) -> ScanResult:
    """As :func:`qingzhuang.analytics.likeness.scan.scan`; ``session`` is a SparkSession, a local one by default."""
    spark = session or _local()
    try:
        report("tokens", 0.0)
        vectors = _vectors(spark, entries, synonyms)
        shared = spark.sparkContext.broadcast(vectors)
        report("candidates", 0.3)
        here, there, raw = _candidates(spark, shared, vectors)
        report("compare", 0.6)
        judge = _Judge(spark, shared, threshold)
        found = completed(judge.judged(here, there), judge, len(vectors))
        report("clusters", 0.9)
        return result_of(entries, vectors, found, {"candidates_raw": raw, "candidates": len(here), **judge.work})
    finally:
        if session is None:
            spark.stop()


def _local() -> Any:
    return cluster.session("qingzhuang scan", {"spark.driver.memory": "4g", "spark.driver.maxResultSize": "3g"})


def _vectors(spark: Any, entries: Sequence[Entry], synonyms: Synonyms) -> Vectors:
    texts, which, lengths = numbered(entries)
    slices = [texts[at : at + _TEXTS_A_TASK] for at in range(0, len(texts), _TEXTS_A_TASK)]
    table = spark.sparkContext.broadcast(synonyms)
    parts = spark.sparkContext.parallelize(slices, len(slices)).map(lambda some: cut(some, Tokeniser(table.value)))
    return assembled(parts.collect(), which, lengths, synonyms)


def _candidates(spark: Any, shared: Any, vectors: Vectors) -> tuple[np.ndarray, np.ndarray, int]:
    """Pairs from all ranges of keys; how often a pair occurs is summed over the ranges, as its keys lie in several."""
    tasks = spark.sparkContext.defaultParallelism * 4

    def of_range(number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return Candidates(shared.value).of_range(number, tasks)

    parts = spark.sparkContext.parallelize(range(tasks), tasks).map(of_range).persist()
    counted = (
        parts.flatMap(lambda part: _by_pair(part[0], part[1], tasks))
        .reduceByKey(_merged)
        .map(lambda item: item[1][0][item[1][1] >= OFTEN])
    )
    own = Candidates(vectors)
    large = parts.map(lambda part: part[2]).collect()
    pairs = own.with_common(np.concatenate([np.zeros(0, dtype=np.uint64), *counted.collect()]), np.concatenate(large))
    raw = int(parts.map(lambda part: int(part[1].sum())).sum()) + own.raw
    parts.unpersist()
    return *own.split(pairs), raw


def _by_pair(pairs: np.ndarray, counts: np.ndarray, tasks: int) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray]]]:
    """A range's pairs by the task that sums them."""
    owner = pairs % np.uint64(tasks)
    for number in range(tasks):
        some = owner == number
        yield number, (pairs[some], counts[some])


def _merged(one: tuple[np.ndarray, np.ndarray], two: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    pairs, places = np.unique(np.concatenate((one[0], two[0])), return_inverse=True)
    return pairs, np.bincount(places, weights=np.concatenate((one[1], two[1])), minlength=len(pairs)).astype(np.int64)


class _Judge:
    """A :class:`Judge` whose comparing is done by tasks."""

    def __init__(self, spark: Any, shared: Any, threshold: float) -> None:
        self._spark, self._shared, self._threshold = spark, shared, threshold
        self.work = {"compared": 0}

    def judged(self, here: np.ndarray, there: np.ndarray) -> Judged:
        shared, threshold = self._shared, self._threshold

        def of_slice(pairs: tuple[np.ndarray, np.ndarray]) -> tuple[Judged, int]:
            judge = Judge(shared.value, threshold)
            return judge.judged(*pairs), judge.work["compared"]

        step = max(1, min(_PAIRS_A_TASK, len(here) // (2 * self._spark.sparkContext.defaultParallelism) + 1))
        slices = [(here[at : at + step], there[at : at + step]) for at in range(0, max(len(here), 1), step)]
        done = self._spark.sparkContext.parallelize(slices, len(slices)).map(of_slice).collect()
        self.work["compared"] += sum(compared for _, compared in done)
        return Judged.joined([found for found, _ in done])
