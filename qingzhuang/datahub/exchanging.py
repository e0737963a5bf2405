"""What a machine reads under a grant: a page of rows or the counts, signed, on record, and refused with its reason.

The answer is plain JSON. Its SHA-256, over the canonical form (keys in order, no blanks, UTF-8), stands in the signed
exchange together with that of the request, so that both sides can prove later what was asked and what was given.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from qingzhuang.core import policies
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.refusing import note_refusal
from qingzhuang.datahub.actions.returning import ask_correction
from qingzhuang.datahub.announcements import told_since
from qingzhuang.datahub.finding import NAMED_BY, Sought, find
from qingzhuang.datahub.models import Correction, Exchange, Grant, Record, Subject
from qingzhuang.datahub.reading import Seen, look, matching
from qingzhuang.datahub.sealing import BrokenSeal, alias, number_of, seal, unseal
from qingzhuang.datahub.sharing import (
    FETCH,
    concerned,
    counted,
    counted_as,
    covered,
    put_on_record,
    refuse_unless_in_force,
    why_over,
)
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.sheets.canonical import canonical

MOST_KEYS = 500
# How many subjects are looked through for one page; a page may come shorter than asked, with a cursor to go on.
LOOKED_THROUGH = 5_000


@dataclass(frozen=True)
class Key:
    """What names one subject for good: a resident number, a credit code, a household number with its village; or the
    name by which the subject went in an earlier answer under the same grant."""

    value: str = ""
    area: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Asked:
    """One read: ``keys`` ask for some subjects, else ``area``, ``where`` (element: value) and ``changed_after`` narrow
    everybody under the grant; ``cursor`` is the last page's ``next``. ``request`` is the SHA-256 of what was sent."""

    purpose: str
    codes: Sequence[str] = ()
    keys: Sequence[Key] = ()
    area: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    changed_after: int | None = None
    cursor: str = ""
    size: int = 100
    request: str = ""


def digest_of(answer: Any) -> str:
    """SHA-256 of the canonical JSON of an answer, in hexadecimal."""
    plain = json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def read(grant: Grant, asked: Asked, *, actor: Any) -> tuple[dict[str, Any], Exchange]:
    """The answer and its exchange. What is refused is on record too.

    Raises 404 beyond the grant; ``datahub.purpose_needed``, ``datahub.grant_over``, ``datahub.counts_only``,
    ``datahub.bad_key``, ``datahub.too_many_keys``, ``datahub.bad_cursor``.
    """
    policies.ensure(actor, FETCH, grant)
    known = elements()
    codes = sorted(set(asked.codes)) or list(grant.elements)
    _refuse_wrong(grant, asked, codes, actor)
    if grant.form == "counts":
        answer, given = _counts(grant, codes, known)
    else:
        answer, given = _rows(grant, asked, codes, known, actor)
    exchange = put_on_record(
        grant,
        actor,
        given,
        digest_of(answer),
        purpose=asked.purpose,
        codes=codes,
        request=asked.request,
        channel="api",
    )
    return answer, exchange


def _refuse_wrong(grant: Grant, asked: Asked, codes: Sequence[str], actor: Any) -> None:
    beyond = sorted({*codes, *asked.where} - set(grant.elements))
    if beyond:
        note_refusal(grant, actor=actor, reason="beyond_grant", elements=beyond)
        raise Http404
    if not asked.purpose.strip():
        note_refusal(grant, actor=actor, reason="purpose_needed", elements=codes)
        raise Refused("datahub.purpose_needed", where={"field": "purpose"})
    if not grant.in_force:
        note_refusal(grant, actor=actor, reason="grant_over", elements=codes)
        raise Refused("datahub.grant_over", state=why_over(grant))
    if grant.form == "counts" and (asked.keys or asked.where or asked.area or asked.changed_after is not None):
        note_refusal(grant, actor=actor, reason="counts_only", elements=codes)
        raise Refused("datahub.counts_only")
    if len(asked.keys) > MOST_KEYS:
        raise Refused("datahub.too_many_keys", most=MOST_KEYS, where={"field": "subjects"})


def _counts(grant: Grant, codes: Sequence[str], known: Mapping[str, Element]) -> tuple[dict[str, Any], int]:
    found, total = counted(grant, codes)
    said = {
        code: [
            {"value": value, "meaning": counted_as(known[code], value).as_dict(), "count": count}
            for value, count in each
        ]
        for code, each in found.items()
    }
    return {"counts": said}, total


def _rows(
    grant: Grant, asked: Asked, codes: Sequence[str], known: Mapping[str, Element], actor: Any
) -> tuple[dict[str, Any], int]:
    if asked.keys:
        named = _named(grant, asked, known)
        subjects, following = list({each.pk: each for _, each in named}.values()), None
        order = [(number, subject) for number, subject in named]
    else:
        subjects, following = _page(grant, asked, known)
        order = [(None, subject) for subject in subjects]
    purpose = f"{asked.purpose.strip()}（#{grant.pk}）"
    seen = look(subjects, codes, actor=actor, purpose=purpose, granted=True) if subjects else {}
    items = [_item(grant, subject, seen[subject.pk], number) for number, subject in order]
    answer: dict[str, Any] = {"items": items, "next": following}
    if asked.keys:
        found = {number for number, _ in order}
        answer["not_found"] = [number for number in range(len(asked.keys)) if number not in found]
    return answer, len(subjects)


def subject_named(grant: Grant, name: str) -> Subject | None:
    """Who went by this name under a grant, as long as the grant covers them."""
    try:
        return next(iter(concerned(grant, list(covered(grant).filter(pk=number_of(_use(grant), name))))), None)
    except BrokenSeal:
        return None


def _use(grant: Grant) -> str:
    return f"subject of grant {grant.pk}"


def _item(grant: Grant, subject: Subject, seen: Mapping[str, Seen], number: int | None) -> dict[str, Any]:
    """One subject. It is called by a name that holds under this grant alone, so that two readers cannot join rows."""
    values = {
        code: {"value": each.value, "source": each.source, "observed": each.observed, "fresh": each.fresh}
        for code, each in sorted(seen.items())
    }
    item: dict[str, Any] = {
        "subject": alias(_use(grant), subject.pk),
        "values": values,
    }
    return item if number is None else {**item, "asked": number}


def _named(grant: Grant, asked: Asked, known: Mapping[str, Element]) -> list[tuple[int, Subject]]:
    """Those the keys name, as far as the grant covers them, each with the place of its key."""
    named = [(number, subject_named(grant, key.subject)) for number, key in enumerate(asked.keys) if key.subject]
    keyed = [(number, key) for number, key in enumerate(asked.keys) if not key.subject]
    areas = {each.code: each for each in Organisation.objects.filter(code__in={key.area for _, key in keyed})}
    meant = find([_sought(grant, number, key, areas, known) for number, key in keyed])
    inside = _inside(grant, {each.pk for some in meant for each in some})
    named += [
        (number, some[0])
        for (number, _), some in zip(keyed, meant, strict=True)
        if len(some) == 1 and some[0].pk in inside
    ]
    return sorted((pair for pair in named if pair[1] is not None), key=lambda pair: pair[0])


def _inside(grant: Grant, subjects: set[int]) -> set[int]:
    return {each.pk for each in concerned(grant, list(covered(grant).filter(pk__in=subjects)))}


def _sought(
    grant: Grant, number: int, key: Key, areas: Mapping[str, Organisation], known: Mapping[str, Element]
) -> Sought:
    code, _local = NAMED_BY.get(grant.kind, ("", False))
    where = {"field": f"subjects[{number}]"}
    if not code:
        raise Refused("datahub.bad_key", number=number + 1, reason="—", where=where)
    try:
        value = canonical(known[code], key.value)
    except BadValue as bad:
        raise Refused("datahub.bad_key", number=number + 1, reason=bad.text, where=where) from bad
    return Sought(grant.kind, areas.get(key.area, grant.area), {code: value})


def _page(grant: Grant, asked: Asked, known: Mapping[str, Element]) -> tuple[list[Subject], str | None]:
    """The next subjects of the grant that fit, and the cursor behind the last one looked at, if there are more."""
    found, wanted = _narrowed(grant, asked), _where(asked.where, known)
    page: list[Subject] = []
    after, looked = _opened(grant, asked.cursor), 0
    while looked < LOOKED_THROUGH:
        some = list(found.filter(pk__gt=after)[: asked.size + 1])
        if not some:
            return page, None
        fit = {each.pk for each in concerned(grant, some)}
        fit &= matching(some, wanted) if wanted else fit
        for subject in some:
            if len(page) == asked.size:
                return page, _closed(grant, after)
            after, looked = subject.pk, looked + 1
            if subject.pk in fit:
                page.append(subject)
    return page, _closed(grant, after)


def _closed(grant: Grant, after: int) -> str:
    """A cursor, sealed: a number in the clear would be the same under every grant, and rows could be joined by it."""
    return base64.urlsafe_b64encode(seal({"after": after}, f"cursor {grant.pk}") or b"").decode()


def _opened(grant: Grant, cursor: str) -> int:
    try:
        return unseal(base64.urlsafe_b64decode(cursor), f"cursor {grant.pk}").get("after", 0)
    except (ValueError, BrokenSeal) as error:
        raise Refused("datahub.bad_cursor", where={"field": "cursor"}) from error


def _narrowed(grant: Grant, asked: Asked) -> QuerySet[Subject]:
    found = covered(grant)
    if asked.area:
        area = Organisation.objects.filter(subtree_filter("", grant.area), code=asked.area).first()
        if area is None:
            raise Http404
        found = found.filter(subtree_filter("area", area))
    if asked.changed_after is not None:
        told = told_since(grant, asked.changed_after)
        records = Record.objects.filter(Q(intake__in=told.intakes) | Q(pk__in=told.records), subject=OuterRef("pk"))
        found = found.filter(Exists(records))
    return found


def _where(where: Mapping[str, str], known: Mapping[str, Element]) -> dict[str, str]:
    wanted = {}
    for code, said in where.items():
        try:
            wanted[code] = canonical(known[code], said)
        except BadValue as bad:
            raise Refused(
                "datahub.bad_value", element=known[code].name, reason=bad.text, where={"field": f"where.{code}"}
            ) from bad
    return wanted


def ask_correction_under(
    grant: Grant, *, actor: Any, subject: str, element: str, value: str, because: str
) -> Correction:
    """Say that something read under a grant is wrong; the owner of its source answers.

    Raises 404 for what the grant does not cover, and what :func:`actions.ask_correction` raises.
    """
    refuse_unless_in_force(grant, actor)
    found = subject_named(grant, subject)
    if found is None or element not in grant.elements:
        raise Http404
    return ask_correction(found, actor=actor, element=element, value=value, because=because)
