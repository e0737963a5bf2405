"""A field is answered from what is held, without looking at anybody."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from qingzhuang.core.actions import System
from qingzhuang.datahub.actions import make_agreement
from qingzhuang.datahub.counting import count_area
from qingzhuang.datahub.examiners import held_facts, held_section
from qingzhuang.datahub.queries.coverage import Holding, holdings_for
from qingzhuang.domain.draft import Draft, Issuer
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.gate.examination import examine_draft
from qingzhuang.gate.reports import current_rulebook
from tests.datahub.conftest import number, person


@pytest.fixture
def draft(hub):
    def make(*fields, unit=None):
        issuer = Issuer("民政局", "county", organisation_id=(unit or hub.place.civil).pk)
        return Draft("1", "data_request", {"name": "摸底表", "fields": list(fields)}, issuer=issuer, asked=True)

    return make


@pytest.fixture
def held(hub, take_in):
    take_in(
        *[
            person(f"村民{n}", number("519901", "1970-01-01", n), 联系电话="13812345678" if n < 3 else "")
            for n in range(1, 11)
        ]
    )


def test_an_intake_is_counted_when_it_is_done(hub, held):
    found = holdings_for(hub.county, ["person.id_number", "person.phone"])
    assert (found["person.id_number"].subjects, found["person.id_number"].total) == (10, 10)
    assert found["person.id_number"].answers
    assert (found["person.phone"].subjects, found["person.phone"].answers, found["person.phone"].missing) == (
        2,
        False,
        8,
    )
    assert not holdings_for(hub.other, ["person.id_number"])


def test_shares_of_people_are_told_in_steps_and_of_places_as_they_are(hub):
    known = {each.code: each for each in ELEMENTS}
    phone = Holding(known["person.phone"], 1_003, 40, 2_000, hub.civil, "2026-01-01", "2026-11-01", None)
    assert (phone.rough_share, phone.rough_fresh_share) == (0.5, 0.05)
    assert (phone.about.zh, phone.fresh_about.en) == ("约50%", "about 5% still good")
    few = replace(phone, subjects=99)
    assert (few.rough_share, few.rough_fresh_share) == (0.05, None)
    assert replace(few, total=99).about.en == "too few to say"
    grid = replace(phone, element=known["place.grid"], subjects=3, fresh=3, total=8)
    assert (grid.rough_share, grid.rough_fresh_share) == (0.38, 1.0)


def test_only_who_may_look_at_people_sees_counts_of_them(hub, held, client):
    for someone, exact in ((hub.clerk, True), (hub.place.health_officer, False)):
        client.force_login(someone)
        page = client.get(reverse("datahub:elements")).content.decode()
        assert ("10 / 10" in page, "对象太少" in page) == (exact, not exact)
        page = client.get(reverse("datahub:element", args=["person.phone"])).content.decode()
        assert ("2 / 10" in page, "对象太少" in page) == (exact, not exact)


def test_the_report_says_which_fields_are_held_by_whom(held, draft):
    section = held_section(draft("姓名", "身份证号码", "联系电话", "种植意愿"))
    rows = {row["field"]: row for row in section["fields"]}
    assert (section["asked"], section["answered"]) == (4, 2)
    assert (section["cells"], section["cells_held"], section["cells_down"]) == (40, 22, 18)
    assert (rows["联系电话"]["fresh_share"], rows["联系电话"]["oldest"]) == (1.0, "2026-11-01")
    assert rows["身份证号码"]["source"] == "民政数据"
    assert rows["身份证号码"]["newest"] == "2026-11-01"
    assert not rows["种植意愿"]["answered"]
    assert held_facts(draft("姓名", "联系电话")) == {"held.fields": ["姓名"]}


def test_what_is_not_shared_does_not_answer(hub, held, draft):
    make_agreement(hub.county, actor=System, element="person.id_number", steward=hub.place.civil, sharing="not_shared")
    assert held_facts(draft("身份证号码")) == {"held.fields": []}


def test_a_held_field_that_is_asked_again_is_caught_with_its_article(held, draft):

    asked = draft("姓名", "身份证号码")
    item = examine_draft(asked, current_rulebook(), datetime.date(2026, 11, 23), facts=held_facts(asked))
    assert "R41" in {finding.rule.id for finding in item.open_findings}


def test_counting_again_changes_nothing(hub, held):
    before = holdings_for(hub.county)
    count_area(hub.village)
    assert holdings_for(hub.county).keys() == before.keys()
    assert holdings_for(hub.county)["person.name"].subjects == before["person.name"].subjects
