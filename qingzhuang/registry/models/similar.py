"""Pairs of similar things: the score with its reasons, the cluster they stand in, and what a person decided."""

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
from qingzhuang.identity.queries import within
from qingzhuang.registry.models.assets import Asset

DECISIONS = {
    "same": Text("是重复", "The same"),
    "different": Text("不是重复", "Not the same"),
    "merge": Text("交付整合", "To be merged"),
}
TRUE = ("same", "merge")


class SimilarCluster(models.Model):
    """Things that resemble one another, looked at together."""

    sort = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("registry:similar-cluster", args=[self.pk])


class ClusterMember(models.Model):
    """The one cluster a thing stands in."""

    asset = models.OneToOneField(Asset, primary_key=True, on_delete=models.CASCADE, related_name="membership")
    cluster = models.ForeignKey(SimilarCluster, on_delete=models.CASCADE, related_name="members")

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.cluster_id}"


class PairQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> PairQuerySet:
        """Pairs inside one's area or own unit; a pair across two areas belongs to the level above both.

        A key that is limited to one thing sees none.
        """
        limit = getattr(actor, "limit", None)
        return self.none() if limit is not None and limit.only_type else self.filter(within(actor, "reach"))

    def open(self) -> PairQuerySet:
        return self.filter(decision="")


class SimilarPair(models.Model):
    """Two things found similar, the one entered first standing first.

    ``reach`` is the lowest unit above both keepers. A pair that was decided is not asked again unless the functions of
    either side changed materially since; then ``again`` says how, beside the earlier decision. ``judged_score`` is the
    score on which the decision was made, ``None`` where nothing had been found yet.
    """

    first = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="pairs_second")
    cluster = models.ForeignKey(SimilarCluster, null=True, on_delete=models.SET_NULL, related_name="pairs")
    reach = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    shared = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=9, blank=True)
    because = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    judged_score = models.FloatField(null=True)
    functions = models.JSONField(default=dict)
    again = models.JSONField(null=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = [models.F("score").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="registry_one_similar_pair"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="registry_similar_pair_in_order"),
        ]
        indexes = [models.Index(fields=["cluster", "decision"]), models.Index(fields=["decision", "judged_score"])]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    @property
    def decision_label(self) -> Text | str:
        return DECISIONS[self.decision] if self.decision else ""

    def other(self, asset: Asset) -> Asset:
        return self.second if self.first_id == asset.pk else self.first
