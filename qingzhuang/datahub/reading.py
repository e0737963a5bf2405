"""The one door to what is held: every read names its purpose, is checked against the reader's reach, and is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from qingzhuang.core import journal, policies
from qingzhuang.core.many import among, insert_many
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.holding import first_day
from qingzhuang.datahub.models import Access, AccessedSubject, Held, Link, Source, Subject
from qingzhuang.datahub.models.records import tellings_of
from qingzhuang.datahub.terms import terms_in
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.canonical import BASES, FOLLOWING, derived

READ = "datahub.value.read"


class Said(NamedTuple):
    """Values that were said together: ``source`` names who said them, ``observed`` when; ``fresh`` is false past their
    time.

    ``follows_from`` is the element they were worked out from.
    """

    source: str
    observed: str
    record: int
    fresh: bool
    values: Mapping[str, str]
    follows_from: str = ""

    def about(self, codes: Collection[str]) -> Said:
        """The same without what is not about ``codes``."""
        return self._replace(values={code: self.values[code] for code in self.values if code in codes})


class Seen(NamedTuple):
    """One value as it may be used; the rest as in :class:`Said`."""

    value: str
    source: str
    observed: str
    record: int
    fresh: bool = True
    follows_from: str = ""


def look(
    subjects: Iterable[Subject], codes: Collection[str], *, actor: Any, purpose: str, granted: bool = False
) -> dict[int, dict[str, Seen]]:
    """Return ``{subject id: {element code: Seen}}``; all else as in :func:`listen`."""
    heard = listen(subjects, codes, actor=actor, purpose=purpose, granted=granted)
    return {
        pk: {
            code: Seen(value, each.source, each.observed, each.record, each.fresh, each.follows_from)
            for each in said
            for code, value in each.values.items()
        }
        for pk, said in heard.items()
    }


def listen(
    subjects: Iterable[Subject], codes: Collection[str], *, actor: Any, purpose: str, granted: bool = False
) -> dict[int, list[Said]]:
    """Return by subject id what is held about ``subjects``, their households included, of these element ``codes``.

    Asks the policy, and answers 404 for anybody outside the reader's area unless a grant (``granted``) covers the
    read. A blank ``purpose`` raises ``datahub.purpose_needed``. Five queries and the log, however many subjects.
    """
    wanted = {subject.pk: subject for subject in subjects}
    if not purpose.strip():
        raise Refused("datahub.purpose_needed")
    if not granted:
        policies.ensure(actor, READ)
        _refuse_beyond(wanted, actor, purpose)
    with transaction.atomic():
        found = _held(wanted, frozenset(codes))
        # What was seen is what is held: a page that asks for everything shows the few that are.
        shown = {code for said in found.values() for each in said for code in each.values}
        log_read(wanted, shown, actor=actor, purpose=purpose)
    return found


def _refuse_beyond(wanted: Mapping[int, Subject], actor: Any, purpose: str) -> None:
    # The actions read through here, so this one is loaded when somebody reads too far.
    from qingzhuang.datahub.actions.refusing import note_beyond

    visible = set(Subject.objects.visible_to(actor).filter(pk__in=among(wanted)).values_list("pk", flat=True))
    beyond = [subject for pk, subject in wanted.items() if pk not in visible]
    if beyond:
        note_beyond(beyond[0], actor=actor, purpose=purpose, others=len(beyond) - 1)
        raise Http404


def _held(wanted: dict[int, Subject], codes: frozenset[str]) -> dict[int, list[Said]]:
    prefetch_related_objects(list(wanted.values()), "area")
    households = dict(
        Link.objects.filter(subject_id__in=among(wanted), relation="member_of").values_list("subject_id", "other_id")
    )
    rows = Held.objects.filter(pk__in=among({*wanted, *households.values()})).values_list("pk", "plain", "sealed")
    views = {pk: tellings_of(pk, plain, sealed) for pk, plain, sealed in rows}
    names = dict(Source.objects.values_list("pk", "name"))
    today = timezone.localdate()
    aged = _Aged({subject.area for subject in wanted.values()}, today)
    found = {}
    for pk, subject in wanted.items():
        # What is said of a person counts more than what is said of their household.
        tellings = [*views.get(households.get(pk, 0), ()), *views.get(pk, ())]
        said = [
            Said(names.get(source, ""), observed, record, fresh, values)
            for record, source, observed, told in tellings
            for fresh, values in aged.apart(subject.area_id, observed, told)
        ]
        said += _following(said, codes, today)
        found[pk] = [narrow for each in said if (narrow := each.about(codes)).values]
    return found


class _Aged:
    """Tells which values of an observation are past their time, by what is agreed in an area."""

    def __init__(self, areas: Iterable[Organisation], today: date) -> None:
        self._since = {
            pk: {code: since for code, each in agreed.items() if (since := each.good_since(today))}
            for pk, agreed in terms_in(areas).items()
        }
        self._known: dict[tuple[int, str], frozenset[str]] = {}

    def apart(self, area: int, observed: str, told: Mapping[str, str]) -> list[tuple[bool, Mapping[str, str]]]:
        """The values that may be used today (true), and those that may not, as far as there are any of each."""
        aged = self._known.get((area, observed))
        if aged is None:
            day = first_day(observed)
            aged = frozenset(code for code, since in self._since[area].items() if day < since)
            self._known[area, observed] = aged
        if aged.isdisjoint(told):
            return [(True, told)]
        parts = [(fresh, {code: told[code] for code in told if (code in aged) != fresh}) for fresh in (True, False)]
        return [(fresh, values) for fresh, values in parts if values]


def _following(said: Sequence[Said], codes: frozenset[str], today: date) -> Iterator[Said]:
    """What follows from what was said, where it was not said itself."""
    missing = [code for code in FOLLOWING if code in codes and not any(code in each.values for each in said)]
    if not missing:
        return
    bases = {code: each for each in said for code in BASES if code in each.values}
    for code, (value, base) in derived({code: each.values[code] for code, each in bases.items()}, today).items():
        follows = bases[base]._replace(values={code: value}, follows_from=base)
        bases.setdefault(code, follows)
        if code in missing:
            yield follows


def matching(subjects: Iterable[Subject], wanted: Mapping[str, str]) -> set[int]:
    """Ids of those of whom all these values are held. Nothing is given out, so nothing is logged: what is given to
    somebody about those that fit goes through :func:`look`."""
    return fitting(subjects, [(code, "is", value) for code, value in wanted.items()])


def fitting(subjects: Iterable[Subject], where: Sequence[tuple[str, str, str]]) -> set[int]:
    """As :func:`matching`, where each of ``where`` is (element, "is" or "least", value); "least" compares numbers."""
    held = _held({subject.pk: subject for subject in subjects}, frozenset(code for code, _, _ in where))
    known = {pk: {code: each.values[code] for each in said for code in each.values} for pk, said in held.items()}
    return {
        pk
        for pk, values in known.items()
        if all(code in values and _fits(values[code], how, value) for code, how, value in where)
    }


def fresh_codes(subjects: Iterable[Subject], codes: Collection[str]) -> dict[int, frozenset[str]]:
    """Which of these elements are held of each and may be used today, by id: that it is held, never what. So, as with
    :func:`matching`, nothing is logged."""
    held = _held({subject.pk: subject for subject in subjects}, frozenset(codes))
    return {pk: frozenset(code for each in said if each.fresh for code in each.values) for pk, said in held.items()}


def _fits(held: str, how: str, value: str) -> bool:
    if how == "is":
        return held == value
    try:
        return float(held) >= float(value)
    except ValueError:
        return False


def log_opened(thing: Any, codes: Collection[str], *, rows: int, actor: Any, purpose: str) -> None:
    """One entry in the journal for a stored sheet that is opened: it holds values of people, not who they are here.
    Whom it is about was logged when it was filled."""
    policies.ensure(actor, READ)
    details = {"purpose": purpose.strip()[:300], "elements": sorted(codes), "subjects": rows}
    journal.write(journal.READ, actor=actor, subject=thing, details=details)


def log_read(subjects: Collection[int], codes: Collection[str], *, actor: Any, purpose: str) -> None:
    """One entry in the journal, and one line for each subject (ids) that the person concerned can see. ``codes`` are
    the elements that were shown."""
    access = Access.objects.create(
        person=actor if getattr(actor, "pk", None) else None,
        organisation=organisation_of(actor),
        purpose=purpose.strip()[:300],
        elements=sorted(codes),
    )
    insert_many([AccessedSubject(access=access, subject_id=pk) for pk in subjects])
    details = {"purpose": purpose.strip()[:300], "elements": sorted(codes), "subjects": len(subjects)}
    journal.write(journal.READ, actor=actor, subject=access, details=details)
