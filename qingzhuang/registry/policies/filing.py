"""Who may take out the filing form: those who file, and those who review it."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.registry.models import Asset
from qingzhuang.registry.policies.assets import may_change


@policy("registry.filing.export")
def may_export_filing(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)
