"""Data on their way to systems: civil affairs reads by key under a grant, fills a province's import template, and drafts
a form for its field team."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qingzhuang.core.jobs import run_now
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.layouts import MAKE
from qingzhuang.datahub.exchanging import Asked, read
from qingzhuang.datahub.models import Exchange
from qingzhuang.datahub.terms import elements
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.gate.intake import drafts_of
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.bearer import actor_of
from qingzhuang.identity.models import Person
from qingzhuang.sheets.xlsform import form_of, written_form

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

CODES = ("person.name", "person.id_number", "person.sex", "person.birth_date")
PURPOSE, BASIS = "低保对象身份信息核对", "社会救助暂行办法第五十八条"
TEMPLATE = "序号,姓名,公民身份号码,性别(1男2女),出生日期(YYYYMMDD),救助类别\r\n".encode("gb18030")
ASKED = (
    "person.name",
    "person.phone",
    "household.size",
    "household.minimum_living_allowance",
    "household.dwelling_safety",
)


def seed(county: County) -> int:
    """Returns how many exchanges there are."""
    officer, unit = county.officers["civil_affairs"], county.departments["civil_affairs"]
    village, until = county.villages[1], county.today + timedelta(days=180)
    key = issue_key(
        unit,
        actor=Person.objects.get(username="admin"),
        name="县社会救助系统",
        scopes=["data.read", "webhooks.manage"],
        expires_on=county.today + timedelta(days=300),
    )
    grants = actions.request_data(
        unit, actor=officer, area=village, codes=CODES, purpose=PURPOSE, basis=BASIS, until=until, form="rows"
    )
    answered = [
        each
        if each.state == "granted"
        else actions.answer_request(
            each, actor=county.officers["public_security"], grant_it=True, answer="限于低保核对，不得转作他用"
        )
        for each in grants
    ]
    for grant in answered:
        read(grant, Asked("本季度低保动态复核", size=20), actor=actor_of(key))
    _hand_over(officer, unit, answered)
    _field_form(officer, unit, county)
    return Exchange.objects.count()


def _hand_over(officer: Person, unit, grants: list) -> None:
    layout = actions.register_layout(
        unit, actor=officer, system="省社会救助信息系统", data=TEMPLATE, name="救助对象导入模板.csv"
    )
    layout = actions.confirm_layout(layout, actor=officer, bindings=layout.bindings, formats=layout.formats)
    handover = actions.make_handover(layout, actor=officer, grants=grants, purpose="低保对象信息导入省系统")
    done = run_now(f"{MAKE}:{handover.pk}")
    if done.state != "done":
        raise RuntimeError(done.error)
    handover.refresh_from_db()
    errors = "行号,失败原因\n5,该证件号码已建档\n9,救助类别不能为空\n".encode()
    actions.take_rejections(handover, actor=officer, data=errors, name="导入失败清单.csv")


def _field_form(officer: Person, unit, county: County) -> None:
    known = elements()
    form = form_of([known[code] for code in ASKED], "困难家庭入户走访", "visit_hardship")
    content, name = written_form(form, f"{county.today:%Y%m%d}"), "困难家庭入户走访.xlsx"
    [draft] = drafts_of(content, name)
    draft_proposal(
        unit, actor=officer, kind=draft.kind, raw=dict(draft.values), passages=draft.passages, upload=(name, content)
    )
