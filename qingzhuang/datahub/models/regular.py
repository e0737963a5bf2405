"""Sheets filed every period: only what changed is looked at."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.models.fillings import FilledSheet
from qingzhuang.datahub.sealing import seal, unseal
from qingzhuang.datahub.storing import SealedFileField
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of

CYCLES = {
    "month": Text("每月", "Every month"),
    "quarter": Text("每季", "Every quarter"),
    "year": Text("每年", "Every year"),
}
PERIOD_STEPS = {
    "preparing": Text("正在预填", "Being prefilled"),
    "open": Text("请核对变化", "Look at what changed"),
    "filed": Text("已报", "Filed"),
    "failed": Text("没能预填", "Could not be prefilled"),
}


class RegularSheetQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> RegularSheetQuerySet:
        """Those of one's own units."""
        return self.filter(area__in=[own.area.pk for own in organisations_of(actor)])


class RegularSheet(models.Model):
    """A superior's sheet that a unit files every ``cycle``; ``file`` is the blank form."""

    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="regular_sheets")
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    cycle = models.CharField(max_length=8)
    file_name = models.CharField(max_length=300)
    file = SealedFileField(upload_to="regular")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = RegularSheetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("datahub:regular", args=[self.pk])

    @property
    def cycle_label(self) -> Text:
        return CYCLES[self.cycle]


class PeriodQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> PeriodQuerySet:
        return self.filter(regular__area__in=[own.area.pk for own in organisations_of(actor)])


class Period(models.Model):
    """One period of a sheet. ``label`` is 2026-11, 2026Q4 or 2026. The seal holds ``entries`` as filed and ``found``,
    the differences from the period before; ``result`` is the file, kept until the next period is filed."""

    regular = models.ForeignKey(RegularSheet, on_delete=models.CASCADE, related_name="periods")
    label = models.CharField(max_length=8)
    step = models.CharField(max_length=10, default="preparing")
    sheet = models.ForeignKey(FilledSheet, null=True, on_delete=models.SET_NULL, related_name="+")
    result = SealedFileField(upload_to="regular", blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(null=True)
    trouble = models.JSONField(null=True)
    differences = models.PositiveIntegerField(default=0)
    nothing_changed = models.BooleanField(default=False)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-label"]
        constraints = [models.UniqueConstraint(fields=["regular", "label"], name="datahub_one_filing_a_period")]

    def __str__(self) -> str:
        return f"{self.regular} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("datahub:period", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return PERIOD_STEPS[self.step]

    @property
    def contents(self) -> dict[str, Any]:
        return unseal(self.sealed, f"period {self.token}")

    @contents.setter
    def contents(self, said: dict[str, Any]) -> None:
        self.sealed = seal(said, f"period {self.token}")
