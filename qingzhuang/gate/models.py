"""Proposals, the reports written on them, decisions, admissions, and the calendar of working days."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.draft import Draft, Issuer, Passage
from qingzhuang.domain.kinds import Kind, kinds
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter, within


class ProposalQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ProposalQuerySet:
        """Own drafts; and what was submitted by units within one's area or unit. Drafts stay private."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        own = models.Q(proposer=actor)
        reached = within(actor, "sponsor") & ~models.Q(state="draft")
        return self.filter(own | reached)

    def awaiting(self, office: Organisation) -> ProposalQuerySet:
        """Submitted proposals of units in the area of a governance office."""
        return self.filter(subtree_filter("sponsor", office.area), state="submitted")


class Proposal(models.Model):
    """One thing somebody wants to ask of the front line.

    ``values`` holds the answers by field code, ``errors`` none: what could not be read stays in ``raw`` until it
    is mended, so that saving as you go loses nothing. Dates of each step are facts; ``state`` follows from them.
    """

    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=300, blank=True)
    sponsor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    values = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    passages = models.JSONField(default=list)
    source_name = models.CharField(max_length=300, blank=True)
    source_file = models.FileField(upload_to="proposals/%Y/%m", blank=True)
    state = models.CharField(max_length=16, default="draft", db_index=True)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    returned_at = models.DateTimeField(null=True)
    supplement_due = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "review_due"]), models.Index(fields=["sponsor", "state"])]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("gate:proposal", args=[self.pk])

    @property
    def edit_url(self) -> str:
        return reverse("gate:proposal-edit", args=[self.pk])

    @property
    def definition(self) -> Kind:
        return kinds.get(self.kind)

    def as_draft(self) -> Draft:
        """What the engines examine: the whole form was asked, so a blank answer is a gap."""
        return Draft(
            id=str(self.pk),
            kind=self.kind,
            values=self.values,
            passages=tuple(Passage(**each) for each in self.passages),
            issuer=issuer_of(self.sponsor),
            asked=True,
            source=self.source_name,
        )


def issuer_of(organisation: Organisation) -> Issuer:
    """What the rules may know of a unit."""
    return Issuer(
        name=organisation.name,
        level=organisation.level,
        sector=organisation.sector or None,
        without_administrative_function=organisation.without_administrative_function,
        organisation_id=organisation.pk,
    )


class Report(models.Model):
    """The gate's answer at one moment. A report is never changed; a new version of a proposal gets a new one."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    rulebook = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.proposal} v{self.version}"


class Decision(models.Model):
    """What a reviewer decided, with reasons. ``seen_at`` is when the proposing unit opened it."""

    OUTCOMES = (
        ("accept", "accepted"),
        ("accept_with_exception", "accepted with an exception"),
        ("return", "returned"),
        ("refuse", "refused"),
    )

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=24, choices=OUTCOMES)
    reason = models.TextField(blank=True)
    citations = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.proposal}"


class AdmissionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> AdmissionQuerySet:
        """What was admitted is known to everyone it may concern: all signed-in staff."""
        return self.all() if getattr(actor, "is_authenticated", False) else self.none()


class Admission(models.Model):
    """The register of what was admitted: a number, an owner and an end date. Not listed means not owed."""

    number = models.CharField(max_length=40, unique=True)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="admission")
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=300)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admissions")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    hours_per_year = models.FloatField(null=True)
    exception = models.JSONField(null=True)
    admitted_at = models.DateTimeField(auto_now_add=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Serial(models.Model):
    """The last number given in a year, so that numbers are gapless and never given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CalendarDay(models.Model):
    """A day that an office declared a holiday or a working day, over the calendar that ships."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.working else '-'}"
