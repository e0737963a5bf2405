"""Completed sheets come back and only what is new is told; wrong values are put right at their source."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import (
    AccessedSubject,
    Conflict,
    Correction,
    Doubt,
    Held,
    Record,
    ReturnedSheet,
    Source,
    Subject,
)
from tests.conftest import _person
from tests.datahub.conftest import number, person
from tests.datahub.test_filling import sheet

WANG, LI = number("519901", "1949-12-31", 2), number("519901", "1980-05-06", 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(hub, take_in):
    """Wang has no telephone yet; the clerk has a sheet filled that asks for it."""
    take_in(person("王小明", WANG, 性别="男"), person("李兰", LI, 性别="女", 联系电话="13912345678"))
    data = sheet([1, None, WANG, None, None, None], [2, None, LI, None, None, None])
    made = actions.fill_sheet(hub.village, actor=hub.clerk, data=data, name="核查表.xlsx", purpose="低保核查")
    work(once=True)
    made.refresh_from_db()
    return made


@pytest.fixture
def give_back(hub, filled):
    def make(**cells):
        book = load_workbook(filled.result.open("rb"))
        for cell, value in cells.items():
            book.active[cell] = value
        out = io.BytesIO()
        book.save(out)
        returned = actions.return_sheet(
            filled, actor=hub.clerk, data=out.getvalue(), name="核查表-已填.xlsx", observed="2026-11-20"
        )
        work(once=True)
        returned.refresh_from_db()
        return returned

    return make


def facts(name):
    return Held.objects.get(subject__label=name).facts


def test_what_people_added_is_told_as_their_units_own_and_only_that(give_back, hub):
    before = Record.objects.count()
    returned = give_back(E3="13800138000")
    assert returned.step == "ready"
    assert Record.objects.count() == before, "nothing is told before it is confirmed"
    actions.record_return(returned, actor=hub.clerk)
    work(once=True)
    told = Record.objects.latest("pk")
    assert told.told == {"person.id_number": WANG, "person.phone": "13800138000"}
    assert (told.source.owner, told.observed) == (hub.village, "2026-11-20")
    assert facts("王小明")["person.phone"].value == "13800138000"
    assert Record.objects.count() == before + 1


def test_the_same_file_again_is_the_same_return_and_is_told_once(give_back, hub):
    first = give_back(E3="13800138000")
    actions.record_return(first, actor=hub.clerk)
    work(once=True)
    told = Record.objects.count()
    with pytest.raises(Refused) as refused:
        actions.record_return(first, actor=hub.clerk)
    assert refused.value.code == "datahub.step_over"
    assert ReturnedSheet.objects.count() == 1
    assert Record.objects.count() == told


def test_what_cannot_be_read_is_named_with_its_cell_and_the_rest_is_told(give_back, hub, client):
    returned = give_back(E3="138", E4="13900000000")
    client.force_login(hub.clerk)
    page = client.get(returned.get_absolute_url()).content.decode()
    assert "E3" in page
    assert "138" in page
    actions.record_return(returned, actor=hub.clerk)
    work(once=True)
    assert "person.phone" not in facts("王小明")


def test_another_value_than_an_owners_meets_at_the_conflict_desk_and_is_owed_by_the_wrong_source(
    give_back, hub, client, take_in
):
    actions.record_return(give_back(E4="13900000000"), actor=hub.clerk)
    work(once=True)
    conflict = Conflict.objects.get(element="person.phone")
    actions.decide_conflict(conflict, actor=hub.steward, keep="told", because="村里当面核对")
    owed = Correction.objects.get()
    assert (owed.source, owed.values, owed.state) == (hub.civil, ("13912345678", "13900000000"), "open")
    assert any(each.url == reverse("datahub:corrections") for each in todos_for(hub.place.civil_officer))
    # The old value comes back: nobody is asked again, and what was decided stays held.
    take_in(person("李兰", LI, 性别="女", 联系电话="13912345678"), observed="2026-11-21", name="again.csv")
    owed.refresh_from_db()
    assert owed.state == "came_back"
    assert facts("李兰")["person.phone"].value == "13900000000"
    assert Conflict.objects.count() == 1
    take_in(person("李兰", LI, 性别="女", 联系电话="13900000000"), observed="2026-11-22", name="mended.csv")
    owed.refresh_from_db()
    assert owed.state == "taken"


def test_a_decision_replaces_what_was_asked_of_the_source_for_the_same_value(give_back, hub):
    said = {"element": "person.phone", "value": "13800000009", "because": "本人来电"}
    asked = actions.ask_correction(Subject.objects.get(label="李兰"), actor=hub.clerk, **said)
    actions.record_return(give_back(E4="13900000000"), actor=hub.clerk)
    work(once=True)
    actions.decide_conflict(Conflict.objects.get(), actor=hub.steward, keep="told", because="村里当面核对")
    asked.refresh_from_db()
    assert asked.state == "superseded"
    assert [each.values[1] for each in Correction.objects.waiting()] == ["13900000000"]


def test_a_sources_owner_takes_its_list_under_its_own_captions(give_back, hub, client):
    actions.record_return(give_back(E4="13900000000"), actor=hub.clerk)
    work(once=True)
    actions.decide_conflict(Conflict.objects.get(), actor=hub.steward, keep="told", because="当面核对")
    client.force_login(hub.place.civil_officer)
    reads = AccessedSubject.objects.count()
    file = client.get(f"/data/corrections/?source={hub.civil.pk}&format=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.values)
    assert rows[1][2:5] == ("联系电话", "13912345678", "13900000000")
    assert AccessedSubject.objects.count() > reads
    client.force_login(hub.other_clerk)
    assert "13900000000" not in client.get("/data/corrections/").content.decode()
    file = client.get(f"/data/corrections/?source={hub.civil.pk}&format=csv")
    assert b"13900000000" not in b"".join(file.streaming_content)


def test_who_sees_a_wrong_value_asks_its_source_and_reads_the_answer(hub, filled, client):
    li = Subject.objects.get(label="李兰")
    client.force_login(hub.clerk)
    said = {"element": "person.phone", "value": "13800000009", "because": "本人来电"}
    assert client.post(reverse("datahub:correction-ask", args=[li.pk]), {**said, "value": "12"}).status_code == 400
    assert client.post(reverse("datahub:correction-ask", args=[li.pk]), said).status_code == 302
    asked = Correction.objects.get()
    with pytest.raises(Refused):
        actions.ask_correction(li, actor=hub.clerk, **said)
    with pytest.raises(Denied):
        actions.answer_correction(asked, actor=hub.clerk, accept=True)
    with pytest.raises(Refused):
        actions.answer_correction(asked, actor=hub.place.civil_officer, accept=False)
    client.force_login(hub.place.civil_officer)
    assert "本人来电" in client.get("/data/corrections/").content.decode()
    client.post(reverse("datahub:correction-answer", args=[asked.pk]), {"decision": "accept", "answer": "已核"})
    assert facts("李兰")["person.phone"].value == "13800000009"
    assert facts("李兰")["person.phone"].source == hub.civil.pk
    client.force_login(hub.clerk)
    assert "已核" in client.get("/data/corrections/?view=asked").content.decode()


def test_others_reach_neither_the_sheet_nor_the_subject(hub, filled, give_back, client):
    returned = give_back(E3="13800138000")
    client.force_login(hub.other_clerk)
    assert client.get(returned.get_absolute_url()).status_code == 404
    assert client.post(reverse("datahub:returned-record", args=[returned.pk])).status_code == 404
    file = SimpleUploadedFile("x.xlsx", b"PK")
    assert client.post(reverse("datahub:sheet-return", args=[filled.pk]), {"file": file}).status_code == 404
    li = Subject.objects.get(label="李兰")
    assert client.post(reverse("datahub:correction-ask", args=[li.pk]), {"element": "person.phone"}).status_code == 404


def test_who_has_only_a_grant_says_what_is_wrong_of_what_was_given_not_on_the_page(hub, filled, client):
    """Somebody of the county itself, whose post serves nobody: the people are of the area, their values are not shown."""
    officer = _person("county_officer", hub.county, "department_officer")
    actions.make_agreement(
        hub.county, actor=System, element="person.phone", steward=hub.place.civil, sharing="unconditional"
    )
    actions.request_data(
        hub.county, actor=officer, area=hub.county, codes=["person.phone"], form="rows",
        purpose="慢病随访电话核对", basis="基本公共卫生服务规范", until=timezone.localdate() + datetime.timedelta(days=30),
    )  # fmt: skip
    li = Subject.objects.visible_to(officer).get(label="李兰")
    assert can(officer, "datahub.correction.ask", li)
    client.force_login(officer)
    said = {"element": "person.sex", "value": "男", "because": "随访所见"}
    assert client.post(reverse("datahub:correction-ask", args=[li.pk]), said).status_code == 404
    assert not Correction.objects.exists()


def test_the_list_costs_the_same_at_any_length(hub, filled, client):
    client.force_login(hub.place.civil_officer)
    counts = []
    for label in ("李兰", "王小明"):
        subject = Subject.objects.get(label=label)
        actions.ask_correction(
            subject, actor=hub.clerk, element="person.sex", value="男" if label == "李兰" else "女", because="笔误"
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/data/corrections/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Source.objects.filter(code__startswith="unit-").count() == 0


def test_what_was_decided_stands_when_two_turn_out_to_be_one(hub, take_in):
    take_in(person("李兰", LI, 性别="女", 联系电话="13912345678"), observed="2026-11-01")
    take_in(
        person("李兰", LI, 性别="女", 联系电话="13900000000"),
        source=hub.health, actor=hub.place.health_officer, observed="2026-11-02", name="h.csv",
    )  # fmt: skip
    actions.decide_conflict(Conflict.objects.get(), actor=hub.steward, keep="held", because="当面核对")
    take_in(person("李兰", born="1980-05-06", village="柳溪村", 文化程度="小学"), observed="2026-11-03", name="l.csv")
    doubt = Doubt.objects.get()
    actions.decide_doubt(doubt, actor=hub.steward, same=True, because="电话核实")
    assert Held.objects.get(subject=doubt.other).facts["person.phone"].value == "13912345678"
