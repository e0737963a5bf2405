"""A year of use for the county's apps, as they report it; and owners who are asked, some of whom have answered."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.core.actions import System
from qingzhuang.registry import actions
from qingzhuang.registry.actions.usage import judge, next_to_write, write_usage
from qingzhuang.registry.models import Asset, Liveness, OwnerQuestion

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

DAYS, DAILY = 365, 62
RELEASED = 0.05
# (uses a day, days since the last use, days since anybody reported); what is not here was never reported.
APPS = {
    "青溪网格": (420, 0, 0),
    "平安青溪": (160, 0, 0),
    "健康青溪": (230, 0, 0),
    "青溪政务": (900, 0, 0),
    "青溪党建云": (2, 1, 0),
    "安全生产巡查": (35, 210, 0),
    "田长通": (20, 240, 0),
    "便民青溪": (15, 130, 0),
    "惠农通": (60, 70, 62),
    "河湖巡查": (80, 100, 0),
    "森林防火通": (25, 150, 0),
}
ANSWERS = {
    "田长通": ("close", ""),
    "便民青溪": ("in_use", "窗口人员偶尔查询，账号由政务大厅统一使用"),
    "森林防火通": ("reserve", "防火期以外仅作应急联络"),
}
ASKED_ONLY = ("安全生产巡查", "青溪党建云", "青溪教育")


def seed(county: County) -> int:
    """Report, judge, ask, answer; returns how many verdicts stand."""
    apps = {
        asset.name: asset for asset in Asset.objects.filter(name__in=[*APPS, *ASKED_ONLY]).select_related("sponsor")
    }
    _seasonal(county, apps["河湖巡查"])
    _scope(county, apps["青溪党建云"])
    for name, (uses, quiet, unheard) in APPS.items():
        _report(county, apps[name], uses, quiet, unheard)
    while (upto := next_to_write()) is not None:
        write_usage(None, actor=System, upto=upto)
    judge(None, actor=System, assets=list(Asset.objects.values_list("pk", flat=True)))
    _ask(county, apps)
    return Liveness.objects.count()


def _officer(county: County, asset: Asset) -> Any:
    return county.officers[asset.sponsor.sector]


def _seasonal(county: County, asset: Asset) -> None:
    """Used in four months that are not now."""
    months = sorted((county.today.month + 4 + n) % 12 + 1 for n in range(4))
    values = {"season_months": months}
    actions.change_asset(asset, actor=_officer(county, asset), values=values, basis="汛期使用")


def _scope(county: County, asset: Asset) -> None:
    values = {"people": 3200}
    actions.change_asset(asset, actor=_officer(county, asset), values=values, basis="全县党员")


def _report(county: County, asset: Asset, uses: int, quiet: int, unheard: int) -> None:
    # Of its own chance, so that the rest of the county stays the same.
    chance, season = random.Random(asset.name), asset.attributes.get("season_months")  # noqa: S311
    rows = []
    for ago in range(DAYS, unheard - 1, -1):
        day = county.today - timedelta(days=ago)
        # A report a day of late, one a week before.
        if ago > DAILY and day.weekday():
            continue
        # Little work at weekends, and none where the thing has fallen silent or its season is over.
        busy = ago >= quiet and (not season or day.month in season)
        amount = 6 if ago > DAILY else 0.3 if day.weekday() > 4 else 1
        count = round(uses * chance.uniform(0.6, 1.3) * amount) if busy else 0
        released = busy and chance.random() < RELEASED * amount
        told = {"uses": count, "users": count // 2, "updates": int(released)}
        rows.append({"asset": asset.pk, "day": day.isoformat(), **told})
    actions.report_usage(asset.sponsor, actor=_officer(county, asset), batch=f"demo-{asset.pk}", counts=rows)


def _ask(county: County, apps: dict[str, Asset]) -> None:
    """The governance office asks; some owners have answered."""
    groups = _idle_groups(county)
    asked = [*(apps[name].pk for name in (*ANSWERS, *ASKED_ONLY)), *groups]
    actions.ask_owners(county.office, actor=county.reviewer, assets=asked)
    for name, (answer, because) in ANSWERS.items():
        question = OwnerQuestion.objects.get(asset=apps[name])
        actions.answer_question(question, actor=_officer(county, apps[name]), answer=answer, because=because)
    for pk in groups[:6]:
        question = OwnerQuestion.objects.select_related("asset__sponsor").get(asset=pk)
        actions.answer_question(question, actor=_officer(county, question.asset), answer="close")


def _idle_groups(county: County) -> list[int]:
    """A dozen groups of departments whose silence was seen."""
    idle = Liveness.objects.filter(
        verdict="unclear", asset__kind="group", asset__sponsor__nature="department", quiet__gt=0
    ).exclude(asset__sponsor__sector="emergency")
    return list(idle.order_by("-quiet", "pk").values_list("pk", flat=True)[:12])
