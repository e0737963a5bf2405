"""How much is held, counted: so that a question about a field is answered without looking at anybody."""

from __future__ import annotations

from django.db import models

from qingzhuang.datahub.models.sources import Source
from qingzhuang.identity.models import Organisation


class Coverage(models.Model):
    """In one area, for how many subjects an element is held from one source, and from when to when observed.

    Counted again after each intake and each night; ``fresh`` are those not past their time.
    """

    area = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="coverage")
    element = models.CharField(max_length=60)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="coverage")
    subjects = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    oldest = models.CharField(max_length=10)
    newest = models.CharField(max_length=10)
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "element", "source"], name="datahub_one_coverage_each")]
        indexes = [models.Index(fields=["element"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.element}"
