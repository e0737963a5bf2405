"""Who may have which data of whom, for what and until when; and what was given under it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.models import AppendOnlyQuerySet
from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter

STATES = {
    "requested": Text("待答复", "To be answered"),
    "granted": Text("已授权", "Granted"),
    "refused": Text("不予共享", "Refused"),
    "revoked": Text("已收回", "Revoked"),
}
CHANNELS = {
    "page": Text("网页", "On a page"),
    "api": Text("接口", "Over the API"),
    "file": Text("导出文件", "As a file"),
}
FORMS = {"counts": Text("只要统计数", "Counts only"), "rows": Text("逐条数据", "Rows")}


class GrantQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> GrantQuerySet:
        """Those one's units asked for or answer for, and all of a data steward's area."""
        own = organisations_of(actor)
        reach = Q(requester__in=own) | Q(steward__in=own)
        for office in offices_of(actor, "data_steward"):
            reach |= subtree_filter("steward", office.area)
        return self.filter(reach)

    def in_force(self) -> GrantQuerySet:
        return self.filter(state="granted", until__gte=timezone.localdate())


class Grant(models.Model):
    """One steward's answer to one request: elements of one kind of subject, for one area and purpose, until a day."""

    requester = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="data_requested")
    steward = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="data_granted")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    elements = models.JSONField()
    form = models.CharField(max_length=8, default="counts")
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    until = models.DateField()
    state = models.CharField(max_length=10, default="requested")
    due = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("datahub:grant", args=[self.pk])

    @property
    def state_label(self) -> Text:
        return STATES[self.state]

    @property
    def form_label(self) -> Text:
        return FORMS[self.form]

    @property
    def in_force(self) -> bool:
        return self.state == "granted" and self.until >= timezone.localdate()


class ExchangeQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    def visible_to(self, actor: Any) -> ExchangeQuerySet:
        """Those under the grants one can see: what one's units were given, and what they gave."""
        return self.filter(grant__in=Grant.objects.visible_to(actor))


class Exchange(models.Model):
    """What was given once under a grant. ``signed`` holds the same facts with the digest of the answer, signed.

    ``request`` is the SHA-256 of what was asked, blank on pages; ``purpose`` what this one read was for; ``channel``
    how it was given: ``page``, ``api`` or ``file``; ``broken_off`` when whoever read went away before the end.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="exchanges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=8, default="page")
    subjects = models.PositiveIntegerField()
    request = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    broken_off = models.BooleanField(default=False)
    signed = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.at:%Y-%m-%d}"

    @property
    def channel_label(self) -> Text:
        said = CHANNELS[self.channel]
        return Text(f"{said.zh}（中断）", f"{said.en} (broken off)") if self.broken_off else said
