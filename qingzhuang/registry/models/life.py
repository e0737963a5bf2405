"""What is really live, the duty to file a change when it differs, and rectifications with their deadlines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.registry.models.assets import Asset


class OfAnAsset(ScopedQuerySet):
    """Whoever may see an entry may see what hangs on it."""

    def visible_to(self, actor: Any) -> OfAnAsset:
        return self.filter(asset__in=Asset.objects.visible_to(actor).order_by().values("pk"))


class LiveReport(models.Model):
    """The functions found live on a day, told by a person or a system. A report is never changed."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="live_reports")
    on = models.DateField()
    functions = models.JSONField(default=list)
    note = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.asset} {self.on}"


CHANGE_STATES = {
    "open": Text("待办理变更备案", "Change to be filed"),
    "submitted": Text("变更待审核", "Change awaiting review"),
    "accepted": Text("变更已备案", "Change filed"),
    "settled": Text("线上已恢复为备案内容", "Live list is as filed again"),
}
PENDING = ("open", "submitted")


class ChangeFiling(models.Model):
    """The duty to file a change (MM-CHANGE): what is live and not filed, what is filed and gone, and what the gate's
    rules say of it. An entry has at most one that is not settled."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="change_filings")
    report = models.ForeignKey(LiveReport, on_delete=models.CASCADE, related_name="+")
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="open")
    opened_on = models.DateField()
    due_on = models.DateField()
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=500, blank=True)
    cites = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    overruled = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfAnAsset.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(state__in=PENDING), name="one_pending_change_an_asset"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("registry:change-filing", args=[self.asset_id])

    @property
    def state_label(self) -> Text:
        return CHANGE_STATES[self.state]

    @property
    def blocking(self) -> list[str]:
        """Rules that stand in the way until they are answered."""
        found = (each["rule"] for each in self.findings if each["status"] == "open" and each["severity"] == "block")
        return list(dict.fromkeys(found))


class Rectification(models.Model):
    """Something to be put right by a day; an entry has at most one that is not done."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="rectifications")
    what = models.TextField()
    basis = models.CharField(max_length=500, blank=True)
    cites = models.JSONField(default=list)
    began_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    objects = OfAnAsset.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["done_on", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(done_on__isnull=True), name="one_open_rectification_an_asset"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.what}"
