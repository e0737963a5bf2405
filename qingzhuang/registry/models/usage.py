"""Use of registered things: what was reported, its roll-up by month, what follows from it, and what owners say."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.liveness import ANSWERS, VERDICTS
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within
from qingzhuang.registry.models.assets import Asset
from qingzhuang.registry.models.uploads import Upload

SOURCES = {
    "api": Text("接口上报", "Reported by the API"),
    "file": Text("文件上传", "From a file"),
    "sign_in": Text("统一身份登录", "Sign-ins through our identity"),
}


class UsageReport(models.Model):
    """One batch that was accepted, waiting in line until a job has written it.

    ``rows`` are ``[asset, day, uses, users, updates, person]``; once written they stand in the day's partition and here
    only their number does. ``batch`` is the sender's own id: the same one twice is one report.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    batch = models.CharField(max_length=120)
    source = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    received_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["office", "batch"], name="registry_one_usage_batch")]
        indexes = [
            models.Index(fields=["office", "received_at"]),
            models.Index(fields=["id"], condition=models.Q(written_at=None), name="registry_usage_waiting"),
        ]

    def __str__(self) -> str:
        return self.batch


class UsageUpload(Upload):
    """A file of daily counts."""

    class Meta(Upload.Meta):
        constraints = [models.UniqueConstraint(fields=["office", "digest"], name="registry_one_usage_file")]

    def get_absolute_url(self) -> str:
        return reverse("registry:usage-upload", args=[self.pk])


class UsageMonth(models.Model):
    """What was told of one thing in one month: ``days`` is day of the month → ``[uses, users, updates]``.

    ``None`` stands for what was not told; 0 was told. Later reports of a day replace earlier ones.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="usage")
    month = models.DateField()
    days = models.JSONField(default=dict)
    uses = models.PositiveBigIntegerField(default=0)
    updates = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["asset", "month"], name="registry_one_usage_month")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.month:%Y-%m}"


class LivenessQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> LivenessQuerySet:
        """Of things within one's area or of one's own unit."""
        return self.filter(within(actor, "asset__keeper"))


class Liveness(models.Model):
    """What was seen of one thing and what follows from it. ``look_on`` is when time alone may change that.

    ``signals`` is signal → ``{state, last, since, until, quiet}``, days as text; ``missing`` and ``contrary`` as in
    :class:`qingzhuang.domain.liveness.Verdict`.
    """

    asset = models.OneToOneField(Asset, primary_key=True, on_delete=models.CASCADE, related_name="liveness")
    verdict = models.CharField(max_length=8, choices=[(code, text.en) for code, text in VERDICTS.items()])
    signals = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    contrary = models.JSONField(default=list)
    last_use = models.DateField(null=True)
    active_share = models.FloatField(null=True)
    months_low = models.PositiveSmallIntegerField(null=True)
    quiet = models.PositiveIntegerField(default=0)
    judged_on = models.DateField()
    changed_on = models.DateField()
    look_on = models.DateField(null=True, db_index=True)

    objects = LivenessQuerySet.as_manager()

    class Meta:
        ordering = ["-quiet", "asset_id"]
        indexes = [models.Index(fields=["verdict", "-quiet"])]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.verdict}"

    @property
    def label(self) -> Text:
        return VERDICTS[self.verdict]


class QuestionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> QuestionQuerySet:
        """Questions on things within one's area or of one's own unit."""
        return self.filter(within(actor, "asset__keeper"))

    def open(self) -> QuestionQuerySet:
        return self.filter(answered_at=None)


class OwnerQuestion(models.Model):
    """The owner was asked whether a thing is still used; ``evidence`` is what the platform saw when it asked."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(db_index=True)
    evidence = models.JSONField(default=dict)
    answer = models.CharField(max_length=8, blank=True)
    because = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    holds_until = models.DateField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(answered_at=None), name="registry_one_open_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("registry:question", args=[self.pk])

    @property
    def answer_label(self) -> Text | str:
        return ANSWERS[self.answer] if self.answer else ""

    @property
    def late(self) -> bool:
        return self.answered_at is None and self.due_on < timezone.localdate()

    def holds(self, today: datetime.date) -> bool:
        """Whether the answer still counts."""
        return bool(self.answer) and (self.holds_until is None or today <= self.holds_until)
