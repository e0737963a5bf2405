"""The hub's pages, as each of its people opens them."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions import decide_element, propose_element
from qingzhuang.datahub.models import AccessedSubject, Conflict, Doubt, Intake, ProposedElement, Subject
from qingzhuang.datahub.reading import look
from tests.datahub.conftest import number, person, row_locked, table

WANG = number("519901", "1949-12-31", 2)


def test_an_officer_takes_a_table_in_and_sees_what_did_not_go_in(hub, browse):
    client = browse(hub.place.civil_officer)
    data = table(person("王小明", WANG, 联系电话="13812345678"), person("李兰"))
    file = SimpleUploadedFile("people.csv", data)
    page = client.post(reverse("datahub:intakes"), {"source": hub.civil.pk, "observed": "2026-11-01", "file": file})
    intake = Intake.objects.get()
    assert page.url == intake.get_absolute_url()
    page = client.get(page.url)
    assert "公民身份号码" in page.content.decode()
    client.post(page.request["PATH_INFO"], {f"c{column}": code for column, code in intake.mapping.items()})
    work(once=True)
    text = client.get(intake.get_absolute_url()).content.decode()
    assert "认不出是谁" in text
    assert WANG not in text


def test_a_bad_day_and_a_strange_file_are_refused_on_the_page(hub, browse):
    client = browse(hub.place.civil_officer)
    for observed, data in (("2099-01-01", table(person("王小明", WANG))), ("2026-11-01", b"\x7fELF\x02\x01")):
        file = SimpleUploadedFile("people.xlsx" if data[:1] == b"\x7f" else "people.csv", data)
        page = client.post(reverse("datahub:intakes"), {"source": hub.civil.pk, "observed": observed, "file": file})
        assert page.status_code == 400
        assert 'role="alert"' in page.content.decode()
    assert not Intake.objects.exists()


def test_values_are_shown_after_a_purpose_was_given_and_the_look_is_shown_too(hub, take_in, browse):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    address = reverse("datahub:subject", args=[Subject.objects.get().pk])
    client = browse(hub.clerk)
    assert "13812345678" not in client.get(address).content.decode()
    assert client.post(address, {"purpose": ""}).status_code == 400
    shown = client.post(address, {"purpose": "低保复核"}).content.decode()
    assert "13812345678" in shown
    assert "低保复核" in client.get(address).content.decode()
    assert browse(hub.other_clerk).get(address).status_code == 404
    assert browse(hub.place.civil_officer).get(address).status_code == 404
    assert AccessedSubject.objects.count() == 1


def test_people_are_found_by_name_and_by_number_in_ones_own_area_only(hub, take_in, browse):
    take_in(person("王小明", WANG))
    for q in ("王", WANG):
        found = browse(hub.clerk).post(reverse("datahub:subjects"), {"q": q}, follow=True)
        assert "王小明" in found.content.decode()
        assert WANG not in str(found.redirect_chain)
        found = browse(hub.other_clerk).post(reverse("datahub:subjects"), {"q": q}, follow=True)
        assert "王小明" not in found.content.decode()
        assert WANG not in str(found.redirect_chain)


def test_the_person_concerned_sees_who_looked_without_an_account(hub, take_in, browse, client):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    wang = Subject.objects.get()
    look([wang], ["person.phone"], actor=hub.clerk, purpose="低保复核")
    shown = browse(hub.clerk).post(reverse("datahub:access-show", args=[wang.pk]))
    address = shown.context["address"]
    assert JournalEntry.objects.filter(verb="datahub.access.show").exists()
    stranger = Client(headers={"accept-language": "zh-hans"})
    page = stranger.get(address)
    said = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    for words in ("王小明", "桃源村", "低保复核", "联系电话"):
        assert words in said
    for secret in ("13812345678", WANG, hub.clerk.name):
        assert secret not in said
    assert stranger.get(address[:-4] + "AAA/").status_code == 404
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        assert stranger.get(address).status_code == 404
    assert browse(hub.other_clerk).post(reverse("datahub:access-show", args=[wang.pk])).status_code == 404


def test_reading_beyond_ones_area_is_nobody_there_and_written_down(hub, take_in, browse):
    take_in(person("王小明", WANG))
    wang = Subject.objects.get()
    assert browse(hub.other_clerk).post(f"/data/subjects/{wang.pk}/", {"purpose": "看看"}).status_code == 404
    with pytest.raises(Http404):
        look([wang], ["person.phone"], actor=hub.other_clerk, purpose="再看看")
    told = JournalEntry.objects.filter(verb="datahub.subject.refuse").order_by("pk")
    assert [entry.details["purpose"] for entry in told] == ["看看", "再看看"]
    assert browse(hub.other_clerk).get("/data/subjects/999999/").status_code == 404
    assert told.count() == 2


def test_the_steward_decides_pairs_and_the_owner_conflicts(hub, take_in, browse):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    take_in(person("王晓明", born="1949-12-31"), observed="2026-11-02")
    take_in(
        person("王小明", WANG, 联系电话="13987654321"),
        source=hub.health, actor=hub.place.health_officer, observed="2026-11-03",
    )  # fmt: skip
    doubt, conflict = Doubt.objects.get(), Conflict.objects.get()
    client = browse(hub.place.health_officer)
    assert "13987654321" in client.get(reverse("datahub:conflicts")).content.decode()
    assert "数据冲突" in client.get("/").content.decode()
    client.post(reverse("datahub:conflict-decide", args=[conflict.pk]), {"keep": "told", "because": "电话核实"})
    conflict.refresh_from_db()
    assert conflict.decision == "told"
    stranger = browse(hub.clerk).post(
        reverse("datahub:doubt-decide", args=[doubt.pk]), {"decision": "same", "because": "x"}
    )
    assert stranger.status_code == 404
    desk = browse(hub.steward).get(reverse("datahub:doubts")).content.decode()
    assert WANG in desk
    assert "13987654321" in desk
    assert AccessedSubject.objects.filter(access__person=hub.steward, subject=doubt.other).count() == 1
    browse(hub.steward).post(
        reverse("datahub:doubt-decide", args=[doubt.pk]), {"decision": "differ", "because": "两人"}
    )
    doubt.refresh_from_db()
    assert doubt.decision == "differ"


def test_two_who_decide_on_an_element_at_once_decide_once(hub):
    """Both have the page of the proposed element open; the second comes after the first."""
    propose_element(
        hub.county, actor=hub.clerk, code="household.biogas_tank", name_zh="沼气池", name_en="Biogas tank",
        concept="household", datatype="boolean", sensitivity="none", reason="改厕台账都要",
    )  # fmt: skip
    mine, theirs = ProposedElement.objects.get(), ProposedElement.objects.get()
    with row_locked(ProposedElement):
        decide_element(mine, actor=hub.steward, accept=True, answer="可以")
    with pytest.raises(Refused) as refused:
        decide_element(theirs, actor=hub.steward, accept=False, answer="重复")
    assert refused.value.code == "datahub.decided"
    decided = ProposedElement.objects.get()
    assert (decided.state, decided.answer) == ("accepted", "可以")


def test_an_open_list_is_shown_as_one(hub, browse):
    client = browse(hub.clerk)
    page = client.get(reverse("datahub:element", args=["household.water_supply"])).content.decode()
    assert "开放代码表" in page
    assert "山泉水" in page
    page = client.get(reverse("datahub:element", args=["person.education"])).content.decode()
    assert "开放代码表" not in page
    assert "高中" in page


def test_an_element_is_proposed_decided_and_then_matched(hub, take_in, browse):
    given = {
        "code": "household.biogas_tank", "name_zh": "沼气池", "name_en": "Biogas tank", "concept": "household",
        "datatype": "boolean", "sensitivity": "none", "reason": "改厕台账都要",
    }  # fmt: skip
    browse(hub.clerk).post(reverse("datahub:element-propose"), given)
    proposed = ProposedElement.objects.get()
    client = browse(hub.steward)
    assert "沼气池" in client.get(reverse("datahub:elements")).content.decode()
    client.post(reverse("datahub:element-decide", args=[proposed.pk]), {"accept": "yes", "answer": "可以"})
    data = table({"户号": "001", "户主姓名": "王小明", "沼气池": "有"}, captions=["户号", "户主姓名", "沼气池"])
    intake = take_in(data=data)
    assert "household.biogas_tank" in intake.mapping.values()
    assert client.get(reverse("datahub:element", args=["household.biogas_tank"])).status_code == 200


def test_a_steward_says_what_is_agreed(hub, browse):
    address = reverse("datahub:agreement-make", args=["person.phone"])
    given = {"source": hub.civil.pk, "good_for_days": "365", "sharing": "unconditional", "basis": "共享条例第十九条"}
    assert browse(hub.clerk).post(address, given).status_code == 404
    browse(hub.steward).post(address, given)
    page = browse(hub.steward).get(reverse("datahub:element", args=["person.phone"])).content.decode()
    assert "365" in page
    assert "民政数据" in page
