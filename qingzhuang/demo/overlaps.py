"""Two departments ask what others ask already: put as people put them, found as every night, one pair decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, run_now
from qingzhuang.datahub.actions import decide_overlap
from qingzhuang.datahub.jobs.overlaps import LOOK
from qingzhuang.datahub.models import AskedFact, WordingPair
from qingzhuang.demo.proposals import request_for, submit

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Ask again, look, and decide; returns how many facts are known."""
    for sector, name, fields, raw in (
        ("agriculture", "农户补贴信息核对表", ["户主", "户主身份证号", "户主手机号", "家庭人口数", "水稻种植面积（亩）", "粮食补贴金额（元）"],
         {"frequency": "quarterly"}),
        ("health", "重点人群健康随访表", ["居民姓名", "公民身份号码", "手机号码", "户籍人口", "水稻播种面积（亩）", "监护人/联系电话"],
         {"frequency": "half_yearly"}),
    ):  # fmt: skip
        _look(sector)
        submit(county, request_for(county, sector, name, fields, **raw))
    _look("demo")
    pair = WordingPair.objects.filter(second__label="户籍人口", decision="").first()
    if pair is not None:
        because = "一个按户口簿，一个按常住，统计口径不同"
        decide_overlap(
            county.office, actor=System, wordings=[pair.first_id, pair.second_id],
            decision="different", because=because,
        )  # fmt: skip
    return AskedFact.objects.count()


def _look(key: str) -> None:
    """Read the forms there are, as every night, so that the next request is told what they ask."""
    enqueue(LOOK, key=key)
    run_now(f"{LOOK}:{key}")
