"""What residents complained about the county's apps: one answered and published, one waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qingzhuang.core.actions import System
from qingzhuang.registry import actions
from qingzhuang.registry.complaints import masked
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Hand both in and answer one as its sponsor would; returns how many there are."""
    asset = Asset.objects.alive().filter(sponsor=county.departments["emergency"], kind__in=("app", "mini_program"))[0]
    first = actions.hand_in(asset, actor=System, text="上报后看不到处理结果，我的电话 13800000000，请回复。")
    actions.answer_complaint(
        first,
        actor=county.officers["emergency"],
        answer="已在首页增加“我的上报”，可查看办理进度。",
        public_text=masked(first.text),
    )
    actions.hand_in(asset, actor=System, text="字太小，老人看不清，希望能放大。")
    return 2
