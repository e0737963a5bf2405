"""A dozen proposals in every state, made the way people make them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.gate import actions
from qingzhuang.gate.reports import blocking_rules, write

if TYPE_CHECKING:
    from qingzhuang.demo.county import County
    from qingzhuang.gate.models import Proposal

FIVE = {
    "q_plan": "列入县数字政府年度计划。",
    "q_overlap": "台账中有隐患上报类应用，已比对。",
    "q_module": "可作为青溪网格的模块，暂因流程不同单列。",
    "q_cooperate": "已征求政法委、公安局意见。",
    "q_data": "数据存县政务云，共享给治理办。",
}


def seed(county: County) -> int:
    """Write and move the proposals; returns how many."""
    return len([make(county) for make in _MAKERS])


def _draft(county: County, sector: str, kind: str, upload: tuple[str, bytes] | None = None, **raw: Any) -> Proposal:
    handler = {"handler_name": county.officers[sector].name, "handler_phone": "0990-5550123"}
    common = {
        "legal_basis": "县政府工作要点",
        "facing": "grassroots",
        "audience": "村（社区）干部、网格员",
        "people": 366,
    }
    dates = {"starts_on": county.today.isoformat(), "ends_on": (county.today + timedelta(days=365)).isoformat()}
    return actions.draft_proposal(
        county.departments[sector],
        actor=county.officers[sector],
        kind=kind,
        raw={**handler, **common, **dates, **raw},
        upload=upload,
    )


def submit(county: County, proposal: Proposal) -> Proposal:
    return actions.submit_proposal(proposal, actor=proposal.proposer)


def _application(county: County, sector: str, kind: str, name: str, functions: list[str], **raw: Any) -> Proposal:
    answers = {
        "name": name,
        "build": "new",
        "platforms": ["微信小程序"],
        "purpose": f"{name}，服务基层工作。",
        "functions": functions,
        "forced_functions": "none",
        "uses_per_year": 240,
        "commercial": False,
        "complaint_entry": True,
        "complaint_reply_days": 5,
        "complaint_call_back": True,
        "shows_host": True,
        "entrance_linked": True,
        "identity_linked": True,
        "commitment": True,
        **FIVE,
        **raw,
    }
    return _draft(county, sector, kind, **answers)


def request_for(county: County, sector: str, name: str, fields: list[str], **raw: Any) -> Proposal:
    answers = {
        "name": name,
        "purpose": f"掌握{name}所列情况。",
        "fields": fields,
        "frequency": "monthly",
        "rows_each": 20,
        "issued_on": county.today.isoformat(),
        "due_on": (county.today + timedelta(days=14)).isoformat(),
        "addressed_level": "village",
        "channel": "this",
        **raw,
    }
    return _draft(county, sector, "data_request", **answers)


def _task(county: County, sector: str, name: str, text: str, **raw: Any) -> Proposal:
    answers = {
        "name": name,
        "purpose": name,
        "text": text,
        "issued_on": county.today.isoformat(),
        "due_on": (county.today + timedelta(days=20)).isoformat(),
        "times_per_year": 12,
        **raw,
    }
    return _draft(county, sector, "task", **answers)


def _scheme(county: County, sector: str, name: str, indicators: list[str], **raw: Any) -> Proposal:
    answers = {
        "name": name,
        "purpose": name,
        "indicators": indicators,
        "comprehensive": False,
        "times_per_year": 1,
        **raw,
    }
    return _draft(county, sector, "scheme", **answers)


def _patrol_waiting(county: County) -> Proposal:
    """The one of the demo's walk: a mini-program with check-in and points."""
    proposal = _application(
        county, "emergency", "mini_program", "平安巡查通",
        ["隐患上报", "现场拍照", "派单处置", "网格员每日巡查打卡签到", "按积分每周通报排名"],
        purpose="网格员每日巡查打卡，按积分每周通报排名。", people=366, forced_functions="present",
        forced_statement="用于督促巡查。",
    )  # fmt: skip
    return submit(county, proposal)


def _relief_form_waiting(county: County) -> Proposal:
    fields = ["户主姓名", "身份证号", "家庭人口", "是否低保户", "住房类型", "联系电话", "困难原因说明"]
    return submit(county, request_for(county, "civil_affairs", "困难群众摸底登记表", fields))


def _afternoon_form_returned(county: County) -> Proposal:
    fields = ["村名", "人口数", "疫苗接种数", "接种照片"]
    proposal = request_for(
        county, "health", "疫苗接种进度日报", fields, frequency="daily", channel="chat",
        due_on=county.today.isoformat(), instructions="上午发下午报，逾期在群里通报。",
    )  # fmt: skip
    submit(county, proposal)
    actions.return_proposal(
        proposal, actor=county.reviewer,
        gaps=["未列入年度报表目录（PR-04）：请说明一事一报的依据。", "从下发到截止不足 2 个工作日（RR-08）：请改期限。",
              "不得经工作群收表（OP-12）：请改由统一渠道。"],
    )  # fmt: skip
    return proposal


def _study_app_refused(county: County) -> Proposal:
    proposal = _application(
        county, "organisation", "app", "先锋学习",
        ["在线学习", "学习积分排行榜", "每日登录签到", "在线时长统计"],
        purpose="统计党员在线学习时长和积分，每月通报排名。", forced_functions="present", forced_statement="督促学习。",
    )  # fmt: skip
    submit(county, proposal)
    actions.refuse_proposal(
        proposal, actor=county.reviewer, citations=["MM-PROHIB", "OP-07"],
        reason="打卡签到、积分排名、在线时长均属禁止功能，不属于安保、应急场景；且与“青溪党建云”重复。",
    )  # fmt: skip
    return proposal


def _flood_accepted(county: County) -> Proposal:
    proposal = _application(
        county, "water", "mini_program", "防汛值守通", ["雨水情查看", "巡堤定位签到", "险情上报"],
        purpose="汛期巡堤人员定位签到，险情实时上报。", people=120, uses_per_year=60, forced_functions="present",
        forced_statement="汛期巡堤查险须确认人员到位。", special_approval="青防指〔2026〕3号",
        exception_scene="emergency", exception_basis="《青溪县防汛抗旱应急预案》第12条", exception_scope="沿江6个乡镇巡堤人员",
        exception_ends_on=(county.today + timedelta(days=120)).isoformat(), exception_reason="巡堤查险须确认人员在位。",
    )  # fmt: skip
    submit(county, proposal)
    accept(county, proposal, with_exception=True)
    return proposal


def _account_accepted(county: County) -> Proposal:
    proposal = _draft(
        county, "culture_tourism", "account", name="青溪文旅", platform="channels", purpose="向游客发布文旅信息。",
        functions=["活动预告", "景区信息"], facing="public", audience="游客", filing_approval="青宣批〔2026〕11号",
        uses_per_year=0, people=0, special_approval="青宣批〔2026〕11号",
    )  # fmt: skip
    submit(county, proposal)
    accept(county, proposal)
    return proposal


def _group_accepted(county: County) -> Proposal:
    proposal = _draft(
        county, "forestry", "group", name="2026年秋冬森林防火联络群", chat_product="政务通", group_type="temporary",
        purpose="防火期火情联络。", owner_name="罗平", owner_rank="副局长", real_names=True, functions=["火情上报", "值班调度"],
        messages_per_day=6, task="秋冬防火", usage_rules="非紧急不发消息，不要求回复收到。", people=60,
    )  # fmt: skip
    submit(county, proposal)
    accept(county, proposal)
    return proposal


def _form_accepted(county: County) -> Proposal:
    proposal = request_for(
        county, "agriculture", "秋粮面积核对表", ["村名", "水稻面积", "玉米面积"], frequency="yearly", rows_each=1,
        catalogue_number="青报目〔2026〕17", channel="provincial", people=183,
        field_purposes="村名：核对对象；水稻面积、玉米面积：核对补贴面积。",
    )  # fmt: skip
    submit(county, proposal)
    accept(county, proposal)
    return proposal


def _scheme_waiting(county: County) -> Proposal:
    indicators = [
        "居民满意度达到90%得20分",
        "每村每月报送信息不少于2篇，少一篇扣1分",
        "建立工作台账并附照片得5分",
        "矛盾纠纷化解率不低于95%得20分",
    ]
    return submit(county, _scheme(county, "politics_law", "平安建设考核细则", indicators))


def _task_withdrawn(county: County) -> Proposal:
    text = "各村动员群众为“最美家乡”评选投票，投票率不低于90%，截图发群接龙。"
    proposal = submit(county, _task(county, "publicity", "最美家乡投票通知", text))
    return actions.withdraw_proposal(proposal, actor=proposal.proposer)


def _task_waiting(county: County) -> Proposal:
    text = "各村（社区）于每月25日前走访独居老人，发现困难当场联系镇民政办。不要求拍照，不要求填表。"
    return submit(
        county, _task(county, "civil_affairs", "独居老人走访", text, minutes_each=60, duty_item="第38项 关爱独居老人")
    )


def _app_drafted(county: County) -> Proposal:
    return _draft(
        county, "transport", "mini_program", name="青溪公交", purpose="公交到站查询。", functions=["到站查询"]
    )


def accept(county: County, proposal: Proposal, with_exception: bool = False) -> None:
    """Accept; what still blocks is overruled with a reason, as a reviewer would have to."""
    overruled = dict.fromkeys(blocking_rules(write(proposal)), "经复核，材料已另行核实。")
    actions.accept_proposal(
        proposal, actor=county.reviewer, with_exception=with_exception, overruled=overruled, reason="同意。"
    )


_MAKERS = (
    _patrol_waiting,
    _relief_form_waiting,
    _afternoon_form_returned,
    _study_app_refused,
    _flood_accepted,
    _account_accepted,
    _group_accepted,
    _form_accepted,
    _scheme_waiting,
    _task_withdrawn,
    _task_waiting,
    _app_drafted,
)
