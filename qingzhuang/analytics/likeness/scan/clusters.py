"""Groups of entries that are alike, without chaining unlike things together."""

from __future__ import annotations

import numpy as np

from qingzhuang.analytics.likeness.scan.vectors import gathered

# A component in which so many of all pairs are judged similar is a cluster as it stands.
DENSE = 0.6


def components(first: np.ndarray, second: np.ndarray, count: int) -> np.ndarray:
    """int64[count]: the least entry that each is joined to by any chain of pairs."""
    labels = np.arange(count)
    while True:
        before = labels
        least = np.minimum(labels[first], labels[second])
        labels = labels.copy()
        np.minimum.at(labels, first, least)
        np.minimum.at(labels, second, least)
        labels = labels[labels]
        if np.array_equal(before, labels):
            return labels


def members_of(labels: np.ndarray, smallest: int, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """Entries of the groups of ``smallest`` to ``largest`` members end to end, and the size of each group."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], labels[order][1:] != labels[order][:-1])))
    sizes = np.diff(np.concatenate((starts, [len(labels)])))
    kept = (sizes >= smallest) & (sizes <= largest)
    return order[gathered(starts[kept], sizes[kept])], sizes[kept]


def clusters_of(first: np.ndarray, second: np.ndarray, scores: np.ndarray, count: int) -> np.ndarray:
    """int64[count]: the cluster of each entry, named by its least member.

    Dense components are clusters. In the others the entry with the most likenesses becomes a centre and takes those
    of its own likenesses that are still free, and so on: every member is like its centre (star clustering, Aslam,
    Pelekhov and Rus 2004), so that a chain of likenesses makes no giant.
    """
    labels = components(first, second, count)
    sizes = np.bincount(labels, minlength=count)
    edges = np.bincount(labels[first], minlength=count)
    sparse = edges < DENSE * sizes * (sizes - 1) / 2
    loose = np.flatnonzero(sparse[labels])
    if len(loose):
        _star(labels, loose, first, second, scores, sparse)
    return labels


def _star(
    labels: np.ndarray,
    loose: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    scores: np.ndarray,
    sparse: np.ndarray,
) -> None:
    chosen = sparse[labels[first]]
    near: dict[int, list[tuple[float, int]]] = {int(entry): [] for entry in loose}
    pairs = (first[chosen].tolist(), second[chosen].tolist(), scores[chosen].tolist())
    for here, there, score in zip(*pairs, strict=True):
        near[here].append((score, there))
        near[there].append((score, here))
    free = set(near)
    for centre in sorted(near, key=lambda entry: (-len(near[entry]), entry)):
        if centre not in free:
            continue
        star = [centre, *(other for _, other in near[centre] if other in free and other != centre)]
        free.difference_update(star)
        labels[star] = min(star)
