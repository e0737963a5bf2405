"""Systems that will not connect: their import layouts, what was handed over in them, and what they did not take."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.models.grants import Exchange, Grant
from qingzhuang.datahub.models.subjects import Subject
from qingzhuang.datahub.storing import SealedFileField
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of

# The running number of a row, which needs nothing from the hub.
COUNTED = "record.sequence"
STEPS = {
    "waiting": Text("正在生成", "Being made"),
    "done": Text("已生成", "Ready"),
    "failed": Text("没能生成", "Could not be made"),
}


class LayoutQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> LayoutQuerySet:
        """Those of one's units."""
        return self.filter(organisation__in=organisations_of(actor))


class Layout(models.Model):
    """The import template of one outside system. ``bindings`` and ``formats`` are by caption key, as confirmed;
    ``columns`` is what was recognised; ``hand`` how a csv is written."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="layouts")
    system = models.CharField(max_length=120)
    file_name = models.CharField(max_length=300)
    file = SealedFileField(upload_to="layouts")
    kind = models.CharField(max_length=8)
    columns = models.JSONField(default=list)
    hand = models.JSONField(default=dict)
    bindings = models.JSONField(default=dict)
    formats = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        ordering = ["system", "-id"]

    def __str__(self) -> str:
        return self.system

    def get_absolute_url(self) -> str:
        return reverse("datahub:layout", args=[self.pk])

    @property
    def codes(self) -> frozenset[str]:
        """The elements its columns ask of the hub."""
        return frozenset(code for code in self.bindings.values() if code and code != COUNTED)


class HandoverQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> HandoverQuerySet:
        """One's own alone: a file handed over holds personal data read for one person's purpose."""
        return self.filter(person_id=actor.pk) if getattr(actor, "pk", None) else self.none()


class Handover(models.Model):
    """One file made in a layout under grants. ``order`` is ``[[row in the file, subject id], …]``; ``unfit`` what
    a person should look at. After 30 days the file, both of these and the rejected rows go; the receipt stays."""

    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="handovers")
    grants = models.ManyToManyField(Grant, related_name="+")
    exchanges = models.ManyToManyField(Exchange, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    step = models.CharField(max_length=8, default="waiting")
    trouble = models.JSONField(null=True)
    file = SealedFileField(upload_to="handovers", blank=True)
    inner_name = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    order = models.JSONField(default=list)
    unfit = models.JSONField(default=list)
    receipt = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.layout} {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("datahub:handover", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]


class Rejection(models.Model):
    """A row that the system did not take, with the reason it gave."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveIntegerField(null=True)
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.row}"
