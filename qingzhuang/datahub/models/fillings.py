"""Sheets that people had filled from the hub, and what people said of their captions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.storing import SealedFileField
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

STEPS = {
    "waiting": Text("正在填", "Being filled"),
    "done": Text("已填好", "Filled"),
    "failed": Text("没能填", "Could not be filled"),
}


class FilledSheetQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> FilledSheetQuerySet:
        """One's own alone: a filled sheet holds personal data read for one person's purpose."""
        return self.filter(person_id=actor.pk) if getattr(actor, "pk", None) else self.none()


class FilledSheet(models.Model):
    """One sheet and its filling. ``report`` is the fill report without the values; the files go after a week.

    ``view`` is the package that pages read (see :mod:`qingzhuang.sheets.preview`). ``chosen`` says whom the person
    meant where several had a name: ``{"0!B7": subject id}``. ``who`` narrows those who go into an empty sheet:
    ``{"area": organisation id, "where": [[element, is | least, value], …]}``.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="filled_sheets")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    file_name = models.CharField(max_length=300)
    file = SealedFileField(upload_to="fill")
    result = SealedFileField(upload_to="fill", blank=True)
    view = SealedFileField(upload_to="fill", blank=True)
    chosen = models.JSONField(default=dict)
    who = models.JSONField(default=dict)
    trace = models.CharField(max_length=10, blank=True)
    step = models.CharField(max_length=8, default="waiting")
    report = models.JSONField(default=dict)
    trouble = models.JSONField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = FilledSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("datahub:filling", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]


class CaptionMeaning(models.Model):
    """What a caption means in one family of sheets, as somebody of an area confirmed; blank: nothing we hold."""

    area = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    family = models.CharField(max_length=64)
    caption = models.CharField(max_length=300)
    element = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "family", "caption"], name="datahub_one_meaning_a_caption")
        ]
        indexes = [models.Index(fields=["family"])]

    def __str__(self) -> str:
        return f"{self.caption} → {self.element}"
