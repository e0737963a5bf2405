"""The way to a key for one entry, for those who may issue one."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels


def _may(asset: Asset, person: Any) -> bool | None:
    return True if asset.alive and asset.sponsor and can(person, "identity.key.issue", asset.sponsor) else None


panels.register(Panel("keys", 95, "registry/panels/key.html", _may))
