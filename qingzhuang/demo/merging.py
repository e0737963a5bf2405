"""One merge in rehearsal, one that is finished, one closure that is announced."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.core.jobs.worker import run_one
from qingzhuang.core.models import Job
from qingzhuang.registry import actions
from qingzhuang.registry.actions.tallies import READ
from qingzhuang.registry.models import Asset, FunctionFate, Merge, Tally

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

BASIS = "县治理办〔2026〕5号"
COUNTS = {"users": 366, "cases": 12, "records": 1840}


def seed(county: County) -> int:
    """Merge and close as people do; returns how many."""
    _rehearsed(county)
    _finished(county)
    _closing(county)
    return 3


def _rehearsed(county: County) -> None:
    """Two look-alikes of the grid app: mapped, counted from a list, rehearsed, to be announced."""
    survivor, *parts = (Asset.objects.get(name=name) for name in ("青溪网格", "安全生产巡查", "平安青溪"))
    merge = actions.draft_merge(
        survivor, actor=county.reviewer, parts=parts, basis=BASIS, reason="三个应用都上报隐患，网格员要填三遍。"
    )
    _prepare(county, merge)


def _finished(county: County) -> None:
    """A small app that went into the county's one entrance, with its address; its report is still owed."""
    survivor = Asset.objects.get(name="青溪政务")
    part = _app(county, "government_office", "青溪随手办", ["办事查询", "事项申报", "预约取号"])
    links = (
        (survivor, "https://zw.qingxi.example.cn", "青溪政务首页"),
        (part, "https://ssb.qingxi.example.cn", "随手办首页"),
    )
    for asset, address, label in links:
        actions.add_link(asset, actor=county.reviewer, address=address, label=label)
    merge = actions.draft_merge(
        survivor, actor=county.reviewer, parts=[part], basis=BASIS, reason="同一件事两个入口，群众不知用哪个。"
    )
    _prepare(county, merge)
    actions.announce_merge(
        merge, actor=county.reviewer, execute_from=county.today, short_reason="用户已在通知后转入青溪政务"
    )
    _run(actions.execute_merge(merge, actor=county.reviewer).job)
    _count(county, merge, "after")
    actions.confirm_merge(merge, actor=county.reviewer)


def _closing(county: County) -> None:
    """A reporting app of the past whose closure is announced; it holds personal data."""
    officer = county.officers["health"]
    asset = _app(county, "health", "健康日报", ["每日填报", "汇总统计"], collects=["姓名", "身份证号码", "体温"])
    closure = actions.plan_closure(
        asset,
        actor=officer,
        basis="县卫健局〔2026〕21号",
        reason="任务已经结束，不再填报。",
        instead="不再需要填报；健康服务请用“健康青溪”。",
    )
    actions.take_step(closure, actor=officer, step="announced")


def _app(county: County, sector: str, name: str, functions: list[str], **values: Any) -> Asset:
    started = county.today - timedelta(days=700)
    answers = {
        "name": name,
        "facing": "public",
        "audience": "居民",
        "purpose": f"{name}，便民服务",
        "functions": functions,
        "platforms": ["微信小程序"],
        "build": "new",
        "forced_functions": "none",
        "starts_on": started.isoformat(),
        **values,
    }
    return actions.register_asset(
        county.office,
        actor=county.reviewer,
        kind="mini_program",
        values=answers,
        sponsor=county.departments[sector],
        events=(("found", started, "全县摸底"),),
    )


def _prepare(county: County, merge: Merge) -> None:
    """Confirm the proposed mapping, count, rehearse."""
    fates = {
        row.pk: {"fate": row.fate, "target": row.target, "reason": row.reason}
        for row in FunctionFate.objects.filter(part__merge=merge)
    }
    actions.map_functions(merge, actor=county.reviewer, fates=fates)
    _count(county, merge, "before")
    _run(actions.rehearse_merge(merge, actor=county.reviewer).job)


def _count(county: County, merge: Merge, side: str) -> None:
    """Users by a list of their ids, as the app's back office exports it; the rest by the page where the number stands."""
    for tally in Tally.objects.filter(part__merge=merge):
        if tally.thing == "users":
            _list(county, tally, side)
            continue
        actions.state_count(
            tally, actor=county.reviewer, side=side, count=COUNTS[tally.thing], source="应用后台统计页，主办单位盖章"
        )


def _list(county: County, tally: Tally, side: str) -> None:
    ids = "".join(f"{tally.part_id:02d}{number:06d}\n" for number in range(COUNTS["users"]))
    name = f"{tally.part.asset.name}用户-{'迁移前' if side == 'before' else '迁移后'}.csv"
    actions.upload_list(tally, actor=county.reviewer, side=side, name=name, data=f"用户编号\n{ids}".encode())
    _run(Job.objects.filter(name=READ, state="queued").latest("pk"))


def _run(job: Job) -> None:
    """The county is built in one transaction that no worker sees, so its jobs run here."""
    Job.objects.filter(pk=job.pk).update(state="running", worker="demo", attempts=1)
    job.refresh_from_db()
    run_one(job)
