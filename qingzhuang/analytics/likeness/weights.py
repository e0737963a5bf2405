"""How much a token says: rare ones much, common ones little, boilerplate next to nothing.

Inverse document frequency after Spärck Jones (1972), smoothed by a pretended corpus so that a ledger of ten rows and
one of a million give scores on the same scale: each sort of token starts with a prior count in ``_PRETENDED`` entries.
"""

from __future__ import annotations

import numpy as np

from qingzhuang.analytics.likeness.synonyms import GENERIC, Synonyms
from qingzhuang.analytics.likeness.tokens import LETTERS, PAIRS, SINGLES, TOKENS

_PRETENDED = 2000.0
# (factor, prior count) of each sort of token.
_SORTS = {
    "object": (1.3, 10.0),
    "action": (0.8, 120.0),
    GENERIC: (0.06, 1000.0),
    "single": (0.3, 60.0),
    "letters": (1.2, 10.0),
    "pair": (0.7, 10.0),
}
_NAMES = tuple(_SORTS)
_FACTORS = np.array([factor for factor, _prior in _SORTS.values()], dtype=np.float32)
_PRIORS = np.array([prior for _factor, prior in _SORTS.values()], dtype=np.float32)


class Weights:
    """Counts of entries by token, kept up to date as entries come and go, and the weights that follow from them."""

    def __init__(self, synonyms: Synonyms, counts: np.ndarray | None = None, entries: int = 0) -> None:
        self.counts = np.zeros(TOKENS, dtype=np.int32) if counts is None else counts
        self.entries = entries
        self._class_sorts = np.array([_NAMES.index(each.role) for each in synonyms.classes] or [0], dtype=np.uint8)

    def note(self, tokens: np.ndarray, entries: int) -> None:
        """Count entries in (``entries`` > 0) or out (< 0); ``tokens`` holds each entry's distinct tokens."""
        ids, times = np.unique(tokens, return_counts=True)
        self.counts[ids] += times.astype(np.int32) if entries > 0 else -times.astype(np.int32)
        self.entries += entries

    def sorts(self, ids: np.ndarray) -> np.ndarray:
        """The sort of each token, as an index of the table above."""
        sorts = np.full(len(ids), _NAMES.index("pair"), dtype=np.uint8)
        sorts[ids < PAIRS] = _NAMES.index("letters")
        sorts[ids < LETTERS] = _NAMES.index("single")
        known = ids < SINGLES
        sorts[known] = self._class_sorts[ids[known]]
        return sorts

    def generic(self, ids: np.ndarray) -> np.ndarray:
        """Which tokens are boilerplate: they lead to no candidates."""
        return self.sorts(ids) == _NAMES.index(GENERIC)

    def of(self, ids: np.ndarray) -> np.ndarray:
        """float32 weight of each token."""
        sorts = self.sorts(ids)
        counts = self.counts[ids] + _PRIORS[sorts]
        return _FACTORS[sorts] * np.log1p((self.entries + _PRETENDED) / counts)
