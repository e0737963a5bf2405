"""Who looked at whom, and for what purpose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from qingzhuang.core.models import AppendOnlyQuerySet
from qingzhuang.datahub.models.subjects import Subject
from qingzhuang.identity.models import Organisation


class Access(models.Model):
    """One read of personal data: the journal has its entry, this is what the person concerned is shown."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    elements = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.purpose


class AccessedSubject(models.Model):
    """One of the subjects of a read."""

    access = models.ForeignKey(Access, on_delete=models.PROTECT, related_name="subjects")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="accesses")

    objects = AppendOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.access_id} {self.subject_id}"
