"""Reading a caption: whose fact it asks, of which time, what is asked (the head noun) and what narrows it.

``户主联系电话`` asks 电话 of the 户主; ``上年水稻种植面积（亩）`` asks the 面积 of 水稻种植, last year, in 亩. A caption that
says nothing of whose it is asks about the subject of a row: the person of a roll, the household of a ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qingzhuang.analytics.overlap.forms import Form, FormField
from qingzhuang.analytics.overlap.tables import CONTRASTS, HEADS, WHOSE
from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.binding import bare_caption, binder_for

# From here on a caption counts as bound: an element's name or one of its usual synonyms, never a mere ending.
SURE = 0.9
ABOUT_FORM = "record"
_TIMES = (
    ("last_year", re.compile(r"上一年度?|上年度?|去年")),
    ("this_year", re.compile(r"本年度?|今年|当年")),
    ("last_month", re.compile(r"上个?月")),
    ("this_month", re.compile(r"本月|当月|这个?月")),
    ("this_quarter", re.compile(r"本季度?|当季")),
    ("so_far", re.compile(r"累计|历年|截至目前|截止目前")),
    ("year", re.compile(r"(?:19|20)\d\d年?度?")),
)
_FILLER = re.compile(r"具体|详细|目前|有关|相关|基本|请填写|填写|参加|的|(?:情况)?说明$")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_CHOICES = re.compile(r"[/、,，|;；]|或")
_DIMENSIONS = {
    word: (dimension, factor)
    for dimension, words in {
        "money": {"元": 1, "万元": 10_000, "亿元": 1e8, "千元": 1000, "yuan": 1, "CNY": 1},
        "land": {"亩": 1, "公顷": 15, "万亩": 10_000, "平方米": 1 / 666.7, "㎡": 1 / 666.7, "m2": 1 / 666.7, "m²": 1 / 666.7},
        "persons": {"人": 1, "万人": 10_000},
        "households": {"户": 1},
        "weight": {"公斤": 1, "千克": 1, "斤": 0.5, "吨": 1000, "kg": 1},
        "share": {"%": 1},
        "times": {"次": 1},
        "length": {"米": 1, "公里": 1000, "千米": 1000},
    }.items()
    for word, factor in words.items()
}  # fmt: skip
_YESNO = re.compile(r"^(?:是否|有无|是不是|有没有)|与否$")
_COUNTED = {"人": "persons", "万人": "persons", "户": "households", "次": "times"}
# Heads of what one person has: 学生姓名 is the name of the row's person, 学生人数 is no fact of a student.
_OF_ONE = frozenset(("name", "phone", "date", "address", "number", "kind", "state"))


@dataclass(frozen=True, slots=True)
class Wording:
    """What one caption asks, in one kind of form. Equal wordings ask the same.

    ``whose`` is blank for the row's own subject, ``implied`` says that the form and not the caption told it;
    ``core`` is what narrows the head noun; ``contrasts`` the words of it that exclude others. A bare 类别 says not of what:
    it asks the same in forms of one name alone, ``form``.
    """

    label: str
    element: str
    whose: str
    implied: bool
    time: str
    head: str
    core: str
    unit: str
    values: tuple[str, ...]
    subject: str
    contrasts: tuple[tuple[int, str], ...] = ()
    form: str = ""

    @property
    def key(self) -> str:
        """One line that names it, the same in every process."""
        said = (self.label, self.element, self.whose, "~" * self.implied, self.time, self.unit, self.subject)
        parts = (*said, self.form) if self.form else said
        return "|".join((*parts, "/".join(self.values)))[:300]

    @property
    def sense(self) -> tuple[str, ...]:
        """Wordings of one sense need no comparing with one another: the same element of the same subject and time."""
        if self.element:
            return ("element", self.element, self.whose, str(self.implied), self.time)
        # The whole reading, the label apart: numbering and spelling of the caption are out of it already.
        subject = self.subject if self.subject == "organisation" else ""
        return ("words", self.head, self.core, self.whose, str(self.implied), self.time, self.unit, subject,
                "/".join(self.values), self.label if self.form else "", self.form)  # fmt: skip

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Wording:
        """From what :meth:`as_json` told."""
        contrasts = tuple((int(group), str(word)) for group, word in said["contrasts"])
        return cls(**{**said, "values": tuple(said["values"]), "contrasts": contrasts})

    @property
    def bare(self) -> bool:
        return not self.element and not self.core

    @property
    def dimension(self) -> str:
        return _DIMENSIONS.get(self.unit, ("", 1))[0] or self.unit


class Reader:
    """Reads captions over one list of elements; what was read once is remembered."""

    def __init__(self, elements: Iterable[Element] = ELEMENTS) -> None:
        known = tuple(elements)
        self.elements = {element.code: element for element in known}
        self._binder = binder_for(known)
        self._composites = self._compose(known)
        self._read: dict[tuple, Wording | None] = {}

    def _compose(self, known: Sequence[Element]) -> dict[tuple[str, str], str]:
        """The element of somebody else's fact where the list has one: (户主, person.phone) and the like."""
        found: dict[tuple[str, str], str] = {}
        persons = [each for each in known if each.concept == "person"]
        for whose, words in WHOSE:
            for word in words if whose else ():
                alone = self._bound((word,))
                if alone:
                    found.setdefault((whose, "person.name"), alone)
                for element in persons:
                    for said in (element.name.zh, *element.synonyms):
                        code = self._bound((word + said,))
                        if code and code != element.code:
                            found.setdefault((whose, element.code), code)
                            break
        return found

    def _bound(self, path: tuple[str, ...]) -> str:
        text = path[-1]
        if len(path) == 1 and not self._binder.knows(text):
            return ""
        match = self._binder.match(path)
        return match.code if match and match.confidence >= SURE else ""

    def subject_of(self, form: Form) -> str:
        """Whom a row of the form is about: the person, household, organisation or place that its captions name."""
        codes = {self._own(asked) for asked in form.fields}
        if "person.name" in codes:
            return "person"
        if codes & {"household.head_name", "household.number", "household.head_id_number"}:
            return "household"
        if "person.id_number" in codes:
            return "person"
        if codes & {"organisation.name", "organisation.uscc"}:
            return "organisation"
        return "place" if any(code.startswith("place.") for code in codes) else ""

    def _own(self, asked: FormField) -> str:
        if asked.element:
            return asked.element
        read = self.read(asked, "")
        return read.element if read and not read.whose else ""

    def wordings(self, form: Form) -> list[Wording | None]:
        """Field by field; ``None`` for what is about the form itself (row number, who filled it in)."""
        subject = self.subject_of(form)
        found = (self.read(asked, subject) for asked in form.fields)
        return [replace(read, form=form.name) if read and read.bare else read for read in found]

    def read(self, asked: FormField, subject: str) -> Wording | None:
        key = (asked.caption, asked.element, asked.unit, asked.values, subject)
        if key not in self._read:
            self._read[key] = self._reading(asked, subject)
        return self._read[key]

    def _reading(self, asked: FormField, subject: str) -> Wording | None:
        path = tuple(part for part in asked.caption if squeeze(part))
        if not path:
            return None
        unit, values = _beside(asked)
        text, group = bare_caption(path[-1]), "".join(bare_caption(part) for part in path[:-1])
        label = "/".join(bare_caption(part) for part in path)
        element = asked.element or self._bound(path)
        if element and element in self.elements:
            read = Wording(label, element, "", False, "", "", "", unit, values, subject)
            return self._of_subject(read, subject)
        time, text_left = _timed(text)
        over, group = _timed(group)
        time = time or over
        whose, text_left = _belongs(text_left)
        if not whose:
            whose, group = _within(group)
        element = self._bound((text_left,)) if text_left else ""
        if whose and not text_left:
            element = "person.name"
        if whose and element:
            whose, element = self._composed(whose, element)
        head, core = _headed(_FILLER.sub("", text_left))
        # 接种数（人） counts persons as 接种人数 does.
        head = _COUNTED.get(unit, head) if head == "count" else head
        core = _FILLER.sub("", group) + core
        if not element and not core and not head:
            return None
        read = Wording(label, element, whose, False, time, head, core, unit, values, subject, _contrasts(core))
        return self._of_subject(read, subject)

    def _composed(self, whose: str, element: str) -> tuple[str, str]:
        code = self._composites.get((whose, element))
        return ("", code) if code else (whose, element)

    def _of_subject(self, read: Wording, subject: str) -> Wording | None:
        """In a household's ledger a person's field is the head's; forms of other subjects say so too."""
        element = self.elements.get(read.element)
        if element is None:
            return read
        if element.concept == ABOUT_FORM or read.element == "person.remark":
            return None
        if element.concept == "person" and not read.whose and subject == "household":
            whose, code = self._composed("户主", read.element)
            return replace(read, whose=whose, element=code, implied=True)
        if element.concept == "person" and not read.whose and subject == "organisation":
            return replace(read, whose="单位", implied=True)
        return read


def _beside(asked: FormField) -> tuple[str, tuple[str, ...]]:
    """The unit and the words to choose from, from the field or from the brackets of its caption."""
    unit, values = squeeze(asked.unit), tuple(sorted(squeeze(each) for each in asked.values))
    for told in _BRACKETS.findall(squeeze(asked.label)):
        if told in _DIMENSIONS or told.removeprefix("单位:") in _DIMENSIONS:
            unit = unit or told.removeprefix("单位:")
        elif len(parts := [part for part in _CHOICES.split(told) if part]) > 1 and max(map(len, parts)) <= 8:
            values = values or tuple(sorted(parts))
    return unit, values


def _timed(text: str) -> tuple[str, str]:
    for time, pattern in _TIMES:
        found = pattern.search(text)
        if found:
            said = re.sub(r"\D", "", found[0]) if time == "year" else time
            return said, text.replace(found[0], "", 1)
    return "", text


def _belongs(text: str) -> tuple[str, str]:
    """Whose, when a text begins with (or is) somebody other than the row's subject, and what is left."""
    for whose, words in WHOSE:
        for word in words:
            if text.startswith(word) and (whose or len(text) > len(word)):
                rest = text[len(word) :].lstrip("的")
                if whose or _headed(rest)[0] in _OF_ONE:
                    return whose, rest
    return "", text


def _within(group: str) -> tuple[str, str]:
    """Whose, when the captions above name somebody at any place: 基本信息/家庭成员/姓名."""
    for whose, words in WHOSE:
        found = next((word for word in words if whose and word in group), None)
        if found:
            return whose, group.replace(found, "", 1)
    return "", group


def _headed(text: str) -> tuple[str, str]:
    """The head noun's class and what stands before it."""
    if _YESNO.search(text):
        return "yesno", _YESNO.sub("", text)
    for word, head in HEADS:
        if text.endswith(word):
            return head, text[: -len(word)]
    return "", text


def _contrasts(core: str) -> tuple[tuple[int, str], ...]:
    return tuple((group, word) for group, words in enumerate(CONTRASTS) for word in words if word in core)


def same_scale(one: str, other: str) -> bool:
    """Whether figures in two units of a dimension are the same figures."""
    return _DIMENSIONS.get(one, ("", 1))[1] == _DIMENSIONS.get(other, ("", 1))[1]
