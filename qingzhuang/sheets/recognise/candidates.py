"""What else a caption may ask for: the elements nearest to its words, each with the reason, for a person to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.binding import Match, bare_caption, binder_for

_LEAST, _MOST_SURE = 40.0, 0.5


def candidates(path: tuple[str, ...], elements: Iterable[Element], most: int = 5) -> list[Match]:
    """The best first: what the words of the caption path say, then names and synonyms spelt most like it."""
    elements = tuple(elements)
    found = {}
    first = binder_for(elements).match(path)
    if first is not None:
        found[first.code] = first
    word = bare_caption(path[-1]) if path else ""
    for score, code, spelling in sorted(_likeness(word, elements), key=lambda each: -each[0]):
        why = Text(f"与“{spelling}”字面相近", f"spelt like “{spelling}”")
        found.setdefault(code, Match(code, round(score / 100 * _MOST_SURE, 2), why))
        if len(found) == most:
            break
    return list(found.values())


def _likeness(word: str, elements: Iterable[Element]) -> Iterable[tuple[float, str, str]]:
    for element in elements:
        spellings = [element.name.zh, *element.synonyms] if word else []
        scored = [(fuzz.ratio(word, squeeze(each).lower()), each) for each in spellings]
        score, spelling = max(scored, default=(0.0, ""))
        if score >= _LEAST:
            yield score, element.code, spelling
