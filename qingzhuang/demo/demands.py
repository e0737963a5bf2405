"""A data request that was admitted: what is held comes from the hub, what is missing went down to the villages; one has
answered, and answers a repeat with a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qingzhuang.core.jobs import run_now
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.demands import COUNT_CELLS
from qingzhuang.datahub.asking import lines_of
from qingzhuang.datahub.models import Demand, DemandReturn
from qingzhuang.demo.proposals import accept, request_for, submit
from qingzhuang.identity.models import Person

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

FIELDS = ["姓名", "民族", "冬季取暖方式", "是否需要助餐服务"]
STOVES = ("空调", "电热毯", "煤炉", "生物质炉")


def seed(county: County) -> int:
    """Admit, ask, send, answer; returns how many requests stand in the catalogue."""
    said = {"frequency": "once", "purpose": "安排冬季取暖和助餐补助。", "legal_basis": "社会救助暂行办法"}
    proposal = submit(county, request_for(county, "civil_affairs", "老年人冬季取暖摸底表", FIELDS, **said))
    accept(county, proposal)
    demand = Demand.objects.get(admission__proposal=proposal)
    actions.send_demand(demand, actor=proposal.proposer, filter_element="person.ethnicity", filter_value="汉族")
    run_now(f"{COUNT_CELLS}:{demand.pk}")
    own = Person.objects.get(username="lilan").appointments.get().post.organisation_id
    answered = next((each for each in demand.returns.select_related("unit") if each.unit_id != own), None)
    if answered is not None:
        clerk = answer(demand, answered)
        actions.make_receipt(
            answered.unit, actor=clerk, asker="县住建局", title="农村取暖情况统计表", captions=["姓名", "冬季取暖方式"]
        )
    return Demand.objects.count()


def answer(demand: Demand, sheet: DemandReturn) -> Person:
    """Let a village's clerk say what is missing, as far as people are at home; returns the clerk."""
    clerk = Person.objects.get(appointments__post__organisation=sheet.unit)
    answers = {
        line.subject.pk if line.subject else None: {
            cell.field.pk: STOVES[at % 4] if "取暖" in cell.field.caption else "是" if at % 5 == 0 else "否"
            for cell in line.cells
            if cell.open and not cell.field.element
        }
        for at, line in enumerate(lines_of(sheet, actor=clerk))
    }
    actions.save_answers(sheet, actor=clerk, answers=answers)
    actions.hand_in(sheet, actor=clerk, reason="外出未归的已注明")
    return clerk
