"""Reads for the gate's pages: what needs me, the review queue, proposals, admissions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from qingzhuang.core import journal
from qingzhuang.domain.text import Text
from qingzhuang.gate import clock
from qingzhuang.gate.models import Admission, CalendarDay, Decision, Proposal
from qingzhuang.identity.queries import offices_of, organisations_of


def review_queue(person: Any) -> QuerySet[Proposal]:
    """What this person may review, the earliest due first; never what their own unit proposed."""
    scope = Q(pk__in=[])
    for office in offices_of(person, "reviewer"):
        scope |= Q(pk__in=Proposal.objects.awaiting(office).values("pk"))
    own_units = [own.pk for own in organisations_of(person)]
    return (
        Proposal.objects.filter(scope)
        .exclude(sponsor_id__in=own_units)
        .exclude(proposer=person)
        .select_related("sponsor")
        .order_by("review_due", "pk")
    )


def own_proposals(person: Any) -> QuerySet[Proposal]:
    """What this person or their unit has proposed, drafts of others left out."""
    units = [own.pk for own in organisations_of(person)]
    mine = Q(proposer=person) | (Q(sponsor_id__in=units) & ~Q(state="draft"))
    return Proposal.objects.filter(mine).select_related("sponsor").order_by("-saved_at")


def proposals_for(person: Any, *, kind: str = "", state: str = "", text: str = "") -> QuerySet[Proposal]:
    """Every proposal this person may see, newest first."""
    found = Proposal.objects.visible_to(person).select_related("sponsor", "admission").order_by("-pk")
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    return found.filter(name__icontains=text) if text else found


def search_proposals(person: Any, text: str, limit: int = 10) -> list[Proposal]:
    return list(proposals_for(person, text=text)[:limit]) if text.strip() else []


def admissions_for(person: Any, *, kind: str = "", text: str = "", ended: bool = False) -> QuerySet[Admission]:
    """The register of what was admitted; what has ended is left out unless asked for."""
    found = Admission.objects.visible_to(person).select_related("owner")
    if kind:
        found = found.filter(kind=kind)
    if not ended:
        found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()))
    return found.filter(name__icontains=text) if text else found


def decisions_of(proposal: Proposal) -> list[Decision]:
    return list(proposal.decisions.select_related("reviewer"))


def history_of(proposal: Proposal) -> list[tuple[Any, Text]]:
    """What happened to a proposal with its words, newest first; saving as you go is left out."""
    entries = journal.history_of(proposal).exclude(verb="gate.proposal.save")[:50]
    return [(entry, journal.label_of(entry)) for entry in entries]


def declared_days() -> list[CalendarDay]:
    return list(CalendarDay.objects.all()[:400])


def latest_decision(proposal: Proposal) -> Decision | None:
    return proposal.decisions.select_related("reviewer").first()
