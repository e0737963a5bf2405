"""Sheets that come back with what people added, and corrections that sources owe."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.models.fillings import FilledSheet
from qingzhuang.datahub.models.intakes import Conflict, Intake
from qingzhuang.datahub.models.records import Record
from qingzhuang.datahub.models.sources import Source
from qingzhuang.datahub.models.subjects import Subject
from qingzhuang.datahub.sealing import seal, unseal
from qingzhuang.datahub.storing import SealedFileField
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter

RETURN_STEPS = {
    "waiting": Text("正在比对", "Being compared"),
    "ready": Text("请核对", "To be confirmed"),
    "recorded": Text("已记入", "Recorded"),
    "failed": Text("没能读出", "Could not be read"),
}
CORRECTION_STATES = {
    "open": Text("待更正", "To be corrected"),
    "came_back": Text("又报来原值", "The old value came back"),
    "taken": Text("已更正", "Corrected"),
    "refused": Text("未采纳", "Not accepted"),
    "superseded": Text("已被后来的决定取代", "Replaced by a later decision"),
}
WAITING = ("open", "came_back")


class ReturnedSheetQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ReturnedSheetQuerySet:
        """One's own alone, as the filled sheet is."""
        return self.filter(sheet__person_id=actor.pk) if getattr(actor, "pk", None) else self.none()


class ReturnedSheet(models.Model):
    """A completed sheet, compared with the one that went out. What it says is sealed; it goes with the filled sheet.

    ``found`` of the seal is ``{rows: [{name, sheet, row, new, trouble, changes: […]}], gone: […], unchanged}``.
    """

    sheet = models.ForeignKey(FilledSheet, on_delete=models.CASCADE, related_name="returns")
    file_name = models.CharField(max_length=300)
    file = SealedFileField(upload_to="fill")
    digest = models.CharField(max_length=64)
    observed = models.CharField(max_length=10)
    step = models.CharField(max_length=8, default="waiting")
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(null=True)
    trouble = models.JSONField(null=True)
    intake = models.ForeignKey(Intake, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReturnedSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["sheet", "digest"], name="datahub_returned_once")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("datahub:returned", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return RETURN_STEPS[self.step]

    @property
    def found(self) -> dict[str, Any]:
        return unseal(self.sealed, f"returned {self.token}")

    @found.setter
    def found(self, said: dict[str, Any]) -> None:
        self.sealed = seal(said, f"returned {self.token}")


class CorrectionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> CorrectionQuerySet:
        """The source's owner's people, who asked, and the steward of the owner's area."""
        if not getattr(actor, "pk", None):
            return self.none()
        reach = Q(asked_by=actor.pk) | Q(source__owner__in=organisations_of(actor))
        for office in offices_of(actor, "data_steward"):
            reach |= subtree_filter("source__owner", office.area)
        return self.filter(reach)

    def waiting(self) -> CorrectionQuerySet:
        return self.filter(state__in=WAITING)


class Correction(models.Model):
    """A value that a source is to correct: because a conflict was decided against it, or because somebody says so.

    What it says and what it should say stand in the seal. One that was decided is settled by the source's next
    delivery; one that was asked for waits for the owner's answer.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="corrections")
    element = models.CharField(max_length=60)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="corrections")
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    conflict = models.ForeignKey(Conflict, null=True, on_delete=models.PROTECT, related_name="corrections")
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(null=True)
    because = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due = models.DateField()
    state = models.CharField(max_length=10, default="open")
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["source", "state", "subject"], name="datahub_owed")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.element}"

    @property
    def state_label(self) -> Text:
        return CORRECTION_STATES[self.state]

    @property
    def waits(self) -> bool:
        return self.state in WAITING

    @property
    def values(self) -> tuple[str, str]:
        """What the source says, and what it should say, as stored."""
        found = unseal(self.sealed, f"correction {self.token}")
        return found["was"], found["now"]

    @values.setter
    def values(self, said: tuple[str, str]) -> None:
        self.sealed = seal(dict(zip(("was", "now"), said, strict=True)), f"correction {self.token}")
