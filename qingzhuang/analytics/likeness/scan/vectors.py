"""A whole ledger as numbers: the distinct tokens of each entry, the items they stand in, and what each weighs.

What an entry does is what is compared: its functions, or where it tells none, its name and the clauses of its
description.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from qingzhuang.analytics.likeness.alphabet import BREAK, classes, folding
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.ledger import clauses_of
from qingzhuang.analytics.likeness.synonyms import ACTION, Synonyms
from qingzhuang.analytics.likeness.tokens import LETTERS, PAIRS, SEPARATOR, SINGLES, TOKENS, Tokeniser, Tokens

TOKEN_BITS, HOME_BITS = 23, 8
# A token in fewer entries than this weighs no more than one in as many: otherwise a single edit, whose words nobody
# else has, would weigh more than all that was copied. For the same reason the root of the usual weight is taken.
AS_COMMON_AS = 8
BATCH = 1 << 18


@dataclass(frozen=True, slots=True)
class Vectors:
    """Distinct tokens end to end, entry by entry, each entry's in rising order of token.

    ``tokens`` uint32[t], ``homes`` uint8[t] the first function a token stands in, ``bounds`` int64[n + 1], ``counts`` int32[TOKENS] in how many entries a token stands,
    ``weights`` float32[TOKENS]; ``items`` uint64[i] a hash of each function's tokens, whatever their order
    and spelling, ``item_bounds`` int64[n + 1]; ``acts`` bool[classes] which of the known words say what is done.
    """

    tokens: np.ndarray
    bounds: np.ndarray
    counts: np.ndarray
    weights: np.ndarray
    homes: np.ndarray
    items: np.ndarray
    item_bounds: np.ndarray
    acts: np.ndarray

    def __len__(self) -> int:
        return len(self.bounds) - 1


def texts_of(entry: Entry) -> Sequence[str]:
    """What is compared of an entry."""
    return entry.functions or (entry.name, *clauses_of(entry.description))


def vectors_of(entries: Sequence[Entry], tokeniser: Tokeniser) -> Vectors:
    """Cut every entry into tokens; functions written alike are cut once."""
    texts, which, lengths = numbered(entries)
    parts = [cut(texts[start : start + BATCH], tokeniser) for start in range(0, len(texts), BATCH)]
    return assembled(parts, which, lengths, tokeniser.synonyms)


def numbered(entries: Sequence[Entry]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The different texts, which of them each entry has (int64, end to end), and how many (int64[n])."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    told = [texts_of(entry) for entry in entries]
    lengths = np.fromiter(map(len, told), dtype=np.int64, count=len(told))
    # Asking for a text that is new gives it the next number.
    places = np.fromiter(map(numbers.__getitem__, chain.from_iterable(told)), np.int64, count=int(lengths.sum()))
    return list(numbers), places, lengths


def cut(texts: list[str], tokeniser: Tokeniser) -> tuple[np.ndarray, np.ndarray]:
    """Distinct tokens of each text end to end (uint32), and how many each has (int64)."""
    found = tokeniser.tokens(texts)
    seams, at = _seams(found)
    ids, owners = np.concatenate((found.ids, seams)), np.concatenate((found.texts, at))
    keys = _unique(owners.astype(np.uint64) << np.uint64(TOKEN_BITS) | ids)
    sizes = np.bincount((keys >> np.uint64(TOKEN_BITS)).astype(np.int64), minlength=len(texts))
    return (keys & np.uint64(TOKENS - 1)).astype(np.uint32), sizes


def assembled(
    parts: Sequence[tuple[np.ndarray, np.ndarray]], which: np.ndarray, lengths: np.ndarray, synonyms: Synonyms
) -> Vectors:
    """Entries from the parts that :func:`cut` gave and what :func:`numbered` said."""
    item_tokens = np.concatenate([np.zeros(0, dtype=np.uint32), *(tokens for tokens, _ in parts)])
    sizes = np.concatenate([np.zeros(0, dtype=np.int64), *(sizes for _, sizes in parts)])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    tokens, homes, bounds = _of_entries(which, lengths, item_tokens, starts)
    counts = np.bincount(tokens, minlength=TOKENS).astype(np.int32)
    used = np.flatnonzero(counts)
    weights = np.zeros(TOKENS, dtype=np.float32)
    weights[used] = np.sqrt(np.log1p(len(lengths) / np.maximum(counts[used], AS_COMMON_AS)))
    item_bounds = np.concatenate(([0], np.cumsum(lengths)))
    acts = np.array([each.role == ACTION for each in synonyms.classes], dtype=bool)
    return Vectors(tokens, bounds, counts, weights, homes, _hashes(item_tokens, starts)[which], item_bounds, acts)


def spread(tokens: np.ndarray) -> np.ndarray:
    """A random-looking uint64 for each token; sums of them stand for sets (SplitMix64, Steele et al. 2014)."""
    mixed = (tokens.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def gathered(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Indices of runs laid end to end: ``starts[0] … starts[0] + lengths[0] - 1, starts[1] …``."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)


def _seams(found: Tokens) -> tuple[np.ndarray, np.ndarray]:
    """Tokens for what stands beside a known word or a word in letters, and their texts.

    Between other characters the pairs tell which stand together; a word that was cut out needs its neighbours named, or
    隐患 and 上报 would be the same wherever they stand.
    """
    words = (found.ids < SINGLES) | ((found.ids >= LETTERS) & (found.ids < PAIRS))
    starts, lengths, ids = found.starts[words], found.lengths[words], found.ids[words]
    unit = folding()[found.codes].astype(np.uint32)
    known = classes()[unit.astype(np.uint16)] != BREAK
    unit += SINGLES
    inside = gathered(starts, lengths)
    unit[inside] = np.repeat(ids, lengths)
    seam = np.zeros(len(unit) + 1, dtype=bool)
    seam[starts] = seam[starts + lengths] = True
    places = np.flatnonzero(seam[1:-1]) + 1
    places = places[known[places] & known[places - 1]]
    mixed = spread(unit[places - 1].astype(np.uint64) << np.uint64(32) | unit[places])
    seams = (PAIRS + (mixed >> np.uint64(32)) % np.uint64(TOKENS - PAIRS)).astype(np.uint32)
    texts = np.searchsorted(np.flatnonzero(found.codes == SEPARATOR), places)
    return seams, texts


def _of_entries(
    which: np.ndarray, sizes: np.ndarray, item_tokens: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct tokens of each entry, the first of its functions each stands in, and the bounds."""
    places = np.minimum(gathered(np.zeros(len(sizes), dtype=np.int64), sizes), (1 << HOME_BITS) - 1)
    owners = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    lengths = starts[which + 1] - starts[which]
    keys = np.repeat((owners << np.uint64(TOKEN_BITS + HOME_BITS)) | places.astype(np.uint64), lengths)
    keys |= item_tokens[gathered(starts[which], lengths)].astype(np.uint64) << np.uint64(HOME_BITS)
    keys.sort()
    distinct = keys >> np.uint64(HOME_BITS)
    keys = keys[np.concatenate(([True], distinct[1:] != distinct[:-1]))] if len(keys) else keys
    counts = np.bincount((keys >> np.uint64(TOKEN_BITS + HOME_BITS)).astype(np.int64), minlength=len(sizes))
    tokens = ((keys >> np.uint64(HOME_BITS)) & np.uint64(TOKENS - 1)).astype(np.uint32)
    homes = (keys & np.uint64((1 << HOME_BITS) - 1)).astype(np.uint8)
    # Where one text is all there is, each token is a home of its own.
    alone = np.repeat(sizes <= 1, counts)
    homes[alone] = (np.arange(len(homes)) % (1 << HOME_BITS))[alone]
    return tokens, homes, np.concatenate(([0], np.cumsum(counts)))


def _hashes(tokens: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """One hash for each set of tokens; the empty set is 0."""
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(spread(tokens), dtype=np.uint64)))
    return sums[starts[1:]] - sums[starts[:-1]]


def _unique(keys: np.ndarray) -> np.ndarray:
    keys.sort()
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
