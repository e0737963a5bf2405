"""Campaigns: frozen before, decided once by sponsors, measured by work and not by objects, looked back at."""

import datetime
import io

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry import actions
from qingzhuang.registry.campaigns.contents import told_of
from qingzhuang.registry.campaigns.reports import REPORTS
from qingzhuang.registry.criteria import criteria
from qingzhuang.registry.models import (
    Asset,
    Campaign,
    CampaignRow,
    Closure,
    Merge,
    SimilarPair,
)

from .campaigning import DAY, figure, old, refused, today

pytestmark = pytest.mark.django_db


def test_each_unit_gets_what_meets_a_criterion_and_all_else_counts_in_the_figures(place, enter, start):
    old(enter, place.civil, functions=["上报", "查询"])
    enter(place.health, name="健康", functions=["预约"])
    enter(place.other_office, name="邻县", functions=["预约"], ends_on="2025-01-01")
    campaign = start("expired")
    (sheet,) = campaign.sheets.all()
    assert sheet.unit == place.civil
    assert {row.name: bool(row.sheet) for row in campaign.rows.all()} == {"旧应用": True, "健康": False}
    row = sheet.rows.get()
    assert row.suggested == "close"
    assert "结束" in row.reasons["expired"]["zh"]
    assert figure(campaign, "before", "functions") == 3


def test_what_is_frozen_does_not_change_with_the_entry(place, enter, start):
    asset = old(enter, place.civil, functions=["上报"])
    campaign = start("expired")
    actions.change_asset(asset, actor=place.civil_officer, values={"name": "新名", "functions": "甲\n乙"})
    row = campaign.rows.get()
    assert (row.name, row.functions) == ("旧应用", ["上报"])


@pytest.mark.parametrize(
    ("code", "values", "met"),
    [
        ("expired", {"ends_on": "2020-01-01"}, True),
        ("expired", {"ends_on": "2099-01-01"}, False),
        ("forced", {"functions": ["每日签到打卡积分排名"]}, True),
        ("forced", {"functions": ["办件查询"]}, False),
        ("unfiled", {}, True),
        ("unfiled", {"filing_number": "备1"}, False),
        ("untested", {"mlps_level": "2"}, True),
        ("untested", {"mlps_level": "2", "security_test_date": "2020-01-01"}, True),
    ],
)
def test_criteria_of_entries(place, enter, code, values, met):
    asset = enter(place.civil, name="应用", **values)
    assert bool(criteria.get(code).met([asset])) is met


def test_a_test_of_last_month_is_new_enough(place, enter):
    tested = (today() - 30 * DAY).isoformat()
    asset = enter(place.civil, name="应用", mlps_level="2", security_test_date=tested)
    assert not criteria.get("untested").met([asset])


def test_ownerless_and_group_signs(place, enter):
    nobody = enter(place.office, name="无主", sponsor_name="不知名单位")
    group = enter(place.civil, "group", name="群", owner_name="王", last_message="2020-01-01", ends_on="2099-01-01")
    assert set(criteria.get("ownerless").met([nobody, group])) == {nobody.pk}
    assert set(criteria.get("group_idle").met([nobody, group])) == {group.pk}


def test_a_duplicate_is_suggested_to_go_into_the_earlier_one(place, enter, start):
    first, second = (enter(place.civil, name=name, functions=["上报"]) for name in ("先", "后"))
    SimilarPair.objects.create(first=first, second=second, reach=place.civil, score=0.95)
    campaign = start("duplicate")
    row = campaign.rows.exclude(sheet=None).get()
    assert (row.asset, row.suggested, row.suggested_into) == (second, "merge", first)
    assert "先" in row.reasons["duplicate"]["zh"]


def test_every_criterion_cites_a_provision_and_costs_the_same_at_two_sizes(place, enter):
    for n in range(2):
        old(enter, place.civil, name=f"应用{n}")
    for each in criteria:
        assert each.provisions
    few, many = list(Asset.objects.all()), None
    for n in range(10):
        old(enter, place.civil, name=f"别的{n}")
    many = list(Asset.objects.select_related("sponsor"))
    for each in criteria:
        counts = []
        for assets in (few, many):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                each.met(assets)
            counts.append(len(seen))
        assert counts[0] == counts[1], each.code


def test_freezing_goes_on_where_it_was_interrupted(place, enter, monkeypatch):
    monkeypatch.setattr("qingzhuang.registry.actions.campaigns.CHUNK", 2)
    for n in range(5):
        old(enter, place.civil, name=f"应用{n}")
    campaign = actions.start_campaign(
        place.office, actor=place.reviewer, name="行动", basis="文", due_on=today() + DAY, codes=["expired"]
    )
    from qingzhuang.core.actions import System
    from qingzhuang.registry.actions.campaigns import freeze

    freeze(campaign, actor=System)
    assert campaign.rows.count() == 2
    work(once=True)
    campaign.refresh_from_db()
    assert (campaign.step, campaign.rows.count()) == ("running", 5)
    freeze(campaign, actor=System)
    assert campaign.rows.count() == 5


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "registry.campaign_unnamed"),
        ({"basis": ""}, "registry.reason_needed"),
        ({"codes": ["no-such"]}, "registry.campaign_aimless"),
        ({"due_on": datetime.date(2020, 1, 1)}, "registry.due_past"),
    ],
)
def test_a_campaign_that_cannot_begin_says_why(place, said, code):
    good = {"name": "行动", "basis": "文", "due_on": today() + DAY, "codes": ["expired"]}
    with refused(code):
        actions.start_campaign(place.office, actor=place.reviewer, **{**good, **said})


def test_only_the_office_of_the_area_begins_one(place):
    for actor in (place.stranger, place.civil_officer):
        with pytest.raises(Denied):
            actions.start_campaign(
                place.office, actor=actor, name="行动", basis="文", due_on=today() + DAY, codes=["expired"]
            )
    with pytest.raises(Refused):
        actions.start_campaign(
            place.office,
            actor=place.reviewer,
            name="行动",
            basis="文",
            due_on=today() + DAY,
            codes=["expired"],
            area=place.other,
        )


def test_decisions_become_what_follows(place, enter, start, decide):
    for name in ("甲", "乙", "丙", "丁"):
        old(enter, place.civil, name=name, functions=[f"{name}功能"])
    other = enter(place.civil, name="统一平台", functions=["统一"])
    sheet = start("expired").sheets.get()
    decide(
        sheet,
        甲={"decision": "rectify", "because": "删去签到"},
        乙={"decision": "merge", "into": str(other.pk)},
        丙={"decision": "close"},
    )
    assert Asset.objects.get(name="甲").rectifications.get().what == "删去签到"
    assert Asset.objects.get(name="甲").status == "rectifying"
    assert Merge.objects.get().survivor == other
    assert Closure.objects.get().asset.name == "丙"
    assert "治理办〔2026〕1号" in Closure.objects.get().basis
    assert Asset.objects.get(name="丁").status == "running"
    assert JournalEntry.objects.filter(verb="registry.campaign.submit").exists()


def test_a_merge_into_what_others_answer_for_waits_for_the_office(place, enter, start, decide):
    old(enter, place.civil)
    target = enter(place.health, name="健康平台", facing="grassroots")
    decide(start("expired").sheets.get(), 旧应用={"decision": "merge", "into": str(target.pk)})
    assert not Merge.objects.exists()
    titles = [(str(todo.title), todo.url) for todo in todos_for(place.reviewer)]
    assert any(title == "旧应用" and f"asset={target.pk}" in url for title, url in titles)


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "keep", "because": ""},
        {"decision": "rectify", "because": ""},
        {"decision": "close", "by_on": ""},
        {"decision": "close", "by_on": "2020-01-01"},
        {"decision": "merge"},
    ],
)
def test_half_a_decision_is_kept_but_not_taken(place, enter, start, decide, said):
    old(enter, place.civil)
    sheet = start("expired").sheets.get()
    with refused("registry.decision_incomplete"):
        decide(sheet, 旧应用=said)
    sheet.refresh_from_db()
    assert sheet.submitted_at is None
    assert sheet.rows.get().decision == said["decision"]


def test_a_list_is_handed_in_whole_and_once(place, enter, start, decide):
    old(enter, place.civil, name="甲")
    old(enter, place.civil, name="乙")
    sheet = start("expired").sheets.get()
    first = sheet.rows.first()
    actions.save_decisions(sheet, actor=place.civil_officer, given={first.pk: {"decision": "keep", "because": "要"}})
    with refused("registry.rows_undecided"):
        actions.submit_sheet(sheet, actor=place.civil_officer)
    decide(sheet)
    with refused("registry.sheet_submitted"):
        actions.save_decisions(sheet, actor=place.civil_officer, given={})


def test_others_decide_nothing_and_rows_of_other_lists_are_not_touched(place, enter, start):
    old(enter, place.civil, name="甲")
    old(enter, place.health, name="乙")
    campaign = start("expired")
    civil, health = (campaign.sheets.get(unit=unit) for unit in (place.civil, place.health))
    for actor in (place.health_officer, place.stranger, place.reviewer):
        with pytest.raises(Denied):
            actions.save_decisions(civil, actor=actor, given={})
    theirs = health.rows.get().pk
    actions.save_decisions(civil, actor=place.civil_officer, given={theirs: {"decision": "close"}})
    assert CampaignRow.objects.get(pk=theirs).decision == ""


def test_what_waits_for_whom(place, enter, start, decide):
    old(enter, place.civil)
    campaign = start("expired")
    assert "清理行动" in [str(todo.title) for todo in todos_for(place.civil_officer)]
    assert "清理行动" not in [str(todo.title) for todo in todos_for(place.health_officer)]
    Campaign.objects.update(due_on=today() - DAY)
    assert any("逾期" in todo.lead.zh for todo in todos_for(place.reviewer))
    decide(campaign.sheets.get(), 旧应用={"decision": "close"})
    assert not any("逾期" in todo.lead.zh for todo in todos_for(place.reviewer))
    assert any("尚未办完" in todo.lead.zh for todo in todos_for(place.civil_officer))


def test_the_report_adds_up_to_its_rows(place, enter, start):
    gone = old(enter, place.civil, functions=["上报", "查询"], people=10, uses_per_year=12)
    enter(place.health, name="健康", functions=["查询"])
    campaign = start("expired")
    actions.close_asset(gone, actor=place.civil_officer, on=today(), basis="关停")
    book = openpyxl.load_workbook(io.BytesIO(REPORTS["xlsx"](told_of(campaign), "zh-hans").read()))
    assert book.sheetnames == ["汇总", "逐条", "功能去向", "新增", "按单位", "回头看"]
    summary = {row[0].value: [cell.value for cell in row] for row in book["汇总"].iter_rows()}
    assert summary["取消的功能"][2] == "=SUM('逐条'!R2:R3)"
    assert summary["占用时间 (小时/年)"][2] == "不明"
    assert next(row[2].number_format for row in book["汇总"].iter_rows() if row[0].value == "取消的功能") == "#,##0"
    rows = [[cell.value for cell in row] for row in book["逐条"].iter_rows(min_row=2)]
    assert sum(row[17] for row in rows) == 1
    assert {row[2].value: row[3].value for row in book["功能去向"].iter_rows(min_row=2)} == {
        "上报": "取消",
        "查询": "转移",
    }
    document = docx.Document(io.BytesIO(REPORTS["docx"](told_of(campaign), "en").read()))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "治理办〔2026〕1号" in text
    assert any("Functions moved" in cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_pages_show_each_their_own(client, place, enter, start):
    old(enter, place.civil, name="甲应用")
    old(enter, place.health, name="乙应用")
    campaign = start("expired")
    mine = campaign.sheets.get(unit=place.civil)
    theirs = campaign.sheets.get(unit=place.health)
    client.force_login(place.civil_officer)
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert "云岭县民政局" in page
    assert "云岭县卫健局" not in page
    assert "report.xlsx" not in page
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert client.get(f"/register/campaigns/{campaign.pk}/report.xlsx").status_code == 404
    shown = client.get(mine.get_absolute_url()).content.decode()
    assert "甲应用" in shown
    row = mine.rows.get()
    url = f"{mine.get_absolute_url()}save/"
    assert client.post(url, {f"decision-{row.pk}": "keep"}).status_code == 204
    row.refresh_from_db()
    assert row.decision == "keep"
    refused = client.post(mine.get_absolute_url(), {f"decision-{row.pk}": "keep", "submit": "1"})
    assert refused.status_code == 400
    done = client.post(
        mine.get_absolute_url(), {f"decision-{row.pk}": "keep", f"because-{row.pk}": "防汛要用", "submit": "1"}
    )
    assert done.status_code == 302
    client.force_login(place.stranger)
    assert client.get(campaign.get_absolute_url()).status_code == 404


def test_the_office_counts_first_then_begins_watches_ends_and_reports(client, place, enter):
    old(enter, place.civil)
    client.force_login(place.reviewer)
    said = {"name": "行动", "basis": "文", "criteria": ["expired"], "due_on": (today() + DAY).isoformat()}
    counted = client.post("/register/campaigns/new/", {**said, "look": "1"})
    assert counted.context["found"]["met"][0][1] == 1
    assert not Campaign.objects.exists()
    assert client.post("/register/campaigns/new/", {**said, "due_on": "x"}).status_code == 400
    assert client.post("/register/campaigns/new/", said).status_code == 302
    campaign = Campaign.objects.get()
    assert client.get(campaign.get_absolute_url()).status_code == 200
    work(once=True)
    assert client.get("/register/campaigns/").status_code == 200
    running = client.get(campaign.get_absolute_url())
    assert [(number, rows) for number, _what, _besides, rows in running.context["standing"]] == [
        (0, "#units"),
        (1, "?view=late#units"),
    ]
    assert "群消息" not in running.content.decode()
    assert client.post(f"{campaign.get_absolute_url()}end/").status_code == 302
    ended = client.get(campaign.get_absolute_url())
    assert [rows for *_said, rows in ended.context["standing"]] == ["#figures", "#looks"]
    assert "不明" in ended.content.decode()
    assert campaign.looks.count() == 3
    for form in ("xlsx", "docx"):
        assert b"".join(client.get(f"{campaign.get_absolute_url()}report.{form}").streaming_content)[:2] == b"PK"


def test_a_page_costs_the_same_queries_with_more_units_and_rows(client, place, enter, start):
    client.force_login(place.reviewer)
    costs = []
    for size in (2, 12):
        Asset.objects.filter(name__startswith="批").update(ends_on="2099-01-01")
        for n in range(size):
            old(enter, (place.civil, place.health, place.town)[n % 3 if size > 2 else 0], name=f"批{size}-{n}")
        campaign = start("expired", name=f"行动{size}")
        with CaptureQueriesContext(connection) as seen:
            client.get(campaign.get_absolute_url())
        costs.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            client.get(campaign.sheets.get(unit=place.civil).get_absolute_url())
        costs.append(len(seen))
    assert costs[0] == costs[2]
    assert costs[1] == costs[3]
