"""The filing form is filled from what is known; what is missing says who could know it."""

import io
import json
from pathlib import Path

import docx
import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from qingzhuang.core import journal
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.filing.form import FORM
from qingzhuang.registry.filing.pack import missing_by_who, pack_of
from qingzhuang.registry.models import Asset, Resource, SimilarPair

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "filing.schema.json"


@pytest.fixture
def app(place, enter):
    enter(place.civil, name="老平台")
    return enter(
        place.civil, number="YL-1", name="网格巡查", facing="grassroots", functions=["隐患上报"], build="new",
        handler_name="张三", handler_phone="0990-5550101", forced_functions="none", hosting="gov_cloud",
    )  # fmt: skip


def items_of(pack):
    return {item["code"]: item for block in pack["blocks"] for item in block["items"]}


def test_the_pack_has_the_eight_blocks_and_its_published_shape(app):
    actions.report_live(app, actor=app.events.first().actor or _reviewer(), functions=["隐患上报"])
    pack = pack_of(app)
    assert [block["number"] for block in pack["blocks"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(pack)))
    assert pack["missing"] == sum(item["needed"] for item in items_of(pack).values())


def _reviewer():
    from qingzhuang.identity.models import Person

    return Person.objects.get(username="reviewer")


def test_what_is_known_is_never_retyped_and_what_is_not_names_who_knows(place, app):
    items = items_of(pack_of(app))
    assert items["unit.name"]["value"] == "云岭县民政局"
    assert items["unit.level"]["shown"]["en"] == "County"
    assert items["functions"]["shown"]["zh"] == "隐患上报"
    assert items["existing_apps"]["value"] == ["老平台"]
    assert items["mlps_date"]["who"]["en"] == "the operator or the information centre"
    assert items["review.outcome"]["who"]["zh"] == "治理办"
    assert "pilot_area" not in items
    assert "forced_statement" not in items


def test_other_rooms_fill_what_the_entry_does_not_say(place, app):
    post = place.civil_officer.appointments.get()
    actions.assign_responsible(app, actor=place.civil_officer, appointment=post)
    other = Asset.objects.get(name="老平台")
    actions.decide_similar(
        place.office, actor=place.reviewer, assets=[app.pk, other.pk], decision="different", because="服务对象不同"
    )
    SimilarPair.objects.update(score=0.81)
    Resource.objects.create(office=place.office, code="ecs-7", asset=app, latest="2026-10-01", state="used")
    items = items_of(pack_of(app))
    known = {code: (items[code]["shown"]["zh"], items[code]["source"]["zh"]) for code in items if items[code]["known"]}
    assert known["handler_name"] == ("张三", "台账")
    assert known["handler_post"] == (post.post.title, "责任人")
    assert known["q_overlap"] == ("台账中相似：老平台（81%，不是重复：服务对象不同）", "重复判断")
    assert known["cloud_id"] == ("ecs-7", "云账单")
    assert known["complaint_entry"] == ("是", "公众页面")
    assert items["complaint_reply_days"]["value"] == 5


def test_a_line_that_may_be_blank_is_not_missing(app):
    pack = pack_of(app)
    item = items_of(pack)["special_approval"]
    assert (item["known"], item["needed"]) == (False, False)
    told = {who.en: [label.zh for label in labels] for who, labels in missing_by_who(pack)}
    assert "等保测评日期" in told["the operator or the information centre"]
    assert not [who for who, labels in told.items() if "特别批准文号" in labels]


def test_every_line_is_a_question_of_the_kind_or_named(app):
    from qingzhuang.registry.filing.form import EXTRA

    fields = {each.code for each in app.definition.fields}
    assert not [line for block in FORM for line in block.lines if line not in fields and line not in EXTRA]


def test_the_word_document_opens_and_says_it_all(place, app, client):
    client.force_login(place.civil_officer)
    response = client.post(reverse("registry:filing-export", args=[app.pk, "docx"]))
    paper = docx.Document(io.BytesIO(response.content))
    assert len(paper.tables) == 8
    cells = {row.cells[0].text: row.cells[1].text for table in paper.tables for row in table.rows}
    assert cells["主要功能"] == "隐患上报"
    assert cells["单位名称"] == "云岭县民政局"
    assert cells["等保测评日期"] == "待补：可问运维单位或信息中心"
    entry = JournalEntry.objects.get(verb="registry.filing.export")
    assert entry.details["form"] == "docx"
    assert JournalEntry.objects.filter(verb=journal.READ).count() == 1


def test_the_page_and_the_json_are_for_those_who_file_and_review(place, app, client):
    page = reverse("registry:filing-pack", args=[app.pk])
    for person, status in ((place.civil_officer, 200), (place.reviewer, 200), (place.township, 404)):
        client.force_login(person)
        assert client.get(page).status_code == status
        assert client.get(f"/api/v1/assets/{app.pk}/filing-pack").status_code == status
    client.force_login(place.reviewer)
    assert client.post(reverse("registry:filing-export", args=[app.pk, "json"])).json()["form"] == "MG-FORM"
    assert client.post(reverse("registry:filing-export", args=[app.pk, "pdf"])).status_code == 404


def test_groups_have_no_such_form(place, enter):
    with pytest.raises(Refused) as refused:
        pack_of(enter(place.civil, "group", name="群"))
    assert refused.value.code == "registry.no_filing_form"
