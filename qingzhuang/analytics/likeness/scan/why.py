"""Why a pair of a scan was judged similar, in words: cheap enough to be written for every pair of a province."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.entry import Entry, Reason
from qingzhuang.analytics.likeness.scan.vectors import Vectors
from qingzhuang.domain.text import Text

NAMED = 5
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
_FIELDS = {"same_name": "name", "same_purpose": "description", "same_users": "users", "same_sponsor": "sponsor"}
_Found = list[tuple[str, Sequence[str]]]


class Reasons:
    """Explains pairs of one ledger by what their entries say alike."""

    def __init__(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        self._entries, self._vectors = entries, vectors
        self._functions: dict[int, dict[int, str]] = {}
        self._fields: dict[int, tuple[str, ...]] = {}

    def of(self, here: int, there: int, *, contained: bool = False) -> tuple[Reason, ...]:
        """All reasons that hold for a pair of entries, by their places; the weightiest first."""
        return tuple(
            Reason(code, Text(_say(code, words, "zh"), _say(code, words, "en")), tuple(words))
            for code, words in self._found(here, there, contained)
        )

    def line(self, here: int, there: int, language: str, *, contained: bool = False) -> str:
        """The same in one line of one language (``zh`` or ``en``)."""
        return " | ".join([_say(code, words, language) for code, words in self._found(here, there, contained)])

    def _found(self, here: int, there: int, contained: bool) -> _Found:
        found: _Found = [("contained_in", self._inside(here, there))] if contained else []
        found += _functions_shared(self._marked(here), self._marked(there))
        for code, one, two in zip(_FIELDS, self._told(here), self._told(there), strict=True):
            if one and one == two:
                found.append((code, (getattr(self._entries[here], _FIELDS[code])[:60],)))
        return found or [("same_words", ())]

    def _inside(self, here: int, there: int) -> tuple[str, str]:
        """The names of the lesser and the larger, by how much each says."""
        bounds = self._vectors.bounds
        turned = bounds[here + 1] - bounds[here] > bounds[there + 1] - bounds[there]
        lesser, larger = (there, here) if turned else (here, there)
        return self._entries[lesser].name, self._entries[larger].name

    def _marked(self, at: int) -> dict[int, str]:
        """An entry's functions by the mark of their tokens, equal for equal words in any order and usual synonyms."""
        found = self._functions.get(at)
        if found is None:
            functions, bounds = self._entries[at].functions, self._vectors.item_bounds
            marks = self._vectors.items[bounds[at] : bounds[at + 1]].tolist() if functions else []
            found = {mark: text for mark, text in zip(marks, functions, strict=True) if mark}
            self._functions[at] = found
        return found

    def _told(self, at: int) -> tuple[str, ...]:
        """What else an entry says of itself, folded."""
        found = self._fields.get(at)
        if found is None:
            found = tuple(fold(getattr(self._entries[at], field)) for field in _FIELDS.values())
            self._fields[at] = found
        return found


def _functions_shared(ours: dict[int, str], theirs: dict[int, str]) -> _Found:
    shared, other = [], []
    for mark, text in ours.items():
        if (there := theirs.get(mark)) is not None:
            shared.append(text)
            if there != text:
                other.append(f"{text} ≈ {there}")
    if not shared:
        return []
    return [("shared_functions", shared), ("synonyms", other)] if other else [("shared_functions", shared)]


def _say(code: str, words: Sequence[str], language: str) -> str:
    if code == "contained_in":
        return _INSIDE.in_(language).format(*words)
    said = _SAID[code].zh if language == "zh" else _SAID[code].en
    if code == "shared_functions":
        said = said.format(n=len(words))
    return f"{said}{'；'.join(words[:NAMED])}…" if len(words) > NAMED else said + "；".join(words)
