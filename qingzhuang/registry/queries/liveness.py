"""What is in use, what is not, what nobody can see; questions to owners. Lists cost the same queries at any length."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from qingzhuang.domain.liveness import VERDICTS
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import (
    Asset,
    Liveness,
    LivenessQuerySet,
    OwnerQuestion,
    UsageMonth,
    UsageReport,
    UsageUpload,
)
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.thresholds import WATCHED

ASKED = ("never", "open", "late", "answered")


@dataclass(frozen=True)
class LivenessFilters:
    """What the desk is narrowed by; unknown words in an address are dropped."""

    verdict: str = ""
    kind: str = ""
    asked: str = ""
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> LivenessFilters:
        def known(name: str, allowed: Iterable[str]) -> str:
            return given.get(name, "") if given.get(name, "") in allowed else ""

        q = " ".join(given.get("q", "").split())[:200]
        return cls(known("verdict", VERDICTS), known("kind", WATCHED), known("asked", ASKED), q)

    def as_query(self) -> dict[str, str]:
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}


def verdicts_for(person: Any, wanted: LivenessFilters) -> LivenessQuerySet:
    """Verdicts in the person's area, the longest silence first, each with its latest question."""
    found = _narrowed(person, wanted).select_related("asset__sponsor", "asset__keeper")
    if wanted.verdict:
        found = found.filter(verdict=wanted.verdict)
    questions = OwnerQuestion.objects.order_by("-id").select_related("answered_by")
    return found.prefetch_related(Prefetch("asset__questions", queryset=questions))


def counts_by_verdict(person: Any, wanted: LivenessFilters) -> dict[str, int]:
    """How many of each verdict the other filters leave, every verdict present."""
    found = _narrowed(person, wanted).order_by().values_list("verdict").annotate(count=Count("pk"))
    return dict.fromkeys(VERDICTS, 0) | dict(found)


def _narrowed(person: Any, wanted: LivenessFilters) -> LivenessQuerySet:
    found = Liveness.objects.visible_to(person)
    if wanted.kind:
        found = found.filter(asset__kind=wanted.kind)
    if wanted.q:
        found = found.filter(asset__in=matching(Asset.objects.all(), wanted.q).order_by().values("pk"))
    questions = OwnerQuestion.objects.filter(_ASKED[wanted.asked]()) if wanted.asked in _ASKED else None
    if questions is not None:
        found = found.filter(asset__in=questions.values("asset"))
    elif wanted.asked == "never":
        found = found.exclude(asset__in=OwnerQuestion.objects.values("asset"))
    return found


_ASKED = {
    "open": lambda: Q(answered_at=None),
    "late": lambda: Q(answered_at=None, due_on__lt=timezone.localdate()),
    "answered": lambda: Q(answered_at__isnull=False),
}


def asking_office(person: Any) -> Organisation | None:
    """The governance office in whose name this person asks owners."""
    return next(iter(offices_of(person, "reviewer")), None)


def askable_in(office: Organisation) -> LivenessQuerySet:
    """Unclear things in an office's area whose owner is known and has no open question."""
    found = Liveness.objects.filter(subtree_filter("asset__keeper", office.area), asset__sponsor__isnull=False)
    asked = OwnerQuestion.objects.filter(answered_at=None).values("asset")
    return found.filter(verdict="unclear").exclude(asset__in=asked)


def to_ask(office: Organisation, wanted: LivenessFilters, ids: Iterable[int], person: Any) -> QuerySet[Liveness]:
    """Whom a bulk question would reach: the chosen ones, or with none chosen all that the filters leave."""
    chosen = list(ids)
    among = {"asset__in": chosen} if chosen else {"pk__in": verdicts_for(person, wanted).order_by().values("pk")}
    return askable_in(office).filter(**among).select_related("asset__sponsor").order_by("asset__sponsor__path", "pk")


def liveness_of(asset: Asset) -> Liveness | None:
    return Liveness.objects.filter(asset=asset).first()


def months_of(asset: Asset) -> list[UsageMonth]:
    """The last twelve months in which anything was told."""
    today = timezone.localdate()
    first = today.replace(year=today.year - 1, day=1) + datetime.timedelta(days=31)
    return list(UsageMonth.objects.filter(asset=asset, month__gte=first.replace(day=1)).order_by("month"))


def questions_waiting(person: Any) -> QuerySet[OwnerQuestion]:
    """Open questions that this person's own units are to answer."""
    own = [each.pk for each in organisations_of(person)]
    return OwnerQuestion.objects.open().filter(asset__sponsor__in=own).select_related("asset").order_by("due_on")


def late_questions(person: Any) -> QuerySet[OwnerQuestion]:
    """Questions of this person's governance office that were not answered in time."""
    if asking_office(person) is None:
        return OwnerQuestion.objects.none()
    late = OwnerQuestion.objects.visible_to(person).open().filter(due_on__lt=timezone.localdate())
    return late.select_related("asset__sponsor").order_by("due_on")


def uploads_for(person: Any) -> QuerySet[UsageUpload]:
    return UsageUpload.objects.visible_to(person).select_related("office", "person", "job")


def refused_of(upload: UsageUpload) -> list[dict[str, Any]]:
    """The refused rows of a file in its order."""
    parts = UsageReport.objects.filter(office=upload.office_id, digest=upload.digest, source="file").order_by("pk")
    return [each for part in parts.values_list("refused", flat=True) for each in part]
