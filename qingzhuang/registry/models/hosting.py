"""Cloud resources as bills tell of them, month by month, and what their owners say of idle ones."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.idleness import KINDS, STATES
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within
from qingzhuang.registry.models.assets import Asset
from qingzhuang.registry.models.uploads import Upload

RELEASE_OR_KEEP = {
    "release": Text("释放", "Release it"),
    "keep": Text("保留", "Keep it"),
}


class BillUpload(Upload):
    """A cloud bill or a table of resource use. ``rows_refused`` are ``{row, column, value, why}``, at most 500."""

    rows_refused = models.JSONField(default=list)

    class Meta(Upload.Meta):
        constraints = [models.UniqueConstraint(fields=["office", "digest"], name="registry_one_bill_file")]

    def get_absolute_url(self) -> str:
        return reverse("registry:bill", args=[self.pk])


class ResourceQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ResourceQuerySet:
        """Resources on the bills of one's area, and those of one's own things."""
        return self.filter(within(actor, "office") | within(actor, "asset__keeper") | within(actor, "asset__sponsor"))


class Resource(models.Model):
    """One thing a provider bills. ``state`` follows from its months and its asset; ``asset`` is ``None`` while nobody
    knows whose it is. An ``answer`` holds while the state does; the journal keeps earlier ones.

    Sizes are counts of virtual processors, and GiB. ``latest`` is the last month on any bill.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, default="other")
    project = models.CharField(max_length=120, blank=True)
    processors = models.FloatField(null=True)
    memory_gib = models.FloatField(null=True)
    storage_gib = models.FloatField(null=True)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="resources")
    latest = models.DateField()
    monthly_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="unclear")
    reasons = models.JSONField(default=list)
    state_since = models.DateField(default=timezone.localdate)
    answer = models.CharField(max_length=8, blank=True)
    because = models.CharField(max_length=300, blank=True)
    release_by = models.DateField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["-monthly_fen", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "provider", "code"], name="registry_one_resource")]
        indexes = [models.Index(fields=["state", "-monthly_fen"], name="registry_resource_state")]

    def __str__(self) -> str:
        return self.name or self.code

    def get_absolute_url(self) -> str:
        return reverse("registry:resource", args=[self.pk])

    @property
    def state_label(self) -> Text:
        return STATES[self.state]

    @property
    def kind_label(self) -> Text:
        return KINDS[self.kind]

    @property
    def answer_label(self) -> Text | None:
        return RELEASE_OR_KEEP.get(self.answer)

    @property
    def yuan(self) -> float:
        """What the latest month cost."""
        return self.monthly_fen / 100

    @property
    def waits(self) -> bool:
        """Whether its owner has yet to say what becomes of it."""
        return self.state in ("idle", "of_ended") and not self.answer


class ResourceMonth(models.Model):
    """What a bill says of one month: what it cost in fen, and what was measured (% or GiB) by measure."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    fen = models.BigIntegerField(default=0)
    measured = models.JSONField(default=dict)
    bill = models.ForeignKey(BillUpload, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["resource", "month"], name="registry_one_resource_month")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.month:%Y-%m}"


class ProjectName(models.Model):
    """Whose things a project of a provider pays for, once somebody has said so."""

    office = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    project = models.CharField(max_length=120)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "project"], name="registry_one_project")]

    def __str__(self) -> str:
        return self.project
