"""Pilots end by themselves on their day or are promoted; what was promoted is offered, asked for and joined."""

import datetime

import pytest
from django.urls import reverse

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.domain.kinds import kinds
from qingzhuang.gate import actions as gate
from qingzhuang.gate.reports import blocking_rules, examine, write
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, Offer, PilotWarning, ReuseRequest
from qingzhuang.registry.queries.pilots import pilots_used_after_end, used_after_end

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def day(ahead):
    return (TODAY + datetime.timedelta(days=ahead)).isoformat()


ANSWERS = {
    "name": "圩日通", "build": "pilot", "facing": "grassroots", "audience": "村民", "people": 40, "platforms": ["微信小程序"],
    "starts_on": day(0), "ends_on": day(90), "pilot_area": "3 个村", "pilot_people": 120, "pilot_question": "排队是否变少",
    "handler_name": "杨", "handler_phone": "0990-5550101", "legal_basis": "纪要", "purpose": "摊位提前约",
    "functions": ["摊位预约"], "forced_functions": "none", "uses_per_year": 24, "commercial": False, "complaint_entry": True,
    "complaint_reply_days": 3, "complaint_call_back": True, "shows_host": True, "entrance_linked": True,
    "identity_linked": True, "q_overlap": "已比对", "q_data": "政务云", "commitment": True,
}  # fmt: skip


@pytest.fixture
def pilot(place, enter):
    def make(ends=90, **values):
        found = (("found", TODAY - datetime.timedelta(days=100), "摸底"),)
        return enter(place.town, "mini_program", events=found, **{**ANSWERS, "ends_on": day(ends), **values})

    return make


def again(asset):
    return Asset.objects.get(pk=asset.pk)


def nightly():
    enqueue("registry.pilots.sunset")
    work(once=True)


def test_a_township_may_try_within_limits_and_answers_less(place):
    proposal = gate.draft_proposal(place.town, actor=place.township, kind="mini_program", raw=ANSWERS)
    assert kinds.get("mini_program").missing(proposal.values) == ()
    found = {finding.rule.id: finding.severity for finding in examine(proposal).open_findings}
    assert found["R05"] == "medium"
    assert "R03" not in found
    assert blocking_rules(write(proposal)) == []
    lasting = gate.draft_proposal(
        place.town, actor=place.township, kind="mini_program", raw={**ANSWERS, "build": "new", "name": "乙"}
    )
    assert set(blocking_rules(write(lasting))) == {"R03", "R05"}


@pytest.mark.parametrize("beyond", [{"pilot_people": 9000}, {"ends_on": day(800)}, {"pilot_area": ""}])
def test_a_pilot_beyond_its_limits_is_blocked(place, beyond):
    proposal = gate.draft_proposal(place.town, actor=place.township, kind="mini_program", raw={**ANSWERS, **beyond})
    assert "R51" in blocking_rules(write(proposal))


def test_the_owner_is_warned_once_and_the_end_comes_by_itself(place, pilot):
    soon, week, over, later = pilot(25), pilot(5), pilot(-1), pilot(90)
    for _ in range(2):
        nightly()
    warned = sorted(PilotWarning.objects.values_list("asset", "days"))
    assert warned == sorted([(soon.pk, 30), (week.pk, 30), (week.pk, 7)])
    assert [again(asset).status for asset in (soon, week, over, later)] == ["running", "running", "closed", "running"]
    closed = again(over)
    assert closed.closed_on == TODAY - datetime.timedelta(days=1)
    assert closed.events.get(verb="closed").cites == ["QZ-PILOT"]
    assert [todo.due for todo in todos_for(place.township) if "转正" in todo.lead.zh] == [week.ends_on, soon.ends_on]


def test_only_the_clock_ends_a_pilot_and_nothing_else(place, enter, pilot):
    with pytest.raises(Denied):
        actions.end_pilot(pilot(-1), actor=place.reviewer)
    lasting = enter(place.civil, name="常设", build="new", ends_on=day(-1))
    assert actions.end_pilot(lasting, actor=System).alive


def test_use_after_the_end_is_shown(place, pilot, client):
    asset = pilot(-10)
    nightly()
    assert used_after_end(again(asset)) is None
    actions.report_live(asset, actor=place.reviewer, functions=["摊位预约"])
    assert used_after_end(again(asset)) == TODAY
    assert list(pilots_used_after_end(place.reviewer)) == [asset]
    client.force_login(place.reviewer)
    assert "圩日通" in client.get("/register/pilots/?view=used").content.decode()
    assert "到期后仍在用" in client.get(asset.get_absolute_url()).content.decode()


def _promote(place, asset):
    proposal = actions.promote_pilot(asset, actor=place.township)
    more = {"ends_on": day(700), "q_plan": "列入", "q_module": "可", "q_cooperate": "可", "commitment": True}
    gate.save_proposal(proposal, actor=place.township, raw={**more, "special_approval": "县网办〔2026〕2号"})
    return gate.submit_proposal(proposal, actor=place.township)


def test_a_promotion_is_filled_from_the_pilot_and_is_not_its_own_duplicate(place, pilot):
    asset = pilot()
    proposal = actions.promote_pilot(asset, actor=place.township)
    assert (proposal.values["functions"], proposal.values["build"]) == (["摊位预约"], "new")
    assert proposal.values.get("pilot_area") is None
    assert actions.promote_pilot(asset, actor=place.township) == proposal
    assert "R04" not in {finding.rule.id for finding in examine(proposal).open_findings}


def test_a_promoted_pilot_is_filed_keeps_its_history_and_goes_on_the_shelf(place, pilot):
    asset = pilot()
    proposal = _promote(place, asset)
    gate.accept_proposal(proposal, actor=place.reviewer)
    filed = again(asset)
    assert Asset.objects.count() == 1
    assert (filed.status, filed.pilot, filed.number) == ("running", False, proposal.admission.number)
    assert {"found", "promoted", "filed"} <= set(filed.events.values_list("verb", flat=True))
    assert Offer.objects.get().asset == filed


def test_a_promotion_handed_in_in_time_keeps_it_running_until_it_is_decided(place, pilot):
    asset = pilot(1)
    proposal = _promote(place, asset)
    Asset.objects.filter(pk=asset.pk).update(ends_on=TODAY - datetime.timedelta(days=1))
    nightly()
    assert again(asset).alive
    gate.refuse_proposal(proposal, actor=place.reviewer, citations=["OP-05"], reason="不足")
    nightly()
    assert not again(asset).alive


@pytest.fixture
def offer(place, enter):
    return actions.offer_reuse(enter(place.civil, name="敲敲门"), actor=place.civil_officer, terms="免费")


def _ask(place, offer, **values):
    given = {"area": "青山镇", "people": 12, "why": "冬季走访", **values}
    return actions.ask_reuse(place.town, actor=place.township, offer=offer, **given)


def test_another_place_asks_is_accepted_and_joins(place, offer):
    request = _ask(place, offer)
    assert _ask(place, offer) == request
    assert any("申请复用" in todo.lead.zh for todo in todos_for(place.civil_officer))
    with pytest.raises(Denied):
        actions.accept_reuse(request, actor=place.township)
    actions.accept_reuse(request, actor=place.civil_officer)
    for _ in range(2):
        actions.join_reuse(request, actor=place.township)
    joined = offer.asset.events.get(verb="joined")
    assert "12 人" in joined.note
    assert ReuseRequest.objects.get().joined_on == TODAY


def test_what_is_refused_on_the_shelf(place, offer, pilot):
    for values, code in (({"area": " "}, "registry.reuse_gaps"), ({"people": 0}, "registry.reuse_gaps")):
        with pytest.raises(Refused) as refused:
            _ask(place, offer, **values)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        actions.offer_reuse(pilot(), actor=place.township, terms="免费")
    assert refused.value.code == "registry.not_for_reuse"
    request = _ask(place, offer)
    with pytest.raises(Refused) as refused:
        actions.join_reuse(request, actor=place.township)
    assert refused.value.code == "registry.reuse_step"
    actions.withdraw_offer(offer, actor=place.civil_officer)
    assert not Offer.objects.visible_to(place.township).exists()


def test_the_shelf_is_open_to_other_counties_but_their_requests_are_not(place, offer, client):
    _ask(place, offer, why="内部理由")
    client.force_login(place.stranger)
    page = client.get(reverse("registry:offer", args=[offer.pk])).content.decode()
    assert "敲敲门" in page
    assert "内部理由" not in page
    asked = client.post(offer.get_absolute_url(), {"area": "石桥县", "people": "30", "why": "试用"})
    assert asked.status_code == 302
    assert client.post(offer.get_absolute_url(), {"area": "", "people": "三", "why": ""}).status_code == 400
    strangers = ReuseRequest.objects.get(unit=place.other_office)
    client.force_login(place.health_officer)
    assert client.post(reverse("registry:reuse-step", args=[strangers.pk, "accept"])).status_code == 404
    client.force_login(place.civil_officer)
    assert client.post(reverse("registry:reuse-step", args=[strangers.pk, "accept"])).status_code == 302


def test_lists_cost_the_same_at_any_length(place, pilot, client, django_assert_max_num_queries):
    client.force_login(place.reviewer)
    for count in (1, 12):
        for number in range(count):
            pilot(40, name=f"甲{count}-{number}")
        with django_assert_max_num_queries(14):
            assert client.get("/register/pilots/").status_code == 200
        with django_assert_max_num_queries(12):
            assert client.get("/register/shelf/").status_code == 200
