"""Giving data under a grant: counts with small cells hidden, or rows; every answer signed and on record."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from qingzhuang.core import policies
from qingzhuang.core.many import among
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.models import Exchange, Grant, Held, Subject
from qingzhuang.datahub.models.grants import STATES
from qingzhuang.datahub.reading import Seen, look, matching
from qingzhuang.datahub.sealing import blind
from qingzhuang.datahub.signing import sign
from qingzhuang.datahub.terms import elements, sealed_codes
from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.sheets.canonical import meaning

FETCH = "datahub.grant.fetch"
CHUNK = 1_000
# Counts below this could point at somebody; the usual threshold of statistical offices for frequency tables.
SMALLEST = 5
# Every count about people is off by at most this, so that the difference of two answers shows nobody.
OFF_BY = 2
MOST_VALUES = 50
OTHERS = Text("其他", "others")
OVER = Text("已过期", "past its term")


def rows_under(grant: Grant, *, actor: Any) -> Generator[tuple[Subject, dict[str, Seen]]]:
    """Every subject the grant covers with the values it names; each chunk is logged for those concerned.

    The exchange is on record when the last row was given, or when whoever reads goes away: then marked as broken off,
    with the rows until then. Close it when you stop early. Raises ``datahub.grant_over``, ``datahub.counts_only``.
    """
    refuse_unless_in_force(grant, actor)
    if grant.form != "rows":
        raise Refused("datahub.counts_only")
    return _rows(grant, actor)


def _rows(grant: Grant, actor: Any) -> Generator[tuple[Subject, dict[str, Seen]]]:
    digest, count, broken_off = hashlib.sha256(), 0, True
    try:
        for some in _chunks(grant):
            seen = look(some, grant.elements, actor=actor, purpose=f"{grant.purpose}（#{grant.pk}）", granted=True)
            for subject in some:
                values = seen[subject.pk]
                line = [subject.pk, {code: each.value for code, each in sorted(values.items())}]
                digest.update(json.dumps(line, ensure_ascii=False).encode())
                count += 1
                yield subject, values
        broken_off = False
    finally:
        if count or not broken_off:
            put_on_record(grant, actor, count, digest.hexdigest(), broken_off=broken_off)


def counts_under(grant: Grant, *, actor: Any) -> dict[str, list[tuple[str, int | None]]]:
    """For each element how often each value is held, the most frequent first; ``None`` for a hidden count.

    Counts under ``SMALLEST`` are hidden, and when only one would be, the next smallest too, so that it cannot be
    worked out from the total. Counts about people are off by up to ``OFF_BY``, always alike for the same people, so
    that neither a village taken from its township nor yesterday from today tells of one person. Elements with more
    than ``MOST_VALUES`` values give none.
    """
    refuse_unless_in_force(grant, actor)
    found, total = counted(grant, grant.elements)
    put_on_record(grant, actor, total, hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest())
    return found


@dataclass(slots=True)
class Cell:
    """Those who have one value: how many, and a number that is the same for the same people alone."""

    count: int = 0
    key: int = 0

    def add(self, subject_key: int) -> None:
        self.count += 1
        self.key ^= subject_key

    @property
    def told(self) -> int:
        """The count as it is given away (the cell-key method of statistical offices)."""
        off = int.from_bytes(blind("cell", str(self.key), str(self.count))[:8]) % (2 * OFF_BY + 1) - OFF_BY
        return max(self.count + off, SMALLEST)


def counted(grant: Grant, codes: Collection[str]) -> tuple[dict[str, list[tuple[str, int | None]]], int]:
    """The counts fit to be given away, by element, and of how many subjects. Nothing is put on record here."""
    cells: dict[str, dict[str, Cell]] = {code: defaultdict(Cell) for code in codes}
    total = 0
    for some in _chunks(grant):
        total += len(some)
        for view in Held.objects.filter(pk__in=among(subject.pk for subject in some)):
            facts, key = view.facts, int.from_bytes(blind("counted", str(view.pk)))
            for code, found in cells.items():
                if code in facts:
                    found[facts[code].value].add(key)
    known = elements()
    personal = sealed_codes(known)
    return {
        code: suppressed(found, exact=code not in personal, listed=listed_values(known[code]))
        for code, found in cells.items()
    }, total


def listed_values(element: Element) -> Collection[str]:
    """The values of an element that are published, so that naming one points at nobody; what was told outside an open
    list is none of them."""
    if element.datatype == "boolean":
        return ("true", "false")
    codes = code_list(element.datatype, element.code)
    return codes.codes if codes else ()


def counted_as(element: Element, value: str) -> Text:
    """The words for a counted value; hidden values that are no code of a list stand together as others."""
    return meaning(element, value) if value else OTHERS


def suppressed(
    cells: Mapping[str, Cell], *, exact: bool = False, listed: Collection[str] = ()
) -> list[tuple[str, int | None]]:
    """Counts fit to be given away: the small ones hidden and last, in the order of their values; those that are not
    ``listed`` as one blank value, since a telephone number that is named needs no count to be known."""
    if len(cells) > MOST_VALUES:
        return []
    ordered = sorted(cells, key=lambda value: (-cells[value].count, value))
    hidden = {value for value in ordered if cells[value].count < SMALLEST}
    if len(hidden) == 1 and len(ordered) > 1:
        hidden.add(next(value for value in reversed(ordered) if value not in hidden))
    shown = [(value, cells[value].count if exact else cells[value].told) for value in ordered if value not in hidden]
    named = [*sorted(hidden & set(listed)), *([""] if hidden - set(listed) else [])]
    return [*sorted(shown, key=lambda each: -each[1]), *((value, None) for value in named)]


def covered(grant: Grant) -> QuerySet[Subject]:
    """Everybody a grant covers, in the order of entry."""
    within = subtree_filter("area", grant.area)
    return Subject.objects.filter(within, kind=grant.kind, merged_into=None).select_related("area").order_by("pk")


def concerned(grant: Grant, subjects: list[Subject]) -> list[Subject]:
    """Of those a grant covers, the ones its admitted request is about: a request for some never opens all."""
    wanted = _narrowed(grant)
    fit = matching(subjects, wanted) if wanted else set()
    return [each for each in subjects if each.pk in fit] if wanted else subjects


def _narrowed(grant: Grant) -> dict[str, str]:
    """The filter of the request a grant was asked for, as far as it can be told of the grant's kind of subject."""
    demands = {each.demand for each in grant.demand_fields.select_related("demand")}
    kinds = ("person", "household") if grant.kind == "person" else (grant.kind,)
    return {
        each.filter_element: each.filter_value for each in demands if each.filter_element.partition(".")[0] in kinds
    }


def _chunks(grant: Grant) -> Iterator[list[Subject]]:
    found, after = covered(grant), 0
    while some := list(found.filter(pk__gt=after)[:CHUNK]):
        after = some[-1].pk
        if meant := concerned(grant, some):
            yield meant


def refuse_unless_in_force(grant: Grant, actor: Any) -> None:
    """Raises ``Denied`` for anybody but the grant's own unit, ``datahub.grant_over`` when it no longer holds."""
    policies.ensure(actor, FETCH, grant)
    if not grant.in_force:
        raise Refused("datahub.grant_over", state=why_over(grant))


def why_over(grant: Grant) -> Text:
    """Why nothing more is given, with the steward's words when there are any."""
    state = OVER if grant.state == "granted" else STATES[grant.state]
    if not grant.answer or grant.state == "granted":
        return state
    return Text(f"{state.zh}（{grant.answer}）", f"{state.en} ({grant.answer})")


def put_on_record(
    grant: Grant,
    actor: Any,
    subjects: int,
    digest: str,
    *,
    purpose: str = "",
    codes: Collection[str] = (),
    request: str = "",
    channel: str = "page",
    broken_off: bool = False,
) -> Exchange:
    """Sign what was given and keep it: who, when, under which grant, the SHA-256 of the request and of the answer;
    ``broken_off`` when it ended early, with what was given until then."""
    at = timezone.now()
    purpose = purpose.strip()[:300] or grant.purpose
    facts = {
        "grant": grant.pk,
        "to": grant.requester.name,
        "from": grant.steward.name,
        "by": str(actor),
        "purpose": purpose,
        "elements": sorted(codes) or grant.elements,
        "subjects": subjects,
        "request": request,
        "digest": digest,
        "at": at.isoformat(timespec="seconds"),
        **({"broken_off": True} if broken_off else {}),
    }
    with transaction.atomic():
        return Exchange.objects.create(
            grant=grant,
            person=actor if getattr(actor, "pk", None) else None,
            purpose=purpose,
            channel=channel,
            subjects=subjects,
            request=request,
            digest=digest,
            broken_off=broken_off,
            signed=sign(facts),
            at=at,
        )
