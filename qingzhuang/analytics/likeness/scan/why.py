"""Why a pair of a scan was judged similar, in words: cheap enough to be written for every pair of a province."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.entry import Entry, Reason
from qingzhuang.analytics.likeness.scan.vectors import Vectors
from qingzhuang.domain.text import Text

NAMED = 5
_QUOTED = 60
# What is said before the words a reason rests on.
_SAID = {
    "shared_functions": Text("共有功能 {n} 项：", "Shared functions, {n}: "),
    "synonyms": Text("说法不同：", "Said otherwise: "),
    "same_name": Text("名称相同：", "Same name: "),
    "same_purpose": Text("用途说明相同：", "Same purpose: "),
    "same_users": Text("使用对象相同：", "Same users: "),
    "same_sponsor": Text("主办单位相同：", "Same sponsor: "),
    "same_words": Text("大部分用词相同，顺序或个别字不同", "Most words are the same, in other places or spellings"),
}
_INSIDE = Text(
    "“{}”的内容大部分已在更大的“{}”之中，可作为其模块",
    "Most of “{}” is inside the larger “{}”, of which it could be a module",
)
_IN = {
    language: {code: text.in_(language) for code, text in (*_SAID.items(), ("contained_in", _INSIDE))}
    for language in ("zh", "en")
}
_FIELDS = {"same_name": "name", "same_purpose": "description", "same_users": "users", "same_sponsor": "sponsor"}
_Found = list[tuple[str, Sequence[str]]]


class _Card(NamedTuple):
    """What an entry has to say alike with others: its functions by the mark of their tokens (equal for equal words in
    any order and usual synonyms), its other fields folded, and how each is quoted."""

    functions: dict[int, str]
    told: tuple[str, ...]
    quoted: tuple[str, ...]


class Reasons:
    """Explains pairs of one ledger by what their entries say alike."""

    def __init__(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        self._entries, self._vectors = entries, vectors
        self._cards: dict[int, _Card] = {}
        self._texts: dict[str, str] = {}

    def of(self, here: int, there: int, *, contained: bool = False) -> tuple[Reason, ...]:
        """All reasons that hold for a pair of entries, by their places; the weightiest first."""
        return tuple(
            Reason(code, Text(_say(code, words, "zh"), _say(code, words, "en")), tuple(words))
            for code, words in self._found(here, there, contained)
        )

    def line(self, here: int, there: int, language: str, *, contained: bool = False) -> str:
        """The same in one line of one language (``zh`` or ``en``)."""
        found = self._found(here, there, contained)
        if len(found) == 1:
            return _say(*found[0], language)
        return " | ".join([_say(code, words, language) for code, words in found])

    def _found(self, here: int, there: int, contained: bool) -> _Found:
        one, two = self._cards.get(here) or self._card(here), self._cards.get(there) or self._card(there)
        found: _Found = [("contained_in", self._inside(here, there))] if contained else []
        theirs = two.functions
        shared = [(text, theirs[mark]) for mark, text in one.functions.items() if mark in theirs]
        if shared:
            ours, said = zip(*shared, strict=True)
            found.append(("shared_functions", ours))
            if said != ours:
                found.append(("synonyms", [f"{a} ≈ {b}" for a, b in zip(ours, said, strict=True) if a != b]))
        if one.told != two.told:
            found += [
                (code, (quoted,))
                for code, a, b, quoted in zip(_FIELDS, one.told, two.told, one.quoted, strict=True)
                if a and a == b
            ]
        else:
            found += [(code, (quoted,)) for code, a, quoted in zip(_FIELDS, one.told, one.quoted, strict=True) if a]
        return found or [("same_words", ())]

    def _inside(self, here: int, there: int) -> tuple[str, str]:
        """The names of the lesser and the larger, by how much each says."""
        bounds = self._vectors.bounds
        turned = bounds[here + 1] - bounds[here] > bounds[there + 1] - bounds[there]
        lesser, larger = (there, here) if turned else (here, there)
        return self._entries[lesser].name, self._entries[larger].name

    def _card(self, at: int) -> _Card:
        """Equal texts become one object: to compare two takes no look at their letters, which lie all over memory."""
        entry, bounds, one = self._entries[at], self._vectors.item_bounds, self._texts.setdefault
        marks = self._vectors.items[bounds[at] : bounds[at + 1]].tolist() if entry.functions else []
        fields = [getattr(entry, name) for name in _FIELDS.values()]
        card = self._cards[at] = _Card(
            {mark: one(text, text) for mark, text in zip(marks, entry.functions, strict=True) if mark},
            tuple(one(text, text) for text in map(fold, fields)),
            tuple(each[:_QUOTED] for each in fields),
        )
        return card


def _say(code: str, words: Sequence[str], language: str) -> str:
    said = _IN[language][code]
    if code in _FIELDS:
        return said + words[0]
    if code == "contained_in":
        return said.format(*words)
    if code == "shared_functions":
        said = _counted(said, len(words))
    return f"{said}{'；'.join(words[:NAMED])}…" if len(words) > NAMED else said + "；".join(words)


@lru_cache(maxsize=1_000)
def _counted(said: str, count: int) -> str:
    return said.format(n=count)
