"""Saying which data element a caption asks for, how sure that is, and why.

Evidence in order: the caption path read as one word (户主 + 姓名), the caption as an element's name or synonym, the
same without brackets and marks, a longer caption that ends in a name, a caption nearly spelt so; then the values,
the columns beside it, and above all what people confirmed before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from stdnum.cn import uscc

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import is_resident_number
from qingzhuang.sheets.normalise import parse_date, squeeze
from qingzhuang.sheets.recognise.confirmed import Confirmed, caption_key, signature
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.recognise.model import Column, Table
from qingzhuang.sheets.recognise.neighbours import weigh_neighbours
from qingzhuang.sheets.recognise.others import (
    is_kind_of_person,
    is_of_another,
    is_of_members,
    other_in,
    weigh_several_names,
)

_HINTS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|<[^<>]*>")
_EDGES = re.compile(
    r"^(?:\d+[.、)]|\([\d一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.]|其中:?|[*#·•\-—])+|[*:：#、,.。]+$"
)
_VAGUE = frozenset(
    (
        "人员类别", "人群类别", "名称", "是否参保", "学历学位", "学历/学位", "学历及学位", "最高学历学位",
        "毕业学校及专业", "毕业院校及专业", "毕业院校系及专业", "毕业学校学院及专业",
    )
)  # fmt: skip
_VAGUE_SCORE, _MEMBER_SCORE = 0.7, 0.6
_GROUP_TAIL = re.compile(r"(?:基本)?(?:信息|情况|状况|资料)$")
_SUFFIX_LENGTH, _PREFIX_LENGTH = 3, 8
_CONFIRMED = Text("同样的表以前已由人确认", "people confirmed it for sheets with the same captions")
_SAMPLES, _ENOUGH = 20, 3
_NAME = "姓名"
_OF_SOMEBODY = ("person.", "organisation.", "household.relation_to_head")
_PHONE = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$|^0\d{2,3}-?\d{7,8}$")


@dataclass(frozen=True, slots=True)
class Match:
    code: str
    confidence: float
    why: Text


def bare_caption(text: str) -> str:
    """A caption without padding, brackets, numbering, marks: ``2.姓 名（必填）*`` is ``姓名``."""
    squeezed = squeeze(text)
    without = _HINTS.sub("", squeezed) or squeezed
    return _EDGES.sub("", without).lower() or without.lower()


class Binder:
    """Captions to elements, over one list of elements."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._elements = {element.code: element for element in elements}
        self._names: dict[str, str] = {}
        self._synonyms: dict[str, str] = {}
        for element in self._elements.values():
            self._names.setdefault(squeeze(element.name.zh).lower(), element.code)
            self._names.setdefault(squeeze(element.name.en).lower(), element.code)
            self._names.setdefault(bare_caption(element.name.zh), element.code)
        for element in self._elements.values():
            for synonym in element.synonyms:
                self._synonyms.setdefault(squeeze(synonym).lower(), element.code)
        self._spellings = [key for key in {**self._names, **self._synonyms} if len(key) >= 4]

    def knows(self, text: str) -> bool:
        """Whether a text is exactly a caption of some element."""
        bare = bare_caption(text)
        return bare in self._names or bare in self._synonyms

    def match(self, path: tuple[str, ...]) -> Match | None:
        """The element a caption path asks for, judged by its words alone."""
        if not path:
            return None
        joined = self._by_joined_path(path)
        if joined:
            return joined
        found = self._by_caption(path[-1])
        if found is None or len(path) == 1 or not found.code.startswith(_OF_SOMEBODY):
            return found
        if other_in(path[:-1]):
            return None
        return _of_a_member(found) if is_of_members(path[:-1]) else found

    def _lookup(self, key: str) -> tuple[str, bool] | None:
        if key in self._names:
            return self._names[key], True
        return (self._synonyms[key], False) if key in self._synonyms else None

    def _by_joined_path(self, path: tuple[str, ...]) -> Match | None:
        bare = [bare_caption(part) for part in path]
        groups = dict.fromkeys(each for group in bare[:-1] for each in (group, _GROUP_TAIL.sub("", group)) if each)
        for group in groups:
            word = group + bare[-1]
            found = self._lookup(word)
            if found:
                why = Text(f"上级表头与本列表头连读为“{word}”", f"the group and column captions together read “{word}”")
                return Match(found[0], 0.95, why)
        return None

    def _by_caption(self, caption: str) -> Match | None:
        whole, bare = squeeze(caption).lower(), bare_caption(caption)
        for key, name_score, synonym_score in ((whole, 1.0, 0.95), (bare, 0.97, 0.92)):
            found = self._lookup(key)
            if found:
                code, is_name = found
                name = self._elements[code].name
                if is_name:
                    return Match(
                        code, name_score, Text(f"表头就是“{name.zh}”", f"the caption is the element's name, {name.en}")
                    )
                if bare in _VAGUE:
                    why = Text(f"“{key}”也可能不指“{name.zh}”", f"“{key}” may or may not mean {name.en}")
                    return Match(code, _VAGUE_SCORE, why)
                why = Text(f"“{key}”是“{name.zh}”的常用说法", f"“{key}” is a usual way of saying {name.en}")
                return Match(code, synonym_score, why)
        return self._by_ending(bare) or self._by_kind_of_person(bare) or self._by_spelling(bare)

    def _by_ending(self, bare: str) -> Match | None:
        """A longer caption that ends in a known one: 被征地人员联系电话."""
        for start in range(1, min(len(bare) - _SUFFIX_LENGTH, _PREFIX_LENGTH) + 1):
            key = bare[start:]
            found = self._lookup(key)
            if found:
                code = found[0]
                if is_of_another(bare[:start], code):
                    return None
                why = Text(f"表头以“{key}”结尾", f"the caption ends in “{key}”")
                score = 0.55 + 0.25 * len(key) / len(bare)
                return Match(code, min(score, _VAGUE_SCORE) if key in _VAGUE else score, why)
        return None

    def _by_kind_of_person(self, bare: str) -> Match | None:
        """儿童姓名, 残疾人姓名: the name of whom the rows are about."""
        kind = bare.removesuffix(_NAME)
        if kind == bare or not is_kind_of_person(kind) or _NAME not in self._names:
            return None
        why = Text(f"“{kind}”是本表所列的人", f"“{kind}” are the persons that the table lists")
        return Match(self._names[_NAME], 0.85, why)

    def _by_spelling(self, bare: str) -> Match | None:
        if len(bare) < 4:
            return None
        found = process.extractOne(bare, self._spellings, scorer=fuzz.ratio, score_cutoff=86)
        if not found:
            return None
        key, score, _ = found
        why = Text(f"与“{key}”写法相近", f"spelt almost as “{key}”")
        return Match(self._lookup(key)[0], score / 100 * 0.65, why)

    def bind(self, grid: Grid, table: Table, confirmed: Confirmed | None = None) -> None:
        """Set element, confidence and reason on every column of a table; what people confirmed outweighs all."""
        for column in table.columns:
            found = self.match(column.caption)
            if table.orientation == "row":
                found = self._with_values(found, _samples(grid, table, column))
            if found:
                column.element, column.confidence, column.why = found.code, found.confidence, found.why
        weigh_several_names(table)
        weigh_neighbours(table, self._elements)
        said = (confirmed or {}).get(signature(table), {})
        for column in table.columns:
            code = said.get(caption_key(column.caption))
            if code is not None and (not code or code in self._elements):
                column.element, column.confidence, column.why = code or None, 1.0, _CONFIRMED

    def _with_values(self, found: Match | None, samples: list[str]) -> Match | None:
        """Let the values below speak: they confirm, weaken, or alone suggest an element."""
        if not samples:
            return found
        told = _told_by_values(samples)
        if found is None:
            if told is None or told not in self._elements:
                return None
            name = self._elements[told].name
            return Match(told, 0.7, Text(f"各行的值都是{name.zh}", f"the values below are all of the kind {name.en}"))
        kind = self._elements[found.code].datatype
        fits = _fit(kind, samples)
        if fits is None:
            return found
        if fits >= 0.8:
            why = Text(f"{found.why.zh}；各行的值相符", f"{found.why.en}; the values below agree")
            return Match(found.code, min(1.0, found.confidence + 0.03), why)
        if fits <= 0.2:
            why = Text(f"{found.why.zh}；但各行的值不相符", f"{found.why.en}; but the values below do not agree")
            return Match(found.code, found.confidence * (0.6 if len(samples) >= _ENOUGH else 0.85), why)
        return found


def _samples(grid: Grid, table: Table, column: Column) -> list[str]:
    texts = []
    noted = {note.row for note in table.notes}
    for row in range(table.data_first, min(table.data_last, table.data_first + 200) + 1):
        area = grid.at(row, column.column)
        if area is not None and (area.row, area.col) == (row, column.column) and row not in noted:
            texts.append(area.text)
            if len(texts) == _SAMPLES:
                break
    return texts


def _fit(datatype: str, samples: list[str]) -> float | None:
    """Share of values that fit the datatype; None for types any text fits."""
    tests = {
        "cn_ric": lambda t: len(t) in (15, 18) and t[:-1].isdigit(),
        "cn_uscc": lambda t: len(t) == 18,
        "phone": lambda t: bool(_PHONE.match(t)),
        "date": lambda t: parse_date(t) is not None,
        "email": lambda t: "@" in t,
    }
    test = tests.get(datatype)
    if test is None:
        return None
    return sum(bool(test(squeeze(text))) for text in samples) / len(samples)


def _told_by_values(samples: list[str]) -> str | None:
    bare = [squeeze(text) for text in samples]
    if len(bare) < _ENOUGH:
        return None
    if all(is_resident_number(text) for text in bare):
        return "person.id_number"
    if all(uscc.is_valid(text) for text in bare):
        return "organisation.uscc"
    return "person.phone" if all(_PHONE.match(text) and len(text) == 11 for text in bare) else None


def _of_a_member(found: Match) -> Match:
    why = Text(f"{found.why.zh}，但属于“家庭成员”", f"{found.why.en}, but within the group of family members")
    return Match(found.code, min(found.confidence, _MEMBER_SCORE), why)


@lru_cache(maxsize=8)
def binder_for(elements: tuple[Element, ...]) -> Binder:
    """The binder of a list of elements; built once per list."""
    return Binder(elements)
