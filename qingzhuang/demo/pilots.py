"""Pilots of the county: one of a township that runs, one that ends soon, one that ended and is still used, one that was
promoted and is reused by another township."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.core.actions import System
from qingzhuang.gate import actions as gate
from qingzhuang.gate.reports import blocking_rules, write
from qingzhuang.identity.queries import people_with_role
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County
    from qingzhuang.gate.models import Proposal
    from qingzhuang.identity.models import Organisation

TOWN = 1
NEIGHBOUR = 2


def seed(county: County) -> int:
    """Pilots as people propose, run, promote and reuse them; returns how many."""
    town = county.townships[TOWN]
    _accepted(county, town, "云岭圩日通", ["摊位预约", "圩日公告"], "圩日摊位提前约，少排队。", 90)
    soon = _accepted(county, town, "农机互助", ["农机预约", "机手联系"], "农忙时农机跨村调配。", 21)
    actions.warn_pilot(soon, actor=System, days=30)
    _ended(county, town)
    return 4 + _promoted(county, town)


def _raw(county: County, name: str, functions: list[str], purpose: str, days: int) -> dict[str, Any]:
    return {
        "name": name, "build": "pilot", "facing": "grassroots", "audience": "村民、村干部", "people": 40, "platforms": ["微信小程序"],
        "starts_on": county.today.isoformat(), "ends_on": (county.today + timedelta(days=days)).isoformat(),
        "pilot_area": "云岭镇 3 个村", "pilot_people": 120, "pilot_question": "三个月内八成以上的事不用再打电话，即为成功。",
        "handler_name": "杨军", "handler_phone": "0990-5550166", "legal_basis": "镇党委会议纪要〔2026〕8号", "purpose": purpose,
        "functions": functions, "forced_functions": "none", "uses_per_year": 24, "commercial": False, "complaint_entry": True,
        "complaint_reply_days": 3, "complaint_call_back": True, "shows_host": True, "entrance_linked": True, "identity_linked": True,
        "q_overlap": "已查台账和复用货架，没有同类。", "q_data": "数据存县政务云，试点结束即删除。", "commitment": True,
    }  # fmt: skip


def _accepted(county: County, unit: Organisation, name: str, functions: list[str], purpose: str, days: int) -> Asset:
    person = people_with_role("township_officer", unit)[0]
    raw = _raw(county, name, functions, purpose, days)
    proposal = gate.draft_proposal(unit, actor=person, kind="mini_program", raw=raw)
    _pass(county, proposal)
    return Asset.objects.get(proposal=proposal)


def _pass(county: County, proposal: Proposal) -> None:
    gate.submit_proposal(proposal, actor=proposal.proposer)
    overruled = dict.fromkeys(blocking_rules(write(proposal)), "经复核，材料已另行核实。")
    gate.accept_proposal(proposal, actor=county.reviewer, overruled=overruled, reason="同意。")


def _ended(county: County, unit: Organisation) -> None:
    """One from last year: the clock ended it, and somebody saw it live afterwards."""
    raw = _raw(county, "拼车赶集", ["拼车登记"], "赶集拼车。", -30)
    raw["starts_on"] = (county.today - timedelta(days=210)).isoformat()
    asset = actions.register_asset(
        county.office, actor=county.reviewer, kind="mini_program", values={**raw, "uses_per_year": 12}, sponsor=unit,
        events=(("proposed", county.today - timedelta(days=215), ""), ("reviewed", county.today - timedelta(days=211), ""),
                ("filed", county.today - timedelta(days=210), ""), ("started", county.today - timedelta(days=210), "")),
    )  # fmt: skip
    actions.end_pilot(asset, actor=System)
    actions.report_live(
        asset, actor=county.reviewer, functions=["拼车登记"], on=county.today - timedelta(days=6), note="抽查时仍可打开"
    )


def _promoted(county: County, town: Organisation) -> int:
    pilot = _accepted(
        county, town, "独居老人敲敲门", ["走访提醒", "异常报送"], "独居老人走访不漏户，不拍照、不打卡。", 60
    )
    person = people_with_role("township_officer", town)[0]
    proposal = actions.promote_pilot(pilot, actor=person)
    answers = {
        "ends_on": (county.today + timedelta(days=730)).isoformat(), "q_plan": "已报县数据局列入下年度计划。", "commitment": True,
        "q_module": "可作为青溪网格的模块，接口已留。", "q_cooperate": "与民政局共建。",
        "merge_decision": "保持独立入口，数据并入青溪网格。",
    }  # fmt: skip
    gate.save_proposal(proposal, actor=person, raw=answers)
    _pass(county, proposal)
    neighbour, offer = county.townships[NEIGHBOUR], Asset.objects.get(pk=pilot.pk).offer
    other = people_with_role("township_officer", neighbour)[0]
    asked = actions.ask_reuse(
        neighbour, actor=other, offer=offer, area="石桥镇全镇", people=46, why="镇里有 212 位独居老人，现在用纸质表。"
    )
    actions.accept_reuse(asked, actor=person, answer="欢迎使用，县云上已有现成配置。")
    actions.join_reuse(asked, actor=other)
    third = county.townships[NEIGHBOUR + 1]
    actions.ask_reuse(
        third,
        actor=people_with_role("township_officer", third)[0],
        offer=offer,
        area="清河镇 9 个村",
        people=30,
        why="冬季走访。",
    )
    return 2
