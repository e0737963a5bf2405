"""Patrols: lists of what is seen in stores, on platforms or by crawls, compared with the register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of, within
from qingzhuang.registry.models.assets import chosen

PATROL_STEPS = {
    "uploaded": Text("待对应列", "Columns to be matched"),
    "reading": Text("正在比对", "Being compared"),
    "comparing": Text("正在比对", "Being compared"),
    "ending": Text("正在比对", "Being compared"),
    "done": Text("已比对", "Compared"),
}
SORTS = {
    "unregistered": Text("未登记", "Not registered"),
    "gone": Text("找不到", "Gone"),
    "renamed": Text("已更名", "Renamed"),
    "moved": Text("有变动", "Moved"),
    "revived": Text("已关停仍在线", "Closed, yet online"),
}
FINDING_STATES = {
    "open": Text("待处理", "To be decided"),
    "asked": Text("已询问主办单位", "Owner was asked"),
    "registered": Text("已登记", "Registered"),
    "changed": Text("已变更", "Changed"),
    "closed": Text("已关停", "Closed"),
    "dismissed": Text("不属实或无须处理", "Not so, or no need"),
    "settled": Text("已不再出现", "Seen no more"),
}


class PatrolQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> PatrolQuerySet:
        """Patrols of the offices within one's area."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        return self.filter(within(actor, "office"))


class Patrol(models.Model):
    """One list of one ``source``. ``complete`` is the kind of which the list shows everything there is, if it does.

    ``reached`` counts the rows of the present step and moves in one transaction with them.
    """

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=120)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    file = models.FileField(upload_to="patrols/%Y/%m")
    digest = models.CharField(max_length=64, db_index=True)
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list)
    captions = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    kind = models.CharField(max_length=32, blank=True)
    complete = models.CharField(max_length=32, blank=True)
    step = models.CharField(max_length=10, default="uploaded")
    total = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    objects = PatrolQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("registry:patrol", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return PATROL_STEPS[self.step]

    @property
    def stalled(self) -> bool:
        """Whether its job was given up, so that it can be started again."""
        at_work = self.step in ("reading", "comparing", "ending")
        return at_work and (self.job is None or self.job.state in ("failed", "cancelled"))


class Sighting(models.Model):
    """One row of a list, and the registered thing it is; ``asset`` is empty while none was found."""

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="sightings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=300)
    told = models.JSONField(default=dict)
    asset = models.ForeignKey("Asset", null=True, on_delete=models.SET_NULL, related_name="sightings")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["patrol", "number"], name="registry_one_sighting_each")]

    def __str__(self) -> str:
        return self.name


class FindingQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> FindingQuerySet:
        """Findings of offices within one's area, and those about which one's own unit is asked."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        own = [unit.pk for unit in organisations_of(actor)]
        return self.filter(within(actor, "office") | models.Q(state="asked", asset__sponsor__in=own))


class PatrolFinding(models.Model):
    """A difference between a source and the register. It is one finding over all patrols of the source (``mark``), so
    that what was decided is never asked again."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=120)
    mark = models.CharField(max_length=64)
    sort = models.CharField(max_length=14)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=32, blank=True)
    asset = models.ForeignKey("Asset", null=True, on_delete=models.CASCADE, related_name="patrol_findings")
    told = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    first_seen = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="first_findings")
    last_seen = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="findings")
    state = models.CharField(max_length=12, default="open")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "source", "mark"], name="registry_one_patrol_finding"),
        ]
        indexes = [models.Index(fields=["office", "state", "sort"], name="registry_patrol_open")]

    def __str__(self) -> str:
        return self.name

    @property
    def sort_label(self) -> Text:
        return SORTS[self.sort]

    @property
    def state_label(self) -> Text:
        return FINDING_STATES[self.state]

    @property
    def platform_shown(self) -> Text | str:
        """Where the list says it runs, in words."""
        return self._in_words("platform", self.told.get("platform", ""))

    @property
    def changes_shown(self) -> list[dict[str, Any]]:
        """What differs, options of the kind's form in words."""
        return [
            {**each, **{side: self._in_words(each["field"], each[side]) for side in ("before", "after")}}
            for each in self.changes
        ]

    def _in_words(self, code: str, value: str) -> Text | str:
        return chosen(kinds.get(self.kind), code, value) if self.kind in kinds else value
