"""Patrols: what a list shows otherwise than the register, decided once, compared with the patrol before."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.gate.reports import examine
from qingzhuang.registry import actions
from qingzhuang.registry.actions import patrols as patrolling
from qingzhuang.registry.models import Asset, AssetLink, Patrol, PatrolFinding, Sighting

HEADERS = ["账号名称", "主办单位", "平台", "网址"]
CIVIL, HEALTH = "云岭县民政局", "云岭县卫健局"


def listing(*rows, headers=HEADERS):
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode()


@pytest.fixture
def account(enter, place):
    def make(name, unit=None, **values):
        return enter(unit or place.civil, "account", **{"name": name, "platform": "wechat", **values})

    return make


@pytest.fixture
def patrol(place):
    def make(*rows, source="微信公众平台", complete="", headers=HEADERS):
        found = actions.upload_patrol(
            place.office, actor=place.reviewer, source=source, name="list.csv", data=listing(*rows, headers=headers)
        )
        actions.start_patrol(found, actor=place.reviewer, kind="account", complete=complete)
        work(once=True)
        found.refresh_from_db()
        assert found.step == "done", Job.objects.first().error
        return found

    return make


def sorts(found):
    return {(each.sort, each.name) for each in found.findings.filter(state="open")}


def test_each_sort_of_difference_is_found(place, account, patrol):
    account("云岭民政")
    account("云岭县民政救助服务")
    moved = account("云岭健康", place.health)
    gone, closed = account("民政老账号"), account("民政旧号")
    elsewhere = account("低保在线")
    AssetLink.objects.create(asset=elsewhere, first=elsewhere, address="https://old.example/db")
    actions.close_asset(closed, actor=place.civil_officer, basis="整合")
    found = patrol(
        ["云岭民政", CIVIL, "微信公众号", ""],
        ["云岭县民政救助服务平台", CIVIL, "微信公众号", ""],
        ["云岭健康", CIVIL, "微信公众号", ""],
        ["民政旧号", CIVIL, "微信公众号", ""],
        ["低保在线", CIVIL, "微信公众号", "https://new.example/db/"],
        ["谁也不知道的号", "某单位", "微信公众号", ""],
        complete="account",
    )
    assert sorts(found) == {
        ("renamed", "云岭县民政救助服务平台"),
        ("moved", "云岭健康"),
        ("moved", "低保在线"),
        ("revived", "民政旧号"),
        ("unregistered", "谁也不知道的号"),
        ("gone", "民政老账号"),
    }
    assert found.matched == 5
    assert PatrolFinding.objects.get(asset=gone).sort == "gone"
    (change,) = PatrolFinding.objects.get(asset=moved).changes
    assert (change["field"], change["before"], change["after"]) == ("sponsor", HEALTH, CIVIL)


def test_what_was_decided_is_never_asked_again(place, account, patrol):
    account("云岭民政")
    first = patrol(["甲号", "", "微信公众号", ""], ["云岭民政", CIVIL, "微信公众号", ""])
    finding = first.findings.get()
    with pytest.raises(Refused):
        actions.decide_finding(finding, actor=place.reviewer, decision="dismiss")
    actions.decide_finding(finding, actor=place.reviewer, decision="dismiss", reason="个人账号，不属本辖区")
    second = patrol(
        ["甲号", "", "微信公众号", ""], ["云岭民政", CIVIL, "微信公众号", ""], ["乙号", "", "微信公众号", ""]
    )
    assert sorts(second) == {("unregistered", "乙号")}
    with pytest.raises(Refused):
        actions.decide_finding(finding, actor=place.reviewer, decision="register")


def test_the_next_patrol_of_a_source_says_what_is_new_what_stands_and_what_is_gone(place, account, patrol, client):
    account("云岭民政")
    patrol(["甲号", "", "微信公众号", ""], ["乙号", "", "微信公众号", ""], ["云岭民政", CIVIL, "微信公众号", ""])
    patrol(["丙号", "", "抖音", ""], source="抖音")
    second = patrol(["乙号", "", "微信公众号", ""], ["丁号", "", "微信公众号", ""])
    assert sorts(second) == {("unregistered", "乙号"), ("unregistered", "丁号"), ("gone", "云岭民政")}
    assert PatrolFinding.objects.get(name="甲号").state == "settled"
    client.force_login(place.reviewer)
    page = client.get(second.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "2 new, 1 as before, 1 seen no more" in page
    third = patrol(["甲号", "", "微信公众号", ""])
    assert ("unregistered", "甲号") in sorts(third)


def test_decisions_do_what_they_say(place, account, patrol):
    renamed, gone = account("云岭县民政救助服务"), account("民政老账号")
    found = patrol(
        ["云岭县民政救助服务平台", CIVIL, "微信公众号", ""], ["新号", CIVIL, "微信公众号", ""], complete="account"
    )
    by_sort = {each.sort: each for each in found.findings.all()}
    actions.decide_finding(by_sort["renamed"], actor=place.reviewer, decision="change")
    renamed.refresh_from_db()
    assert renamed.name == "云岭县民政救助服务平台"
    made = actions.decide_finding(by_sort["unregistered"], actor=place.reviewer, decision="register").asset
    assert (made.name, made.sponsor, made.source, made.status) == ("新号", place.civil, "patrol", "running")
    actions.decide_finding(by_sort["gone"], actor=place.reviewer, decision="ask")
    assert any(todo.title == "民政老账号" for todo in todos_for(place.civil_officer))
    by_sort["gone"].refresh_from_db()
    with pytest.raises(Denied):
        actions.decide_finding(by_sort["gone"], actor=place.health_officer, decision="close", reason="已注销")
    actions.decide_finding(by_sort["gone"], actor=place.civil_officer, decision="close", reason="已注销")
    gone.refresh_from_db()
    assert gone.status == "closed"
    again = patrol(
        ["云岭县民政救助服务平台", CIVIL, "微信公众号", ""], ["新号", CIVIL, "微信公众号", "x"], complete="account"
    )
    assert sorts(again) == set()


def test_the_same_file_twice_is_one_patrol(place, patrol):
    first, again = patrol(["甲号", "", "", ""]), None
    again = actions.upload_patrol(
        place.office, actor=place.reviewer, source="微信公众平台", name="x.csv", data=listing(["甲号", "", "", ""])
    )
    assert again.pk == first.pk


def test_an_interrupted_comparison_goes_on_and_ends_the_same(place, account, monkeypatch):
    monkeypatch.setattr(patrolling, "CHUNK", 3)
    for number in range(4):
        account(f"{number}号")
    rows = [[f"{number}号", CIVIL, "微信公众号", ""] for number in range(10)]
    found = actions.upload_patrol(place.office, actor=place.reviewer, source="微信", name="l.csv", data=listing(*rows))
    found = actions.start_patrol(found, actor=place.reviewer, kind="account")
    ledger = patrolling.read_ledger(listing(*rows), "l.csv")
    known = patrolling.Known.of(place.office)
    found = patrolling.read_rows(found, actor=place.reviewer, ledger=ledger, known=known)
    assert (found.reached, Sighting.objects.count()) == (3, 3)
    work(once=True)
    found.refresh_from_db()
    assert (found.step, found.matched, Sighting.objects.count()) == ("done", 4, 10), Job.objects.first().error
    assert PatrolFinding.objects.filter(sort="unregistered").count() == 6


def test_two_of_one_name_are_told_apart_by_sponsor_or_left_alone(place, account, patrol):
    account("政务公开")
    other = account("政务公开", place.health)
    found = patrol(["政务公开", HEALTH, "微信公众号", ""], ["政务公开", "", "", ""])
    assert list(found.sightings.values_list("asset", flat=True)) == [other.pk, None]


def test_the_desk_in_the_browser(client, place, account, patrol):
    client.force_login(place.reviewer)
    upload = {
        "source": "应用商店",
        "file": SimpleUploadedFile("list.csv", listing(["甲号", CIVIL, "微信公众号", "http://a.example"])),
    }
    page = client.post("/register/patrols/", upload, follow=True)
    found = Patrol.objects.get()
    assert page.redirect_chain[-1][0] == found.get_absolute_url()
    columns = {f"c{number}": code for number, code in enumerate(("name", "sponsor", "platform", "url"))}
    client.post(found.get_absolute_url(), {**columns, "kind": "account"})
    work(once=True)
    shown = client.get(found.get_absolute_url()).content.decode()
    assert "甲号" in shown
    assert f"{CIVIL} · 微信公众号" in shown
    begun = client.get("/register/patrols/").content.decode()
    assert begun.index("<summary>", begun.index("</h1>")) < begun.index("比对新的清单") < begun.index('name="source"')
    finding = PatrolFinding.objects.get()
    assert finding.told["url"] == "http://a.example"
    client.post(f"/register/patrols/findings/{finding.pk}/decide/", {"decision": "register"})
    assert Asset.objects.get().name == "甲号"
    client.force_login(place.stranger)
    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.get(f"/register/patrols/findings/{finding.pk}/").status_code == 404
    client.force_login(place.civil_officer)
    assert client.get("/register/patrols/").status_code == 404


def test_the_page_costs_the_same_at_any_length(client, place, patrol):
    client.force_login(place.reviewer)

    def cost(count):
        found = patrol(
            *[[f"{count}-{number}号", CIVIL, "微信公众号", ""] for number in range(count)], source=f"s{count}"
        )
        with CaptureQueriesContext(connection) as caught:
            assert client.get(found.get_absolute_url()).status_code == 200
        return len(caught)

    assert cost(3) == cost(30)


def test_the_gate_says_what_a_patrol_saw_long_ago_and_nobody_registered(place, patrol):
    def verdict():
        draft = draft_proposal(place.civil, actor=place.civil_officer, kind="account", raw={"name": "甲号"})
        found = [each["status"] for each in examine(draft).as_json()["findings"] if each["rule"] == "R23"]
        return found[0] if found else "clear"

    assert verdict() == "not_examined"
    patrol(["甲号", "", "微信公众号", ""])
    assert verdict() == "clear"
    Patrol.objects.update(done_at=timezone.now() - datetime.timedelta(days=40))
    assert verdict() == "open"
