"""One thing against some others in full: function against function, one to one, and the words around them.

All cells (each function, name, description, users) of all the others are cut at once; what a cell shares with a cell
of the asking side is one weighted sum over its tokens. Characters decide only where tokens leave doubt (RapidFuzz).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.segment import DESCRIPTION_UNITS
from qingzhuang.analytics.likeness.tokens import Cut, Tokeniser
from qingzhuang.analytics.likeness.weights import Weights

MATCHED = 0.5
_SURE, _DOUBTFUL = 0.85, 0.25
_PLACE_UNITS = 2
_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|自治县|省|市|县|区|乡|镇|街道|社区|村)(?=[\u4e00-\u9fff]{2})"
)
_TOKENS_PART = 0.8
_NOTHING, _EVERYTHING = 0.4, 0.9
COVERED = 0.6


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two functions that answer to one another: their places, how alike (0 to 1), and what they weigh together."""

    here: int
    there: int
    alike: float
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two entries have in common. Shares run from 0 to 1; ``coverage`` is what part of the functions (or, where
    a side has none, of its words) is found on the other side: of here, of there. ``told`` is the lesser side's weight of
    words, which tempers verdicts on names alone."""

    pairings: tuple[Pairing, ...]
    alike: float
    covered_here: float
    covered_there: float
    name: float
    purpose: float
    users: float
    told: float
    by_functions: bool


@dataclass(frozen=True, slots=True)
class _Cells:
    """Distinct tokens of cells end to end: ``ids`` and ``weights`` [t], ``bounds`` [cells + 1], ``totals`` [cells]."""

    ids: np.ndarray
    weights: np.ndarray
    bounds: np.ndarray
    totals: np.ndarray

    def part(self, begin: int, end: int) -> _Cells:
        """The cells from one to another, as cells of their own."""
        low, high = self.bounds[begin], self.bounds[end]
        bounds = self.bounds[begin : end + 1] - low
        return _Cells(self.ids[low:high], self.weights[low:high], bounds, self.totals[begin:end])


def compare(
    asking: Entry, others: Sequence[Entry], tokeniser: Tokeniser, weights: Weights, *, free_text: bool = False
) -> list[Comparison]:
    """Compare one entry with several; the asking side's description stands for its functions if ``free_text``."""
    return compare_cut(asking, others, cut(asking, others, tokeniser), weights, free_text=free_text)


def cut(asking: Entry, others: Sequence[Entry], tokeniser: Tokeniser) -> Cut:
    """The cells of one entry and of several others, cut at once."""
    return tokeniser.cut(
        [*_texts(asking, words=True), *(text for entry in others for text in _texts(entry, words=not entry.functions))]
    )


def compare_cut(
    asking: Entry, others: Sequence[Entry], cells_cut: Cut, weights: Weights, *, free_text: bool = False
) -> list[Comparison]:
    """As :func:`compare`, of what :func:`cut` gave for the same entries."""
    lengths = [_ITEMS + len(entry.functions) for entry in (asking, *others)]
    cells = _cells(cells_cut, weights)
    here, there = cells.part(0, lengths[0]), cells.part(lengths[0], sum(lengths))
    if free_text:
        here = _only_known(here, weights)
    against = _Against(asking, here.totals, there.totals, _shared(here, there), lengths[1:])
    return [against.comparison(number, other) for number, other in enumerate(others)]


def _texts(entry: Entry, *, words: bool) -> list[str]:
    """The cells in the order of their names below: the name with and without its place, then each function.

    ``words``, name and description as one, stand in for functions where there are none; they are empty otherwise.
    """
    name, description = own_name(entry), entry.description[:DESCRIPTION_UNITS]
    return [
        name,
        entry.name,
        description,
        entry.users,
        f"{name}\n{description}" if words else "",
        f"{entry.name}\n{description}" if words else "",
        *entry.functions,
    ]


def own_name(entry: Entry) -> str:
    """The name without the place or unit it opens with: 安河县农业通 of 安河县农业局 is 通 no more than 安河 is."""
    name, sponsor = entry.name.strip(), entry.sponsor.strip()
    opening = next(
        (at for at, (a, b) in enumerate(zip(name, sponsor, strict=False)) if a != b), min(len(name), len(sponsor))
    )
    rest = name[opening:] if opening >= _PLACE_UNITS else name
    rest = _PLACE.sub("", rest) or rest
    return rest if len(rest) >= _PLACE_UNITS else name


_NAME, _FULL_NAME, _DESCRIPTION, _USERS, _WORDS, _FULL_WORDS, _ITEMS = range(7)


def _cells(cells_cut: Cut, weights: Weights) -> _Cells:
    texts, found = cells_cut.texts, cells_cut.tokens
    keys = np.sort(found.texts.astype(np.int64) << 32 | found.ids)
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    ids = (keys & 0xFFFFFFFF).astype(np.uint32)
    bounds = np.searchsorted(keys, np.arange(len(texts) + 1, dtype=np.int64) << 32)
    return _weighed(ids, weights.of(ids), bounds)


def _weighed(ids: np.ndarray, weights: np.ndarray, bounds: np.ndarray) -> _Cells:
    sums = np.concatenate(([0.0], np.cumsum(weights, dtype=np.float64)))
    return _Cells(ids, weights, bounds, np.diff(sums[bounds]))


def _only_known(cells: _Cells, weights: Weights) -> _Cells:
    """In a sentence, words that no registered thing uses are how people talk, not what they need."""
    known = np.where(weights.counts[cells.ids] > 0, np.float32(1), np.float32(0.2))
    return _weighed(cells.ids, cells.weights * known, cells.bounds)


def _shared(here: _Cells, there: _Cells) -> np.ndarray:
    """float64[there, here]: weight of the tokens that a cell there and a cell here have in common."""
    rows = len(here.bounds) - 1
    vocabulary, at = np.unique(here.ids, return_inverse=True)
    table = np.zeros((len(vocabulary) + 1, rows), dtype=np.float64)
    table[at, np.repeat(np.arange(rows), np.diff(here.bounds))] = here.weights
    if not len(vocabulary):
        return np.zeros((len(there.bounds) - 1, rows))
    at = np.minimum(np.searchsorted(vocabulary, there.ids), len(vocabulary) - 1)
    at = np.where(vocabulary[at] == there.ids, at, len(vocabulary))
    sums = np.zeros((len(there.ids) + 1, rows))
    np.cumsum(table[at], axis=0, out=sums[1:])
    return np.diff(sums[there.bounds], axis=0)


class _Against:
    """What cells of several others share with the cells of the asking side, weighed for all of them at once.

    ``here`` float64[cells] and ``there`` float64[cells of all others end to end] are weights of cells, ``shared``
    float64[there, here]; ``lengths`` tells how many cells each other has.
    """

    def __init__(
        self, asking: Entry, here: np.ndarray, there: np.ndarray, shared: np.ndarray, lengths: Sequence[int]
    ) -> None:
        self._asking, self._here, self._there, self._shared = asking, here, there, shared
        self._begins = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self._totals = there[:, None] + here[None, :]
        self._dice = np.divide(2 * shared, self._totals, out=np.zeros_like(shared), where=self._totals > 0)
        heads = self._begins[:-1]
        dice = {cell: self._dice[heads + cell, cell] for cell in (_NAME, _FULL_NAME, _DESCRIPTION, _USERS)}
        self._names = ((dice[_NAME] + dice[_FULL_NAME]) / 2).tolist()
        self._purposes, self._users = dice[_DESCRIPTION].tolist(), dice[_USERS].tolist()
        sums = np.concatenate(([0.0], np.cumsum(there)))
        self._items_there = (sums[self._begins[1:]] - sums[heads + _ITEMS]).tolist()
        self._items_here = float(here[_ITEMS:].sum())
        self._doubtful = self._pairs_by_other()

    def comparison(self, number: int, other: Entry) -> Comparison:
        """The comparison with one of the others."""
        both = bool(self._asking.functions and other.functions)
        pairings, common, own, theirs = self._of_functions(number, other) if both else self._of_words(number, other)
        return Comparison(
            pairings=pairings,
            alike=min(2 * common / (own + theirs), 1.0) if own + theirs else 0.0,
            covered_here=min(common / own, 1.0) if own else 0.0,
            covered_there=min(common / theirs, 1.0) if theirs else 0.0,
            name=self._names[number],
            purpose=self._purposes[number],
            users=self._users[number],
            told=min(own, theirs),
            by_functions=both,
        )

    def _pairs_by_other(self) -> list[list[tuple[int, int, float, float]]]:
        """``(there, here, dice, weight of both)`` of pairs of functions that may answer to one another, by other."""
        rows, columns = np.nonzero(self._dice[:, _ITEMS:] >= _DOUBTFUL)
        owners = np.searchsorted(self._begins, rows, side="right") - 1
        places = rows - self._begins[owners] - _ITEMS
        functions = places >= 0
        rows, columns, owners, places = rows[functions], columns[functions], owners[functions], places[functions]
        dice, totals = self._dice[rows, columns + _ITEMS], self._totals[rows, columns + _ITEMS]
        pairs = list(zip(places.tolist(), columns.tolist(), dice.tolist(), totals.tolist(), strict=True))
        bounds = np.searchsorted(owners, np.arange(len(self._begins))).tolist()
        return [pairs[low:high] for low, high in pairwise(bounds)]

    def _of_functions(self, number: int, other: Entry) -> tuple[tuple[Pairing, ...], float, float, float]:
        pairings = _pairings(self._asking, other, self._doubtful[number])
        common = sum(each.alike * each.weight for each in pairings)
        return pairings, common, self._items_here, self._items_there[number]

    def _of_words(self, number: int, other: Entry) -> tuple[tuple[Pairing, ...], float, float, float]:
        """Where a side tells of no functions, its words stand in their place."""
        cells = slice(self._begins[number], self._begins[number + 1])
        here, there, shared = self._here, self._there[cells], self._shared[cells]
        if other.functions:
            pairings, common, theirs = _covered(there[_ITEMS:], shared[_ITEMS:, _WORDS])
            return pairings, common, float(here[_WORDS]), theirs
        if self._asking.functions:
            found, common, own = _covered(here[_ITEMS:], shared[_WORDS, _ITEMS:])
            pairings = tuple(Pairing(each.there, -1, each.alike, each.weight) for each in found)
            return pairings, common, own, float(there[_WORDS])
        # Half with the place: the same thing of two counties is alike, but not one thing.
        ways = [_WORDS, _FULL_WORDS]
        return (), float(shared[ways, ways].sum()) / 2, float(here[ways].sum()) / 2, float(there[ways].sum()) / 2


def _covered(items: np.ndarray, shared: np.ndarray) -> tuple[tuple[Pairing, ...], float, float]:
    """Functions told of in the other side's words: pairings with no counterpart, their weight, and that of all."""
    share = np.divide(shared, items, out=np.zeros_like(items), where=items > 0)
    pairings = tuple(
        Pairing(-1, int(at), float(share[at]), float(items[at])) for at in np.flatnonzero(share >= COVERED)
    )
    return pairings, float((shared * np.clip(share, 0, 1)).sum()), float(items.sum())


def _pairings(asking: Entry, other: Entry, doubtful: Sequence[tuple[int, int, float, float]]) -> tuple[Pairing, ...]:
    """Greedy one-to-one matching, the heaviest likeness first."""
    found: list[tuple[float, int, int, float]] = []
    for j, i, share, total in doubtful:
        alike = likeness_of(share, asking.functions[i], other.functions[j])
        if alike > 0:
            found.append((alike, i, j, total / 2))
    found.sort(key=lambda each: (-each[0] * each[3], each[1], each[2]))
    used_here: set[int] = set()
    used_there: set[int] = set()
    chosen = []
    for alike, i, j, weight in found:
        if i not in used_here and j not in used_there:
            used_here.add(i)
            used_there.add(j)
            chosen.append(Pairing(i, j, alike, weight))
    return tuple(sorted(chosen, key=lambda each: each.here))


def likeness_of(dice: float, here: str, there: str) -> float:
    """How alike two functions are, from what their tokens share and, in doubt, their characters: 0 to 1."""
    if dice < _SURE:
        dice = _TOKENS_PART * dice + (1 - _TOKENS_PART) * fuzz.ratio(fold(here), fold(there)) / 100
    return min(max((dice - _NOTHING) / (_EVERYTHING - _NOTHING), 0.0), 1.0)
