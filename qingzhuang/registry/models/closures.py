"""Closing a thing step by step, and what the public is told about it."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.registry.models.assets import Asset

# MM-CLOSE: announce before, report after, dispose of the data lawfully. In this order, none jumped.
CLOSURE_STEPS = {
    "announced": Text("公告", "Announced"),
    "migrated": Text("用户迁移", "Users migrated"),
    "offline": Text("下线", "Taken offline"),
    "reported": Text("关停报告", "Closure reported"),
    "disposed": Text("数据处置", "Data disposed of"),
    "archived": Text("归档", "Archived"),
}


class ClosureQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ClosureQuerySet:
        return self.filter(asset__in=Asset.objects.visible_to(actor).values("pk"))


class Closure(models.Model):
    """The closing of one thing: a plan whose steps are dated facts.

    ``gone`` marks what had ended before anybody planned it; then ``skipped`` names the steps that nobody took and
    ``reason`` says why; its report and disposal can be made up. ``step`` is the last fact, or ``planned``.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="closures")
    step = models.CharField(max_length=12, default="planned", db_index=True)
    reason = models.TextField()
    basis = models.CharField(max_length=500)
    successor = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    instead = models.CharField(max_length=500, blank=True)
    personal_data = models.BooleanField(default=False)
    merge = models.ForeignKey("Merge", null=True, on_delete=models.PROTECT, related_name="closures")
    gone = models.BooleanField(default=False)
    skipped = models.JSONField(default=list)
    offline_from = models.DateField(null=True)
    report_by = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.asset.name

    def get_absolute_url(self) -> str:
        return reverse("registry:closure", args=[self.pk])

    @property
    def step_label(self) -> Text:
        if self.withdrawn_on:
            return Text("已撤回", "Withdrawn")
        return CLOSURE_STEPS.get(self.step, Text("已计划", "Planned"))

    @property
    def next_step(self) -> str | None:
        """The one step that may follow, or ``None`` when it is over."""
        if self.withdrawn_on:
            return None
        order = list(CLOSURE_STEPS)
        at = order.index(self.step) + 1 if self.step in order else 0
        return order[at] if at < len(order) else None

    @property
    def skipped_labels(self) -> list[Text]:
        return [CLOSURE_STEPS[code] for code in self.skipped]


class ClosureFact(models.Model):
    """One step that was taken: when, by whom, with what proof. ``details`` says of data what, how and by whom."""

    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, related_name="facts")
    step = models.CharField(max_length=12)
    on = models.DateField()
    note = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    file = models.FileField(upload_to="closures/%Y/%m", blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["closure", "step"], name="registry_one_closure_fact_each")]

    def __str__(self) -> str:
        return f"{self.step} {self.on}"

    @property
    def label(self) -> Text:
        return CLOSURE_STEPS[self.step]


def is_public(asset: Asset) -> bool:
    """Whether everybody may read that a thing exists: not of work groups, nor of what is for the office alone."""
    return asset.kind != "group" and asset.facing != "internal"


class AnnouncementQuerySet(models.QuerySet):
    def public(self) -> AnnouncementQuerySet:
        """Of things that are public (:func:`is_public`)."""
        return self.exclude(asset__kind="group").exclude(asset__facing="internal")


class Announcement(models.Model):
    """What users are told about one thing that ends: until when it runs and where to go instead."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="announcements")
    successor = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    instead = models.CharField(max_length=500, blank=True)
    merge = models.ForeignKey("Merge", null=True, on_delete=models.PROTECT, related_name="announcements")
    closure = models.ForeignKey(Closure, null=True, on_delete=models.PROTECT, related_name="announcements")
    published_at = models.DateTimeField(auto_now_add=True, db_index=True)
    until = models.DateField()
    ended_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.asset.name

    @property
    def public_successor(self) -> Asset | None:
        """The successor as far as it may be named to everybody."""
        return self.successor if self.successor_id and is_public(self.successor) else None

    @property
    def title(self) -> Text:
        name, successor = self.asset.name, self.public_successor
        if self.withdrawn_on:
            return Text(f"“{name}”继续使用，原公告撤回", f"“{name}” goes on; the notice is withdrawn")
        if self.merge_id and successor and self.ended_on:
            return Text(f"“{name}”已并入“{successor.name}”", f"“{name}” has merged into “{successor.name}”")
        if self.merge_id and successor:
            return Text(f"“{name}”并入“{successor.name}”", f"“{name}” merges into “{successor.name}”")
        if self.ended_on:
            return Text(f"“{name}”已停止服务", f"“{name}” has ended its service")
        return Text(f"“{name}”停止服务", f"“{name}” ends its service")

    @property
    def words(self) -> Text:
        """One paragraph for the users, of public facts only."""
        day, host = self.until.isoformat(), self.asset.sponsor_label
        zh, en = [f"主办单位：{host.zh}。"], [f"Run by {host.en}."]
        if self.withdrawn_on:
            zh.append(f"{self.withdrawn_on:%Y-%m-%d}起撤回，照常使用。")
            en.append(f"Withdrawn on {self.withdrawn_on:%Y-%m-%d}; use it as before.")
            return Text("".join(zh), " ".join(en))
        over = self.ended_on is not None
        zh.append(f"已于{self.ended_on}停止服务。" if over else f"服务到{day}为止。")
        en.append(f"It ended on {self.ended_on}." if over else f"It runs until {day}.")
        if successor := self.public_successor:
            zh.append(f"请使用“{successor.name}”。" if over else f"此后请使用“{successor.name}”。")
            en.append(f"Use “{successor.name}”." if over else f"From then on use “{successor.name}”.")
        if self.instead:
            zh.append(self.instead)
            en.append(self.instead)
        return Text("".join(zh), " ".join(en))

    def over(self, today: datetime.date) -> bool:
        """Whether the announced time has passed."""
        return self.until <= today
