"""A department's own sheet about people in low-income households: nearly all of it is held, so the department has it from
the hub under grants, two columns go down for those people alone, and a second asker gets a receipt."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

from qingzhuang.core.jobs import run_now
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.demands import COUNT_CELLS
from qingzhuang.datahub.models import Demand, Grant
from qingzhuang.datahub.sharing import rows_under
from qingzhuang.demo.demands import answer
from qingzhuang.demo.proposals import accept, request_for, submit
from qingzhuang.gate.intake import drafts_of
from qingzhuang.identity.models import Person

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

TITLE = "低保家庭成员情况核查表"
CAPTIONS = (
    "姓名", "公民身份号码", "性别", "出生日期", "民族", "文化程度", "户籍地址", "联系电话", "健康状况", "医疗保险", "户主姓名",
    "家庭人口", "是否低保户", "人均年收入", "耕地面积", "住房面积", "冬季取暖方式", "是否需要助餐服务",
)  # fmt: skip
SAID = {
    "purpose": "核查低保家庭成员情况，调整冬季救助标准。",
    "legal_basis": "社会救助暂行办法第五十八条",
    "frequency": "once",
}


def seed(county: County) -> int:
    """Ask with the sheet, answer from the hub, send the rest, answer a repeat; returns the cells that were not asked."""
    name, sheet = f"{TITLE}.xlsx", _sheet()
    [draft] = drafts_of(sheet, name)
    raw = {**SAID, "upload": (name, sheet)}
    proposal = submit(county, request_for(county, "civil_affairs", TITLE, draft.values["fields"], **raw))
    accept(county, proposal)
    demand = Demand.objects.select_related("admission__owner", "area").get(admission__proposal=proposal)
    officer = proposal.proposer
    narrowed = {"filter_element": "household.minimum_living_allowance", "filter_value": "是"}
    actions.send_demand(demand, actor=officer, **narrowed)
    run_now(f"{COUNT_CELLS}:{demand.pk}")
    actions.ask_held(demand, actor=officer, form="rows")
    for grant in _granted(county, demand):
        list(rows_under(grant, actor=officer))
    _answer(demand)
    demand.refresh_from_db()
    return demand.not_asked


def _granted(county: County, demand: Demand) -> list[Grant]:
    """The steward of each field grants it; for fields of the asker's own the county's data steward does."""
    steward = Person.objects.get(username="linwen")
    asked = Grant.objects.filter(demand_fields__demand=demand).distinct().order_by("pk")
    return [
        each
        if each.state == "granted"
        else actions.answer_request(each, actor=steward, grant_it=True, answer="限于低保核查，不得转作他用")
        for each in asked
    ]


def _answer(demand: Demand) -> None:
    """Two villages say what is missing; when another department asks the same, one of them shows that it has."""
    own = Person.objects.get(username="lilan").appointments.get().post.organisation_id
    others = [each for each in demand.returns.select_related("unit") if each.unit_id != own][:1]
    for sheet in [*demand.returns.select_related("unit").filter(unit=own), *others]:
        clerk = answer(demand, sheet)
        if sheet.unit_id == own:
            asked = {"asker": "县残联", "title": "困难残疾人家庭走访表", "captions": CAPTIONS}
            actions.make_receipt(sheet.unit, actor=clerk, **asked)


def _sheet() -> bytes:
    book = Workbook()
    page = book.active
    page.title = "核查表"
    page.append([TITLE])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(CAPTIONS) + 1)
    page.append(["填报单位：", *[None] * (len(CAPTIONS) - 2), "填报日期："])
    page.append(["序号", *CAPTIONS])
    for number in range(1, 11):
        page.append([number])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
