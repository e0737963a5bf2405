"""Texts to tokens, a hundred thousand at a time: known words, pairs of characters, words in letters.

A word of the synonym table becomes the one token of its class and is cut out; what is left between gives pairs of
neighbouring characters (bigrams, so that two-character words and unknown compounds are found without a dictionary),
a lone character, or a word in letters. Token numbers are split into ranges, so that a number tells what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qingzhuang.analytics.likeness.alphabet import BREAK, IDEOGRAPH, LETTER, classes, folding, units
from qingzhuang.analytics.likeness.synonyms import Synonyms

SINGLES = 1 << 13
LETTERS = 1 << 17
PAIRS = 1 << 20
TOKENS = 1 << 23
SEPARATOR = 0x1E
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(1_000_003)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of several texts in no particular order, repeats included, and where each stands.

    ``ids`` uint32[t] below ``TOKENS``; ``texts`` int64[t] the text's number; ``starts`` and ``lengths`` int64[t]
    in code units of ``codes`` (the texts joined, unfolded), which only evidence needs.
    """

    ids: np.ndarray
    texts: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    codes: np.ndarray


@dataclass(frozen=True, slots=True)
class Cut:
    """Some texts and their tokens, so that what is compared and what is quoted are cut once."""

    texts: Sequence[str]
    tokens: Tokens


class Tokeniser:
    """Cuts texts by one synonym table; the same text gives the same tokens in every process."""

    def __init__(self, synonyms: Synonyms) -> None:
        if len(synonyms.classes) > SINGLES:
            raise ValueError(f"at most {SINGLES} word classes")
        self.synonyms = synonyms
        self._lengths = _Dictionary(synonyms)

    def cut(self, texts: Sequence[str]) -> Cut:
        """The texts with their tokens."""
        return Cut(texts, self.tokens(texts))

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Cut every text; bigrams never cross a text's end."""
        codes = _joined(texts)
        folded = folding()[codes]
        sorts = classes()[folded]
        words, word_lengths, word_classes, claimed = self._lengths.matches(folded, sorts)
        free = sorts.copy()
        free[claimed] = BREAK
        pairs, singles = _ideographs(free == IDEOGRAPH)
        letters, letter_lengths, letter_ids = _letter_words(folded, free == LETTER)
        starts = np.concatenate((words, pairs, singles, letters))
        ids = np.concatenate(
            (word_classes, _pair_ids(folded, pairs), SINGLES + folded[singles].astype(np.uint32), letter_ids)
        ).astype(np.uint32)
        lengths = np.concatenate(
            (word_lengths, np.full(len(pairs), 2), np.ones(len(singles), dtype=np.int64), letter_lengths)
        )
        breaks = np.flatnonzero(codes == SEPARATOR)
        return Tokens(ids, np.searchsorted(breaks, starts), starts, lengths, codes)


class _Dictionary:
    """Surfaces of the word classes by length, found at every position by growing hashes of live prefixes."""

    def __init__(self, synonyms: Synonyms) -> None:
        prefixes: dict[int, set[int]] = {}
        ends: dict[int, dict[int, int]] = {}
        for number, each in enumerate(synonyms.classes):
            for word in each.words:
                _note(units(word), number, prefixes, ends)
        self._prefixes = [np.array(sorted(prefixes[k]), dtype=np.uint64) for k in sorted(prefixes)]
        self._ends = {k: _sorted_map(found) for k, found in ends.items()}
        self._openings = np.zeros(1 << 16, dtype=bool)
        openings = [units(word)[:2] for each in synonyms.classes for word in each.words]
        if openings:
            self._openings[_opening(*np.array(openings).T)] = True

    def matches(self, codes: np.ndarray, sorts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Non-overlapping words, the longest first, then the leftmost: starts, lengths, classes, claimed bool[n]."""
        found = self._all(codes)
        edged = np.append(sorts, np.uint8(BREAK))
        claimed = np.zeros(len(codes), dtype=bool)
        chosen: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for length, starts, numbers in reversed(found):
            ok = _whole(edged, starts, length) & ~(claimed[starts] | claimed[starts + length - 1])
            starts, numbers = starts[ok], numbers[ok]
            keep = _leftmost(starts, length)
            starts, numbers = starts[keep], numbers[keep]
            for offset in range(length):
                claimed[starts + offset] = True
            chosen.append((starts, np.full(len(starts), length), numbers))
        if not chosen:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing, claimed
        starts, lengths, numbers = (np.concatenate(column) for column in zip(*chosen, strict=True))
        return starts, lengths, numbers, claimed

    def _all(self, codes: np.ndarray) -> list[tuple[int, np.ndarray, np.ndarray]]:
        live = np.flatnonzero(self._openings[_opening(codes[:-1], codes[1:])])
        hashes = codes[live].astype(np.uint64)
        found = []
        for length, known in enumerate(self._prefixes[1:], 2):
            live, hashes = (live, hashes) if length == 2 else _within(live, hashes, len(codes) - length)
            hashes = hashes * _STEP + codes[live + length - 1]
            alive = _member(known, hashes)
            live, hashes = live[alive], hashes[alive]
            if not len(live):
                break
            if length in self._ends:
                keys, numbers = self._ends[length]
                at = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
                hit = keys[at] == hashes
                found.append((length, live[hit], numbers[at[hit]]))
        return found


def _opening(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """A 16-bit mark of two neighbouring units: most places where no word starts are passed over by it."""
    return first * np.uint16(40503) + second


def _within(live: np.ndarray, hashes: np.ndarray, last: int) -> tuple[np.ndarray, np.ndarray]:
    room = live <= last
    return live[room], hashes[room]


def _note(codes: np.ndarray, number: int, prefixes: dict[int, set[int]], ends: dict[int, dict[int, int]]) -> None:
    key = 0
    for length, code in enumerate(codes.tolist(), 1):
        key = (key * int(_STEP) + code) & 0xFFFFFFFFFFFFFFFF
        prefixes.setdefault(length, set()).add(key)
    ends.setdefault(len(codes), {})[key] = number


def _sorted_map(found: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    keys = sorted(found)
    return np.array(keys, dtype=np.uint64), np.array([found[key] for key in keys], dtype=np.int64)


def _member(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    return known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values


def _whole(sorts: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
    """A word in letters must not be a part of a longer one. ``sorts`` ends with a BREAK, which also stands before
    the first place."""
    inside = (sorts[starts] == LETTER) & (sorts[starts - 1] == LETTER)
    return ~(inside | ((sorts[starts + length - 1] == LETTER) & (sorts[starts + length] == LETTER)))


def _leftmost(starts: np.ndarray, length: int) -> np.ndarray:
    """Of words of one length that overlap, keep the leftmost; only overlapping runs are walked one by one."""
    keep = np.ones(len(starts), dtype=bool)
    end = -1
    for at in np.flatnonzero(np.diff(starts) < length) + 1:
        if keep[at - 1]:
            end = starts[at - 1] + length
        keep[at] = starts[at] >= end
    return keep


def begins_of(found: Tokens) -> np.ndarray:
    """Where each text begins in ``codes``, int64[texts]."""
    return np.concatenate(([0], np.flatnonzero(found.codes == SEPARATOR) + 1))


def _joined(texts: Sequence[str]) -> np.ndarray:
    mark = chr(SEPARATOR)
    joined = mark.join(texts)
    if joined.count(mark) != max(len(texts) - 1, 0):
        joined = mark.join(text.replace(mark, " ") for text in texts)
    return units(joined)


def _ideographs(free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Starts of pairs, and of characters standing alone."""
    pairs = np.flatnonzero(free[:-1] & free[1:])
    lone = free.copy()
    lone[1:] &= ~free[:-1]
    lone[:-1] &= ~free[1:]
    return pairs, np.flatnonzero(lone)


def _pair_ids(folded: np.ndarray, starts: np.ndarray) -> np.ndarray:
    keys = (folded[starts].astype(np.uint64) << np.uint64(16)) | folded[np.minimum(starts + 1, len(folded) - 1)]
    return (PAIRS + ((keys * _PRIME) >> np.uint64(32)) % np.uint64(TOKENS - PAIRS)).astype(np.uint32)


def _letter_words(folded: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts, lengths and numbers of words in letters; an English plural counts as its singular."""
    edges = np.diff(np.concatenate(([0], free.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    lengths = ends - starts
    if not len(starts):
        return starts, lengths, starts.astype(np.uint32)
    plural = (lengths > 3) & (folded[ends - 1] == ord("s")) & (folded[ends - 2] != ord("s"))
    core = lengths - plural
    offsets = np.repeat(np.cumsum(core) - core, core)
    inside = np.arange(core.sum()) - offsets
    values = (folded[np.repeat(starts, core) + inside].astype(np.uint64) + np.uint64(1)) * _powers(inside)
    sums = np.add.reduceat(values, np.cumsum(core) - core)
    ids = LETTERS + ((sums * _PRIME) >> np.uint64(32)) % np.uint64(PAIRS - LETTERS)
    return starts, lengths, ids.astype(np.uint32)


def _powers(exponents: np.ndarray) -> np.ndarray:
    table = np.ones(max(int(exponents.max()) + 1, 1), dtype=np.uint64)
    table[1:] = _STEP
    return np.cumprod(table)[exponents]
