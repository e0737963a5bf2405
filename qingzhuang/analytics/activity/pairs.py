"""Distinct pairs by sorting: (asset, number) packed into one 64-bit word, sorted, and counted where it changes.

A sort of plain words reads memory in order, where a hash table of tens of millions of groups jumps about in it: about
half the time of the two-level question in SQL. It needs numbers (user numbers, days) and room in the word; where
either is lacking the SQL answers.

Layout, from the top: bits of the asset's 64-bit hash | the number | how recent (0 is the shortest window).
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from qingzhuang.analytics.activity.windows import WINDOWS, beginnings

_RECENCY_BITS = (len(WINDOWS)).bit_length()
# Files are read together up to so many bytes: enough to keep a thread busy, little enough to sort in memory.
_BYTES_TOGETHER = 96 << 20
_MOST_BITS, _SALTS = 40, 8
# Words looked at in each part to cut all into shares of like size, and shares for each processor.
_SAMPLED, _SHARES_EACH = 1_000, 4


@dataclass(frozen=True, slots=True)
class Packing:
    """``bits`` and ``least`` of the numbers; ``assets``, and ``short`` what stands for each in a word.

    ``salt`` makes the hash whose upper bits differ for all these assets, so that no two are ever counted as one.
    """

    bits: int
    least: int
    salt: int
    assets: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    short: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.uint64))

    @property
    def shift(self) -> int:
        """How far an asset's hash moves to the right to leave room."""
        return self.bits + _RECENCY_BITS

    @property
    def spread(self) -> str:
        """SQL for an asset's hash."""
        return f"HASH(asset, {self.salt})"


class _Share(NamedTuple):
    """Sorted words of several parts, of the same assets; ``order`` are those assets' places in the packing, rising."""

    parts: list[np.ndarray]
    order: np.ndarray


def packing_for(connection: duckdb.DuckDBPyConnection, least: int | None, most: int | None) -> Packing | None:
    """The packing of numbers from ``least`` to ``most`` for the assets in table ``seen``; None if there is no room."""
    if least is None or most is None or (most - least).bit_length() > _MOST_BITS:
        return None
    for salt in range(_SALTS):
        packing = Packing(max((most - least).bit_length(), 1), least, salt)
        seen = connection.execute(f"SELECT asset, {packing.spread} AS hash FROM seen").fetchnumpy()
        short = seen["hash"] >> np.uint64(packing.shift)
        if len(np.unique(short)) == len(short):
            return replace(packing, assets=seen["asset"], short=short)
    return None


def distinct(
    connection: duckdb.DuckDBPyConnection,
    events: Callable[[Sequence[Path]], str],
    files: Sequence[Path],
    number: str,
    where: str,
    packing: Packing,
    as_of: datetime.date,
) -> dict[str, np.ndarray]:
    """How many distinct numbers each asset has: ``asset``, ``total``, the ``least``, and ``within_N`` for each window.

    ``events`` gives the SQL of some files' events, ``number`` and ``where`` are SQL over it. Files are
    read and sorted, then merged and counted by assets, by as many threads as there are processors.
    """
    question = f"SELECT {_word(number, packing, as_of)} AS word FROM ({{}}) AS events WHERE {where}"

    def read(batch: Sequence[Path]) -> np.ndarray:
        with connection.cursor() as cursor:
            return _first_of_pairs(cursor.execute(question.format(events(batch))).fetchnumpy()["word"])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = list(pool.map(read, _together(files)))
        shares = list(pool.map(lambda share: _tallied(share, packing), _shares(parts, packing)))
    return {name: np.concatenate([share[name] for share in shares]) for name in shares[0]}


def _shares(parts: Sequence[np.ndarray], packing: Packing) -> list[_Share]:
    """The sorted words of all parts cut at the same assets, so that each share is counted by itself."""
    sample = np.sort(np.concatenate([part[:: max(len(part) // _SAMPLED, 1)] for part in parts]))
    count = (os.cpu_count() or 1) * _SHARES_EACH
    room = np.uint64(packing.shift)
    cuts = np.unique(sample[[len(sample) * at // count for at in range(1, count)]] >> room) if len(sample) else sample
    order = np.argsort(packing.short)
    edges = [0, *np.searchsorted(packing.short[order], cuts).tolist(), len(order)]
    places = [[0, *np.searchsorted(part, cuts << room).tolist(), len(part)] for part in parts]
    return [
        _Share([part[at[number] : at[number + 1]] for part, at in zip(parts, places, strict=True)], order[low:high])
        for number, (low, high) in enumerate(pairwise(edges))
    ]


def _together(files: Sequence[Path]) -> list[list[Path]]:
    batches: list[list[Path]] = [[]]
    size = 0
    for file in files:
        size += file.stat().st_size
        if size > _BYTES_TOGETHER and batches[-1]:
            batches.append([])
            size = file.stat().st_size
        batches[-1].append(file)
    return batches


def _word(number: str, packing: Packing, as_of: datetime.date) -> str:
    recency = " ".join(f"WHEN moment >= DATE '{since}' THEN {at}" for at, (_, since) in enumerate(beginnings(as_of)))
    return (
        f"(({packing.spread} >> {packing.shift}) << {packing.shift})"
        f" | (CAST({number} - ({packing.least}) AS UBIGINT) << {_RECENCY_BITS})"
        f" | CAST(CASE {recency} ELSE {len(WINDOWS)} END AS UBIGINT)"
    )


def _first_of_pairs(words: np.ndarray) -> np.ndarray:
    """The most recent word of each pair, sorted. ``words`` are sorted in place."""
    words = np.ascontiguousarray(words, dtype=np.uint64)
    words.sort()
    pairs = words >> np.uint64(_RECENCY_BITS)
    first = np.empty(len(words), dtype=bool)
    first[:1] = True
    np.not_equal(pairs[1:], pairs[:-1], out=first[1:])
    return words[first]


def _tallied(share: _Share, packing: Packing) -> dict[str, np.ndarray]:
    order, words = share.order, _first_of_pairs(np.concatenate(share.parts))
    bounds = np.searchsorted(words, packing.short[order] << np.uint64(packing.shift))
    bounds = np.append(bounds, len(words))
    recency = (words & np.uint64((1 << _RECENCY_BITS) - 1)).astype(np.uint8)
    found = {"asset": packing.assets[order], "total": np.diff(bounds), "least": np.zeros(len(order), dtype=np.int64)}
    some = found["total"] > 0
    numbers = words[bounds[:-1][some]] & np.uint64((1 << packing.shift) - 1)
    found["least"][some] = (numbers >> np.uint64(_RECENCY_BITS)).astype(np.int64) + packing.least
    for at, days in enumerate(WINDOWS):
        reached = np.concatenate(([0], np.cumsum(recency <= at)))
        found[f"within_{days}"] = reached[bounds[1:]] - reached[bounds[:-1]]
    return found
