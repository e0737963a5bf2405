"""The life of an entry: steps as dated facts, what is live against what is filed, rectifying by a day."""

import datetime

import pytest
from django.urls import reverse

from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry import actions
from qingzhuang.registry.history import timeline_of
from qingzhuang.registry.life import line_of, next_steps
from qingzhuang.registry.livelist import difference
from qingzhuang.registry.models import Asset, AssetEvent, ChangeFiling

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def days(count):
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture
def app(place, enter):
    return enter(place.civil, name="网格巡查", functions=["隐患上报", "派单处置"])


def again(asset):
    return Asset.objects.get(pk=asset.pk)


def test_what_ran_before_it_was_filed_goes_on_and_both_are_facts(place, app):
    actions.file_asset(app, actor=place.reviewer, number="备2026-01", cites=["MM-EXIST"])
    filed = again(app)
    assert (filed.status, filed.number, filed.filed_on) == ("running", "备2026-01", TODAY)
    assert filed.values["filing_number"] == "备2026-01"
    cites = {event.verb: event.cites for event in filed.events.all()}
    assert cites == {"found": ["NP-01"], "filed": ["MM-EXIST"], "started": ["MM-EXIST"]}
    assert any(c.ref == "MM-EXIST" for moment in timeline_of(filed) for c in moment.cites)


def test_a_step_taken_twice_is_one_fact(place, app):
    for _ in range(2):
        actions.file_asset(app, actor=place.reviewer, number="备2026-01", cites=["MM-07"])
        actions.begin_rectification(app, actor=place.reviewer, what="补投诉入口", due_on=days(20), cites=["MM-COMPL"])
    assert AssetEvent.objects.filter(asset=app, verb="filed").count() == 1
    assert AssetEvent.objects.filter(asset=app, verb="rectifying").count() == 1


@pytest.mark.parametrize(("cites", "basis", "code"), [
    ([], " ", "registry.reason_needed"),
    (["XX-99"], "", "registry.provision_unknown"),
])  # fmt: skip
def test_every_step_says_what_requires_it(place, app, cites, basis, code):
    with pytest.raises(Refused) as refused:
        actions.file_asset(app, actor=place.reviewer, number="备1", cites=cites, basis=basis)
    assert refused.value.code == code
    assert again(app).number is None


def test_only_the_office_files_and_only_a_closed_thing_is_archived(place, app):
    with pytest.raises(Denied):
        actions.file_asset(app, actor=place.civil_officer, number="备1", basis="x")
    with pytest.raises(Refused) as refused:
        actions.archive_asset(app, actor=place.reviewer, basis="x")
    assert refused.value.code == "registry.step_not_allowed"
    actions.close_asset(app, actor=place.civil_officer, cites=["MM-CLOSE"])
    assert actions.archive_asset(app, actor=place.reviewer, basis="档案〔2026〕1号").status == "archived"


def test_rectifying_has_a_day_and_waits_for_the_sponsor(place, app):
    with pytest.raises(Refused) as refused:
        actions.begin_rectification(app, actor=place.reviewer, what="补", due_on=TODAY, basis="x")
    assert refused.value.code == "registry.due_past"
    actions.begin_rectification(app, actor=place.reviewer, what="补投诉入口", due_on=days(9), cites=["MM-COMPL"])
    waiting = [todo for todo in todos_for(place.civil_officer) if "补投诉入口" in todo.lead.zh]
    assert [todo.due for todo in waiting] == [days(9)]
    done = actions.finish_rectification(app, actor=place.civil_officer, result="首页已加入口")
    assert done.status == "running"
    assert done.events.get(verb="rectified").cites == ["MM-COMPL"]
    assert not [todo for todo in todos_for(place.civil_officer) if "补投诉入口" in todo.lead.zh]


def test_the_line_tells_where_it_stands_and_who_takes_the_next_step(place, app):
    here = [point.label.en for point in line_of(app) if point.here]
    assert here == ["Running"]
    assert [point.on for point in line_of(app)][:3] == [None, None, None]
    may = {each.step.code: each.may for each in next_steps(app, place.civil_officer)}
    assert may == {"close": True, "file": False, "rectify": False}
    actions.begin_rectification(app, actor=place.reviewer, what="补", due_on=days(5), basis="x")
    assert [point.label.en for point in line_of(again(app))][3:5] == ["Running", "Being rectified"]


def test_spelling_is_no_difference():
    assert difference(["隐患上报", "GPS 定位"], ["隐患上报 ", "ＧＰＳ定位", "排名"]) == (["排名"], [])


def test_a_new_function_opens_the_duty_to_file_and_a_forced_one_is_found(place, app):
    actions.report_live(app, actor=place.civil_officer, functions=["隐患上报", "每日打卡签到"])
    filing = ChangeFiling.objects.get(asset=app)
    assert (filing.added, filing.removed, filing.state) == (["每日打卡签到"], ["派单处置"], "open")
    assert {"R12", "R08"} <= {finding["rule"] for finding in filing.findings}
    assert filing.blocking == ["R08"]
    assert any("变更备案" in todo.lead.zh for todo in todos_for(place.civil_officer))

    actions.submit_change(filing, actor=place.civil_officer, reason="督促巡查")
    with pytest.raises(Refused) as refused:
        actions.accept_change(filing, actor=place.reviewer)
    assert refused.value.code == "registry.change_blocked"
    actions.return_change(filing, actor=place.reviewer, answer="删去打卡")
    actions.report_live(app, actor=place.civil_officer, functions="派单处置\n隐患上报")
    assert ChangeFiling.objects.get(asset=app).state == "settled"
    assert again(app).functions == ["隐患上报", "派单处置"]


def test_an_accepted_change_becomes_the_filed_list_with_before_and_after(place, app):
    actions.report_live(app, actor=place.reviewer, functions=["隐患上报", "派单处置", "地图查看"])
    filing = ChangeFiling.objects.get(asset=app)
    with pytest.raises(Denied):
        actions.accept_change(filing, actor=place.civil_officer)
    actions.submit_change(filing, actor=place.civil_officer, reason="群众需要", cites=["MM-CHANGE"])
    for _ in range(2):
        actions.accept_change(filing, actor=place.reviewer)
    assert again(app).functions == ["隐患上报", "派单处置", "地图查看"]
    assert AssetEvent.objects.filter(asset=app, verb="changed").count() == 1
    changes = [row for moment in timeline_of(again(app)) for row in moment.changes]
    assert changes[0][2].endswith("地图查看")


def test_taking_functions_away_needs_no_review(place, app):
    actions.report_live(app, actor=place.civil_officer, functions=["隐患上报"])
    actions.submit_change(ChangeFiling.objects.get(), actor=place.civil_officer, reason="合并流程")
    assert again(app).functions == ["隐患上报"]
    assert again(app).events.get(verb="changed").cites == ["MM-CHANGE"]


def test_an_exception_on_file_covers_the_new_function(place, enter):
    asset = enter(
        place.civil, name="防汛值守", functions=["水情"], exception_scene="emergency", exception_basis="预案第12条",
        exception_scope="沿江6镇", exception_ends_on=days(60).isoformat(),
    )  # fmt: skip
    actions.report_live(asset, actor=place.civil_officer, functions=["水情", "巡堤打卡签到"])
    assert ChangeFiling.objects.get().blocking == []


def test_the_same_report_twice_is_one_and_old_news_opens_nothing(place, app):
    for _ in range(2):
        actions.report_live(app, actor=place.civil_officer, functions=["隐患上报", "派单处置"])
    assert app.live_reports.count() == 1
    actions.report_live(app, actor=place.civil_officer, functions=["旧功能"], on=days(-10))
    assert not ChangeFiling.objects.exists()
    with pytest.raises(Refused):
        actions.report_live(app, actor=place.civil_officer, functions=["x"], on=days(1))


def test_the_pages_and_what_they_refuse(place, app, client):
    client.force_login(place.reviewer)
    step = reverse("registry:life-step", args=[app.pk, "rectify"])
    assert client.post(step, {"what": "", "due_on": days(9), "basis": "x"}).status_code == 400
    assert client.post(step, {"what": "补入口", "due_on": days(9), "cites": ["MM-COMPL", ""]}).status_code == 302
    page = client.get(app.get_absolute_url()).content.decode()
    assert "补入口" in page
    assert "MM-COMPL" in page
    live = reverse("registry:live", args=[app.pk])
    assert client.post(live, {"functions": ""}).status_code == 400
    assert client.post(live, {"functions": "隐患上报\n积分排名"})["Location"].endswith("/change-filing/")
    assert "R08" in client.get(reverse("registry:change-filing", args=[app.pk])).content.decode()
    client.force_login(place.civil_officer)
    change = reverse("registry:change-filing", args=[app.pk])
    assert client.post(change, {"step": "accept"}).status_code == 404
    assert client.post(change, {"step": "submit", "reason": "需要"}).status_code == 302
    client.force_login(place.stranger)
    assert client.get(change).status_code == 404


def test_the_api_takes_a_step_and_a_live_list(place, app, client):
    client.force_login(place.reviewer)
    address = f"/api/v1/assets/{app.pk}"
    told = client.put(f"{address}/live", {"functions": ["隐患上报", "派单处置", "排名通报"]}, "application/json")
    assert told.json()["added"] == ["排名通报"]
    body = {"cites": ["MM-EXIST"], "answers": {"number": "备7"}}
    filed = client.post(f"{address}/life/file", body, "application/json").json()
    assert [point["state"]["en"] for point in filed["line"] if point["here"]] == ["Running"]
    assert client.get(f"{address}/life").json()["change"]["state"] == "open"
    assert client.post(f"{address}/life/fly", body, "application/json").status_code == 404
    assert JournalEntry.objects.filter(verb="registry.life.file").count() == 1
