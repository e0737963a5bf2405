"""What is held of the subjects a sheet asks about, and finding the right one: by number, else by name and more.

A hub, a table, or a JSON file can all be holdings; ``Listing`` is those that fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import canonical
from qingzhuang.sheets.normalise import address_spelling, squeeze
from qingzhuang.sheets.workbook import Value, display

NUMBERS = ("person.id_number", "household.head_id_number", "organisation.uscc", "household.number")
NAMES = ("person.name", "household.head_name", "organisation.name")
_OFFERED = 20
_CLOSER = ("person.birth_date", "person.current_address", "person.hukou_address", "household.address", "place.village")


class Origin(NamedTuple):
    """Where values come from: told by whom, of which day (ISO), how sure (0 to 1)."""

    source: str
    observed: str = ""
    confidence: float = 1.0


class Held(NamedTuple):
    """One value that is held, as it was told, with where it comes from."""

    value: Value
    origin: Origin


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that holdings can answer: its key in the records, what it is called, its element, its unit."""

    key: str
    path: tuple[str, ...]
    element: str | None = None
    confidence: float = 1.0
    unit: str = ""


@dataclass(slots=True)
class Record:
    """What is held of one subject; ``origins`` has the keys of ``values``, and what was told together shares one.

    ``lists`` holds what it has several of (family members), by name; ``key`` names it.
    """

    values: dict[str, Value] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    lists: dict[str, Listing] = field(default_factory=dict)
    place: str = ""
    key: str = ""

    def hold(self, values: Mapping[str, Value], origin: Origin) -> None:
        """Take in what was told together."""
        self.values.update(values)
        self.origins.update(dict.fromkeys(values, origin))

    def held(self, key: str | None) -> Held | None:
        """One value with its origin, if there is one."""
        return Held(self.values[key], self.origins[key]) if key in self.values else None


class Found(NamedTuple):
    """The answer to one search. Without a record, ``candidates`` says between whom a person has to choose, if anyone.

    ``keys`` names the same candidates for ``Holdings.chosen``.
    """

    record: Record | None = None
    confidence: float = 1.0
    doubt: Text | None = None
    candidates: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Holdings(Protocol):
    """Whoever can answer a sheet; ``stored`` says that values are in their elements' stored spelling (``canonical``)."""

    fields: Sequence[Field]
    stored: bool

    def find(self, asked: Sequence[Mapping[str, str]], key: str | None = None) -> Sequence[Found]:
        """For each subject, told as ``{element: what its row says}``, the record held of it."""

    def chosen(self, keys: Sequence[str]) -> Sequence[Record | None]:
        """The records that a person chose, by the keys they were offered under."""

    def everybody(self) -> Iterable[Record]:
        """All records, in order, for a sheet that names nobody."""


def settled(holdings: Holdings, found: Sequence[Found], wishes: Sequence[str | None]) -> list[Found]:
    """The answers with what a person chose among their candidates; a wish that is no candidate counts for nothing."""
    answers = list(found)
    picks = {at: wish for at, wish in enumerate(wishes) if wish and wish in answers[at].keys}
    for at, record in zip(picks, holdings.chosen(list(picks.values())) if picks else (), strict=True):
        if record is not None:
            answers[at] = Found(record)
    return answers


def unheard_of(name: str, told: Mapping[str, str], elements: Mapping[str, Element]) -> Text:
    """That nothing is held of a name, and what is wrong with the number beside it, if anything is."""
    for number in NUMBERS:
        try:
            canonical(elements[number], told[number])
        except BadValue as trouble:
            wrong = trouble.text
            return Text(f"没有“{name}”的数据：{wrong.zh}", f"nothing is held of “{name}”: {wrong.en}")
        except KeyError:
            continue
    return Text(f"没有“{name}”的数据", f"nothing is held of “{name}”")


def listed(record: Record, label: str) -> Held | None:
    """A list that the subject has (个人简历), asked for in one cell: an entry a line."""
    for name, listing in record.lists.items():
        if squeeze(name) == squeeze(label):
            said = [" ".join(map(display, each.values.values())) for each in listing.records]
            text = "\n".join(line for line in said if line)
            return Held(text, Origin(listing.records[0].place.rpartition("[")[0])) if text else None
    return None


@dataclass(slots=True)
class Listing:
    """Records in memory, with an index for each element they were searched by."""

    fields: list[Field]
    records: list[Record]
    elements: Mapping[str, Element]
    stored: bool = False
    _indexes: dict[str, dict[str, list[Record]]] = field(default_factory=dict)

    def everybody(self) -> Iterable[Record]:
        return self.records

    def chosen(self, keys: Sequence[str]) -> Sequence[Record | None]:
        """Records by their places."""
        places = {record.place: record for record in self.records if record.place}
        return [places.get(key) for key in keys]

    def find(self, asked: Sequence[Mapping[str, str]], key: str | None = None) -> Sequence[Found]:
        """A number decides alone; a name needs to be the only one, and what else the row says must not speak against it."""
        return [self._find_one(each, key) for each in asked]

    def _find_one(self, asked: Mapping[str, str], key: str | None) -> Found:
        if key is not None:
            return self._decide(self._matching(key, asked[key]), key) if key in asked else Found()
        for number in NUMBERS:
            if number in asked and self._holds(number):
                meant = self._matching(number, asked[number])
                return self._decide(meant, number) if meant else self._alike(number, asked)
        for name in NAMES:
            if name in asked and self._holds(name):
                return self._by_name(name, asked)
        return Found()

    def _decide(self, candidates: list[Record], key: str) -> Found:
        if len(candidates) == 1:
            return Found(candidates[0])
        what = self.elements[key].name if key in self.elements else Text(key, key)
        doubt = Text(f"{what.zh}相同的有{len(candidates)}条", f"{len(candidates)} records have the same {what.en}")
        places = tuple(each.place for each in candidates)
        return Found(None, 0.0, doubt, places, places) if candidates else Found()

    def _alike(self, number: str, asked: Mapping[str, str]) -> Found:
        """Behind a number that cannot be one stands perhaps somebody of the same name: a person decides."""
        name = NAMES[NUMBERS.index(number)] if NUMBERS.index(number) < len(NAMES) else ""
        if name not in asked or not self._holds(name):
            return Found()
        try:
            canonical(self.elements[number], asked[number])
        except BadValue as trouble:
            return self._offered(self._matching(name, asked[name]), trouble.text)
        return Found()

    @staticmethod
    def _offered(candidates: list[Record], why: Text) -> Found:
        """People of the same name, of whom something else speaks against each."""
        if not candidates:
            return Found()
        count = len(candidates)
        zh, en = why.zh.rstrip("。"), why.en.rstrip(".")
        doubt = Text(f"{zh}；姓名相同的有{count}条", f"{en}; {count} records have the same name")
        places = tuple(each.place for each in candidates[:_OFFERED])
        return Found(None, 0.0, doubt, places, places)

    def _by_name(self, name: str, asked: Mapping[str, str]) -> Found:
        namesakes = candidates = self._matching(name, asked[name])
        agreed = []
        for element in _CLOSER:
            if element in asked and self._holds(element):
                told = self._spelling(element, asked[element])
                known = [(each, self._value(each, element)) for each in candidates]
                closer = [each for each, value in known if value and agree(element, value, told)]
                if closer:
                    agreed.append(element)
                    candidates = closer
                else:
                    candidates = [each for each, value in known if not value]
                    if not candidates:
                        what = self.elements[element].name
                        return self._offered(namesakes, Text(f"{what.zh}对不上", f"the {what.en.lower()} differs"))
        if len(candidates) != 1:
            return self._decide(candidates, name)
        if len(agreed) >= 2:
            return Found(candidates[0], 0.95)
        words = [self.elements[element].name for element in agreed]
        zh = "、".join(["姓名", *(word.zh for word in words)])
        en = " and ".join(["name", *(word.en.lower() for word in words)])
        return Found(candidates[0], 0.85 if agreed else 0.6, Text(f"仅按{zh}对上", f"matched by {en} alone"))

    def _holds(self, element: str) -> bool:
        return any(each.element == element for each in self.fields)

    def _matching(self, element: str, told: str) -> list[Record]:
        if element not in self._indexes:
            index: dict[str, list[Record]] = {}
            for record in self.records:
                value = self._value(record, element)
                if value:
                    index.setdefault(value, []).append(record)
            self._indexes[element] = index
        return self._indexes[element].get(self._spelling(element, told), [])

    def _value(self, record: Record, element: str) -> str:
        """A record's own value of an element, in one spelling; blank when it has none."""
        for each in self.fields:
            if each.element == element and each.key in record.values:
                return self._spelling(element, record.values[each.key])
        return ""

    def _spelling(self, element: str, told: Value) -> str:
        try:
            return squeeze(canonical(self.elements[element], told))
        except (BadValue, KeyError):
            return squeeze(str(told)).upper()


def agree(element: str, held: str, told: str) -> bool:
    """Dates agree as far as both are told; an address agrees with its own part, however its groups are numbered."""
    if element == "person.birth_date":
        return held.startswith(told) or told.startswith(held)
    held, told = address_spelling(held), address_spelling(told)
    return held == told or (min(len(held), len(told)) >= 2 and (held in told or told in held))
