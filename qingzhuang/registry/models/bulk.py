"""One thing done to many entries: what each would be, what became of it, and taking it back."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text

UNDO_DAYS = 7
BULK_STEPS = {
    "planned": Text("待确认", "To be confirmed"),
    "running": Text("正在办理", "Under way"),
    "done": Text("已办理", "Done"),
    "undoing": Text("正在撤回", "Being taken back"),
    "undone": Text("已撤回", "Taken back"),
}
ROW_STATES = {
    "planned": Text("将办理", "Will be done"),
    "refused": Text("不能办理", "Cannot be done"),
    "left_out": Text("不办理", "Left out"),
    "done": Text("已办理", "Done"),
    "failed": Text("未能办理", "Not done"),
    "undone": Text("已撤回", "Taken back"),
    "kept": Text("未撤回", "Not taken back"),
}


class BulkQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> BulkQuerySet:
        """One's own."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        return self.filter(person=actor.pk)


class BulkChange(models.Model):
    """``verb`` is a code of the catalogue, ``given`` what was said for all entries, ``query`` how they were chosen."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    given = models.JSONField(default=dict)
    query = models.CharField(max_length=1000, blank=True)
    step = models.CharField(max_length=8, default="planned")
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("registry:bulk", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return BULK_STEPS[self.step]

    @property
    def undo_until(self) -> datetime.datetime | None:
        return self.done_at + datetime.timedelta(days=UNDO_DAYS) if self.done_at else None

    @property
    def can_be_undone(self) -> bool:
        return self.step == "done" and self.undo_until is not None and timezone.now() <= self.undo_until

    @property
    def stalled(self) -> bool:
        """Whether its job was given up, so that it can be started again."""
        at_work = self.step in ("running", "undoing")
        return at_work and (self.job is None or self.job.state in ("failed", "cancelled"))


class BulkRow(models.Model):
    """One entry: what it was, what it is to be, why not, and what became of it."""

    bulk = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows")
    asset = models.ForeignKey("Asset", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    state = models.CharField(max_length=8)
    why = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bulk", "asset"], name="registry_bulk_once")]
        indexes = [models.Index(fields=["bulk", "state"], name="registry_bulk_state")]

    def __str__(self) -> str:
        return f"{self.bulk} {self.asset_id}"

    @property
    def state_label(self) -> Text:
        return ROW_STATES[self.state]
