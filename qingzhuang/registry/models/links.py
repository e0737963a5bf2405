"""Addresses at which people reach a registered thing: pages, menu entries, QR codes."""

from django.db import models

from qingzhuang.registry.models.assets import Asset


class AssetLink(models.Model):
    """One address. ``first`` is the thing it was made for; after a merge ``asset`` is the one that answers there."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="links")
    first = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=500, unique=True)
    label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address
