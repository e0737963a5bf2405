"""One app of the county that signs people in with our identity, as its sponsor registered it. Nobody knows its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Register the client; returns how many."""
    actions.register_client(
        Asset.objects.get(name="健康青溪"),
        actor=county.officers["health"],
        name="健康青溪后台",
        addresses=["https://jk.qingxi.example.cn/signed-in"],
    )
    return 1
