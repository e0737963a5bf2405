"""Whether two wordings ask the same fact: a score of 0 to 1 with its reasons, and one of three outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.analytics.overlap.tables import KIN, WHOSE_NAMED
from qingzhuang.analytics.overlap.wording import Wording, same_scale
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text

SAME, DOUBTFUL, DIFFERENT = "same", "doubtful", "different"
OUTCOMES = {
    SAME: Text("同一事实", "The same fact"),
    DOUBTFUL: Text("存疑", "Doubtful"),
    DIFFERENT: Text("不同事实", "Different facts"),
}
# Frozen on seed 1 of benchmarks/overlap.py and on captions read by hand; measured on seeds that were not looked at.
SAME_FROM, DOUBTFUL_FROM = 0.8, 0.55
_HEAD, _CORE = 0.35, 0.65
# The most that two wordings can score with something against them: enough to ask a person, never enough to decide.
_ASK, _NEVER = 0.7, 0.3
_NEIGHBOURS = 0.05
# A word of this weight tells things apart (see finding); one that another word replaces costs this much.
_TELLING, _REPLACED = 0.7, 0.25
_TIMES = {
    "last_year": Text("上年", "last year"),
    "this_year": Text("本年", "this year"),
    "last_month": Text("上月", "last month"),
    "this_month": Text("本月", "this month"),
    "this_quarter": Text("本季度", "this quarter"),
    "so_far": Text("累计", "so far"),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of the words that narrow two head nouns: ``share`` in common (0 to 1), and the weight of what one alone says."""

    share: float
    mine: float = 0.0
    theirs: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    text: Text

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.text.as_dict()}


@dataclass(frozen=True, slots=True)
class Judgement:
    score: float
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> str:
        return SAME if self.score >= SAME_FROM else DOUBTFUL if self.score >= DOUBTFUL_FROM else DIFFERENT


def judge(
    one: Wording, other: Wording, likeness: Likeness, elements: Mapping[str, Element], near: float | None = None
) -> Judgement:
    """``likeness`` is that of the words that narrow the head nouns; ``near`` (0 to 1) that of the fields beside them."""
    if one.element and other.element:
        score, reasons = _by_elements(one, other, elements)
    else:
        score, reasons = _by_words(one, other, likeness)
    for most, reason in _against(one, other):
        score = min(score, most)
        reasons.append(reason)
    if near is not None and Judgement(score, ()).outcome == DOUBTFUL and not (one.element and other.element):
        score, reason = _beside(score, near)
        reasons += reason
    return Judgement(round(max(0.0, min(1.0, score)), 3), tuple(reasons))


def _by_elements(one: Wording, other: Wording, elements: Mapping[str, Element]) -> tuple[float, list[Reason]]:
    here, there = _name(one.element, elements), _name(other.element, elements)
    if one.element == other.element:
        text = Text(f"都是数据元“{here.zh}”", f"both are the data element {here.en}")
        return 0.97, [Reason("element", text)]
    kin = KIN.get(frozenset((one.element, other.element)))
    if kin:
        return 0.6, [Reason("kin", kin)]
    text = Text(f"一个是“{here.zh}”，一个是“{there.zh}”", f"one is {here.en}, the other {there.en}")
    return 0.1, [Reason("element", text)]


def _name(code: str, elements: Mapping[str, Element]) -> Text:
    return elements[code].name if code in elements else Text(code, code)


def _by_words(one: Wording, other: Wording, likeness: Likeness) -> tuple[float, list[Reason]]:
    if one.label == other.label and one.core == other.core:
        return 0.95, [_says(one.label)]
    reasons = []
    if one.head and one.head == other.head:
        reasons.append(Reason("head", Text("所问的中心词相同", "the head nouns agree")))
    share = likeness.share
    score = _HEAD * (one.head == other.head) + _CORE * share
    told = Text(f"限定词相似 {share:.0%}", f"what narrows them agrees by {share:.0%}")
    reasons.append(Reason("words", told))
    if min(likeness.mine, likeness.theirs) >= _TELLING:
        # 电工培训 and 直播培训 share a word and are two things: each says what the other does not.
        text = Text("各有对方没有的限定词", "each is narrowed by a word the other lacks")
        return score - _REPLACED, [*reasons, Reason("replaced", text)]
    if max(likeness.mine, likeness.theirs) >= _TELLING:
        text = Text("一个比另一个多了限定词", "one is narrowed by a word more")
        return min(score, _ASK), [*reasons, Reason("narrowed", text)]
    return score, reasons


def _says(label: str) -> Reason:
    return Reason("caption", Text(f"都写作“{label}”", f"both say “{label}”"))


def _against(one: Wording, other: Wording) -> list[tuple[float, Reason]]:
    """What speaks against it, each with the most that is left of the score."""
    found = [check(one, other) for check in (_whose, _time, _head, _excluded, _unit, _choices, _subject)]
    return [each for each in found if each is not None]


def _whose(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    if one.whose == other.whose:
        return None
    here, there = WHOSE_NAMED[one.whose], WHOSE_NAMED[other.whose]
    text = Text(f"一个是{here.zh}的，一个是{there.zh}的", f"one is of {here.en}, the other of {there.en}")
    # What only the form implies is asked about; what the caption says decides.
    return (_ASK if one.implied or other.implied else _NEVER), Reason("whose", text)


def _time(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    if one.time == other.time:
        return None
    blank = Text("未注明", "not said")
    here, there = (_TIMES.get(each.time, Text(each.time, each.time)) if each.time else blank for each in (one, other))
    text = Text(f"时期不同：{here.zh}、{there.zh}", f"other times: {here.en}, {there.en}")
    return (_NEVER if one.time and other.time else _ASK), Reason("time", text)


def _head(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    if one.element and other.element:
        return None
    if one.head == other.head:
        return None
    if one.head and other.head:
        return _NEVER, Reason("head", Text("所问的中心词不同", "the head nouns differ"))
    return _ASK, Reason("head", Text("一处没写中心词", "one says no head noun"))


def _excluded(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    mine, theirs = dict(one.contrasts), dict(other.contrasts)
    for group in mine.keys() | theirs.keys():
        here, there = mine.get(group, ""), theirs.get(group, "")
        if here == there:
            continue
        if here and there:
            text = Text(f"“{here}”与“{there}”不是一回事", f"“{here}” excludes “{there}”")
            return _NEVER, Reason("excluded", text)
        text = Text(f"只有一处限定“{here or there}”", f"only one is narrowed to “{here or there}”")
        return _ASK, Reason("narrowed", text)
    return None


def _unit(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    if not one.unit or not other.unit or one.unit == other.unit:
        return None
    pair = f"{one.unit}、{other.unit}"
    if one.dimension != other.dimension:
        return _NEVER, Reason("unit", Text(f"计量单位不同类：{pair}", f"units of other kinds: {pair}"))
    if same_scale(one.unit, other.unit):
        return None
    return 1.0, Reason("unit", Text(f"计量单位可换算：{pair}", f"units convert: {pair}"))


def _choices(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    if not one.values or not other.values or one.values == other.values:
        return None
    common = len(set(one.values) & set(other.values))
    if common:
        return None
    return _ASK, Reason("values", Text("可选值没有相同的", "the words to choose from have none in common"))


def _subject(one: Wording, other: Wording) -> tuple[float, Reason] | None:
    subjects = {one.subject, other.subject}
    if one.element or other.element or len(subjects) == 1 or "organisation" not in subjects:
        return None
    return _ASK, Reason("subject", Text("两张表的对象不同", "the forms are about other subjects"))


def _beside(score: float, near: float) -> tuple[float, list[Reason]]:
    """A doubtful pair gains or loses a little by the fields around it."""
    if near >= 0.5:
        return min(score + _NEIGHBOURS, SAME_FROM - 0.01), [
            Reason("beside", Text("相邻的字段大多相同", "the fields beside them are mostly the same"))
        ]
    if near == 0:
        return score - _NEIGHBOURS, [Reason("beside", Text("相邻的字段没有相同的", "no field beside them is the same"))]
    return score, []
