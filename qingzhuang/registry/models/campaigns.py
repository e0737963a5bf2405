"""Campaigns: what stood before, what each sponsor decides, what later looks find, and the figures of each moment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of, within
from qingzhuang.registry.models.assets import Asset

STEPS = {
    "freezing": Text("正在准备清单", "Lists being prepared"),
    "running": Text("进行中", "Under way"),
    "ended": Text("已结束", "Ended"),
}
# Days after the end on which the platform looks again.
LOOKS = (30, 90, 180)
REBOUNDS = {
    "in_use": Text("已关停仍在使用", "Closed, yet still used"),
    "renamed": Text("换名重新登记", "Registered again under another name"),
    "regrown": Text("群组数量回升", "Groups growing again"),
    "unmended": Text("报称已整改，问题仍在", "Said to be rectified, yet it is not"),
    "undone": Text("到期未按决定办理", "Decided, due, and not done"),
}


class CampaignQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> CampaignQuerySet:
        """The offices' own, within one's area, and those in which one's unit has something to decide."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        asked = CampaignSheet.objects.filter(unit__in=[own.pk for own in organisations_of(actor)])
        return self.filter(within(actor, "office") | Q(pk__in=asked.values("campaign")))


class Campaign(models.Model):
    """``kinds``, ``wanted`` (a saved filter as an address carries it) and ``criteria`` say what is looked at in
    ``area``. ``reached`` is the last entry frozen so far; it moves in one transaction with the rows."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    wanted = models.JSONField(default=dict)
    criteria = models.JSONField(default=list)
    step = models.CharField(max_length=10, default="freezing")
    reached = models.BigIntegerField(default=0)
    started_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:campaign", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]

    @property
    def stalled(self) -> bool:
        return self.step == "freezing" and (self.job is None or self.job.state in ("failed", "cancelled"))


class SheetQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> SheetQuerySet:
        """One's own unit's, and those of the campaigns of one's office."""
        return self.filter(within(actor, "unit") | within(actor, "campaign__office"))


class CampaignSheet(models.Model):
    """What one unit is to decide; submitted once."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sheets")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="registry_one_sheet_a_unit")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("registry:campaign-decide", args=[self.pk])

    @property
    def late(self) -> bool:
        return self.submitted_at is None and self.campaign.due_on < timezone.localdate()


class CampaignRow(models.Model):
    """One thing as it stood when the campaign began, never changed; ``sheet`` is where it is decided, ``None`` when it
    met no criterion and only counts in the figures.

    ``reasons`` are ``{criterion: {zh, en}}``. ``messages`` are a week's, ``hours`` a year's; ``None`` is not known.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rows")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="campaign_rows")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(CampaignSheet, null=True, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=16)
    functions = models.JSONField(default=list)
    messages = models.FloatField(null=True)
    hours = models.FloatField(null=True)
    reasons = models.JSONField(default=dict)
    suggested = models.CharField(max_length=8, blank=True)
    suggested_into = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=8, blank=True)
    because = models.CharField(max_length=500, blank=True)
    by_on = models.DateField(null=True)
    into = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "asset"], name="registry_one_campaign_row")]
        indexes = [models.Index(fields=["sheet", "decision"]), models.Index(fields=["decision", "by_on"])]

    def __str__(self) -> str:
        return self.name


class LookBackQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> LookBackQuerySet:
        return self.filter(within(actor, "campaign__office"))


class LookBack(models.Model):
    """A look at what became of a campaign, ``days`` after its end."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="looks")
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField(db_index=True)
    done_on = models.DateField(null=True)

    objects = LookBackQuerySet.as_manager()

    class Meta:
        ordering = ["days"]
        constraints = [models.UniqueConstraint(fields=["campaign", "days"], name="registry_one_look_a_day")]

    def __str__(self) -> str:
        return f"{self.campaign} +{self.days}"


class ReboundQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ReboundQuerySet:
        return self.filter(within(actor, "look__campaign__office"))


class Rebound(models.Model):
    """Something a look found grown back: of a row, or of a unit's groups; ``asset`` is the thing seen today."""

    look = models.ForeignKey(LookBack, on_delete=models.CASCADE, related_name="rebounds")
    sort = models.CharField(max_length=10)
    row = models.ForeignKey(CampaignRow, null=True, on_delete=models.CASCADE, related_name="rebounds")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.CASCADE, related_name="+")
    evidence = models.JSONField(default=dict)
    settled_on = models.DateField(null=True)
    settled_because = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReboundQuerySet.as_manager()

    class Meta:
        ordering = ["look", "id"]

    def __str__(self) -> str:
        return f"{self.sort} {self.unit}"

    @property
    def label(self) -> Text:
        return REBOUNDS[self.sort]


class CampaignFigure(models.Model):
    """One number at one moment: ``before``, ``end``, or the days of a look. ``known`` of ``total`` rows gave it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figures")
    moment = models.CharField(max_length=6)
    code = models.CharField(max_length=20)
    value = models.FloatField()
    known = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "moment", "code"], name="registry_one_campaign_figure")
        ]

    def __str__(self) -> str:
        return f"{self.moment} {self.code}"
