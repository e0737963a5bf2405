"""From proposal to decision: gaps, clocks, exceptions, who may decide, what enters the register."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.gate import actions, clock, jobs
from qingzhuang.gate.models import Admission, Proposal
from qingzhuang.registry.models import Asset

ANSWERS = {
    "name": "平安巡查通", "build": "new", "facing": "grassroots", "audience": "网格员", "people": "366", "platforms": "微信小程序",
    "starts_on": "2026-12-01", "ends_on": "2027-11-30", "handler_name": "陈伟", "handler_phone": "0990-1", "legal_basis": "要点",
    "q_plan": "是", "q_overlap": "否", "q_module": "否", "q_cooperate": "可", "q_data": "共享", "purpose": "隐患巡查",
    "functions": "隐患上报；网格员每日巡查打卡签到", "forced_functions": "present", "forced_statement": "督促", "uses_per_year": "240",
    "commercial": "否", "complaint_entry": "是", "complaint_reply_days": "5", "complaint_call_back": "是", "shows_host": "是",
    "entrance_linked": "是", "identity_linked": "是", "commitment": "是",
}  # fmt: skip
EXCEPTION = {
    "exception_scene": "emergency",
    "exception_basis": "应急预案第12条",
    "exception_scope": "沿江6个乡镇",
    "exception_reason": "汛期确认人员在位",
}


@pytest.fixture
def proposal(place):
    return actions.draft_proposal(place.civil, actor=place.civil_officer, kind="mini_program", raw=ANSWERS)


@pytest.fixture
def submitted(proposal):
    return actions.submit_proposal(proposal, actor=proposal.proposer)


def answer(proposal, **raw):
    return actions.save_proposal(proposal, actor=proposal.proposer, raw=raw)


def test_all_gaps_are_told_at_once(proposal):
    answer(proposal, purpose="", people="很多", q_plan="")
    with pytest.raises(Refused) as refused:
        actions.submit_proposal(proposal, actor=proposal.proposer)
    assert refused.value.values["count"] == 3
    assert proposal.raw["people"] == "很多", "what was typed is kept"


def test_an_exception_without_an_end_date_is_refused_with_the_article(proposal):
    answer(proposal, **EXCEPTION)
    with pytest.raises(Refused) as refused:
        actions.submit_proposal(proposal, actor=proposal.proposer)
    assert refused.value.code == "gate.exception_incomplete"
    assert "截止日期" in refused.value.in_("zh")
    assert "OP-07" in refused.value.in_("en")


def test_a_complete_exception_is_accepted_numbered_and_registered(proposal, place):
    until = (timezone.localdate() + datetime.timedelta(days=90)).isoformat()
    answer(proposal, **EXCEPTION, exception_ends_on=until)
    actions.submit_proposal(proposal, actor=proposal.proposer)
    actions.accept_proposal(proposal, actor=place.reviewer, with_exception=True)
    admission = Admission.objects.get(proposal=proposal)
    assert admission.number.endswith("-0001")
    assert admission.exception["exception_ends_on"] == until
    asset = Asset.objects.get(proposal=proposal)
    assert asset.number == admission.number
    assert asset.functions == ["隐患上报", "网格员每日巡查打卡签到"]


def test_what_blocks_must_be_resolved_or_overruled_with_a_reason(submitted, place):
    with pytest.raises(Refused) as refused:
        actions.accept_proposal(submitted, actor=place.reviewer)
    assert "R08" in refused.value.in_("en")
    actions.accept_proposal(submitted, actor=place.reviewer, overruled={"R08": "现场核实并非强制"})
    assert submitted.decisions.get().gaps == [{"rule": "R08", "overruled": "现场核实并非强制"}]


def test_nobody_reviews_their_own(place):
    own = actions.draft_proposal(place.office, actor=place.reviewer, kind="mini_program", raw=ANSWERS)
    actions.submit_proposal(own, actor=place.reviewer)
    with pytest.raises(Denied) as denied:
        actions.accept_proposal(own, actor=place.reviewer, overruled={"R08": "x"})
    assert denied.value.reason.zh


def test_reviewers_of_another_county_and_colleagues_may_not_decide(submitted, place):
    for person in (place.stranger, place.civil_officer, place.health_officer, place.township):
        with pytest.raises(Denied):
            actions.refuse_proposal(submitted, actor=person, citations=["OP-07"], reason="x")


def test_a_refusal_cites_and_a_return_lists(submitted, place):
    with pytest.raises(Refused):
        actions.refuse_proposal(submitted, actor=place.reviewer, citations=[], reason="重复")
    with pytest.raises(Refused):
        actions.return_proposal(submitted, actor=place.reviewer, gaps=[" "])
    actions.return_proposal(submitted, actor=place.reviewer, gaps=["补等保日期"])
    assert submitted.state == "returned"
    assert [todo.title for todo in todos_for(submitted.proposer)] == ["平安巡查通"]


def test_clocks_count_working_days_and_late_supplements_lapse(submitted, place):
    running = clock.clock_of(submitted)
    assert (running.left, running.allowed, running.late) == (10, 10, False)
    actions.set_calendar_day(actor=place.reviewer, day=running.due, working=False, note="停电")
    assert not clock.calendar().is_workday(running.due)
    actions.return_proposal(submitted, actor=place.reviewer, gaps=["补"])
    Proposal.objects.filter(pk=submitted.pk).update(supplement_due=timezone.localdate() - datetime.timedelta(days=1))

    class Run:
        def check_cancelled(self): ...
        def progress(self, *_): ...

    jobs.lapse_overdue(Run())
    submitted.refresh_from_db()
    assert submitted.state == "lapsed"


def test_two_people_editing_lose_nothing(proposal):
    seen = proposal.version
    answer(proposal, people="100")
    with pytest.raises(Refused) as refused:
        actions.save_proposal(proposal, actor=proposal.proposer, raw={"people": "5"}, version=seen)
    assert refused.value.code == "gate.changed_meanwhile"


def test_similar_things_in_the_register_stand_in_the_report(proposal, enter, place):
    enter(place.civil, "app", name="隐患上报通", functions=["隐患上报", "巡查签到"], purpose="隐患巡查")
    report = actions.examine_proposal(proposal, actor=proposal.proposer)
    assert report.content["similar"][0]["name"] == "隐患上报通"
    assert report.content["similar"][0]["reasons"]
    assert report.content["burden"]["hours_per_year"] > 0
    again = actions.examine_proposal(proposal, actor=proposal.proposer)
    assert again.pk == report.pk, "an unchanged answer keeps its report"


def test_drafts_are_private_and_others_things_answer_404(client, proposal, place):
    for person, status in ((place.civil_officer, 200), (place.reviewer, 404), (place.stranger, 404)):
        client.force_login(person)
        assert client.get(proposal.get_absolute_url()).status_code == status
    actions.submit_proposal(proposal, actor=proposal.proposer)
    for person, status in ((place.reviewer, 200), (place.stranger, 404), (place.health_officer, 404)):
        client.force_login(person)
        assert client.get(proposal.get_absolute_url()).status_code == status
        assert client.get(reverse("gate:proposal-review", args=[proposal.pk])).status_code == status


def test_only_the_platform_lets_a_proposal_lapse(submitted, place):
    actions.return_proposal(submitted, actor=place.reviewer, gaps=["补"])
    with pytest.raises(Denied):
        actions.lapse_proposal(submitted, actor=place.reviewer)
    actions.lapse_proposal(submitted, actor=System)


def test_two_reviewers_who_decide_at_once_decide_once(submitted, place):
    """Both have the page of the submitted proposal open; the second comes after the first."""
    mine, theirs = (Proposal.objects.get(pk=submitted.pk) for _ in range(2))
    actions.accept_proposal(mine, actor=place.reviewer, overruled={"R08": "现场核实并非强制"})
    with pytest.raises(Refused):
        actions.refuse_proposal(theirs, actor=place.reviewer, citations=["OP-07"], reason="不予受理")
    assert submitted.decisions.get().outcome == "accept"


def test_what_was_submitted_meanwhile_is_not_written_over(proposal):
    stale = Proposal.objects.get(pk=proposal.pk)
    actions.submit_proposal(proposal, actor=proposal.proposer)
    with pytest.raises(Refused):
        actions.save_proposal(stale, actor=stale.proposer, raw={"name": "改名"})
    assert Proposal.objects.get(pk=proposal.pk).name == "平安巡查通"
