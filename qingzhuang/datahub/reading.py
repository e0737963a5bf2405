"""The one door to what is held: every read names its purpose, is checked against the reader's reach, and is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from qingzhuang.core import journal, policies
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.holding import first_day
from qingzhuang.datahub.models import Access, AccessedSubject, Held, Link, Source, Subject
from qingzhuang.datahub.models.records import facts_of
from qingzhuang.datahub.terms import terms_for
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.canonical import derived

READ = "datahub.value.read"


class Seen(NamedTuple):
    """A value as it may be used: ``source`` names who said it, ``observed`` when; ``fresh`` is false past its time.

    ``follows_from`` is the element a value was worked out from.
    """

    value: str
    source: str
    observed: str
    record: int
    fresh: bool = True
    follows_from: str = ""


def look(
    subjects: Iterable[Subject], codes: Collection[str], *, actor: Any, purpose: str, granted: bool = False
) -> dict[int, dict[str, Seen]]:
    """Return ``{subject id: {element code: Seen}}`` of what is held about ``subjects``, their households included.

    Asks the policy, and answers 404 for anybody outside the reader's area unless a grant (``granted``) covers the
    read. A blank ``purpose`` raises ``datahub.purpose_needed``. Three queries and the log, however many subjects.
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
        log_read(wanted, {code for seen in found.values() for code in seen}, actor=actor, purpose=purpose)
    return found


def _refuse_beyond(wanted: Mapping[int, Subject], actor: Any, purpose: str) -> None:
    # The actions read through here, so this one is loaded when somebody reads too far.
    from qingzhuang.datahub.actions.refusing import note_beyond

    visible = set(Subject.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    beyond = [subject for pk, subject in wanted.items() if pk not in visible]
    if beyond:
        note_beyond(beyond[0], actor=actor, purpose=purpose, others=len(beyond) - 1)
        raise Http404


def _held(wanted: dict[int, Subject], codes: frozenset[str]) -> dict[int, dict[str, Seen]]:
    prefetch_related_objects(list(wanted.values()), "area")
    households = dict(
        Link.objects.filter(subject_id__in=wanted, relation="member_of").values_list("subject_id", "other_id")
    )
    rows = Held.objects.filter(pk__in={*wanted, *households.values()}).values_list("pk", "plain", "sealed")
    views = {pk: facts_of(pk, plain, sealed) for pk, plain, sealed in rows}
    names = dict(Source.objects.values_list("pk", "name"))
    terms = {area: terms_for(area) for area in {subject.area for subject in wanted.values()}}
    today, found = timezone.localdate(), {}
    since = {area: {code: each.good_since(today) for code, each in agreed.items()} for area, agreed in terms.items()}
    for pk, subject in wanted.items():
        facts = {**views.get(households.get(pk, 0), {}), **views.get(pk, {})}
        good = since[subject.area]
        seen = {
            code: Seen(value, names.get(source, ""), observed, record, first_day(observed) >= good.get(code, ""))
            for code, (value, record, source, observed) in facts.items()
        }
        for code, (value, base) in derived({code: fact.value for code, fact in facts.items()}, today).items():
            seen.setdefault(code, seen[base]._replace(value=value, follows_from=base))
        found[pk] = {code: each for code, each in seen.items() if code in codes}
    return found


def matching(subjects: Iterable[Subject], wanted: Mapping[str, str]) -> set[int]:
    """Ids of those of whom all these values are held. Nothing is given out, so nothing is logged: what is given to
    somebody about those that fit goes through :func:`look`."""
    return fitting(subjects, [(code, "is", value) for code, value in wanted.items()])


def fitting(subjects: Iterable[Subject], where: Sequence[tuple[str, str, str]]) -> set[int]:
    """As :func:`matching`, where each of ``where`` is (element, "is" or "least", value); "least" compares numbers."""
    held = _held({subject.pk: subject for subject in subjects}, frozenset(code for code, _, _ in where))
    return {
        pk
        for pk, seen in held.items()
        if all(code in seen and _fits(seen[code].value, how, value) for code, how, value in where)
    }


def fresh_codes(subjects: Iterable[Subject], codes: Collection[str]) -> dict[int, frozenset[str]]:
    """Which of these elements are held of each and may be used today, by id: that it is held, never what. So, as with
    :func:`matching`, nothing is logged."""
    held = _held({subject.pk: subject for subject in subjects}, frozenset(codes))
    return {pk: frozenset(code for code, each in seen.items() if each.fresh) for pk, seen in held.items()}


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
    AccessedSubject.objects.bulk_create([AccessedSubject(access=access, subject_id=pk) for pk in subjects])
    details = {"purpose": purpose.strip()[:300], "elements": sorted(codes), "subjects": len(subjects)}
    journal.write(journal.READ, actor=actor, subject=access, details=details)
