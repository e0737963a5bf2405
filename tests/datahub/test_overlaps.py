"""Facts asked more than once: found in what changed, priced, decided on once, taught to recognition."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions import decide_overlap, reopen_overlap
from qingzhuang.datahub.examiners import overlap_facts, overlaps_section
from qingzhuang.datahub.jobs.overlaps import LOOK
from qingzhuang.datahub.models import (
    AskedField,
    AskedWording,
    CaptionMeaning,
    FilledSheet,
    KnownForm,
    ProposedElement,
    WordingPair,
)
from qingzhuang.datahub.overlapping import changed_proposals
from qingzhuang.datahub.queries.overlaps import deciding_office, pairs_for, precision, repeated_for
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.draft import Draft, Issuer
from qingzhuang.gate.models import Proposal


def ask(unit, person, name, *captions, state="submitted", **values):
    said = {"name": name, "fields": list(captions), "frequency": "monthly", "people": 10, "rows_each": 6, **values}
    return Proposal.objects.create(
        kind="data_request", name=name, sponsor=unit, proposer=person, values=said, state=state
    )


def look():
    enqueue(LOOK)
    while work(once=True):
        pass


@pytest.fixture
def asked(hub):
    """Two departments ask; a third kept its request to itself."""
    civil = ask(hub.place.civil, hub.place.civil_officer, "摸底表", "姓名", "身份证号", "家庭人口", "沼气池使用年数")
    health = ask(hub.place.health, hub.place.civil_officer, "随访表", "居民姓名", "公民身份号码", "户籍人口")
    ask(hub.place.health, hub.place.civil_officer, "草稿", "姓名", state="draft")
    look()
    return civil, health


def wording(label):
    return AskedWording.objects.get(label=label)


def test_facts_are_listed_with_their_price_for_whoever_sees_the_forms(hub, asked, client):
    rows = list(repeated_for(hub.steward))
    assert [(row["forms"], row["issuers"]) for row in rows] == [(2, 2), (2, 2)]
    assert rows[0]["cost"] == pytest.approx(2 * 35 / 60 * 6 * 10 * 12 / 60)
    assert not repeated_for(hub.clerk).exists()
    client.force_login(hub.steward)
    text = client.get(reverse("datahub:overlaps")).content.decode()
    assert "公民身份号码" in text
    fact = wording("身份证号").fact
    page = client.get(fact.get_absolute_url()).content.decode()
    assert "摸底表" in page
    assert "随访表" in page
    form = KnownForm.objects.get(name="摸底表")
    assert "4 个字段中，2 个" in client.get(form.get_absolute_url()).content.decode()
    for view in ("pairs", "forms"):
        assert client.get(reverse("datahub:overlaps"), {"view": view}).status_code == 200
    client.force_login(hub.clerk)
    assert client.get(fact.get_absolute_url()).status_code == 404
    assert client.get(form.get_absolute_url()).status_code == 404
    found = client.get("/api/v1/data/overlaps").json()
    assert found["count"] == 0


def test_why_two_captions_are_alike_is_said_in_the_readers_language(hub, asked, client):
    first, second = wording("身份证号"), wording("公民身份号码")
    reason = {"code": "element", "zh": "都是同一数据元", "en": "both are one data element"}
    WordingPair.objects.create(first=first, second=second, score=0.9, reasons=[reason])
    client.force_login(hub.steward)
    page = client.get(first.fact.get_absolute_url()).content.decode()
    assert "<li>都是同一数据元</li>" in page


def test_only_what_changed_is_read_again(hub, asked):
    civil, _health = asked
    before = dict(AskedField.objects.values_list("pk", "form__name"))
    assert changed_proposals() == []
    look()
    assert dict(AskedField.objects.values_list("pk", "form__name")) == before
    civil.values = {**civil.values, "fields": ["姓名"]}
    civil.save()
    assert changed_proposals() == [civil]
    look()
    after = dict(AskedField.objects.values_list("pk", "form__name"))
    kept = {pk for pk, name in before.items() if name == "随访表"}
    assert kept <= set(after)
    assert list(repeated_for(hub.steward).values_list("forms", flat=True)) == [2]
    civil.state = "refused"
    civil.save()
    look()
    assert not KnownForm.objects.filter(name="摸底表").exists()


def test_a_decision_is_remembered_and_counted(hub, asked, client):
    pair = pairs_for(hub.steward).get()
    assert {pair.first.label, pair.second.label} == {"家庭人口", "户籍人口"}
    chosen = [pair.first_id, pair.second_id]
    office = deciding_office(hub.steward)
    with pytest.raises(Refused):
        decide_overlap(office, actor=hub.steward, wordings=chosen, decision="different")
    with pytest.raises(Denied):
        decide_overlap(office, actor=hub.clerk, wordings=chosen, decision="same")
    client.force_login(hub.steward)
    client.post(
        reverse("datahub:overlap-decide"), {"wording": chosen, "decision": "different", "because": "统计口径不同"}
    )
    assert not pairs_for(hub.steward).exists()
    ask(hub.place.civil, hub.place.civil_officer, "再一张", "姓名", "家庭人口", "户籍人口")
    look()
    assert not pairs_for(hub.steward).exists()
    assert sum(band.judged for band in precision()) == 1
    reopen_overlap(WordingPair.objects.get(pk=pair.pk), actor=hub.steward)
    assert pairs_for(hub.steward).exists()


def test_same_fact_is_bound_and_later_recognised(hub, asked):
    report = {"tables": [{"family": "f1", "title": "沼气表", "columns": [{"caption": ["沼气池年限"], "cell": "A1"}]}]}
    FilledSheet.objects.create(
        person=hub.clerk, area=hub.village, purpose="核对", file_name="a.xlsx", step="done", report=report
    )
    look()
    chosen = [wording("沼气池使用年数").pk, wording("沼气池年限").pk]
    office = deciding_office(hub.steward)
    decide_overlap(office, actor=hub.steward, wordings=chosen, decision="same", element="household.toilet")
    assert wording("沼气池年限").fact == wording("沼气池使用年数").fact
    assert "沼气池使用年数" in elements()["household.toilet"].synonyms
    assert CaptionMeaning.objects.get().family == "f1"
    assert 2 in repeated_for(hub.steward, "沼气").values_list("forms", flat=True)


def test_a_missing_element_is_proposed_with_the_decision(hub, asked, client):
    client.force_login(hub.steward)
    fact = wording("沼气池使用年数").fact
    told = {"wording": [wording("沼气池使用年数").pk, wording("户籍人口").pk], "fact": fact.pk, "decision": "new"}
    assert client.post(reverse("datahub:overlap-decide"), told).status_code == 400
    told |= {
        "code": "household.biogas_years", "name_zh": "沼气池年数", "name_en": "Years of biogas", "concept": "household",
        "datatype": "integer", "sensitivity": "personal", "because": "两张表都问",
    }  # fmt: skip
    assert client.post(reverse("datahub:overlap-decide"), told).status_code == 302
    assert set(ProposedElement.objects.get().synonyms) == {"户籍人口", "沼气池使用年数"}


def test_the_gates_report_names_who_asks_already(hub, asked):
    issuer = Issuer("卫健局", "county", organisation_id=hub.place.health.pk)
    said = {
        "name": "新表",
        "fields": ["户主姓名", "居民身份证号码", "姓名", "家庭人口数"],
        "people": 10,
        "frequency": "yearly",
    }
    section = overlaps_section(Draft("new", "data_request", said, issuer=issuer, asked=True))
    rows = {row["field"]: row["asked_by"] for row in section["fields"]}
    assert (section["asked"], section["again"]) == (4, 3)
    assert {each["form"] for each in rows["居民身份证号码"]} == {"摸底表", "随访表"}
    assert section["hours_per_year"] > 0
    again = {**said, "fields": ["姓名", "身份证号", "家庭人口", "沼气池使用年数"]}
    assert overlap_facts(Draft("new", "data_request", again, issuer=issuer)) == {"unit.same_matter_requests": 1}
    assert overlap_facts(Draft(str(asked[0].pk), "data_request", again, issuer=issuer)) == {
        "unit.same_matter_requests": 0
    }


def test_the_list_costs_the_same_at_any_length(hub, asked, client, django_assert_num_queries):
    client.force_login(hub.steward)
    client.get(reverse("datahub:overlaps"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("datahub:overlaps"))
    for number in range(4):
        ask(hub.place.civil, hub.place.civil_officer, f"表{number}", "姓名", "民族", "学历", "性别", "健康状况")
    look()
    with django_assert_num_queries(len(few)):
        client.get(reverse("datahub:overlaps"))
