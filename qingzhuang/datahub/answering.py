"""The hub as what a sheet is filled from: whoever fills sees only their own area, and every look is logged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from qingzhuang.core.many import among
from qingzhuang.datahub.finding import NAMED_BY, Sought, find
from qingzhuang.datahub.models import Subject
from qingzhuang.datahub.narrowing import EVERYBODY, Narrowed, kind_asked, meant_by
from qingzhuang.datahub.reading import listen, look
from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.canonical import canonical
from qingzhuang.sheets.fill import Block, Field, Found, Origin, Record

CHUNK = 500
_APART = ("person.id_number", "organisation.uscc", "household.number", "person.birth_date")
# How sure a match is that rests on a name with what else the row says, and on a name alone.
BY_NAME_AND_MORE, BY_NAME = 0.9, 0.6
STALE = 0.7
_NAME_ALONE = Text("只按姓名匹配，请核对", "matched by the name alone, please compare")

_OTHER_NAME = Text("号码是另一个姓名的人的，请核对", "the number is that of somebody of another name, please compare")


def masked(number: str) -> str:
    """A number of which only the ends are shown; a short one shows its last two digits alone."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 10 else f"**{number[-2:]}"


class HubHoldings:
    """Answers a sheet from the hub, for one person's area and purpose. See :class:`qingzhuang.sheets.fill.Holdings`."""

    stored = True

    def __init__(
        self,
        area: Organisation,
        known: Mapping[str, Element],
        blocks: Sequence[Block],
        *,
        actor: Any,
        purpose: str,
        narrowed: Narrowed = EVERYBODY,
    ) -> None:
        self._narrowed, self.listed = narrowed, False
        self._area, self._known, self._actor, self._purpose = area, known, actor, purpose
        asked = {ask.element for block in blocks for ask in block.asks if ask.element}
        self._codes = frozenset(code for code in asked if code in known) | {"person.name", "household.head_name"}
        self.kind = kind_asked(asked, known)
        self._apart: dict[int, str] = {}
        self.fields = [Field(code, (known[code].name.zh,), code) for code in sorted(self._codes)]

    def find(self, asked: Sequence[Mapping[str, str]], key: str | None = None) -> Sequence[Found]:
        """For each row the subject it means; never one of two of a name."""
        sought = [self._sought(each, key) for each in asked]
        meant = self._visible(sought)
        single = [found[0] for found in meant if len(found) == 1]
        self._tell_apart([subject for found in meant if len(found) > 1 for subject in found])
        records = dict(zip([subject.pk for subject in single], self._records(single), strict=True))
        return [self._found(one, found, records) for one, found in zip(sought, meant, strict=True)]

    def everybody(self) -> Iterable[Record]:
        """Everybody meant of the area, in the order of villages and entry; at most ``MOST``."""
        self.listed = True
        people = meant_by(self._narrowed, self._area, self.kind, actor=self._actor)
        for start in range(0, len(people), CHUNK):
            yield from self._records(people[start : start + CHUNK])

    def chosen(self, keys: Sequence[str]) -> Sequence[Record | None]:
        """The records of those whom a person chose, as far as the person may see them."""
        subjects = Subject.objects.visible_to(self._actor).filter(pk__in=[int(key) for key in keys])
        people = list(subjects.select_related("area"))
        records = dict(zip([each.pk for each in people], self._records(people), strict=True))
        return [records.get(int(key)) for key in keys]

    def _sought(self, row: Mapping[str, str], key: str | None) -> Sought | None:
        """What a row says of its subject, each value in its one spelling; what cannot be read is left out.

        Nobody is sought by the rest of a row whose number is wrong: it may be somebody else of that name.
        """
        told: dict[str, str] = {}
        for code, said in row.items():
            element = self._known.get(code)
            if element is None or element.concept != self.kind or (key is not None and code != key):
                continue
            try:
                told[code] = canonical(element, said)
            except BadValue:
                if code == NAMED_BY.get(self.kind, ("",))[0]:
                    return None
        return Sought(self.kind, self._area, told) if told else None

    def _visible(self, sought: Sequence[Sought | None]) -> list[list[Subject]]:
        """For each row those it may mean, as far as the person may see them."""
        meant = iter(find([each for each in sought if each is not None]))
        found = [next(meant) if each is not None else [] for each in sought]
        wanted = {subject.pk: subject for some in found for subject in some}
        visible = Subject.objects.visible_to(self._actor).filter(pk__in=among(wanted))
        reach = set(visible.values_list("pk", flat=True))
        prefetch_related_objects([wanted[pk] for pk in reach], "area")
        return [[wanted[subject.pk] for subject in some if subject.pk in reach] for some in found]

    def _found(self, sought: Sought | None, meant: list[Subject], records: Mapping[int, Record]) -> Found:
        if sought is None or not meant:
            return Found()
        if len(meant) > 1:
            doubt = Text(f"同名的有 {len(meant)} 人", f"{len(meant)} of that name")
            places = tuple(f"{each.label} · {each.area.name} · {self._apart.get(each.pk, '')}" for each in meant)
            return Found(None, 0.0, doubt, places, tuple(str(each.pk) for each in meant))
        if sought.key is not None and sought.contradicts(meant[0]):
            place = f"{meant[0].label} · {meant[0].area.name}"
            return Found(None, 0.0, _OTHER_NAME, (place,), (str(meant[0].pk),))
        if sought.key is not None:
            return Found(records[meant[0].pk])
        if sought.name_birth is not None:
            return Found(records[meant[0].pk], BY_NAME_AND_MORE)
        return Found(records[meant[0].pk], BY_NAME, _NAME_ALONE)

    def _tell_apart(self, subjects: Sequence[Subject]) -> None:
        """What tells people of one name apart without giving them away: the ends of the number, else the birth year."""
        for start in range(0, len(subjects), CHUNK):
            some = {subject.pk: subject for subject in subjects[start : start + CHUNK]}
            seen = look(some.values(), _APART, actor=self._actor, purpose=self._purpose)
            for pk, held in seen.items():
                told = [masked(held[code].value) for code in _APART[:-1] if code in held][:1]
                born = held[_APART[-1]].value[:4] if _APART[-1] in held else ""
                self._apart[pk] = " · ".join([*told, born]) if told or born else f"#{pk}"

    def _records(self, subjects: Sequence[Subject]) -> Iterator[Record]:
        if not subjects:
            return
        heard = listen(subjects, self._codes, actor=self._actor, purpose=self._purpose)
        for subject in subjects:
            record = Record(place=f"{subject.label} · {subject.area.name}", key=str(subject.pk))
            for each in heard[subject.pk]:
                record.hold(each.values, Origin(each.source, each.observed, 1.0 if each.fresh else STALE))
            yield record
