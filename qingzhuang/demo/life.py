"""Steps in the life of the county's apps: some filed, one to be put right, one whose live functions are not as filed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

FILED = {
    "青溪网格": "青备2026-0011",
    "青溪政务": "青备2026-0012",
    "健康青溪": "青备2026-0015",
    "安全生产巡查": "青备2026-0018",
}


def seed(county: County) -> int:
    """Take the steps as the office and the sponsors would; returns how many."""
    for days, (name, number) in enumerate(FILED.items(), start=1):
        actions.file_asset(
            _app(name),
            actor=county.reviewer,
            number=number,
            cites=["MM-EXIST", "MM-07"],
            on=county.today - timedelta(days=130 - 9 * days),
        )
    actions.begin_rectification(
        _app("青溪党建云"),
        actor=county.reviewer,
        what="删去学习积分、积分排名和党员签到；保留在线学习。",
        due_on=county.today + timedelta(days=12),
        cites=["OP-07", "MM-PROHIB"],
    )
    actions.report_live(
        _app("安全生产巡查"),
        actor=county.officers["emergency"],
        functions=["隐患上报", "现场拍照", "整改派单", "企业自查登记", "网格员每日打卡签到"],
        note="手机端 2.3 版逐页查看",
    )
    actions.report_live(
        _app("青溪政务"), actor=county.reviewer, functions=["事项申报", "办件查询", "证照查看", "投诉建议"], note="抽查"
    )
    return len(FILED) + 3


def _app(name: str) -> Asset:
    return Asset.objects.get(name=name, kind__in=("app", "mini_program"))
