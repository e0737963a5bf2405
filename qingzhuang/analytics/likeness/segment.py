"""A block of entries as flat arrays, which may live in memory or in mapped files.

* ``tokens`` uint32[t]: each entry's distinct tokens in rising order, the fields they stand in as bits above them;
  ``offsets`` int64[n + 1] parts them by entry.
* ``terms`` uint32[u] rising, ``starts`` int64[u + 1], ``postings`` uint32[p]: which entries hold a term. Small blocks
  have none (``terms`` is empty): they are read whole.
* ``blob`` uint8 with ``text_offsets`` int64[n + 1]: the entries' words, decoded only for the few that are shown.
* ``id_keys`` uint64[n] rising with ``id_rows`` uint32[n]: entries by a hash of their id.
* ``alive`` bool[n]: removed entries stay in place until blocks are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice

import numpy as np

from qingzhuang.analytics.likeness.alphabet import units
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.tokens import TOKENS, Tokeniser

FUNCTIONS, NAME, DESCRIPTION, USERS = (np.uint32(TOKENS << bit) for bit in range(4))
TOKEN_MASK = np.uint32(TOKENS - 1)
FIELD_SHIFT = np.uint32(TOKENS.bit_length() - 1)
# A description is a paragraph, not a manual: more would drown the functions.
DESCRIPTION_UNITS = 400
WORTH_POSTINGS = 1024
_CHUNK = 16_384
_FIELD, _ITEM = "\x1f", "\x1d"


@dataclass(frozen=True, slots=True)
class Segment:
    tokens: np.ndarray
    offsets: np.ndarray
    terms: np.ndarray
    starts: np.ndarray
    postings: np.ndarray
    blob: np.ndarray
    text_offsets: np.ndarray
    id_keys: np.ndarray
    id_rows: np.ndarray
    alive: np.ndarray

    @property
    def size(self) -> int:
        return len(self.offsets) - 1

    def entry(self, row: int) -> Entry:
        """The entry as it was given."""
        raw = self.blob[self.text_offsets[row] : self.text_offsets[row + 1]].tobytes().decode("utf-8", "surrogatepass")
        identity, kind, name, sponsor, functions, description, users = raw.split(_FIELD)
        items = tuple(functions.split(_ITEM)) if functions else ()
        return Entry(identity, kind, name, sponsor, items, description, users)

    def row_of(self, identity: str) -> int | None:
        """The living row with this id."""
        key = id_keys([identity])[0]
        at = int(np.searchsorted(self.id_keys, key))
        while at < len(self.id_keys) and self.id_keys[at] == key:
            row = int(self.id_rows[at])
            if self.alive[row] and self.entry(row).id == identity:
                return row
            at += 1
        return None

    def tokens_of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The tokens of some rows end to end, and where each row's begin (int64[len(rows) + 1])."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        bounds = np.concatenate(([0], np.cumsum(lengths)))
        places = np.arange(bounds[-1]) + np.repeat(self.offsets[rows] - bounds[:-1], lengths)
        return self.tokens[places], bounds


ARRAYS = tuple(field.name for field in fields(Segment))


def pack(entries: Iterable[Entry], tokeniser: Tokeniser) -> Segment:
    """Pack entries chunk by chunk; no postings yet (see :func:`indexed`). Ids must differ."""
    stream = iter(entries)
    chunks = []
    while chunk := list(islice(stream, _CHUNK)):
        chunks.append(_pack_chunk(chunk, tokeniser))
    return joined(chunks or [_pack_chunk([], tokeniser)])


def joined(segments: Sequence[Segment]) -> Segment:
    """One block of the living entries of several, in their order, without postings."""
    if len(segments) == 1 and segments[0].alive.all():
        return replace(segments[0], **_no_postings())
    parts = [_living(segment) for segment in segments]
    keys = np.concatenate([np.zeros(0, np.uint64), *(part[4] for part in parts)])
    order = np.argsort(keys, kind="stable")
    return Segment(
        tokens=np.concatenate([part[0] for part in parts]),
        offsets=_bounds([part[1] for part in parts]),
        **_no_postings(),
        blob=np.concatenate([part[2] for part in parts]),
        text_offsets=_bounds([part[3] for part in parts]),
        id_keys=keys[order],
        id_rows=order.astype(np.uint32),
        alive=np.ones(len(keys), dtype=bool),
    )


def indexed(segment: Segment) -> Segment:
    """The same block with postings, by one sort of (token, row)."""
    rows = np.repeat(np.arange(segment.size, dtype=np.uint64), np.diff(segment.offsets))
    keys = (segment.tokens & TOKEN_MASK).astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= rows
    del rows
    keys.sort()
    postings = keys.astype(np.uint32)
    keys >>= np.uint64(32)
    edges = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    return replace(segment, terms=keys[edges].astype(np.uint32), starts=np.append(edges, len(keys)), postings=postings)


def id_keys(identities: Sequence[str]) -> np.ndarray:
    """uint64 hash of each id, the same in every process."""
    mark = "\n"
    joined_units = units(mark.join(each.replace(mark, " ") for each in identities) + mark).astype(np.uint64)
    ends = np.flatnonzero(joined_units == ord(mark))[: len(identities)]
    begins = np.concatenate(([0], ends[:-1] + 1))
    places = np.arange(len(joined_units)) - np.repeat(begins, ends + 1 - begins) if len(ends) else ends
    mixed = (joined_units[: len(places)] + np.uint64(1)) * _place_factors(places)
    return np.add.reduceat(mixed, begins) if len(ends) else np.zeros(0, dtype=np.uint64)


def _place_factors(places: np.ndarray) -> np.ndarray:
    """A pseudo-random odd number for each place in an id (splitmix64's finaliser)."""
    value = (places.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return (value ^ (value >> np.uint64(27))) | np.uint64(1)


def _no_postings() -> dict[str, np.ndarray]:
    return {
        "terms": np.zeros(0, dtype=np.uint32),
        "starts": np.zeros(1, dtype=np.int64),
        "postings": np.zeros(0, dtype=np.uint32),
    }


def _pack_chunk(entries: list[Entry], tokeniser: Tokeniser) -> Segment:
    records = [_record(entry) for entry in entries]
    tokens, lengths = distinct_tokens(entries, tokeniser)
    keys = id_keys([entry.id for entry in entries])
    order = np.argsort(keys, kind="stable")
    return Segment(
        tokens=tokens,
        offsets=_bounds([lengths]),
        **_no_postings(),
        blob=np.frombuffer(b"".join(records), dtype=np.uint8),
        text_offsets=_bounds([np.array([len(record) for record in records], dtype=np.int64)]),
        id_keys=keys[order],
        id_rows=order.astype(np.uint32),
        alive=np.ones(len(entries), dtype=bool),
    )


def _record(entry: Entry) -> bytes:
    parts = [entry.id, entry.kind, entry.name, entry.sponsor, "", entry.description, entry.users]
    items = [item for item in entry.functions if item]
    if any(_FIELD in part for part in parts) or any(_FIELD in item or _ITEM in item for item in items):
        parts = [part.replace(_FIELD, " ") for part in parts]
        items = [item.replace(_FIELD, " ").replace(_ITEM, " ") for item in items]
    parts[4] = _ITEM.join(items)
    return _FIELD.join(parts).encode("utf-8", "surrogatepass")


def distinct_tokens(entries: Sequence[Entry], tokeniser: Tokeniser) -> tuple[np.ndarray, np.ndarray]:
    """The tokens of entries as a segment keeps them, end to end, and how many each entry has."""
    cells: list[str] = []
    for entry in entries:
        cells += ("\n".join(entry.functions), entry.name, entry.description[:DESCRIPTION_UNITS], entry.users)
    found = tokeniser.tokens(cells)
    keys = (found.texts >> 2).astype(np.uint64) * np.uint64(TOKENS) + found.ids
    keys = keys * np.uint64(4) + (found.texts & 3).astype(np.uint64)
    keys.sort()
    bits = (FUNCTIONS << (keys & np.uint64(3)).astype(np.uint32)).astype(np.uint32)
    keys >>= np.uint64(2)
    if not len(keys):
        return np.zeros(0, dtype=np.uint32), np.zeros(len(entries), dtype=np.int64)
    edges = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    tokens = (keys[edges] % np.uint64(TOKENS)).astype(np.uint32) | np.bitwise_or.reduceat(bits, edges)
    rows = (keys[edges] // np.uint64(TOKENS)).astype(np.int64)
    return tokens, np.bincount(rows, minlength=len(entries))


def _living(segment: Segment) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tokens, their number by entry, bytes, their number by entry, and id keys of the living entries, by row."""
    keys = np.empty(segment.size, dtype=np.uint64)
    keys[segment.id_rows] = segment.id_keys
    lengths, text_lengths = np.diff(segment.offsets), np.diff(segment.text_offsets)
    alive = np.asarray(segment.alive)
    if alive.all():
        return segment.tokens, lengths, segment.blob, text_lengths, keys
    return (
        segment.tokens[np.repeat(alive, lengths)],
        lengths[alive],
        segment.blob[np.repeat(alive, text_lengths)],
        text_lengths[alive],
        keys[alive],
    )


def _bounds(lengths: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(([0], *lengths)).astype(np.int64).cumsum()
