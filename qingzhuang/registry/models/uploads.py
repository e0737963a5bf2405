"""A file that a job reads piece by piece, for every subject that brings in files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within

UPLOAD_STEPS = {
    "waiting": Text("等待读取", "Waiting to be read"),
    "reading": Text("正在读取", "Being read"),
    "done": Text("已读取", "Read"),
    "failed": Text("未能读取", "Could not be read"),
}


class UploadQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> UploadQuerySet:
        """Files of the units within one's area."""
        return self.filter(within(actor, "office"))


class Upload(models.Model):
    """``reached`` is how many of its rows are accepted or refused, in one transaction with them."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    file = models.FileField(upload_to="uploads/%Y/%m")
    digest = models.CharField(max_length=64)
    step = models.CharField(max_length=8, default="waiting")
    trouble = models.JSONField(null=True)
    total = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def step_label(self) -> Text:
        return UPLOAD_STEPS[self.step]

    @property
    def stalled(self) -> bool:
        """Whether reading was given up and may be started again."""
        return self.step in ("waiting", "reading") and (self.job is None or self.job.state in ("failed", "cancelled"))
