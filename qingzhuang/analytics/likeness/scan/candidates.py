"""Which pairs are worth comparing: those that share some of their rarest words, or several whole functions.

Every entry gives keys: each triple of its rarest tokens that somebody else has, tokens of one function alone aside
(they stand and fall together), and each pair of its rarest functions. Entries that have ``OFTEN`` keys in common are
candidates. Keys that very many share are not dropped, since that is how mass copies look: of such keys each entry
takes the least under several orders (minwise sampling, Broder 1997), and entries that agree on two of them, often
enough, are candidates too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from qingzhuang.analytics.likeness.scan.vectors import Vectors, gathered, spread

RAREST, TOGETHER = 5, 3
RAREST_ITEMS = 6
# Keys in at most so many entries give all their pairs.
CAP = 48
OFTEN = 2
# Orders under which the least of an entry's common keys is taken, and how large a group of them may be.
ORDERS, LARGEST_GROUP = 8, 2_000
_CHUNK = 1 << 22


class Candidates:
    """Candidate pairs of a ledger. ``raw`` counts those generated, repeats included: the work, beside the time."""

    def __init__(self, vectors: Vectors) -> None:
        self._bits = np.uint64(max(1, int(len(vectors) - 1).bit_length()))
        self.raw = 0
        self._vectors = vectors

    def pairs(self) -> np.ndarray:
        """Distinct pairs as uint64: the lesser entry's number in the upper bits (see :meth:`split`)."""
        pairs, counts, common = self.of_range(0, 1)
        self.raw += int(counts.sum())
        return self.with_common(pairs[counts >= OFTEN], common)

    def of_range(self, number: int, ranges: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs that meet in one of ``ranges`` ranges of keys, how often each does, and the keys too common for it."""
        keys = np.concatenate([_within(some, number, ranges) for some in self._keys()])
        keys.sort()
        small, large = self._grouped(keys)
        return *_counted(list(small)), large

    def with_common(self, pairs: np.ndarray, common: np.ndarray) -> np.ndarray:
        """``pairs`` and those that the common keys give, each once."""
        found, counts = _counted(list(self._sampled(common)))
        self.raw += int(counts.sum())
        return _counted([pairs, found[counts >= OFTEN]])[0]

    def split(self, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The two entries of each pair, as int64."""
        return (pairs >> self._bits).astype(np.int64), (pairs & self._mask).astype(np.int64)

    @property
    def _mask(self) -> np.uint64:
        return (np.uint64(1) << self._bits) - np.uint64(1)

    def _keys(self) -> Iterator[np.ndarray]:
        """Keys with their entry in the lower bits: the hash of what is shared, cut to what is left."""
        vectors = self._vectors
        shared = vectors.counts[vectors.tokens] > 1
        yield from self._subsets(
            vectors.tokens[shared],
            vectors.counts,
            _bounds_of(shared, vectors.bounds),
            RAREST,
            TOGETHER,
            vectors.homes[shared],
        )
        items, numbers = np.unique(vectors.items, return_inverse=True)
        counts = np.bincount(numbers)
        real = (counts[numbers] > 1) & (items[numbers] != 0)
        yield from self._subsets(
            numbers[real].astype(np.uint32),
            counts,
            _bounds_of(real, vectors.item_bounds),
            RAREST_ITEMS,
            2,
            np.arange(real.sum()) % 251,
        )

    def _subsets(
        self,
        values: np.ndarray,
        counts: np.ndarray,
        bounds: np.ndarray,
        rarest: int,
        together: int,
        homes: np.ndarray,
    ) -> Iterator[np.ndarray]:
        """Keys of all subsets of ``together`` among each entry's ``rarest`` values; of all it has when those are fewer."""
        lengths = np.diff(bounds)
        owners = np.repeat(np.arange(len(lengths)), lengths)
        values, homes = _rarest_first(values, counts, owners, homes)
        place = np.arange(len(values)) - np.repeat(bounds[:-1], lengths)
        # A row for each place, so that what is added up lies side by side.
        table = np.zeros((rarest, len(lengths)), dtype=np.uint64)
        kept = place < rarest
        table[place[kept], owners[kept]] = spread(values[kept])
        home = np.zeros((rarest, len(lengths)), dtype=np.uint8)
        home[place[kept], owners[kept]] = homes[kept]
        held = np.minimum(lengths, rarest)
        for chosen in combinations(range(rarest), together):
            first, *others = chosen
            apart = home[first] != home[others[0]]
            for other in others[1:]:
                apart |= home[first] != home[other]
            some = np.flatnonzero((held > chosen[-1]) & apart)
            yield self._key(_added(table, chosen, some), some)
        for size in range(1, together):
            some = np.flatnonzero(held == size)
            yield self._key(_added(table, range(size), some), some)

    def _key(self, hashes: np.ndarray, entries: np.ndarray) -> np.ndarray:
        return (spread(hashes) & ~self._mask) | entries.astype(np.uint64)

    def _grouped(self, keys: np.ndarray) -> tuple[Iterator[np.ndarray], np.ndarray]:
        """Pairs of the groups within ``CAP``, and the keys of the larger ones."""
        hashes = keys >> self._bits
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
        sizes = np.diff(np.concatenate((starts, [len(keys)])))
        large = sizes > CAP
        entries = keys & self._mask
        common = keys[gathered(starts[large], sizes[large])]
        return self._pairs_of(entries, starts, sizes, CAP), common

    def _pairs_of(
        self, entries: np.ndarray, starts: np.ndarray, sizes: np.ndarray, largest: int
    ) -> Iterator[np.ndarray]:
        """All pairs within each group of 2 to ``largest`` members, group sizes together."""
        for size in np.unique(sizes[(sizes > 1) & (sizes <= largest)]).tolist():
            groups = starts[sizes == size]
            first, second = np.triu_indices(size, 1)
            step = max(1, _CHUNK // len(first))
            for at in range(0, len(groups), step):
                members = entries[groups[at : at + step, None] + np.arange(size)]
                found = (members[:, first] << self._bits) | members[:, second]
                yield found[members[:, first] != members[:, second]]

    def _sampled(self, keys: np.ndarray) -> Iterator[np.ndarray]:
        """Pairs of entries that agree on the least of their common keys under one of several orders."""
        if not len(keys):
            return
        entries = (keys & self._mask).astype(np.int64)
        hashes = keys >> self._bits
        order = np.argsort(entries, kind="stable")
        entries, hashes = entries[order], hashes[order]
        starts = np.flatnonzero(np.concatenate(([True], entries[1:] != entries[:-1])))
        owners = entries[starts]
        least = [np.minimum.reduceat(spread(hashes ^ spread(np.array([number]))), starts) for number in range(ORDERS)]
        for first, second in combinations(least, 2):
            group = self._key(first + second, owners)
            group.sort()
            marks = group >> self._bits
            firsts = np.flatnonzero(np.concatenate(([True], marks[1:] != marks[:-1])))
            sizes = np.diff(np.concatenate((firsts, [len(group)])))
            yield from self._pairs_of(group & self._mask, firsts, sizes, LARGEST_GROUP)


def _rarest_first(
    values: np.ndarray, counts: np.ndarray, owners: np.ndarray, homes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The values of each owner by how often they occur at all, then by number, with their homes (below 256).

    One sort of whole numbers: the owner, the value's rank, its home.
    """
    used = np.flatnonzero(counts)
    used = used[np.argsort(counts[used], kind="stable")]
    ranks = np.empty(len(counts), dtype=np.uint64)
    ranks[used] = np.arange(len(used), dtype=np.uint64)
    bits = np.uint64(len(used).bit_length())
    keys = (owners.astype(np.uint64) << bits) | ranks[values]
    keys = (keys << np.uint64(8)) | homes.astype(np.uint64)
    keys.sort()
    ranked = (keys >> np.uint64(8)) & ((np.uint64(1) << bits) - np.uint64(1))
    return used[ranked], (keys & np.uint64(255)).astype(np.uint8)


def _added(table: np.ndarray, rows: Iterable[int], some: np.ndarray) -> np.ndarray:
    """The sum of some rows in some columns, as uint64."""
    total = np.zeros(len(some), dtype=np.uint64)
    for row in rows:
        total += table[row][some]
    return total


def _within(keys: np.ndarray, number: int, ranges: int) -> np.ndarray:
    """Keys of one range; the upper bits of a hash are as good as random."""
    return keys if ranges == 1 else keys[(keys >> np.uint64(40)) % np.uint64(ranges) == number]


def _counted(some: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Distinct pairs in rising order, and how often each occurs (int64)."""
    pairs = np.concatenate([np.zeros(0, dtype=np.uint64), *some])
    pairs.sort()
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else np.zeros(0, dtype=int)
    return pairs[starts], np.diff(np.concatenate((starts, [len(pairs)])))


def _bounds_of(kept: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Bounds of the runs after only ``kept`` values are left."""
    sums = np.concatenate(([0], np.cumsum(kept)))
    return sums[bounds]
