"""Forms as lists of fields, what their captions ask, the facts asked by several, and what people decided on captions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.burden import TIMES
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within

ORIGINS = {"proposal": Text("数据需求", "Data request"), "sheet": Text("代填的表", "Sheet filled here")}
JUDGED = {"same": Text("同一事实", "The same fact"), "different": Text("不是同一事实", "Not the same fact")}


class KnownFormQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> KnownFormQuerySet:
        """Forms of units within one's area, or of one's own unit."""
        return self.filter(within(actor, "unit"))


class KnownForm(models.Model):
    """A form and no one's answers. ``key`` is the proposal's number, or the family of a sheet; ``read_at`` the time of
    the state of its origin that was read. ``unit`` issued it; of a sheet, who first had it filled."""

    origin = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    unit = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    cycle = models.CharField(max_length=12, blank=True)
    units = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(default=1)
    asked_since = models.DateField()
    read_at = models.DateTimeField()

    objects = KnownFormQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["origin", "key"], name="datahub_one_form_each")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("datahub:overlap-form", args=[self.pk])

    @property
    def times(self) -> int | None:
        return TIMES.get(self.cycle)

    @property
    def origin_label(self) -> Text:
        return ORIGINS[self.origin]

    @property
    def origin_url(self) -> str:
        return reverse("gate:proposal", args=[self.key]) if self.origin == "proposal" else ""


class AskedFact(models.Model):
    """One fact, whoever asks it. ``element`` is blank for a fact that is not in the list of elements."""

    element = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("datahub:overlap-fact", args=[self.pk])


class AskedWording(models.Model):
    """One caption as it was read. ``said`` holds the reading; ``element`` what a person bound it to, blank: nobody."""

    key = models.CharField(max_length=300, unique=True)
    label = models.CharField(max_length=300)
    said = models.JSONField()
    element = models.CharField(max_length=60, blank=True)
    fact = models.ForeignKey(AskedFact, null=True, on_delete=models.SET_NULL, related_name="wordings")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class AskedField(models.Model):
    """One field of a form; ``hours`` a year it costs all who are asked, ``None`` while units or cycle are unknown."""

    form = models.ForeignKey(KnownForm, on_delete=models.CASCADE, related_name="fields")
    number = models.PositiveIntegerField()
    caption = models.JSONField()
    wording = models.ForeignKey(AskedWording, on_delete=models.PROTECT, related_name="fields")
    minutes = models.FloatField()
    hours = models.FloatField(null=True)

    class Meta:
        ordering = ["form", "number"]

    def __str__(self) -> str:
        return " / ".join(self.caption)


class WordingPair(models.Model):
    """Two wordings that may ask the same, with why; ``judged_score`` is the score at which a person decided, ``None``
    where nothing had been found. What was decided is never asked again."""

    first = models.ForeignKey(AskedWording, on_delete=models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey(AskedWording, on_delete=models.CASCADE, related_name="pairs_second")
    score = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    decision = models.CharField(max_length=9, blank=True)
    because = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    judged_score = models.FloatField(null=True)

    class Meta:
        ordering = [models.F("score").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="datahub_one_wording_pair"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="datahub_wording_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    @property
    def decision_label(self) -> Text | str:
        return JUDGED[self.decision] if self.decision else ""
