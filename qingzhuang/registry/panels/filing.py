"""How complete the filing form is, and the way to it."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.registry.filing.form import KINDS
from qingzhuang.registry.filing.pack import pack_of
from qingzhuang.registry.models import Asset
from qingzhuang.registry.panels import Panel, panels


def filing_of(asset: Asset, person: Any) -> dict[str, Any] | None:
    if asset.kind not in KINDS or not asset.alive or not can(person, "registry.filing.export", asset):
        return None
    pack = pack_of(asset)
    filled = sum(item["known"] for block in pack["blocks"] for item in block["items"])
    return {"asset": asset, "missing": pack["missing"], "filled": filled}


panels.register(Panel("filing", 30, "registry/panels/filing.html", filing_of))
