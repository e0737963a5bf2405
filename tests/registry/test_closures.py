"""Closing: in order, with its period, its proof, and what the public is told."""

import datetime

import pytest

from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.gate.clock import calendar
from qingzhuang.registry import actions
from qingzhuang.registry.closing import finding_on
from qingzhuang.registry.models import Announcement, Asset, Closure
from qingzhuang.registry.periods import notice_period

from .merging import later, rehearsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
TODAY = datetime.date.today()


@pytest.fixture
def plan(place, enter):
    """Plan the closure of a thing with these answers."""

    def make(kind="app", **values):
        asset = enter(place.civil, kind, **{"name": "填报通", "facing": "public", **values})
        return actions.plan_closure(
            asset, actor=place.civil_officer, basis="县发3号", reason="并入一体化平台", instead="请用政务网。"
        )

    return make


def step(closure, actor, code, **given):
    return actions.take_step(closure, actor=actor, step=code, **given)


def to_offline(closure, place):
    closure = step(closure, place.civil_officer, "announced")
    with later(closure.offline_from):
        closure = step(closure, place.civil_officer, "migrated")
        return step(closure, place.civil_officer, "offline")


@pytest.mark.parametrize(
    ("kind", "facing", "days"), [("app", "public", 30), ("mini_program", "grassroots", 15), ("group", "grassroots", 3)]
)
def test_the_period_is_the_rule_packs_by_kind_and_facing(place, enter, kind, facing, days):
    period = notice_period(enter(place.civil, kind, name="甲", facing=facing))
    assert (period.days, period.assumed, period.citation.ref) == (days, True, "MM-CLOSE")


def test_a_closure_goes_through_every_step_and_ends_in_the_archive(place, plan):
    closure = to_offline(plan(), place)
    assert Asset.objects.get(pk=closure.asset_id).status == "closed"
    with later(closure.offline_from):
        assert closure.report_by == calendar().add_working_days(closure.offline_from, 10)
        closure = step(closure, place.civil_officer, "reported", note="网信办〔2026〕9号")
        closure = step(closure, place.civil_officer, "disposed", note="未存个人信息")
        closure = step(closure, place.reviewer, "archived")
    assert closure.next_step is None
    assert Asset.objects.get(pk=closure.asset_id).status == "archived"
    assert list(closure.facts.values_list("step", flat=True)) == [
        "announced", "migrated", "offline", "reported", "disposed", "archived",
    ]  # fmt: skip


@pytest.mark.parametrize("jump", ["migrated", "offline", "reported", "disposed", "archived"])
def test_no_step_is_jumped(place, plan, jump):
    closure = plan()
    with pytest.raises(Refused) as refused:
        step(closure, place.reviewer, jump, note="急")
    assert refused.value.code == "registry.closure_order"
    assert refused.value.values["next"].en == "Announced"


def test_it_is_not_taken_offline_before_the_announced_day(place, plan):
    closure = step(plan(), place.civil_officer, "announced")
    assert closure.offline_from == TODAY + datetime.timedelta(days=30)
    closure = step(closure, place.civil_officer, "migrated")
    with pytest.raises(Refused) as refused:
        step(closure, place.civil_officer, "offline")
    assert refused.value.code == "registry.closure_too_early"


def test_a_shorter_notice_needs_a_reason(place, plan):
    soon = TODAY + datetime.timedelta(days=2)
    closure = plan()
    with pytest.raises(Refused) as refused:
        step(closure, place.civil_officer, "announced", offline_from=soon)
    assert refused.value.code == "registry.notice_short"
    assert step(closure, place.civil_officer, "announced", offline_from=soon, note="系统被攻击").offline_from == soon


def test_the_day_of_a_step_has_come_and_is_not_before_the_last_one(place, plan):
    closure = step(plan(), place.civil_officer, "announced")
    for day, code in ((1, "registry.date_ahead"), (-3, "registry.date_before")):
        with pytest.raises(Refused) as refused:
            step(closure, place.civil_officer, "migrated", on=TODAY + datetime.timedelta(days=day))
        assert refused.value.code == code


def test_with_personal_data_its_disposal_is_proven(place, plan):
    closure = plan(collects=["姓名", "身份证号码"])
    assert closure.personal_data
    closure = to_offline(closure, place)
    with later(closure.offline_from):
        closure = step(closure, place.civil_officer, "reported", note="9号")
        for details in ({}, {"what": "全部用户资料", "how": "覆写"}):
            with pytest.raises(Refused) as refused:
                step(closure, place.civil_officer, "disposed", details=details, note="已删")
            assert refused.value.code == "registry.disposal_unproven"
        closure = step(closure, place.civil_officer, "disposed", file=("销毁证明.pdf", b"%PDF-1.7 ..."))
    fact = closure.facts.last()
    assert (fact.step, fact.file_name, len(fact.digest)) == ("disposed", "销毁证明.pdf", 64)


def test_a_statement_of_what_how_and_who_is_a_proof_too(place, plan):
    closure = to_offline(plan(collects=["姓名"]), place)
    with later(closure.offline_from):
        closure = step(closure, place.civil_officer, "reported", note="9号")
        said = {"what": "全部用户资料", "how": "覆写三遍", "who": "县数据局"}
        assert step(closure, place.civil_officer, "disposed", details=said).step == "disposed"


@pytest.mark.parametrize(("name", "data"), [("a.exe", b"x"), ("a.pdf", b"MZ\x90"), ("a.html", b"<p>"), ("a.pdf", b"")])
def test_what_is_no_paper_is_no_proof(place, plan, name, data):
    with pytest.raises(Refused) as refused:
        step(plan(), place.civil_officer, "announced", file=(name, data))
    assert refused.value.code in ("registry.proof_kind", "registry.file_unreadable")


def test_what_is_gone_already_says_which_steps_were_skipped_and_why(place, enter):
    asset = enter(place.civil, name="旧应用")
    actions.close_asset(asset, actor=place.reviewer, basis="摸底时已停用")
    closure = Closure.objects.get(asset=asset)
    assert (closure.gone, closure.reason) == (True, "摸底时已停用")
    assert closure.skipped == ["announced", "migrated", "reported", "disposed"]
    assert finding_on(closure).rule.id == "R13"


def test_of_what_is_gone_the_report_and_the_disposal_are_made_up_and_no_other_step(place, enter):
    asset = enter(place.civil, name="旧应用", collects=["姓名"])
    actions.close_asset(asset, actor=place.reviewer, basis="摸底时已停用")
    closure = Closure.objects.get(asset=asset)
    with pytest.raises(Refused) as refused:
        step(closure, place.reviewer, "announced")
    assert refused.value.values["next"].en == "Closure reported"
    closure = step(closure, place.reviewer, "reported", note="补报〔2026〕1号")
    with pytest.raises(Refused) as refused:
        step(closure, place.reviewer, "disposed", note="早就没了")
    assert refused.value.code == "registry.disposal_unproven"
    closure = step(closure, place.reviewer, "disposed", file=("证明.pdf", b"%PDF-1.7"))
    assert closure.skipped == ["announced", "migrated"]


def test_the_rule_finds_a_late_report_and_nothing_while_there_is_time(place, plan):
    closure = to_offline(plan(), place)
    with later(closure.offline_from):
        assert finding_on(closure) is None
    with later(closure.report_by + datetime.timedelta(days=1)):
        assert finding_on(closure).rule.id == "R13"
        step(closure, place.civil_officer, "reported", note="9号")
        closure = step(closure, place.civil_officer, "disposed", note="没有个人信息")
        assert finding_on(closure) is None


def test_the_short_way_is_closed_while_a_plan_is_under_way(place, plan):
    closure = plan()
    with pytest.raises(Refused) as refused:
        actions.close_asset(closure.asset, actor=place.reviewer, basis="省事")
    assert refused.value.code == "registry.closure_planned"
    assert Asset.objects.get(pk=closure.asset_id).alive


def test_a_closure_can_be_withdrawn_until_it_is_offline(place, plan):
    closure = step(plan(), place.civil_officer, "announced")
    actions.withdraw_closure(closure, actor=place.civil_officer, reason="群众仍在用")
    assert Announcement.objects.get().withdrawn_on == TODAY
    again = actions.plan_closure(closure.asset, actor=place.civil_officer, basis="4号", reason="再议", instead="政务网")
    offline = to_offline(again, place)
    with later(offline.offline_from), pytest.raises(Refused):
        actions.withdraw_closure(offline, actor=place.civil_officer, reason="晚了")


def test_one_plan_at_a_time_and_none_during_a_merge(place, plan, enter):
    closure = plan(functions=["查询"])
    with pytest.raises(Refused) as refused:
        actions.plan_closure(closure.asset, actor=place.civil_officer, basis="3号", reason="再来")
    assert refused.value.code == "registry.closure_twice"
    big, small = enter(place.civil, name="甲"), enter(place.civil, name="乙")
    rehearsed(big, [small], place.reviewer)
    with pytest.raises(Refused) as refused:
        actions.plan_closure(small, actor=place.civil_officer, basis="3号", reason="关")
    assert refused.value.code == "registry.closure_in_merge"


def test_only_the_sponsor_and_the_office_close_and_only_the_office_archives(place, plan):
    closure = plan()
    with pytest.raises(Denied):
        step(closure, place.health_officer, "announced")
    closure = to_offline(closure, place)
    with later(closure.offline_from):
        closure = step(closure, place.civil_officer, "reported", note="9号")
        closure = step(closure, place.civil_officer, "disposed", note="没有个人信息")
        with pytest.raises(Denied):
            step(closure, place.civil_officer, "archived")


def test_work_groups_and_internal_things_are_not_announced_to_the_public(place, plan):
    for number, (kind, facing) in enumerate((("app", "public"), ("group", "grassroots"), ("app", "internal"))):
        step(plan(kind, facing=facing, name=f"名{number}"), place.civil_officer, "announced")
    assert [each.asset.name for each in Announcement.objects.public()] == ["名0"]


def test_nothing_is_archived_past_its_closure_plan(place, plan):
    closure = to_offline(plan(), place)
    with later(closure.offline_from), pytest.raises(Refused) as refused:
        actions.archive_asset(closure.asset, actor=place.reviewer, basis="县发3号")
    assert refused.value.code == "registry.closure_planned"


def test_what_is_itself_about_to_end_stands_in_for_nothing(place, plan, enter):
    ending = plan().asset
    asset = enter(place.civil, name="另一个")
    with pytest.raises(Refused) as refused:
        actions.plan_closure(asset, actor=place.reviewer, basis="3号", reason="停用", successor=ending)
    assert refused.value.code == "registry.closure_successor"


def test_the_public_is_not_told_the_name_of_what_is_for_the_office_alone(place, enter):
    inside = enter(place.civil, name="内部台", facing="internal")
    asset = enter(place.civil, name="填报通", facing="public")
    closure = actions.plan_closure(asset, actor=place.reviewer, basis="3号", reason="停用", successor=inside)
    step(closure, place.reviewer, "announced")
    told = Announcement.objects.public().get()
    assert "内部台" not in f"{told.title}{told.words}"


def test_the_announcement_speaks_of_the_past_once_it_has_ended(place, plan):
    closure = to_offline(plan(), place)
    told = Announcement.objects.public().get()
    assert told.title.en == "“填报通” has ended its service"
    assert told.words.en == f"Run by {place.civil.name}. It ended on {closure.offline_from}. 请用政务网。"
    assert f"已于{closure.offline_from}停止服务" in told.words.zh


def test_the_page_of_an_entry_begins_with_what_waits_of_it(place, plan, client):
    closure = step(plan(), place.civil_officer, "announced")
    client.force_login(place.civil_officer)
    page = client.get(closure.asset.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    waits, life = page.index("Next step of its closure: users migrated"), page.index('id="life"')
    assert waits < life
    assert f"by {closure.offline_from}" in page[waits:life]
    page = client.get(closure.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert page.index("Next: users have moved") < page.index('id="steps"')
