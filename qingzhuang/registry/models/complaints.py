"""What people complain about a thing, without signing in; answered in the open once no person shows in it."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.identity.queries import within
from qingzhuang.registry.models.assets import Asset

# Without signs that are read for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_receipt() -> str:
    """Twelve signs (58 bits): whoever has it may read the answer, nobody can guess it."""
    return "".join(secrets.choice(_SIGNS) for _ in range(12))


class ComplaintQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ComplaintQuerySet:
        """Of things of one's own unit or area."""
        return self.filter(within(actor, "asset__keeper"))

    def published(self) -> ComplaintQuerySet:
        return self.filter(answered_at__isnull=False).exclude(public_text="")


class Complaint(models.Model):
    """One complaint; who wrote it is not known. ``public_text`` is what everybody reads once it is answered, blank when
    it is not published; ``text`` is for the owner alone."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="complaints")
    receipt = models.CharField(max_length=12, unique=True, default=new_receipt)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    public_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asset", "answered_at"]), models.Index(fields=["asset", "digest"])]

    def __str__(self) -> str:
        return self.receipt

    def get_absolute_url(self) -> str:
        return reverse("registry:complaint", args=[self.pk])

    @property
    def late(self) -> bool:
        return self.answered_at is None and self.due_on < timezone.localdate()
