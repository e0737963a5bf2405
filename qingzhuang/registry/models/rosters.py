"""Lists of groups brought in from chat products, and members as keyed hashes: who they are is not kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within

GROUP_STEPS = {
    "read": Text("待确认", "To be confirmed"),
    "running": Text("正在登记", "Being entered"),
    "done": Text("已登记", "Entered"),
}


class GroupFileQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> GroupFileQuerySet:
        """Files of the units one's posts reach."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        return self.filter(within(actor, "unit"))


class GroupFile(models.Model):
    """What a file of a chat product said, for one unit. The file itself, with its names and numbers, is not kept.

    ``plan`` lists its groups: ``{name, external_id, values, members, marks: {basis: [hash]}, asset, outcome}``;
    ``reached`` is how many of them are done.
    """

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    product = models.CharField(max_length=20)
    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, db_index=True)
    with_members = models.BooleanField(default=False)
    plan = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    step = models.CharField(max_length=8, default="read")
    reached = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = GroupFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("registry:group-file", args=[self.pk])

    @property
    def step_label(self) -> Text:
        return GROUP_STEPS[self.step]

    @property
    def members(self) -> int:
        return sum(each["members"] for each in self.plan)

    @property
    def stalled(self) -> bool:
        """Whether its job was given up, so that it can be started again."""
        return self.step == "running" and (self.job is None or self.job.state in ("failed", "cancelled"))


class Roster(models.Model):
    """The members of one group, or of one that is only proposed, as last told. ``bases`` are those all members have."""

    asset = models.OneToOneField("Asset", null=True, on_delete=models.CASCADE, related_name="roster")
    proposal = models.OneToOneField("gate.Proposal", null=True, on_delete=models.CASCADE, related_name="roster")
    size = models.PositiveIntegerField()
    bases = models.JSONField(default=list)
    key = models.CharField(max_length=16)
    told_on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.asset or self.proposal}: {self.size}"


class Member(models.Model):
    """One member on one basis (phone, account, name): 128 bits of a keyed hash, nothing else."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="members")
    basis = models.CharField(max_length=8)
    mark = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "basis", "mark"], name="registry_member_once")]
        indexes = [models.Index(fields=["mark", "basis"], name="registry_member_mark")]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.basis}"


class Overlap(models.Model):
    """Two groups with members in common (``sort`` members, sizes exact on ``basis``) or for one purpose in one unit
    (``sort`` purpose, ``score`` as likeness gives it). ``first`` has the smaller id."""

    first = models.ForeignKey("Asset", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("Asset", on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=8)
    basis = models.CharField(max_length=8, blank=True)
    shared = models.PositiveIntegerField(default=0)
    first_size = models.PositiveIntegerField(default=0)
    second_size = models.PositiveIntegerField(default=0)
    score = models.FloatField()
    same_unit = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second", "sort"], name="registry_overlap_once")]
        indexes = [models.Index(fields=["second", "sort"], name="registry_overlap_second")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    @property
    def jaccard(self) -> float:
        """Shared members over all members of the two."""
        return self.shared / (self.first_size + self.second_size - self.shared)

    def other(self, pk: int) -> int:
        return self.second_id if self.first_id == pk else self.first_id


class GroupKept(models.Model):
    """Somebody answered that a group stays, and why; it is not proposed again for the same signs until then."""

    asset = models.ForeignKey("Asset", on_delete=models.CASCADE, related_name="kept")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    signs = models.JSONField(default=list)
    on = models.DateField()
    until = models.DateField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.asset}: {self.reason}"
