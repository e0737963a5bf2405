"""Why two things are alike, in words an official can check: the reasons behind a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from qingzhuang.analytics.likeness.alphabet import fold, text_of
from qingzhuang.analytics.likeness.entry import Entry, Reason
from qingzhuang.analytics.likeness.matching import MATCHED, Comparison
from qingzhuang.analytics.likeness.scoring import SAME_NAME
from qingzhuang.analytics.likeness.synonyms import GENERIC
from qingzhuang.analytics.likeness.tokens import SINGLES, Tokeniser, Tokens
from qingzhuang.domain.text import Text

CONTAINED = 0.6
LARGER = 1.5
_ALIKE = 0.45
_SAME_USERS = 0.6
_MOST_WORDS = 6


def shared_functions(
    asking: Entry, other: Entry, found: Comparison, tokeniser: Tokeniser
) -> tuple[tuple[str, str], ...]:
    """Pairs (here, there) of functions that answer to one another. Where a side tells of its functions only in
    words, those words stand in the function's place."""
    pairs = []
    for each in found.pairings:
        if each.alike < MATCHED:
            continue
        here = asking.functions[each.here] if each.here >= 0 else None
        there = other.functions[each.there] if each.there >= 0 else None
        pairs.append((here or _told(asking, there, tokeniser), there or _told(other, here, tokeniser)))
    return tuple(pairs)


def reasons_of(
    asking: Entry, other: Entry, found: Comparison, shared: Sequence[tuple[str, str]], tokeniser: Tokeniser
) -> tuple[Reason, ...]:
    """All reasons that hold, the weightiest first."""
    return (
        *_function_reasons(other, found, shared, tokeniser),
        *_word_reasons(asking, other, found, tokeniser),
    )


def _function_reasons(
    other: Entry, found: Comparison, shared: Sequence[tuple[str, str]], tokeniser: Tokeniser
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
    words = _synonyms_used(shared, tokeniser)
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


def _word_reasons(asking: Entry, other: Entry, found: Comparison, tokeniser: Tokeniser) -> Iterator[Reason]:
    if found.name >= SAME_NAME:
        yield Reason("same_name", Text(f"名称相同：{other.name}", f"Same name: {other.name}"), (other.name,))
    elif not found.by_functions and found.name >= _ALIKE:
        words = shared_words(asking.name, other.name, tokeniser)
        if words:
            yield _purpose(words)
    if found.purpose >= _ALIKE:
        words = shared_words(asking.description, other.description, tokeniser)
        if words:
            yield _purpose(words)
    if found.users >= _SAME_USERS:
        yield Reason("same_users", Text(f"使用对象相同：{other.users}", f"Same users: {other.users}"), (other.users,))
    if same_sponsor(asking, other):
        yield Reason(
            "same_sponsor", Text(f"主办单位相同：{other.sponsor}", f"Same sponsor: {other.sponsor}"), (other.sponsor,)
        )


def same_sponsor(asking: Entry, other: Entry) -> bool:
    """The same unit, whatever the width of its characters; a missing sponsor is nobody's."""
    return bool(asking.sponsor) and fold(asking.sponsor) == fold(other.sponsor)


def shared_words(here: str, there: str, tokeniser: Tokeniser) -> tuple[str, ...]:
    """The telling words of ``here`` that ``there`` has too, in order, neighbours joined; at most six."""
    found = tokeniser.tokens([here, there])
    mine = found.texts == 0
    common = mine & np.isin(found.ids, found.ids[~mine]) & ~_generic(found.ids, tokeniser)
    spans = sorted(zip(found.starts[common].tolist(), found.lengths[common].tolist(), strict=True))
    words: list[str] = []
    begin = end = -1
    for start, length in [*spans, (len(found.codes) + 1, 0)]:
        if start > end or begin < 0:
            if begin >= 0:
                words.append(text_of(found.codes[begin:end]))
            begin, end = start, start + length
        else:
            end = max(end, start + length)
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def _purpose(words: tuple[str, ...]) -> Reason:
    return Reason("same_purpose", Text(f"用途相近：{'、'.join(words)}", f"Similar purpose: {', '.join(words)}"), words)


def _pair(here: str, there: str) -> str:
    return here if fold(here) == fold(there) else f"{here} ≈ {there}"


def _told(entry: Entry, function: str | None, tokeniser: Tokeniser) -> str:
    """The words of an entry without functions that tell of a function of the other side."""
    return "、".join(shared_words(f"{entry.name}\n{entry.description}", function or "", tokeniser))


def _synonyms_used(shared: Sequence[tuple[str, str]], tokeniser: Tokeniser) -> tuple[str, ...]:
    """Words of the table that made two differently written functions meet, such as ``打卡 = 签到``."""
    differing = [pair for pair in shared if fold(pair[0]) != fold(pair[1])]
    if not differing:
        return ()
    found = tokeniser.tokens([text for pair in differing for text in pair])
    said: dict[tuple[int, int], str] = {}
    for at in np.flatnonzero((found.ids < SINGLES) & ~_generic(found.ids, tokeniser)):
        said.setdefault((int(found.texts[at]), int(found.ids[at])), _surface(found, at))
    words = {}
    for (text, number), here in said.items():
        there = said.get((text + 1, number))
        if text % 2 == 0 and there and fold(here) != fold(there):
            words[f"{here} = {there}"] = None
    return tuple(words)


def _surface(found: Tokens, at: int) -> str:
    return text_of(found.codes[found.starts[at] : found.starts[at] + found.lengths[at]])


def _generic(ids: np.ndarray, tokeniser: Tokeniser) -> np.ndarray:
    roles = np.array([each.role == GENERIC for each in tokeniser.synonyms.classes] or [False])
    return (ids < SINGLES) & roles[np.minimum(ids, len(roles) - 1)]
