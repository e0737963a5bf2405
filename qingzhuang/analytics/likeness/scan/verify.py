"""How alike two entries are, for millions of pairs: the weight of the tokens they share.

``alike`` is the weighted Jaccard coefficient; ``contained`` the share of the lesser entry that the other has.
A 256-bit mark of each entry's tokens bounds what a pair can share, so that most pairs need not be looked at.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from qingzhuang.analytics.likeness.scan.vectors import Vectors, spread

WORDS = 4
# An entry tells what it does by at least so many words of the table.
TELLING = 2
_CELLS = 1 << 24
_WIDTHS = (8, 16, 24, 32, 48, 64, 128, 256)


class Verifier:
    """Compares pairs of the entries of one ledger."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._all = _Rows(vectors.tokens, vectors.bounds)
        self._lengths = self._all.lengths
        owned = vectors.weights[vectors.tokens]
        sums = np.concatenate(([0.0], np.cumsum(owned, dtype=np.float64)))
        self.totals = np.diff(sums[vectors.bounds]).astype(np.float32)
        self._marks = self._marked()

    def possible(self, here: np.ndarray, there: np.ndarray, least: float) -> np.ndarray:
        """bool[pairs]: whether the marks allow that half or more of the lesser entry's tokens are shared."""
        common = np.bitwise_count(self._marks[here] & self._marks[there]).sum(axis=1, dtype=np.int32)
        lesser = np.minimum(self._set[here], self._set[there])
        return common >= least * lesser

    def shared(self, here: np.ndarray, there: np.ndarray) -> np.ndarray:
        """float32[pairs]: the weight of the tokens that both have."""
        return _shared(self._all, here, there, self._vectors.weights)

    def acting_alike(self, here: np.ndarray, there: np.ndarray) -> np.ndarray:
        """float32[pairs]: which share of the acts (上报, 查询 …) of the one that tells fewer the other has too; 1 where
        one of them tells less than ``TELLING``."""
        fewer = np.minimum(self._acts.lengths[here], self._acts.lengths[there])
        found = _shared(self._acts, here, there, np.ones(len(self._vectors.acts), dtype=np.float32))
        return np.where(fewer >= TELLING, found / np.maximum(fewer, 1), np.float32(1))

    @cached_property
    def _acts(self) -> _Rows:
        """Only the tokens that are known words for what is done."""
        tokens, acts = self._vectors.tokens, self._vectors.acts
        known = tokens < len(acts)
        known[known] = acts[tokens[known]]
        sums = np.concatenate(([0], np.cumsum(known)))
        return _Rows(tokens[known], sums[self._vectors.bounds])

    def _marked(self) -> np.ndarray:
        vectors = self._vectors
        marks = np.zeros((len(vectors), WORDS), dtype=np.uint64)
        places = (spread(vectors.tokens) >> np.uint64(56)).astype(np.int64)
        owners = np.repeat(np.arange(len(vectors)), self._lengths)
        flat = marks.reshape(-1)
        np.bitwise_or.at(flat, owners * WORDS + (places >> 6), np.uint64(1) << (places & 63).astype(np.uint64))
        self._set = np.bitwise_count(marks).sum(axis=1, dtype=np.int32)
        return marks


class _Rows:
    """Distinct tokens of each entry, end to end."""

    def __init__(self, tokens: np.ndarray, bounds: np.ndarray) -> None:
        self._tokens, self._bounds = tokens, bounds
        self.lengths = np.diff(bounds)

    def padded(self, entries: np.ndarray, width: int, filler: int) -> np.ndarray:
        """uint32[entries, width]; what is beyond an entry's tokens can equal nothing on the other side."""
        columns = np.arange(width)
        at = self._bounds[entries][:, None] + columns
        inside = columns < self.lengths[entries][:, None]
        found = self._tokens[np.minimum(at, len(self._tokens) - 1)]
        return np.where(inside, found, np.uint32(0xFFFFFFFE + filler))


def _shared(rows: _Rows, here: np.ndarray, there: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float32[pairs]: the weight of the tokens that stand in both rows; pairs of like length are taken together."""
    found = np.zeros(len(here), dtype=np.float32)
    longest = np.maximum(rows.lengths[here], rows.lengths[there])
    low = 0
    for width in (*_WIDTHS, int(longest.max(initial=0))):
        some = np.flatnonzero((longest > low) & (longest <= width))
        low = max(low, width)
        step = max(1, _CELLS // max(width * width, 1))
        for at in range(0, len(some), step):
            part = some[at : at + step]
            ours, theirs = rows.padded(here[part], width, 0), rows.padded(there[part], width, 1)
            both = (ours[:, :, None] == theirs[:, None, :]).any(axis=2)
            found[part] = (weights[np.minimum(ours, len(weights) - 1)] * both).sum(axis=1)
    return found
