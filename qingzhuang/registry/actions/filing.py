"""Taking the filled filing form out of the platform."""

from __future__ import annotations

from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.domain.text import Text
from qingzhuang.registry.filing.pack import pack_of
from qingzhuang.registry.models import Asset


@action("registry.filing.export", Text("导出备案申请表", "Take out the filing form"))
def export_filing(asset: Asset, *, actor: Any, form: str) -> dict[str, Any]:
    """The filled form; that it left, in which form, and that it holds the handler's data is written down."""
    pack = pack_of(asset)
    journal.detail(form=form, missing=pack["missing"])
    journal.read_of(asset, "备案申请表 filing form", actor=actor)
    return pack
