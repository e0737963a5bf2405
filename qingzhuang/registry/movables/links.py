"""Registered addresses move to the survivor, so that whoever follows an old one is led on."""

from __future__ import annotations

from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, AssetLink
from qingzhuang.registry.movables import Movable, Moved, movables


def _count(asset: Asset) -> int:
    return AssetLink.objects.filter(asset=asset).count()


def _move(source: Asset, survivor: Asset) -> Moved:
    found = AssetLink.objects.filter(asset=source)
    receipt = list(found.values_list("pk", flat=True))
    return Moved(found.update(asset=survivor), receipt=receipt)


def _back(source: Asset, survivor: Asset, receipt: Any) -> None:
    AssetLink.objects.filter(pk__in=receipt, asset=survivor).update(asset=source)


movables.register(Movable("links", Text("登记的网址与入口", "Registered addresses"), _count, _move, _back))
