"""Normalising with a map back to the original, and cutting into sentences and clauses. Linear in the length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？；!?;\n]+|(?<=\w)[.](?=\s|$)")
_CLAUSE_EDGE = '，,：:、（）()“”"'
LONGEST = 400
# Folding would turn these stops into their plain forms; the patterns know the Chinese ones, so both are read as those.
_KEPT = str.maketrans("，；：！？（）", "\ue000\ue001\ue002\ue003\ue004\ue005\ue006")
_BACK = str.maketrans("\ue000\ue001\ue002\ue003\ue004\ue005\ue006;:", "，；：！？（）；：")
# A plain comma is a stop too, but not the one in 1,000.
_COMMA = re.compile(r",(?!\d)")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_KEPT)).lower()


def _punctuate(plain: str) -> str:
    """Change characters one for one, so that positions stay."""
    plain = plain.translate(_BACK)
    return _COMMA.sub("，", plain) if "," in plain else plain


@dataclass(frozen=True, slots=True)
class Reading:
    """``plain`` is the normalised text; ``offsets[i]`` is where its i-th character stands in the original."""

    plain: str
    offsets: list[int] | None
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of a span of ``plain``."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def read(text: str) -> Reading:
    """Fold full-width forms and compatibility characters, lower-case Latin letters, keep positions."""
    folded = _fold(text)
    if len(folded) == len(text):
        return Reading(_punctuate(folded), None, text)
    plain: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text):
        for piece in _fold(character):
            plain.append(piece)
            offsets.append(position)
    return Reading(_punctuate("".join(plain)), offsets, text)


def sentences(plain: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences; one without any stop is cut at :data:`LONGEST` so that patterns stay local."""
    for found in _SENTENCE.finditer(plain):
        start, end = found.span()
        while end - start > LONGEST:
            yield start, start + LONGEST
            start += LONGEST
        if end > start:
            yield start, end


def clause_around(plain: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Widen a span to the edges of its clauses within a sentence."""
    while start > low and plain[start - 1] not in _CLAUSE_EDGE:
        start -= 1
    while end < high and plain[end] not in _CLAUSE_EDGE:
        end += 1
    while start < end and plain[start] in " \t\u3000":
        start += 1
    while end > start and plain[end - 1] in " \t\u3000":
        end -= 1
    return start, end
