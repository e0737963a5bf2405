"""From a query to a short list: read the rarest tokens' postings within a budget, then weigh what they name.

Reading everything a query's words point at costs tens of milliseconds at a million entries; its rare words alone
name the alike ones (prefix filtering, Chaudhuri et al. 2006), except where everything is common or copied in masses.
So no list is dropped for its length alone: lists are read from the most telling down while they fit the budget, and
a first one that does not is sampled evenly.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from qingzhuang.analytics.likeness.segment import FIELD_SHIFT, TOKEN_MASK, Segment
from qingzhuang.analytics.likeness.weights import Weights

READ_BUDGET = 500_000
MOST_TERMS = 48
WEIGHED = 128
_MOST_SUM, _BAR_ROWS = 255, 4_000
# How much a token says by where it stands: functions, name, description, users (bits 0 to 3).
FIELD_FACTORS = (1.0, 0.6, 0.4, 0.1)
_BY_BITS = np.array(
    [max([factor for bit, factor in enumerate(FIELD_FACTORS) if bits >> bit & 1] or [0.0]) for bits in range(16)],
    dtype=np.float32,
)
# Keeps an entry of a single common word from counting as wholly contained in everything.
_CONTAINED_LEAST = 8.0


@dataclass(frozen=True, slots=True)
class Query:
    """Distinct tokens of what is asked, rising; their weight in the register and where they stand (0 to 1)."""

    tokens: np.ndarray
    weights: np.ndarray
    fields: np.ndarray
    leading: np.ndarray

    @classmethod
    def of(cls, tokens: np.ndarray, weights: Weights, *, free_text: bool) -> Query:
        """``tokens`` as a segment keeps them. A sentence's words may stand for functions, so they weigh in full."""
        ids = tokens & TOKEN_MASK
        fields = np.ones(len(ids), dtype=np.float32) if free_text else _BY_BITS[tokens >> FIELD_SHIFT]
        return cls(ids, weights.of(ids), fields, ~weights.generic(ids))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Rows of one segment and how promising each is."""

    rows: np.ndarray
    promise: np.ndarray


class _Room(threading.local):
    """Large arrays that a thread keeps from question to question: to be given their pages anew each time would take
    longer than what is done in them."""

    def __init__(self) -> None:
        self._kept: dict[str, np.ndarray] = {}

    def of(self, name: str, size: int, dtype: type) -> np.ndarray:
        """``size`` places, holding anything."""
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, dtype=dtype)
        return kept[:size]


_room = _Room()


def shortlist(segment: Segment, query: Query, weights: Weights, most: int) -> Ranked:
    """The most promising living rows of a segment, best first, at most ``most``."""
    rows = _named(segment, query) if len(segment.terms) else np.arange(segment.size)
    rows = rows[segment.alive[rows]]
    if not len(rows) or not len(query.tokens):
        return Ranked(rows[:0], np.zeros(0, dtype=np.float32))
    promise = _promise(segment, rows, query, weights)
    best = _largest(promise, most)
    best = best[promise[best] > 0]
    return Ranked(rows[best], promise[best])


def _named(segment: Segment, query: Query) -> np.ndarray:
    """Rows named by the query's telling tokens, those with the greatest sum of weights."""
    value = query.weights * query.fields
    asked = np.flatnonzero(query.leading)
    asked = asked[np.argsort(-value[asked], kind="stable")][:MOST_TERMS]
    at = np.minimum(np.searchsorted(segment.terms, query.tokens[asked]), len(segment.terms) - 1)
    there = segment.terms[at] == query.tokens[asked]
    lists, values, budget = [], [], READ_BUDGET
    for term, worth in zip(at[there].tolist(), value[asked[there]].tolist(), strict=True):
        begin, end = int(segment.starts[term]), int(segment.starts[term + 1])
        if lists and end - begin > budget:
            continue
        lists.append(segment.postings[begin : end : -(-(end - begin) // budget)])
        values.append(worth)
        budget = max(budget - len(lists[-1]), 1)
    return _heaviest(lists, values, segment.size) if lists else np.zeros(0, dtype=np.int64)


def _heaviest(lists: list[np.ndarray], values: list[float], size: int) -> np.ndarray:
    """The rows whose lists' values add up to most, rising; ties go to the earlier row.

    Values are added up as shares of 255, so that a million sums are a megabyte and stay in the processor's cache. The
    rows of the first lists give a bar that the best rows of all reach, which spares ordering every row.
    """
    sums = _room.of("sums", size, np.uint8)
    places_room = _room.of("places", max(map(len, lists)), np.intp)
    sums.fill(0)
    share = _MOST_SUM / sum(values)
    for rows, value in zip(lists, values, strict=True):
        places = places_room[: len(rows)]
        places[:] = rows
        np.add.at(sums, places, np.uint8(value * share))
    read = np.cumsum([len(rows) for rows in lists])
    first_lists = lists[: int(np.searchsorted(read, _BAR_ROWS)) + 1]
    first = np.concatenate(first_lists)
    found = sums[first]
    # A row may stand in several of the first lists, so only this many places hold WEIGHED different rows.
    places = min(WEIGHED * len(first_lists), len(found))
    reaching = np.cumsum(np.bincount(found)[::-1])[::-1]
    rows = _reaching(sums, max(int(np.flatnonzero(reaching >= places)[-1]), 1))
    if len(rows) > WEIGHED:
        rows = rows[np.sort(_largest(sums[rows].astype(np.int32), WEIGHED))]
    return rows


def _reaching(sums: np.ndarray, bar: int) -> np.ndarray:
    """Places of the sums of at least ``bar``, rising; looked for eight at a time, as they are few."""
    flags = _room.of("flags", -(-len(sums) // 8) * 8, np.bool_)
    np.greater_equal(sums, np.uint8(bar), out=flags[: len(sums)])
    flags[len(sums) :] = False
    places = (np.flatnonzero(flags.view(np.uint64))[:, None] * 8 + np.arange(8)).ravel()
    return places[flags[places]]


def _promise(segment: Segment, rows: np.ndarray, query: Query, weights: Weights) -> np.ndarray:
    """Likeness and containment of whole entries as bags of weighted tokens, in equal parts."""
    tokens, bounds = segment.tokens_of(rows)
    ids = tokens & TOKEN_MASK
    fields = _BY_BITS[tokens >> FIELD_SHIFT]
    own = np.concatenate(([0.0], np.cumsum(weights.of(ids) * fields, dtype=np.float64)))
    at = np.minimum(np.searchsorted(query.tokens, ids), len(query.tokens) - 1)
    both = query.weights[at] * np.minimum(query.fields[at], fields) * (query.tokens[at] == ids)
    common = np.concatenate(([0.0], np.cumsum(both, dtype=np.float64)))
    common, own = np.diff(common[bounds]), np.diff(own[bounds])
    asked = float(query.weights @ query.fields)
    alike = 2 * common / np.maximum(asked + own, 1e-9)
    return 0.5 * alike + 0.5 * common / (np.minimum(asked, own) + _CONTAINED_LEAST)


def _largest(values: np.ndarray, most: int) -> np.ndarray:
    """Places of the greatest values, greatest first; ties by place, so that the order is always the same."""
    if len(values) > most:
        bar = np.partition(values, len(values) - most)[len(values) - most]
        above = np.flatnonzero(values > bar)
        places = np.concatenate((above, np.flatnonzero(values == bar)[: most - len(above)]))
    else:
        places = np.arange(len(values))
    return places[np.lexsort((places, -values[places]))]
