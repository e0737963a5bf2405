"""The register as likeness sees it: thousands or millions of entries, one question answered in milliseconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from qingzhuang.analytics.likeness import storage
from qingzhuang.analytics.likeness.candidates import Query, shortlist
from qingzhuang.analytics.likeness.entry import Entry, Similar
from qingzhuang.analytics.likeness.matching import Comparison, compare_cut, cut
from qingzhuang.analytics.likeness.reasons import reasons_of, same_sponsor, shared_functions
from qingzhuang.analytics.likeness.scoring import score_of
from qingzhuang.analytics.likeness.segment import (
    TOKEN_MASK,
    WORTH_POSTINGS,
    Segment,
    distinct_tokens,
    indexed,
    joined,
    pack,
)
from qingzhuang.analytics.likeness.synonyms import DEFAULT, Synonyms
from qingzhuang.analytics.likeness.tokens import Tokeniser
from qingzhuang.analytics.likeness.weights import Weights
from qingzhuang.analytics.likeness.wording import Wording

COMPARED = 12


class LikenessIndex:
    """Blocks of entries, large ones with postings, the last small one open for what is added.

    Adding rewrites only the open block; full blocks merge like the digits of a binary counter, so an entry is
    rewritten O(log n) times in its life. Readers in other threads see either the old blocks or the new.
    """

    def __init__(self, synonyms: Synonyms = DEFAULT) -> None:
        self.tokeniser = Tokeniser(synonyms)
        self.weights = Weights(synonyms)
        self._segments: tuple[Segment, ...] = ()

    @classmethod
    def build(cls, entries: Iterable[Entry], synonyms: Synonyms = DEFAULT) -> LikenessIndex:
        """Index all entries at once; of two with one id the later counts."""
        index = cls(synonyms)
        segment = pack(entries, index.tokeniser)
        _hide_repeats(segment)
        segment = _sealed(joined([segment]))
        index.weights.note(segment.tokens & TOKEN_MASK, segment.size)
        index._segments = (segment,) if segment.size else ()
        return index

    def __len__(self) -> int:
        return self.weights.entries

    def __contains__(self, identity: object) -> bool:
        return isinstance(identity, str) and any(each.row_of(identity) is not None for each in self._segments)

    def add(self, entry: Entry) -> None:
        """Add an entry, replacing the one with its id if there is one."""
        self.remove(entry.id)
        new = pack([entry], self.tokeniser)
        self.weights.note(new.tokens & TOKEN_MASK, 1)
        segments = list(self._segments)
        if segments and not len(segments[-1].terms):
            new = joined([segments.pop(), new])
        if new.size >= WORTH_POSTINGS:
            while segments and segments[-1].size <= new.size:
                new = joined([segments.pop(), new])
            new = indexed(new)
        self._segments = (*segments, new)

    def remove(self, identity: str) -> bool:
        """Forget the entry with this id; False if there was none."""
        for segment in self._segments:
            row = segment.row_of(identity)
            if row is not None:
                tokens = segment.tokens[segment.offsets[row] : segment.offsets[row + 1]]
                segment.alive[row] = False
                self.weights.note(tokens & TOKEN_MASK, -1)
                return True
        return False

    def compact(self) -> None:
        """Merge all blocks into one and drop what was removed: a nightly job, or before saving."""
        if self._segments:
            merged = joined(self._segments)
            self._segments = (_sealed(merged),) if merged.size else ()

    def similar(
        self,
        asked: Entry | str,
        *,
        limit: int = 10,
        threshold: float = 0.0,
        exclude: Collection[str] = frozenset(),
    ) -> list[Similar]:
        """What resembles an entry or a sentence describing a need, best first; ties by id.

        An entry is never similar to itself: its own id is left out, and so is ``exclude``. What shares nothing that
        can be named is not shown.
        """
        entry = asked if isinstance(asked, Entry) else Entry("", "", "", description=asked)
        free_text = not (entry.functions or entry.name)
        left_out = {*exclude, entry.id} - {""}
        others = self._promising(entry, free_text, max(COMPARED, limit + limit // 5) + len(left_out))
        others = [other for other in others if other.id not in left_out]
        cells = cut(entry, others, self.tokeniser)
        found = compare_cut(entry, others, cells, self.weights, free_text=free_text)
        scored = [
            (score_of(each, same_sponsor=same_sponsor(entry, other)), other.id, other, each)
            for other, each in zip(others, found, strict=True)
        ]
        scored.sort(key=lambda row: (-row[0], row[1]))
        best = [row for row in scored[:limit] if row[0] > 0 and row[0] >= threshold]
        wording = Wording(self.tokeniser, cells)
        shared = [shared_functions(entry, other, each, wording) for _score, _id, other, each in best]
        wording.read(text for pairs in shared for pair in pairs for text in pair)
        explained = (
            _explained(entry, other, score, each, pairs, wording)
            for (score, _id, other, each), pairs in zip(best, shared, strict=True)
        )
        return [each for each in explained if each.reasons]

    def save(self, folder: Path) -> None:
        """Write the index into a folder, replacing an older one in a single step."""
        self.compact()
        storage.save(folder, self._segments, self.weights, self.tokeniser.synonyms)

    @classmethod
    def load(cls, folder: Path, synonyms: Synonyms = DEFAULT) -> LikenessIndex:
        """Open a saved index; arrays are mapped, not read. Raises ``storage.UnusableIndex``."""
        index = cls(synonyms)
        index._segments, index.weights = storage.load(folder, synonyms)
        return index

    def _promising(self, entry: Entry, free_text: bool, most: int) -> list[Entry]:
        tokens, _lengths = distinct_tokens([entry], self.tokeniser)
        query = Query.of(tokens, self.weights, free_text=free_text)
        segments = self._segments
        ranked = [shortlist(segment, query, self.weights, most) for segment in segments]
        promise = np.concatenate([each.promise for each in ranked]) if ranked else np.zeros(0)
        owners = np.repeat(np.arange(len(ranked)), [len(each.rows) for each in ranked])
        rows = np.concatenate([each.rows for each in ranked]) if ranked else np.zeros(0, dtype=np.int64)
        best = np.argsort(-promise, kind="stable")[:most]
        return [segments[owners[at]].entry(int(rows[at])) for at in best]


def _explained(
    entry: Entry,
    other: Entry,
    score: float,
    found: Comparison,
    shared: tuple[tuple[str, str], ...],
    wording: Wording,
) -> Similar:
    here, there = {pair[0] for pair in shared}, {pair[1] for pair in shared}
    return Similar(
        id=other.id,
        name=other.name,
        score=score,
        reasons=reasons_of(entry, other, found, shared, wording),
        kind=other.kind,
        sponsor=other.sponsor,
        shared=shared,
        only_here=tuple(item for item in entry.functions if item not in here),
        only_there=tuple(item for item in other.functions if item not in there),
    )


def _sealed(segment: Segment) -> Segment:
    return indexed(segment) if segment.size >= WORTH_POSTINGS else segment


def _hide_repeats(segment: Segment) -> None:
    """Of entries with one id only the last stays alive."""
    keys = segment.id_keys
    last: dict[str, int] = {}
    for at in np.flatnonzero(np.isin(keys, keys[1:][keys[1:] == keys[:-1]])):
        row = int(segment.id_rows[at])
        identity = segment.entry(row).id
        earlier = last.get(identity)
        if earlier is not None:
            segment.alive[min(row, earlier)] = False
        last[identity] = max(row, earlier if earlier is not None else row)
