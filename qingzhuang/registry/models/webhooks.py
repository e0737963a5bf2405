"""Who is told of changes, where, and what was told."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import keys_reach

DELIVERY_STATES = {
    "waiting": Text("待送达", "To be delivered"),
    "delivered": Text("已送达", "Delivered"),
}


class WebhookQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> WebhookQuerySet:
        """Those of the units for which one integrates systems or which one administers."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        return self.filter(keys_reach(actor, "organisation"))


class Webhook(models.Model):
    """A subscription. ``cursor`` is the last entry of the journal that was looked at, so that none is missed.

    The secret is not stored: it follows from the site's secret and ``salt``. ``next_at`` is when the next attempt may
    be made; ``failures`` counts those in a row that failed; at too many it is ``stopped_at``, and its cursor waits.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="webhooks")
    url = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    cursor = models.PositiveBigIntegerField()
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        """As it may be written down: what stands behind the question mark is often a password."""
        return self.url.partition("?")[0]

    def get_absolute_url(self) -> str:
        return reverse("registry:webhook", args=[self.pk])

    @property
    def secret(self) -> str:
        """What deliveries are signed with; shown when it is made."""
        key = settings.SECRET_KEY.encode()
        made = hmac.new(key, f"qingzhuang.registry.webhook:{self.pk}:{self.salt}".encode(), hashlib.sha256)
        return f"whsec_{made.hexdigest()}"


class Delivery(models.Model):
    """One change told to one subscriber; ``id`` stays the same at every attempt, so that it can be taken once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    seq = models.PositiveBigIntegerField()
    event = models.CharField(max_length=80)
    body = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["webhook", "seq"], name="registry_told_once")]
        indexes = [models.Index(fields=["webhook", "state", "seq"], name="registry_to_tell")]

    def __str__(self) -> str:
        return f"{self.event} {self.seq}"

    @property
    def state_label(self) -> Text:
        return DELIVERY_STATES[self.state]
