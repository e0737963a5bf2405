"""Merging several registered things into one: what becomes of each function, each count, each link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.text import Text
from qingzhuang.registry.models.assets import Asset

STEPS = {
    "draft": Text("对应与演练", "Mapping and rehearsal"),
    "announced": Text("已公告", "Announced"),
    "executing": Text("正在执行", "Being executed"),
    "executed": Text("已执行，待确认", "Executed, to be confirmed"),
    "confirmed": Text("已确认", "Confirmed"),
    "undoing": Text("正在撤回", "Being taken back"),
    "undone": Text("已撤回", "Taken back"),
    "dropped": Text("已放弃", "Dropped"),
}
# A merge at one of these says where things go; the others are over without effect.
STANDING = ("draft", "announced", "executing", "executed", "undoing", "confirmed")
OPEN = ("draft", "announced", "executing", "executed", "undoing")
DONE = ("executed", "confirmed")
OVER = ("confirmed", "undone", "dropped")
FATES = {
    "kept": Text("由已有功能承担", "Served by a function it has"),
    "moved": Text("移入", "Moved over"),
    "dropped": Text("不再提供", "Dropped"),
}
_ELEMENTS = {element.code: element for element in ELEMENTS}


class MergeQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> MergeQuerySet:
        """Merges of anything that one may see."""
        seen = Asset.objects.visible_to(actor).values("pk")
        return self.filter(
            models.Q(survivor__in=seen) | models.Q(pk__in=MergePart.objects.filter(asset__in=seen).values("merge"))
        )


class Merge(models.Model):
    """One merging, from its draft to its confirmation or its way back.

    ``report`` is the last rehearsal and ``seen`` the mark of what it was made of (asset id → digest), so that a change
    since then shows. ``before`` is the survivor's list of functions before the execution.
    """

    survivor = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="merges_here")
    step = models.CharField(max_length=12, default="draft", db_index=True)
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=500)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    report = models.JSONField(null=True)
    seen = models.JSONField(default=dict)
    rehearsed_at = models.DateTimeField(null=True)
    before = models.JSONField(default=list)
    announced_on = models.DateField(null=True)
    execute_from = models.DateField(null=True)
    executed_on = models.DateField(null=True)
    confirm_by = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    trouble = models.JSONField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.survivor.name

    def get_absolute_url(self) -> str:
        return reverse("registry:merge", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return STEPS[self.step]

    @property
    def open(self) -> bool:
        return self.step in OPEN

    @property
    def at_work(self) -> bool:
        """Whether a job is on it right now."""
        return self.job is not None and self.job.state in ("queued", "running")

    @property
    def stalled(self) -> bool:
        """Whether its execution or way back was given up in the middle and may be started again."""
        return self.step in ("executing", "undoing") and not self.at_work


class MergePart(models.Model):
    """One thing that goes into the survivor. ``moved_at`` stands in the same transaction as everything it moved."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="parts")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="merge_parts")
    moved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["merge", "asset"], name="registry_one_part_each")]

    def __str__(self) -> str:
        return self.asset.name


class FunctionFate(models.Model):
    """What becomes of one function of a part: ``target`` is its name at the survivor. ``alike`` (0 to 1) is how much
    the survivor's function resembles it, where the machine proposed one; ``decided`` says that a person has looked."""

    part = models.ForeignKey(MergePart, on_delete=models.CASCADE, related_name="fates")
    place = models.PositiveSmallIntegerField()
    function = models.CharField(max_length=500)
    fate = models.CharField(max_length=8, blank=True)
    target = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    alike = models.FloatField(null=True)
    decided = models.BooleanField(default=False)

    class Meta:
        ordering = ["part", "place"]
        constraints = [models.UniqueConstraint(fields=["part", "place"], name="registry_one_fate_each")]

    def __str__(self) -> str:
        return self.function

    @property
    def fate_label(self) -> Text:
        return FATES[self.fate] if self.fate else Text("未定", "Undecided")


class Move(models.Model):
    """What the platform itself moved for one part: counts on both sides before and after, and the way back."""

    part = models.ForeignKey(MergePart, on_delete=models.CASCADE, related_name="moves")
    movable = models.CharField(max_length=40)
    here_before = models.PositiveIntegerField()
    there_before = models.PositiveIntegerField()
    here_after = models.PositiveIntegerField()
    there_after = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    receipt = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["part", "movable"], name="registry_one_move_each")]

    def __str__(self) -> str:
        return self.movable


class Tally(models.Model):
    """Things of a part that live outside the platform, counted before and after by those who run it.

    ``left`` is how many were left behind on purpose; ``missing``, ``extra`` and ``unclear`` come from comparing the
    two lists of ids, when lists were given.
    """

    part = models.ForeignKey(MergePart, on_delete=models.CASCADE, related_name="tallies")
    thing = models.CharField(max_length=16)
    element = models.CharField(max_length=60, blank=True)
    before = models.PositiveBigIntegerField(null=True)
    after = models.PositiveBigIntegerField(null=True)
    left = models.PositiveBigIntegerField(default=0)
    left_reason = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)
    missing = models.PositiveIntegerField(null=True)
    extra = models.PositiveIntegerField(null=True)
    unclear = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["part", "id"]
        constraints = [models.UniqueConstraint(fields=["part", "thing", "element"], name="registry_one_tally_each")]

    def __str__(self) -> str:
        return f"{self.thing} {self.element}".strip()

    @property
    def element_name(self) -> Text | str:
        return _ELEMENTS[self.element].name if self.element in _ELEMENTS else self.element

    @property
    def agrees(self) -> bool:
        """Whether everything counted before is accounted for after."""
        if self.before is None or self.after is None or self.before != self.after + self.left:
            return False
        return self.missing is None or (self.missing == self.left and not self.extra and not self.unclear)


SIDES = {"before": Text("迁移前", "Before"), "after": Text("迁移后", "After")}


class CountFile(models.Model):
    """A list of ids taken out of a system; counted and compared by a job, never changed. The latest of a side counts.

    Its content is destroyed some time after the merge is over; the count and the digest stay.
    """

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="files")
    side = models.CharField(max_length=8)
    file = models.FileField(upload_to="merges/%Y/%m")
    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    column = models.CharField(max_length=200, blank=True)
    count = models.PositiveBigIntegerField(null=True)
    trouble = models.JSONField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


MISMATCHES = {
    "missing": Text("迁移后没有", "Not there afterwards"),
    "extra": Text("迁移前没有", "Was not there before"),
    "repeated": Text("编号重复", "The id stands twice"),
    "blank": Text("没有编号", "No id"),
}


class Mismatch(models.Model):
    """One row of a list that does not agree. The id is shown in part only: it may be a person's."""

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="mismatches")
    side = models.CharField(max_length=8)
    row = models.PositiveIntegerField()
    shown = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=8)

    class Meta:
        ordering = ["tally", "side", "row"]

    def __str__(self) -> str:
        return f"{self.side} {self.row}"

    @property
    def side_label(self) -> Text:
        return SIDES[self.side]

    @property
    def why_label(self) -> Text:
        return MISMATCHES[self.why]
