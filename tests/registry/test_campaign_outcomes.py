"""What a campaign is worth: what moved is not saved, and what grows back is found."""

import pytest

from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry import actions
from qingzhuang.registry.campaigns.figures import after
from qingzhuang.registry.jobs.campaigns import look_due
from qingzhuang.registry.models import (
    CampaignRow,
    LookBack,
    Rebound,
    UsageMonth,
)

from .campaigning import DAY, Uncancelled, figure, old, today

pytestmark = pytest.mark.django_db


def test_functions_that_live_on_are_moved_not_saved(place, enter, start):
    hours = {"people": 10, "uses_per_year": 12}
    gone = old(enter, place.civil, functions=["上报", "查询"], **hours)
    enter(place.health, name="健康", functions=["查询"], **hours)
    campaign = start("expired")
    actions.close_asset(gone, actor=place.civil_officer, on=today(), basis="关停")
    found = {each.code: each for each in after(campaign)}
    before = gone_hours = CampaignRow.objects.get(asset=gone).hours
    assert before
    assert (found["moved"].value, found["gone"].value, found["assets"].value) == (1, 1, 1)
    assert found["hours_moved"].value == pytest.approx(gone_hours / 2, abs=0.1)
    assert found["hours_saved"].value == pytest.approx(gone_hours / 2, abs=0.1)


def test_merging_groups_without_fewer_messages_saves_none(place, enter, start):
    said = {"owner_name": "王", "ends_on": "2099-01-01", "last_message": today().isoformat()}
    one = enter(place.civil, "group", name="一群", messages_per_day=10, functions=["通知"], **said)
    two = enter(place.civil, "group", name="二群", messages_per_day=10, functions=["通知"], **said)
    campaign = start("unfiled", kinds=["group"])
    assert figure(campaign, "before", "messages") == 140
    actions.dissolve_group(one, actor=place.civil_officer, signs=[], reason="并入二群")
    first = (today() - 28 * DAY).replace(day=1)
    for n in range(2):
        month = (first + n * 31 * DAY).replace(day=1)
        days = {str(d): [20, None, None] for d in range(1, 29)} | {"3e": [5, 1, None]}
        UsageMonth.objects.create(asset=two, month=month, days=days)
    found = {each.code: each.value for each in after(campaign)}
    assert found["assets"] == 1
    assert found["messages"] == pytest.approx(140, abs=1)
    assert found["moved"] == 1
    assert found["messages_moved"] == pytest.approx(70, abs=1)
    assert found["messages_saved"] == pytest.approx(0, abs=1)


def test_messages_of_an_ended_group_are_saved_only_where_no_other_group_took_them_on(place, enter, start):
    said = {"owner_name": "王", "ends_on": "2099-01-01", "last_message": today().isoformat(), "functions": ["通知"]}
    groups = [
        enter(unit, "group", name=f"群{n}", messages_per_day=10, **said)
        for n, unit in enumerate((place.civil, place.health, place.civil))
    ]
    enter(place.town, "group", name="不明群", **said)
    campaign = start("unfiled", kinds=["group"])
    for group, officer in ((groups[0], place.civil_officer), (groups[1], place.reviewer)):
        actions.dissolve_group(group, actor=officer, signs=[], reason="任务结束")
    enter(place.civil, "group", name="新群", messages_per_day=4, **said)
    found = {each.code: each for each in after(campaign)}
    assert {code: found[code].value for code in ("messages_moved", "messages_saved", "messages_new")} == {
        "messages_moved": 28,
        "messages_saved": 112,
        "messages_new": 28,
    }
    assert (found["messages"].known, found["messages"].total) == (1, 2)


def test_new_entries_are_counted_against_the_campaign(place, enter, start):
    old(enter, place.civil)
    campaign = start("expired")
    enter(place.civil, name="又一个", functions=["上报"], people=10, uses_per_year=12)
    found = {each.code: each.value for each in after(campaign)}
    assert found["new"] == 1
    assert found["hours_new"] > 0


def test_what_is_closed_and_still_used_is_found(place, enter, start, looked):
    asset = old(enter, place.civil, events=(("found", today() - 90 * DAY, ""),))
    campaign = start("expired", started_on=today() - 60 * DAY)
    campaign.rows.update(decision="close", by_on=today() - 20 * DAY)
    actions.close_asset(asset, actor=place.civil_officer, on=today() - 20 * DAY, basis="关停")
    month = today().replace(day=1)
    told = {str(today().day): [7, None, None], f"{today().day}e": [3, 2, None]}
    UsageMonth.objects.create(asset=asset, month=month, uses=7, days=told)
    found = looked(campaign)
    assert set(found) == {"in_use"}
    assert "7" in found["in_use"].evidence["zh"]
    assert LookBack.objects.get(days=30).done_on == today()
    assert figure(campaign, "30", "assets") == 0
    look_due(Uncancelled())
    assert Rebound.objects.count() == 1


def test_the_same_functions_under_a_new_name_are_found(place, enter, start, looked):
    asset = old(enter, place.civil, functions=["上报", "查询", "派单"])
    campaign = start("expired")
    campaign.rows.update(decision="close", by_on=today())
    actions.close_asset(asset, actor=place.civil_officer, on=today(), basis="关停")
    fresh = enter(place.civil, name="新助手", functions=["上报", "查询", "统计"])
    enter(place.civil, name="别的事", functions=["食堂点餐"])
    found = looked(campaign)
    assert set(found) == {"renamed"}
    assert found["renamed"].asset == fresh
    assert "“旧应用”" in found["renamed"].evidence["zh"]


def test_what_stood_when_the_campaign_began_is_no_rebound_though_entered_that_day(place, enter, start, looked):
    asset = old(enter, place.civil, functions=["上报", "查询"])
    enter(place.civil, name="同日登记", functions=["上报", "查询"])
    campaign = start("expired")
    campaign.rows.filter(asset=asset).update(decision="close", by_on=today())
    actions.close_asset(asset, actor=place.civil_officer, on=today(), basis="关停")
    assert looked(campaign) == {}


def test_said_to_be_rectified_and_not(place, enter, start, looked):
    old(enter, place.civil)
    campaign = start("expired")
    campaign.rows.update(decision="rectify", by_on=today() - DAY)
    assert set(looked(campaign)) == {"unmended"}


def test_decided_and_not_done(place, enter, start, looked):
    old(enter, place.civil)
    campaign = start("expired")
    campaign.rows.update(decision="close", by_on=today() - DAY)
    assert set(looked(campaign)) == {"undone"}


def test_groups_that_grow_again_are_found(place, enter, start, looked):
    groups = [enter(place.civil, "group", name=f"群{n}", functions=[f"事{n}"]) for n in range(2)]
    campaign = start("ownerless", kinds=["group"])
    campaign.rows.filter(asset=groups[0]).update(decision="close", by_on=today())
    actions.dissolve_group(groups[0], actor=place.civil_officer, signs=[], reason="任务结束")
    found = looked(campaign, lambda: enter(place.civil, "group", name="新群", functions=["另一件事"]))
    assert set(found) == {"regrown"}
    rebound = found["regrown"]
    with pytest.raises(Refused):
        actions.settle_rebound(rebound, actor=place.reviewer, because=" ")
    actions.settle_rebound(rebound, actor=place.reviewer, because="已约谈")
    assert not any("反弹" in todo.lead.zh for todo in todos_for(place.reviewer))


def test_nothing_is_found_where_nothing_grew(place, enter, start, looked):
    asset = old(enter, place.civil, functions=["上报"])
    campaign = start("expired")
    campaign.rows.update(decision="close", by_on=today())
    actions.close_asset(asset, actor=place.civil_officer, on=today(), basis="关停")
    assert looked(campaign) == {}
