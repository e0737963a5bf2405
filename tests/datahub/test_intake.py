"""A file becomes subjects, records and a current view."""

import datetime

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions import decide_conflict, decide_doubt
from qingzhuang.datahub.models import AccessedSubject, Conflict, Doubt, Held, Link, Record, Subject
from qingzhuang.datahub.reading import look
from qingzhuang.datahub.terms import elements
from tests.datahub.conftest import CAPTIONS, number, person, table

WANG = number("519901", "1949-12-31", 2)
LI = number("519901", "1980-05-06", 11)


def values(subject, actor, *codes):
    found = look([subject], codes, actor=actor, purpose="核对")[subject.pk]
    return {code: each.value for code, each in found.items()}


def test_rows_become_people_and_their_households(hub, take_in):
    intake = take_in(
        person("王小明", WANG, 户号="001", 户主姓名="王小明", 性别="男", 联系电话="13812345678", 是否低保户="是"),
        person("李兰", LI, 户号="001", 户主姓名="王小明", 性别="女"),
    )
    assert (intake.step, intake.new, intake.wrong) == ("done", 3, 0)
    wang = Subject.objects.get(label="王小明", kind="person")
    assert wang.area == hub.village
    household = Subject.objects.get(kind="household")
    assert Link.objects.filter(other=household, relation="member_of").count() == 2
    seen = values(wang, hub.clerk, "person.id_number", "person.sex", "household.minimum_living_allowance", "person.age")
    assert seen["person.id_number"] == WANG
    assert seen["household.minimum_living_allowance"] == "true"
    assert int(seen["person.age"]) >= 76


def test_personal_values_stand_nowhere_in_the_clear(hub, take_in):
    take_in(person("王小明", WANG, 残疾证号="51990119491231000244", 联系电话="13812345678"))
    for row in (*Held.objects.values_list("plain", flat=True), *Record.objects.values_list("values", flat=True)):
        assert WANG not in str(row)
        assert "51990119491231000244" not in str(row)
        assert "13812345678" not in str(row)
    assert WANG not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_the_same_file_is_taken_once(hub, take_in):
    first = take_in(person("王小明", WANG))
    again = take_in(person("王小明", WANG))
    assert again.pk == first.pk
    assert Record.objects.count() == 1


def test_fifteen_digits_and_eighteen_are_one_person(hub, take_in):
    old = WANG[:6] + WANG[8:17]
    take_in(person("王小明", old))
    take_in(person("王小明", WANG.lower()), observed="2026-11-02")
    assert Subject.objects.filter(kind="person").count() == 1


def test_a_wrong_check_digit_is_remarked_with_its_cell_and_the_rest_goes_in(hub, take_in):
    wrong = WANG[:-1] + ("0" if WANG[-1] != "0" else "1")
    intake = take_in(person("王小明", wrong, born="1949-12-31", 联系电话="13812345678"))
    remark = intake.remarks.get()
    assert (remark.row, intake.captions[remark.column][-1], remark.whole_row) == (2, "公民身份号码", False)
    assert wrong not in str(remark.message)
    assert values(Subject.objects.get(), hub.clerk, "person.phone") == {"person.phone": "13812345678"}


def test_a_row_that_names_nobody_is_kept_out_and_said(hub, take_in):
    intake = take_in(person("王小明"), person("李兰", LI))
    assert (intake.new, intake.wrong) == (1, 1)
    assert intake.remarks.get().whole_row


def test_without_a_number_name_birth_and_village_name_one(hub, take_in):
    take_in(person("王小明", WANG))
    take_in(person("王小明", born="1949-12-31", 联系电话="13812345678"), observed="2026-11-02")
    assert Subject.objects.count() == 1
    assert not Doubt.objects.exists()


def test_two_of_one_name_and_birth_are_asked_about_never_guessed(hub, take_in):
    take_in(person("王小明", WANG), person("王小明", number("519901", "1949-12-31", 14)))
    assert Subject.objects.count() == 2
    take_in(person("王小明", born="1949-12-31", 联系电话="13812345678"), observed="2026-11-02")
    assert Subject.objects.count() == 3
    third = Subject.objects.get(key=None)
    assert set(third.doubts.values_list("reason", flat=True)) == {"same_name_and_birth"}
    assert third.doubts.count() == 2
    doubt = third.doubts.first()
    decide_doubt(doubt, actor=hub.steward, same=True, because="电话核实")
    assert values(doubt.other, hub.clerk, "person.phone") == {"person.phone": "13812345678"}
    with pytest.raises(Refused):
        decide_doubt(doubt, actor=hub.steward, same=False, because="再想想")
    with pytest.raises(Denied):
        decide_doubt(third.doubts.last(), actor=hub.clerk, same=True, because="我认识")


def test_two_spellings_of_a_name_are_a_doubt(hub, take_in):
    take_in(person("王小明", WANG))
    take_in(person("王晓明", born="1949-12-31"), observed="2026-11-02")
    assert Doubt.objects.get().reason == "same_birth_and_village"


def test_two_of_one_file_are_compared_like_two_of_two_files(hub, take_in):
    intake = take_in(person("王小明", born="1949-12-31"), person("王晓明", born="1949-12-31"))
    assert (intake.new, intake.doubtful) == (2, 1)
    assert Doubt.objects.get().reason == "same_birth_and_village"


def test_a_row_without_a_number_finds_the_one_of_its_own_file_that_has_it(hub, take_in):
    take_in(person("王小明", born="1949-12-31", 联系电话="13812345678"), person("王小明", WANG))
    assert values(Subject.objects.get(), hub.clerk, "person.phone") == {"person.phone": "13812345678"}


def test_two_of_one_name_and_birth_in_two_villages_of_one_file_are_asked_about(hub, take_in):
    take_in(person("王小明", born="1949-12-31"), person("王小明", born="1949-12-31", village="柳溪村"))
    assert Subject.objects.count() == 2
    assert Doubt.objects.get().reason == "same_name_and_birth"


@pytest.mark.parametrize("born", ["1949-12-13", "1949-12-30", "1948-12-31"])
@pytest.mark.parametrize("together", [True, False])
def test_a_wrong_digit_in_a_birth_date_is_a_doubt(hub, take_in, born, together):
    rows = [person("王小明", WANG), person("王小明", number("519901", born, 14))]
    for some in [rows] if together else [[row] for row in rows]:
        take_in(*some)
    assert Doubt.objects.get().reason == "same_name_near_birth"


def test_namesakes_of_other_ages_or_villages_are_no_doubt(hub, take_in):
    take_in(
        person("王小明", WANG),
        person("王小明", born="1980-05-06"),
        person("王小明", born="1949-12-30", village="柳溪村"),
    )
    assert not Doubt.objects.exists()


def test_sources_that_differ_meet_at_the_conflict_desk(hub, take_in):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    take_in(
        person("王小明", WANG, 联系电话="13987654321"),
        source=hub.health, actor=hub.place.health_officer, observed="2026-11-02",
    )  # fmt: skip
    conflict = Conflict.objects.get()
    assert (conflict.element, conflict.owner) == ("person.phone", hub.place.health)
    assert conflict.due > datetime.date(2026, 11, 22)
    assert values(conflict.subject, hub.clerk, "person.phone") == {"person.phone": "13987654321"}
    decide_conflict(conflict, actor=hub.place.health_officer, keep="held", because="本人确认")
    assert values(conflict.subject, hub.clerk, "person.phone") == {"person.phone": "13812345678"}


def test_an_older_fact_is_history(hub, take_in):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    take_in(person("王小明", WANG, 联系电话="13900000000"), observed="2020-01-01")
    assert Record.objects.count() == 2
    assert values(Subject.objects.get(), hub.clerk, "person.phone") == {"person.phone": "13812345678"}


def test_reading_needs_a_purpose_a_post_and_the_area(hub, take_in):
    take_in(person("王小明", WANG))
    wang = Subject.objects.get()
    with pytest.raises(Refused) as refused:
        look([wang], ["person.name"], actor=hub.clerk, purpose=" ")
    assert refused.value.code == "datahub.purpose_needed"
    with pytest.raises(Http404):
        look([wang], ["person.name"], actor=hub.other_clerk, purpose="看看")
    with pytest.raises(Denied):
        look([wang], ["person.name"], actor=hub.place.civil_officer, purpose="看看")
    look([wang], ["person.name"], actor=hub.clerk, purpose="走访")
    access = AccessedSubject.objects.get(subject=wang).access
    assert (access.person, access.purpose, access.organisation) == (hub.clerk, "走访", hub.village)


def test_reading_costs_the_same_for_one_and_for_many(hub, take_in):
    take_in(*[person(f"村民{n}", number("519901", "1970-01-01", n)) for n in range(1, 40)])
    people = list(Subject.objects.filter(kind="person"))
    look(people[:1], ["person.name"], actor=hub.clerk, purpose="走访")
    costs = []
    for many in (1, len(people)):
        some = list(Subject.objects.filter(kind="person")[:many])
        with CaptureQueriesContext(connection) as queries:
            look(some, ["person.name"], actor=hub.clerk, purpose="走访")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("together", [True, False])
def test_a_number_of_somebody_of_another_name_is_asked_about_and_nothing_is_lost(hub, take_in, together):
    theirs = number("519901", "1970-01-01", 1)
    rows = [person("王秀英", theirs, 联系电话="13800000001"), person("李建国", theirs, 联系电话="13900000002")]
    if together:
        take_in(*rows)
    else:
        take_in(rows[0])
        take_in(rows[1], observed="2026-11-02")
    one, other = Subject.objects.filter(kind="person").order_by("pk")
    assert [one.held.facts["person.phone"].value, other.held.facts["person.phone"].value] == [
        "13800000001",
        "13900000002",
    ]
    assert (one.key is None, other.key is None) == (False, True)
    doubt = Doubt.objects.get()
    assert (doubt.subject, doubt.other, doubt.reason) == (other, one, "same_number_other_name")
    take_in({**rows[1], "性别": "男"}, observed="2026-11-03")
    assert (Subject.objects.filter(kind="person").count(), Doubt.objects.count()) == (2, 1)
    decide_doubt(doubt, actor=hub.steward, same=True, because="改过名")
    take_in({**rows[1], "性别": "男", "残疾证号": "1"}, observed="2026-11-04")
    assert (Subject.objects.filter(kind="person").count(), Doubt.objects.count()) == (2, 1)
    one.held.refresh_from_db()
    assert one.held.facts["person.phone"].observed == "2026-11-04"


def test_another_spelling_of_the_name_beside_a_number_is_no_doubt(hub, take_in):
    theirs = number("519901", "1970-01-01", 1)
    for day, name in enumerate(("王秀英", "王秀瑛", "王秀英（户主）", "Wang Xiuying"), 1):
        take_in(person(name, theirs), observed=f"2026-11-0{day}")
    assert (Subject.objects.filter(kind="person").count(), Doubt.objects.count()) == (1, 0)


def test_the_log_names_what_was_held_and_shown_not_all_that_was_asked_for(hub, take_in):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    subject = Subject.objects.get(kind="person")
    look([subject], elements().keys(), actor=hub.clerk, purpose="核对")
    shown = set(AccessedSubject.objects.get(subject=subject).access.elements)
    assert {"person.name", "person.id_number", "person.phone", "person.birth_date"} <= shown
    assert len(shown) < 10
    assert set(JournalEntry.objects.filter(verb="core.personal_data.read").latest("seq").details["elements"]) == shown


def test_each_member_of_a_household_keeps_their_own_relation_to_its_head(hub, take_in):
    captions = [*CAPTIONS, "与户主关系"]
    rows = [
        person("王小明", WANG, 户号="001", 户主姓名="王小明", 与户主关系="户主"),
        person("李兰", LI, 户号="001", 户主姓名="王小明", 与户主关系="妻"),
    ]
    take_in(data=table(*rows, captions=captions))
    codes = ("household.relation_to_head", "household.head_name")
    told = {each.label: values(each, hub.clerk, *codes) for each in Subject.objects.filter(kind="person")}
    assert {name: found["household.relation_to_head"] for name, found in told.items()} == {"王小明": "02", "李兰": "12"}
    assert {found["household.head_name"] for found in told.values()} == {"王小明"}
    assert not Conflict.objects.exists()
