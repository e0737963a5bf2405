"""Facts asked more than once, and forms whose fields others ask, within one's area. Lists cost the same at any length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from qingzhuang.analytics.overlap.judging import DOUBTFUL_FROM, SAME_FROM
from qingzhuang.datahub.models import AskedFact, AskedField, AskedWording, KnownForm, WordingPair
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of
from qingzhuang.registry.queries.precision import Band, precision_of

BANDS = ((0.9, 1.01), (SAME_FROM, 0.9), (0.7, SAME_FROM), (DOUBTFUL_FROM, 0.7))
SHOWN = 5


def fields_for(person: Any) -> QuerySet[AskedField]:
    return AskedField.objects.filter(form__in=KnownForm.objects.visible_to(person))


def repeated_for(person: Any, q: str = "") -> QuerySet:
    """``fact``, ``forms``, ``issuers``, ``cost`` and ``dearest`` (hours a year) of facts that several forms ask, the dearest first."""
    found = fields_for(person)
    if q:
        named = AskedWording.objects.filter(Q(label__icontains=q) | Q(element__icontains=q)).values("fact")
        found = found.filter(wording__fact__in=named)
    grouped = found.order_by().values(fact=F("wording__fact"))
    counted = grouped.annotate(
        forms=Count("form", distinct=True),
        issuers=Count("form__unit", distinct=True),
        cost=Sum("hours"),
        dearest=Max("hours"),
    )
    return counted.filter(forms__gt=1).order_by(F("cost").desc(nulls_last=True), "-forms", "fact")


@dataclass(frozen=True)
class FactRow:
    """One fact of the list: its captions, and hours a year of all who ask and of all but the dearest."""

    fact: AskedFact
    forms: int
    issuers: int
    hours: float | None
    again: float | None
    captions: list[str] = field(default_factory=list)


def fact_rows(page: Iterable[Mapping[str, Any]]) -> list[FactRow]:
    """The rows of one page, by two queries."""
    rows = list(page)
    facts = AskedFact.objects.in_bulk([row["fact"] for row in rows])
    labels: dict[int, dict[str, None]] = defaultdict(dict)
    for pk, label in AskedWording.objects.filter(fact__in=facts).values_list("fact", "label"):
        labels[pk][label] = None
    return [
        FactRow(
            facts[row["fact"]], row["forms"], row["issuers"], row["cost"],
            None if row["cost"] is None else row["cost"] - row["dearest"], list(labels[row["fact"]])[:SHOWN],
        )
        for row in rows
    ]  # fmt: skip


def pairs_for(person: Any) -> QuerySet[WordingPair]:
    """Doubtful pairs that wait, both of whose captions stand in forms within one's area, the likeliest first."""
    seen = fields_for(person).values("wording")
    waiting = WordingPair.objects.filter(decision="", score__lt=SAME_FROM, first__in=seen, second__in=seen)
    return waiting.exclude(first__fact=F("second__fact")).select_related("first__fact", "second__fact")


def pairs_of(fact: AskedFact) -> list[WordingPair]:
    """What was found or decided on the wordings of a fact, among themselves and with others."""
    found = WordingPair.objects.filter(Q(first__fact=fact) | Q(second__fact=fact))
    return list(found.select_related("first", "second", "decided_by")[:100])


def fields_of(person: Any, fact: int) -> list[AskedField]:
    """The fields that ask a fact, within one's area, the dearest first."""
    found = fields_for(person).filter(wording__fact__pk=fact).select_related("form__unit", "wording__fact")
    return list(found.order_by(F("hours").desc(nulls_last=True), "form", "number"))


@dataclass(frozen=True)
class FieldRow:
    """A field of one form, and the other forms that ask its fact."""

    asked: AskedField
    others: list[AskedField]


def rows_of(person: Any, form: KnownForm) -> list[FieldRow]:
    """Field by field of a form; two queries."""
    own = list(form.fields.select_related("wording__fact"))
    others: dict[int, dict[int, AskedField]] = defaultdict(dict)
    elsewhere = fields_for(person).exclude(form=form).filter(wording__fact__in={each.wording.fact_id for each in own})
    for each in elsewhere.select_related("form__unit", "wording"):
        others[each.wording.fact_id].setdefault(each.form_id, each)
    return [FieldRow(each, list(others[each.wording.fact_id].values())) for each in own]


def containing(rows: Iterable[FieldRow]) -> list[tuple[KnownForm, int, float]]:
    """Forms that ask much of this one: how many of its fields, and their share in minutes; the fullest first."""
    rows = list(rows)
    whole = sum(row.asked.minutes for row in rows) or 1.0
    forms: dict[int, KnownForm] = {}
    counts: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        for other in row.others:
            forms[other.form_id] = other.form
            counts[other.form_id].append(row.asked.minutes)
    ranked = sorted(counts, key=lambda pk: (-len(counts[pk]), pk))
    return [(forms[pk], len(counts[pk]), sum(counts[pk]) / whole) for pk in ranked[:10]]


def deciding_office(person: Any) -> Organisation | None:
    return next(iter(offices_of(person, "data_steward")), None)


def precision() -> list[Band]:
    """How often the comparison was right, by score, as stewards judged; one query."""
    return precision_of(WordingPair.objects.all(), BANDS, ("same",))
