"""Registered addresses move to the survivor, so that whoever follows an old one is led on."""

from __future__ import annotations

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import AssetLink
from qingzhuang.registry.movables import Movable, movables

movables.register(Movable.of_rows("links", Text("登记的网址与入口", "Registered addresses"), AssetLink))
