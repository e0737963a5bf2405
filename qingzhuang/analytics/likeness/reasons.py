"""Why two things are alike, in words an official can check: the reasons behind a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.entry import Entry, Reason
from qingzhuang.analytics.likeness.matching import MATCHED, Comparison
from qingzhuang.analytics.likeness.scoring import SAME_NAME
from qingzhuang.analytics.likeness.wording import Wording
from qingzhuang.domain.text import Text

CONTAINED = 0.6
LARGER = 1.5
_ALIKE = 0.45
_SAME_USERS = 0.6


def shared_functions(asking: Entry, other: Entry, found: Comparison, wording: Wording) -> tuple[tuple[str, str], ...]:
    """Pairs (here, there) of functions that answer to one another. Where a side tells of its functions only in
    words, those words stand in the function's place."""
    pairs = []
    for each in found.pairings:
        if each.alike < MATCHED:
            continue
        here = asking.functions[each.here] if each.here >= 0 else None
        there = other.functions[each.there] if each.there >= 0 else None
        pairs.append((here or _told(asking, there, wording), there or _told(other, here, wording)))
    return tuple(pairs)


def reasons_of(
    asking: Entry, other: Entry, found: Comparison, shared: Sequence[tuple[str, str]], wording: Wording
) -> tuple[Reason, ...]:
    """All reasons that hold, the weightiest first."""
    found_ones = (*_function_reasons(other, found, shared, wording), *_word_reasons(asking, other, found, wording))
    return found_ones or tuple(_any_words(asking, other, wording))


def _any_words(asking: Entry, other: Entry, wording: Wording) -> Iterator[Reason]:
    """Where nothing stronger holds: the telling words in common, wherever they stand."""
    there = (other.name, other.description, *other.functions)
    words = wording.shared((asking.name, asking.description, *asking.functions), there)
    if words:
        yield Reason(
            "same_purpose", Text(f"共同的词：{'、'.join(words)}", f"Words in common: {', '.join(words)}"), words
        )


def _function_reasons(
    other: Entry, found: Comparison, shared: Sequence[tuple[str, str]], wording: Wording
) -> Iterator[Reason]:
    if shared:
        names = tuple(_pair(here, there) for here, there in shared)
        yield Reason(
            "shared_functions",
            Text(
                f"共有功能 {len(shared)} 项：{'；'.join(names)}",
                f"{len(shared)} shared function{'s' if len(shared) > 1 else ''}: {'; '.join(names)}",
            ),
            names,
        )
        yield from _containment(other, found, names)
    words = _synonyms_used(shared, wording)
    if words:
        yield Reason("synonyms", Text(f"同义词：{'、'.join(words)}", f"Same meaning: {', '.join(words)}"), words)


def _containment(other: Entry, found: Comparison, names: tuple[str, ...]) -> Iterator[Reason]:
    here, there = found.covered_here, found.covered_there
    if here >= CONTAINED and here >= LARGER * there:
        yield Reason(
            "contained_in",
            Text(
                f"所提内容约 {here:.0%} 已在更大的“{other.name}”之中，可作为其模块",
                f"About {here:.0%} of what is asked is inside the larger “{other.name}”: it could be a module of it",
            ),
            names,
        )
    elif there >= CONTAINED and there >= LARGER * here:
        yield Reason(
            "contains",
            Text(
                f"所提内容已包含“{other.name}”约 {there:.0%} 的内容",
                f"What is asked contains about {there:.0%} of “{other.name}”",
            ),
            names,
        )


def _word_reasons(asking: Entry, other: Entry, found: Comparison, wording: Wording) -> Iterator[Reason]:
    if found.name >= SAME_NAME:
        yield Reason("same_name", Text(f"名称相同：{other.name}", f"Same name: {other.name}"), (other.name,))
    words = _purpose_words(asking, other, found, wording)
    if words:
        yield Reason(
            "same_purpose", Text(f"用途相近：{'、'.join(words)}", f"Similar purpose: {', '.join(words)}"), words
        )
    if found.users >= _SAME_USERS:
        yield Reason("same_users", Text(f"使用对象相同：{other.users}", f"Same users: {other.users}"), (other.users,))
    if same_sponsor(asking, other):
        yield Reason(
            "same_sponsor", Text(f"主办单位相同：{other.sponsor}", f"Same sponsor: {other.sponsor}"), (other.sponsor,)
        )


def same_sponsor(asking: Entry, other: Entry) -> bool:
    """The same unit, whatever the width of its characters; a missing sponsor is nobody's."""
    return bool(asking.sponsor) and fold(asking.sponsor) == fold(other.sponsor)


def _purpose_words(asking: Entry, other: Entry, found: Comparison, wording: Wording) -> tuple[str, ...]:
    """Words that both use of what they are for: of the descriptions, or of all that is told where functions are not."""
    if found.by_functions:
        return wording.shared([asking.description], [other.description]) if found.purpose >= _ALIKE else ()
    if found.pairings or max(found.alike, found.name, found.purpose) < _ALIKE:
        return ()
    return wording.shared((asking.name, asking.description), (other.name, other.description))


def _pair(here: str, there: str) -> str:
    return here if fold(here) == fold(there) else f"{here} ≈ {there}"


def _told(entry: Entry, function: str | None, wording: Wording) -> str:
    """The words of an entry without functions that tell of a function of the other side."""
    return "、".join(wording.shared((entry.name, entry.description), [function or ""]))


def _synonyms_used(shared: Sequence[tuple[str, str]], wording: Wording) -> tuple[str, ...]:
    """Words of the table that made two differently written functions meet, such as ``打卡 = 签到``."""
    words = {}
    for here, there in shared:
        if fold(here) == fold(there):
            continue
        said = wording.classes(there)
        for number, word in wording.classes(here).items():
            other = said.get(number)
            if other and fold(word) != fold(other):
                words[f"{word} = {other}"] = None
    return tuple(words)
