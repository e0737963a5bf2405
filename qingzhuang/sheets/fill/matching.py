"""Which field of what is held answers which question of the sheet, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.blocks import Ask, Block
from qingzhuang.sheets.fill.holdings import Field
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.binding import bare_caption
from qingzhuang.sheets.recognise.model import SURE

# Where the element itself is not held, these say nearly the same.
_STAND_INS = {
    "person.mailing_address": ("person.current_address", "household.address"),
    "person.current_address": ("household.address", "person.mailing_address"),
    "household.address": ("person.current_address",),
    "person.employer": ("person.employer_and_title",),
    "person.employer_and_title": ("person.employer",),
    "household.head_name": ("person.name",),
    "household.head_id_number": ("person.id_number",),
}
_ALIKE = 85
_WEAKEST = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """A field that answers a question; ``doubtful`` ones are shown as such."""

    field: Field
    confidence: float
    why: Text

    @property
    def doubtful(self) -> bool:
        return self.confidence < SURE


def match_fields(block: Block, fields: Sequence[Field], elements: dict[str, Element]) -> list[Answer | None]:
    """For each ask of a block the best field, or ``None``. A field answers two asks only when both ask the same."""
    scored = []
    for at, ask in enumerate(block.asks):
        for order, each in enumerate(fields):
            answer = _score(ask, each, elements)
            if answer is not None and answer.confidence >= _WEAKEST:
                scored.append((-answer.confidence, order, at, answer))
    scored.sort(key=lambda entry: entry[:3])
    chosen: list[Answer | None] = [None] * len(block.asks)
    taken: dict[str, Ask] = {}
    for _, _, at, answer in scored:
        ask = block.asks[at]
        used = taken.get(answer.field.key)
        if chosen[at] is None and (used is None or (used.element == ask.element is not None)):
            chosen[at] = answer
            taken[answer.field.key] = ask
    return chosen


def _score(ask: Ask, each: Field, elements: dict[str, Element]) -> Answer | None:
    same = squeeze("".join(ask.caption)) == squeeze("".join(each.path))
    leaf, own = bare_caption(ask.label), bare_caption(each.path[-1])
    if ask.element and each.element:
        return _by_element(ask, each, elements, same or leaf == own)
    if same:
        return Answer(each, 1.0, Text("表头相同", "the same caption"))
    if leaf.rstrip("年度") == own.rstrip("年度") and leaf:
        return _by_leaf(ask, each)
    if min(len(leaf), len(own)) >= 3 and (leaf in own or own in leaf):
        why = Text(f"“{ask.label}”与“{each.path[-1]}”相含", f"“{ask.label}” and “{each.path[-1]}” contain one another")
        return Answer(each, 0.6 + 0.2 * min(len(leaf), len(own)) / max(len(leaf), len(own)), why)
    alike = fuzz.ratio(leaf, own)
    if min(len(leaf), len(own)) >= 4 and alike >= _ALIKE:
        return Answer(
            each, 0.75 * alike / 100, Text(f"与“{each.path[-1]}”写法相近", f"spelt almost as “{each.path[-1]}”")
        )
    return None


def _by_element(ask: Ask, each: Field, elements: dict[str, Element], same_caption: bool) -> Answer | None:
    name = elements[ask.element].name
    if ask.element == each.element:
        why = Text(f"都是“{name.zh}”", f"both are {name.en}")
        return Answer(each, min(ask.confidence, each.confidence) + (0.02 if same_caption else 0), why)
    if each.element in _STAND_INS.get(ask.element, ()):
        other = elements[each.element].name
        return Answer(each, 0.7, Text(f"没有“{name.zh}”，用“{other.zh}”代替", f"{other.en} stands in for {name.en}"))
    return Answer(each, 0.7, Text("表头相同", "the same caption")) if same_caption else None


def _by_leaf(ask: Ask, each: Field) -> Answer | None:
    """The same word under other groups: the groups must not contradict each other."""
    groups, others = squeeze("".join(ask.caption[:-1])), squeeze("".join(each.path[:-1]))
    why = Text(f"表头“{ask.label}”相同", f"the same caption “{ask.label}”")
    if not groups or not others:
        return Answer(each, 0.95 if groups == others else 0.9, why)
    shared = len(set(groups) & set(others)) / min(len(set(groups)), len(set(others)))
    return Answer(each, 0.6 + 0.35 * shared, why) if shared >= 0.5 else None
