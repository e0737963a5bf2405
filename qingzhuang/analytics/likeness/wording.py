"""Which words two texts share, for evidence: a few texts cut at once, each token with the words it stands for."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.analytics.likeness.alphabet import text_of, units
from qingzhuang.analytics.likeness.entry import Entry
from qingzhuang.analytics.likeness.synonyms import GENERIC
from qingzhuang.analytics.likeness.tokens import SINGLES, Tokeniser

_MOST_WORDS = 6
_Span = tuple[int, int, int]


class Wording:
    """The telling tokens (no boilerplate) of the names, descriptions and functions of some entries.

    Texts that are none of theirs, such as words found before, are cut when first asked about.
    """

    def __init__(self, tokeniser: Tokeniser, entries: Sequence[Entry]) -> None:
        self._tokeniser = tokeniser
        self._cuts: dict[str, tuple[_Span, ...]] = {}
        self._cut([text for entry in entries for text in (entry.name, entry.description, *entry.functions)])

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

    def _of(self, text: str) -> tuple[_Span, ...]:
        if text not in self._cuts:
            self._cut([text])
        return self._cuts[text]

    def _cut(self, texts: Sequence[str]) -> None:
        distinct = list(dict.fromkeys(texts))
        found = self._tokeniser.tokens(distinct)
        begins = [0]
        for text in distinct:
            begins.append(begins[-1] + len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1)
        spans: list[list[_Span]] = [[] for _ in distinct]
        classes = self._tokeniser.synonyms.classes
        columns = (found.texts.tolist(), found.starts.tolist(), found.lengths.tolist(), found.ids.tolist())
        for at, start, length, number in zip(*columns, strict=True):
            if number >= SINGLES or classes[number].role != GENERIC:
                spans[at].append((start - begins[at], start - begins[at] + length, number))
        for text, tokens in zip(distinct, spans, strict=True):
            self._cuts[text] = tuple(sorted(tokens))


def _slice(text: str, begin: int, end: int) -> str:
    """By UTF-16 units, as tokens count."""
    return text[begin:end] if text.isascii() or max(text) < "\U00010000" else text_of(units(text)[begin:end])
