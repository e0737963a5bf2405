"""People, households, organisations and places, and how they belong together."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import within

KINDS = {
    "person": Text("人", "Person"),
    "household": Text("户", "Household"),
    "organisation": Text("单位", "Organisation"),
    "place": Text("地点", "Place"),
}
RELATIONS = {
    "member_of": Text("家庭成员", "Member of the household"),
    "works_at": Text("从业于", "Works at"),
    "located_in": Text("位于", "Located in"),
    "responsible_for": Text("负责", "Responsible for"),
}


class SubjectQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> SubjectQuerySet:
        """Those of one's area. What is held of them is read through :mod:`qingzhuang.datahub.reading` only."""
        return self.filter(within(actor, "area"), merged_into__isnull=True)


class Subject(models.Model):
    """Somebody or something that facts are about.

    ``key`` is the blind index of what names it for good (resident number, credit code, household number in its
    area); ``name_birth`` and ``birth_area`` are those of what nearly does. ``area`` is the village, or the smallest
    area known. ``merged_into`` is the subject that took its place.
    """

    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="subjects")
    key = models.BinaryField(max_length=16, null=True)
    name_birth = models.BinaryField(max_length=16, null=True)
    birth_area = models.BinaryField(max_length=16, null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="datahub_one_subject_a_key")]
        indexes = [
            models.Index(fields=["area", "kind", "label"]),
            models.Index(fields=["name_birth"]),
            models.Index(fields=["birth_area"]),
            # Nearly all are merged into nobody: SQLite would take an index that holds those for the narrowest.
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="datahub_subjects_that_left",
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("datahub:subject", args=[self.pk])


class Link(models.Model):
    """How one subject belongs to another, as a record told it."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="links")
    relation = models.CharField(max_length=16)
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="linked")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "relation", "other"], name="datahub_one_link_each"),
        ]
        indexes = [models.Index(fields=["other", "relation"])]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.relation} {self.other_id}"
