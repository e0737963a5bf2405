"""Who is meant: finding the subject that values are about, or making a new one. Never guessing between two.

A resident number, a credit code, a household's number in its village name a subject for good. Without one, a name
with a birth date names a person of a village when nobody else there has both; every other likeness is a doubt, which
a person decides. So is a number that belongs to somebody of an entirely different name: one of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Q

from qingzhuang.core.many import give_keys, insert_many
from qingzhuang.datahub.models import Doubt, Subject
from qingzhuang.datahub.resembling import apart, nearly, slips
from qingzhuang.datahub.sealing import blind
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter

CHUNK = 500
Key = TypeVar("Key")
# What names a subject of each concept for good: the element, and whether it does so only within its area.
NAMED_BY = {
    "person": ("person.id_number", False),
    "household": ("household.number", True),
    "organisation": ("organisation.uscc", False),
}
LABELS = {
    "person": "person.name",
    "household": "household.head_name",
    "organisation": "organisation.name",
    "place": "place.village",
}
DOUBTS = {
    "same_name_and_birth": Text("姓名和出生日期相同", "Same name and birth date"),
    "same_birth_and_village": Text("同村、出生日期相同，姓名相近", "Same village and birth date, names nearly alike"),
    "same_number_other_name": Text("证件号码相同，姓名完全不同", "Same number, entirely different names"),
    "same_name_near_birth": Text("同村同名，出生日期只差一位", "Same village and name, birth dates one digit apart"),
}


@dataclass(eq=False)
class Sought:
    """Somebody to be found: ``values`` are canonical, by element code. ``subject`` is set when found or made.

    ``known`` says that it was there before; ``like`` are those it may be the same as.
    """

    kind: str
    area: Organisation
    values: Mapping[str, str]
    subject: Subject | None = None
    known: bool = False
    like: list[tuple[Subject, str]] = field(default_factory=list)

    @cached_property
    def key(self) -> bytes | None:
        named_by, local = NAMED_BY.get(self.kind, ("", False))
        value = self.values.get(named_by)
        if not value:
            return None
        return blind(self.kind, self.area.code, value) if local else blind(self.kind, value)

    @cached_property
    def birth(self) -> str:
        """The birth date to the day, as told or as the resident number has it."""
        number = self.values.get("person.id_number", "")
        told = self.values.get("person.birth_date", "")
        return f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number else told if len(told) == 10 else ""

    @cached_property
    def name(self) -> str:
        return self.values.get(LABELS.get(self.kind, ""), "")

    @cached_property
    def name_birth(self) -> bytes | None:
        return (
            blind("name and birth", self.name, self.birth)
            if self.kind == "person" and self.name and self.birth
            else None
        )

    @cached_property
    def birth_area(self) -> bytes | None:
        return blind("birth and area", self.birth, self.area.code) if self.kind == "person" and self.birth else None

    def contradicts(self, holder: Subject) -> bool:
        """Whether the name told beside a number is entirely different from that of the one who has the number."""
        return self.kind == "person" and apart(self.name, holder.label)

    @cached_property
    def nameable(self) -> bool:
        """Whether there is enough to tell this one from others."""
        return self.key is not None or self.name_birth is not None or (self.kind != "person" and bool(self.name))


def find_or_make(sought: Sequence[Sought]) -> None:
    """Give each of ``sought`` its subject, new ones saved, and open the doubts; one is enough for several rows.

    Everything in ``sought`` must be :attr:`Sought.nameable`.
    """
    _by_key(sought)
    # Those with a number first, so that a row without one finds them though both stand in one file.
    for some in ([each for each in sought if each.key], [each for each in sought if not each.key]):
        unknown = [each for each in some if each.subject is None]
        _by_name(unknown)
        _make([each for each in unknown if each.subject is None])
    doubts = [Doubt(subject=each.subject, other=other, reason=why) for each in sought for other, why in each.like]
    insert_many(doubts, skip_known=True)


def find(sought: Sequence[Sought]) -> list[list[Subject]]:
    """Those that may be meant by each, without making anybody: one by its key, else all by name and birth date, or
    by name within the area. The number of queries grows by one for every ``CHUNK``."""
    keyed = _keyed(sought)
    born = _grouped("name_birth", [each.name_birth for each in sought if each.key is None])
    named = _named([each for each in sought if each.key is None and each.name_birth is None])
    found = []
    for each in sought:
        if each.key is not None:
            found.append([subject] if (subject := keyed.get((each.kind, each.key))) else [])
        elif each.name_birth is not None:
            found.append(born.get(each.name_birth, []))
        else:
            found.append([one for one in named.get((each.kind, each.name), []) if one.area.is_within(each.area)])
    return found


def _keyed(sought: Sequence[Sought]) -> dict[tuple[str, bytes], Subject]:
    """Subjects by kind and key, those that took another's place standing for it."""
    found: dict[tuple[str, bytes], Subject] = {}
    for kind in {each.kind for each in sought}:
        for some in _chunks(list({each.key for each in sought if each.kind == kind and each.key})):
            there = Subject.objects.filter(kind=kind, key__in=some)
            found |= {(kind, bytes(each.key)): each for each in there}
    return _standing(found)


def _named(sought: Sequence[Sought]) -> dict[tuple[str, str], list[Subject]]:
    found: dict[tuple[str, str], list[Subject]] = {}
    for area in {each.area for each in sought}:
        within = subtree_filter("area", area)
        for some in _chunks(list({each.name for each in sought if each.area == area and each.name})):
            for subject in Subject.objects.filter(within, label__in=some, merged_into=None).select_related("area"):
                found.setdefault((subject.kind, subject.label), []).append(subject)
    return found


def _by_key(sought: Sequence[Sought]) -> None:
    found, strangers = _keyed(sought), []
    for each in sought:
        holder = found.get((each.kind, each.key)) if each.key is not None else None
        if holder is None:
            continue
        if each.contradicts(holder):
            strangers.append((each, holder))
        else:
            each.subject, each.known = holder, True
    _set_apart(strangers)


def _set_apart(strangers: Sequence[tuple[Sought, Subject]]) -> None:
    """Those told under the number of somebody of another name: each a subject without a number, so that nothing told
    is lost or mixed up, and a doubt. Told again, they are the same one; judged the same, they are the one who has it."""
    before = _standing(
        {
            (each.area_id, bytes(each.name_birth)): each
            for some in _chunks(list({each.name_birth for each, _ in strangers if each.name_birth}))
            for each in Subject.objects.filter(kind="person", key=None, name_birth__in=some)
        }
    )
    for each, holder in strangers:
        twin = before.get((each.area.pk, each.name_birth or b""))
        each.known = twin is not None
        if twin is None:
            twin = _unnumbered(each)
            before[each.area.pk, each.name_birth or b""] = twin
        each.subject = twin
        if each.subject.pk != holder.pk:
            each.like = [(holder, "same_number_other_name")]


def _unnumbered(sought: Sought) -> Subject:
    return Subject.objects.create(
        kind=sought.kind,
        label=sought.name[:120],
        area=sought.area,
        name_birth=sought.name_birth,
        birth_area=sought.birth_area,
    )


def _by_name(sought: Sequence[Sought]) -> None:
    """Persons without a number are known by name, birth date and village together; all else alike is doubtful."""
    same_name = _grouped("name_birth", [each.name_birth for each in sought])
    same_birth = _grouped("birth_area", [each.birth_area for each in sought if each.key is not None or each.name])
    namesakes = _namesakes([each for each in sought if each.birth_area])
    for each in sought:
        alike = same_name.get(each.name_birth or b"", [])
        here = [other for other in alike if other.area_id == each.area.pk]
        if each.key is None and len(here) == 1 and len(alike) == 1:
            each.subject, each.known = here[0], True
            continue
        each.like = [(other, "same_name_and_birth") for other in alike]
        named = {other.pk for other in alike}
        each.like += [
            (other, "same_birth_and_village")
            for other in same_birth.get(each.birth_area or b"", [])
            if other.pk not in named and nearly(each.name, other.label)
        ]
        each.like += [(other, "same_name_near_birth") for other in _bornnearly(each, namesakes)]


def _namesakes(sought: Sequence[Sought]) -> dict[tuple[int, str], list[Subject]]:
    """People of the same name in the same area, by both."""
    wanted: dict[int, set[str]] = {}
    for each in sought:
        if each.name:
            wanted.setdefault(each.area.pk, set()).add(each.name)
    found: dict[tuple[int, str], list[Subject]] = {}
    for some in _chunks([(area, name) for area, names in wanted.items() for name in sorted(names)]):
        reach = Q(pk__in=[])
        for area in dict.fromkeys(area for area, _ in some):
            reach |= Q(area=area, kind="person", label__in=[name for other, name in some if other == area])
        for subject in Subject.objects.filter(reach, merged_into=None):
            found.setdefault((subject.area_id, subject.label), []).append(subject)
    return found


def _bornnearly(sought: Sought, namesakes: Mapping[tuple[int, str], list[Subject]]) -> list[Subject]:
    """Those of the same name and area whose birth date is a slip of the pen away; theirs is known by its index alone."""
    others = [each for each in namesakes.get((sought.area.pk, sought.name), []) if each.birth_area]
    if not others or not sought.birth:
        return []
    near = {blind("birth and area", birth, sought.area.code) for birth in slips(sought.birth)}
    return [each for each in others if bytes(each.birth_area) in near]


def _make(sought: Sequence[Sought]) -> None:
    """New subjects, one for all rows of a batch that mean the same."""
    made: dict[tuple[Any, ...], Sought] = {}
    strangers = []
    for each in sought:
        first = made.setdefault((each.kind, each.key or (each.area.pk, each.name_birth or each.name)), each)
        if first is not each and each.key and first.subject and each.contradicts(first.subject):
            strangers.append((each, first.subject))
        elif first is each:
            each.subject = Subject(
                kind=each.kind,
                label=each.name[:120],
                area=each.area,
                key=each.key,
                name_birth=each.name_birth,
                birth_area=each.birth_area,
            )
        else:
            each.subject, each.known, each.like = first.subject, True, []
    subjects = [each.subject for each in made.values() if each.subject]
    give_keys(subjects)
    insert_many(subjects)
    _set_apart(strangers)
    _among([each for each in made.values() if each.kind == "person" and each.name and each.birth])


def _among(made: Sequence[Sought]) -> None:
    """Those made together may be alike too; the later one doubts the earlier."""
    groups: dict[tuple[Any, ...], list[Sought]] = {}
    for each in made:
        alike: dict[int, tuple[Subject, str]] = {}
        for why, key in (
            ("same_name_and_birth", each.name_birth),
            ("same_birth_and_village", each.birth_area),
            ("same_name_near_birth", (each.area.pk, each.name)),
        ):
            earlier = groups.setdefault((why, key), [])
            for other in earlier:
                if other.subject and _alike(why, each, other):
                    alike.setdefault(other.subject.pk, (other.subject, why))
            earlier.append(each)
        each.like += alike.values()


def _alike(why: str, one: Sought, other: Sought) -> bool:
    """Whether two that share what ``why`` says they share are so alike that somebody has to look."""
    if why == "same_birth_and_village":
        return nearly(one.name, other.name)
    return why == "same_name_and_birth" or other.birth in slips(one.birth)


def _grouped(column: str, keys: Iterable[bytes | None]) -> dict[bytes, list[Subject]]:
    found: dict[bytes, list[Subject]] = {}
    for some in _chunks(list({key for key in keys if key})):
        for subject in Subject.objects.filter(**{f"{column}__in": some}, merged_into=None):
            found.setdefault(bytes(getattr(subject, column)), []).append(subject)
    return found


def _standing(found: dict[Key, Subject]) -> dict[Key, Subject]:
    """The same, with those that took another's place standing for it."""
    places = Subject.objects.in_bulk({each.merged_into_id for each in found.values() if each.merged_into_id})
    return {key: places.get(each.merged_into_id, each) for key, each in found.items()}


def _chunks(keys: list) -> Iterable[list]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
