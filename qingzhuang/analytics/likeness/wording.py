"""Which words two texts share, for evidence: a few texts cut at once, each token with the words it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from qingzhuang.analytics.likeness.alphabet import text_of, units
from qingzhuang.analytics.likeness.synonyms import GENERIC
from qingzhuang.analytics.likeness.tokens import SINGLES, Cut, Tokeniser, begins_of

_MOST_WORDS = 6
_Span = tuple[int, int, int]


class Wording:
    """The telling tokens (no boilerplate) of some texts that are cut already; others are cut when first asked about."""

    def __init__(self, tokeniser: Tokeniser, cut: Cut) -> None:
        self._tokeniser = tokeniser
        self._spans: dict[str, list[_Span]] = {}
        self._cuts = [_Places(cut)]

    def read(self, texts: Iterable[str]) -> None:
        """Cut the texts that are new here all at once."""
        new = [text for text in dict.fromkeys(texts) if not any(text in each for each in self._cuts)]
        if new:
            self._cuts.append(_Places(self._tokeniser.cut(new)))

    def shared(self, here: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
        """The telling words of some texts that others have too, in order, neighbours joined; at most six."""
        known = {number for text in there for _start, _end, number in self._of(text)}
        words = dict.fromkeys(word for text in here for word in self._among(text, known))
        return tuple(words)[:_MOST_WORDS]

    def _among(self, text: str, known: set[int]) -> list[str]:
        words: list[str] = []
        begin = end = -1
        for start, stop, number in self._of(text):
            if number not in known:
                continue
            if start > end:
                words += [_slice(text, begin, end)] if end > 0 else []
                begin = start
            end = max(end, stop)
        return words + ([_slice(text, begin, end)] if end > 0 else [])

    def classes(self, text: str) -> dict[int, str]:
        """The first word of each synonym class in a text, by the class's number."""
        found: dict[int, str] = {}
        for start, end, number in self._of(text):
            if number < SINGLES:
                found.setdefault(number, _slice(text, start, end))
        return found

    def _of(self, text: str) -> list[_Span]:
        if text not in self._spans:
            self.read([text])
            places = next(each for each in self._cuts if text in each)
            classes = self._tokeniser.synonyms.classes
            self._spans[text] = [
                span for span in places.spans(text) if span[2] >= SINGLES or classes[span[2]].role != GENERIC
            ]
        return self._spans[text]


class _Places:
    """The tokens of some texts by text, in the order they stand in."""

    def __init__(self, cut: Cut) -> None:
        self._number = {text: number for number, text in enumerate(cut.texts)}
        found = cut.tokens
        order = np.lexsort((found.lengths, found.starts))
        self._starts, self._lengths, self._ids = found.starts[order], found.lengths[order], found.ids[order]
        self._begins = begins_of(found)
        self._bounds = np.append(np.searchsorted(self._starts, self._begins), len(order))

    def __contains__(self, text: str) -> bool:
        return text in self._number

    def spans(self, text: str) -> list[_Span]:
        number = self._number[text]
        here = slice(self._bounds[number], self._bounds[number + 1])
        starts = self._starts[here] - self._begins[number]
        return list(
            zip(starts.tolist(), (starts + self._lengths[here]).tolist(), self._ids[here].tolist(), strict=True)
        )


def _slice(text: str, begin: int, end: int) -> str:
    """By UTF-16 units, as tokens count."""
    return text[begin:end] if text.isascii() or max(text) < "\U00010000" else text_of(units(text)[begin:end])
