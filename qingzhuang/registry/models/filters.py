"""Filters that people keep for themselves."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A named set of filters on the register's list, private to one person; ``query`` is the address's query string."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asset_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="registry_one_filter_name_each")]

    def __str__(self) -> str:
        return self.name
