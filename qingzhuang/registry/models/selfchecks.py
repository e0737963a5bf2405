"""Who answers for an entry by name and post, and its yearly self-check."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.registry.models.assets import Asset
from qingzhuang.registry.models.life import OfAnAsset


class Custody(models.Model):
    """A named person in a post answers for an entry from a day; one at a time."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="custodies")
    appointment = models.ForeignKey("identity.Appointment", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfAnAsset.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(until__isnull=True), name="one_responsible_an_asset"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment.person}: {self.asset}"

    @property
    def vacant(self) -> bool:
        """Whether the post is no longer held, so that somebody else must be named."""
        day = timezone.localdate()
        return not (self.appointment.holds_on(day) and self.appointment.post.holds_on(day))


class SelfCheck(models.Model):
    """The self-check of one entry due on a day (MM-SELF): what the platform saw when the owner confirmed it.

    ``facts`` are frozen at the confirmation, ``changed`` the answers put right with it.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="self_checks")
    due_on = models.DateField()
    facts = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    note = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    escalated_on = models.DateField(null=True)

    objects = OfAnAsset.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["done_on", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(done_on__isnull=True), name="one_pending_self_check_an_asset"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("registry:self-check", args=[self.pk])

    @property
    def overdue(self) -> bool:
        return self.done_on is None and self.due_on < timezone.localdate()

    @property
    def unchanged(self) -> bool:
        return self.done_on is not None and not self.changed

    def answered(self) -> list[dict[str, Any]]:
        """The frozen facts that needed a word."""
        return [each for each in self.facts if each["differs"]]
