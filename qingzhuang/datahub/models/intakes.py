"""Files brought into the hub: how they were read, and what became of each row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.models.sources import Source
from qingzhuang.datahub.models.subjects import Subject
from qingzhuang.datahub.storing import SealedFileField
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of, within

STEPS = {
    "uploaded": Text("待对应列", "Columns to be matched"),
    "running": Text("正在入库", "Being taken in"),
    "done": Text("已入库", "Taken in"),
    "failed": Text("未能读取", "Could not be read"),
}


class IntakeQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> IntakeQuerySet:
        """Those of one's area, and those from the sources of one's own units."""
        return self.filter(within(actor, "area") | models.Q(source__owner__in=organisations_of(actor)))


class Intake(models.Model):
    """One file from one source. ``mapping`` is ``{column number: element code}``; ``reached`` the last row done.

    ``delivery`` is the sender's own number of what a system delivered: the same number is taken once.
    """

    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="intakes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="intakes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    file = SealedFileField(upload_to="hub")
    digest = models.CharField(max_length=64, db_index=True)
    delivery = models.CharField(max_length=80, blank=True)
    observed = models.CharField(max_length=10)
    captions = models.JSONField(default=list)
    guesses = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    step = models.CharField(max_length=10, default="uploaded")
    total = models.PositiveIntegerField(null=True)
    reached = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "delivery"], condition=~models.Q(delivery=""), name="datahub_delivered_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("datahub:intake", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]


class Remark(models.Model):
    """A row, or one cell of it, that did not go in as told: where, and what to do. The value itself is not kept here."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="remarks")
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField(null=True)
    message = models.JSONField()
    whole_row = models.BooleanField(default=False)

    class Meta:
        ordering = ["row", "column"]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.row}"


class Doubt(models.Model):
    """A pair that may be one subject: ``subject`` came later. Decided once by a person: same, or not the same."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="doubts")
    other = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="doubted")
    reason = models.CharField(max_length=24)
    found_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, blank=True)
    because = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["subject", "other"], name="datahub_one_doubt_a_pair")]

    def __str__(self) -> str:
        return f"{self.subject_id} ? {self.other_id}"


class Conflict(models.Model):
    """Two values of one element that differ and that no rule decides; ``owner`` decides by ``due``.

    The values are read from the two records, so that nothing sensitive stands here.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="conflicts")
    element = models.CharField(max_length=60)
    held = models.ForeignKey("Record", on_delete=models.PROTECT, related_name="+")
    told = models.ForeignKey("Record", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="data_conflicts")
    due = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, blank=True)
    because = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "element", "told"], name="datahub_one_conflict_a_telling")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.element}"
