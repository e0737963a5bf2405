"""Ledgers brought in by people: the file, how it was read, and what became of each row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within

STEPS = {
    "uploaded": Text("待对应列", "Columns to be matched"),
    "reading": Text("正在检查", "Being checked"),
    "checked": Text("待确认", "To be confirmed"),
    "running": Text("正在导入", "Being imported"),
    "done": Text("已导入", "Imported"),
    "undone": Text("已撤销", "Undone"),
    "failed": Text("未能读取", "Could not be read"),
}
OUTCOMES = {
    "new": Text("新增", "New"),
    "held": Text("已在台账", "Already in the register"),
    "error": Text("有误", "Wrong"),
    "added": Text("已登记", "Registered"),
}


class ImportQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ImportQuerySet:
        """Imports of the offices within one's area."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        return self.filter(within(actor, "office"))


class ImportBatch(models.Model):
    """One file on its way into the register.

    ``mapping`` is column number → field code; ``reached`` is how many rows of the present step are done and stands
    in the same transaction as those rows, so that an interrupted step goes on where it stopped.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    file = models.FileField(upload_to="ledgers/%Y/%m")
    digest = models.CharField(max_length=64, db_index=True)
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list)
    captions = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    family = models.CharField(max_length=64, blank=True, db_index=True)
    mapping = models.JSONField(default=dict)
    kind = models.CharField(max_length=32, blank=True)
    notes = models.JSONField(default=list)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    step = models.CharField(max_length=16, default="uploaded")
    total = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("registry:import", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]

    @property
    def stalled(self) -> bool:
        """Whether the present step was given up and may be started again."""
        return self.step in ("reading", "running") and (self.job is None or self.job.state in ("failed", "cancelled"))

    @property
    def ready(self) -> int:
        """Rows that confirming would register."""
        return self.total - self.held - self.wrong


class ImportRow(models.Model):
    """One row of the file, what is wrong with it in both languages, and the asset it became."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    external_id = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=8)
    remarks = models.JSONField(default=list)
    asset = models.ForeignKey("Asset", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="registry_one_import_row_each")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"]),
            models.Index(fields=["batch", "key"]),
            models.Index(fields=["batch", "external_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"

    @property
    def outcome_label(self) -> Text:
        return OUTCOMES[self.outcome]
