"""Pilots: the warnings before their end and the way to promotion; and the shelf from which other places reuse things."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of, roles_of, within
from qingzhuang.registry.models.assets import Asset
from qingzhuang.registry.states import ALIVE


class PilotWarning(models.Model):
    """The owner was told, so many days ahead, that a pilot ends on a day; once for each end and count of days."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="pilot_warnings")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["asset", "ends_on", "days"], name="warned_once")]

    def __str__(self) -> str:
        return f"{self.asset}: {self.days}"


class Promotion(models.Model):
    """A pilot put to the gate as something lasting; accepted, it is filed under the number of that proposal."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="promotions")
    proposal = models.OneToOneField("gate.Proposal", on_delete=models.CASCADE, related_name="promotion")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    promoted_on = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.asset} → {self.proposal}"


class OfferQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> OfferQuerySet:
        """The shelf is open to everybody with a post, wherever: that is what it is for."""
        return self.on_shelf() if roles_of(actor) else self.none()

    def on_shelf(self) -> OfferQuerySet:
        return self.filter(withdrawn_on=None, asset__status__in=ALIVE)


class Offer(models.Model):
    """A registered thing offered to other places as it stands, with what using it takes."""

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="offer")
    terms = models.TextField()
    offered_on = models.DateField(default=timezone.localdate)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-id"]

    def __str__(self) -> str:
        return str(self.asset)

    def get_absolute_url(self) -> str:
        return reverse("registry:offer", args=[self.pk])


REUSE_STATES = {
    "asked": Text("待答复", "Awaiting an answer"),
    "accepted": Text("已同意，待加入", "Accepted, to be joined"),
    "declined": Text("未同意", "Declined"),
    "joined": Text("已加入使用", "In use"),
}


class ReuseQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> ReuseQuerySet:
        """The unit that asks, the one that is asked, and the governance offices of both."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        own = [unit.pk for unit in organisations_of(actor)]
        both = within(actor, "unit") | within(actor, "offer__asset__keeper")
        return self.filter(both | models.Q(unit__in=own) | models.Q(offer__asset__sponsor__in=own))


class ReuseRequest(models.Model):
    """Another place asks to use what is offered, with its own users and area; a unit asks once at a time."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="requests")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reuse_requests")
    area = models.CharField(max_length=300)
    people = models.PositiveIntegerField()
    why = models.TextField()
    state = models.CharField(max_length=12, default="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(default=timezone.localdate)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    joined_on = models.DateField(null=True)

    objects = ReuseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "unit"],
                condition=models.Q(state__in=("asked", "accepted", "joined")),
                name="one_reuse_a_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} ← {self.offer}"

    @property
    def state_label(self) -> Text:
        return REUSE_STATES[self.state]
