"""The desk of work groups: signs by the rules, the list to dissolve, answers remembered, the gate's warning."""

import datetime
import json

import pytest
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.gate.reports import examine
from qingzhuang.registry import actions
from qingzhuang.registry.actions.rosters import compare_purposes, keep_roster
from qingzhuang.registry.models import GroupKept, Overlap
from qingzhuang.registry.queries import groups as queries
from qingzhuang.registry.rosters import mark_of
from tests.registry.rosters import members_file, people

TODAY = timezone.localdate()


def ago(days):
    return (TODAY - datetime.timedelta(days=days)).isoformat()


@pytest.fixture
def group(enter, place):
    def make(name, unit=None, **values):
        given = {"name": name, "group_type": "standing", "owner_name": "王强", "last_message": ago(3)}
        return enter(unit or place.civil, "group", **{**given, **values})

    return make


def signs(place, asset):
    found = queries.groups_for(place.reviewer).get(pk=asset.pk)
    return {sign.code for sign in queries.signs_of(found)}


def members(asset, phones):
    keep_roster(len(phones), {"phone": [mark_of("phone", each) for each in phones]}, asset=asset)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"last_message": ago(91)}, {"idle"}),
        ({"last_message": ago(90)}, set()),
        ({"last_message": ago(400), "exception_scene": "emergency"}, set()),
        ({"last_message": ago(400), "exception_scene": "emergency", "group_type": "temporary"}, {"idle"}),
        ({"last_message": None}, set()),
        ({"ends_on": ago(1)}, {"expired"}),
        ({"group_type": "temporary", "task_ended_on": ago(8)}, {"expired"}),
        ({"group_type": "temporary", "task_ended_on": ago(7)}, set()),
        ({"owner_name": None}, {"ownerless"}),
    ],
)
def test_signs_follow_the_rules(place, group, values, expected):
    assert signs(place, group("低保工作群", **values)) == expected


def test_the_cap_counts_living_groups_of_the_unit(place, group):
    made = [group(f"{number}组") for number in range(3)]
    assert signs(place, made[0]) == set()
    made.append(group("第四组"))
    assert signs(place, made[0]) == {"capped"}
    actions.dissolve_group(made[3], actor=place.civil_officer, signs=["capped"])
    assert signs(place, made[0]) == set()


def test_overlap_counts_within_a_unit_from_the_threshold_on(place, group):
    one, two, three = group("甲群"), group("乙群"), group("丙群", place.health)
    members(one, people(0, 10))
    members(two, people(0, 8))
    members(three, people(0, 10))
    assert signs(place, one) == signs(place, two) == {"overlapping"}
    assert signs(place, three) == set()
    members(two, people(3, 13))
    assert signs(place, two) == set()
    assert Overlap.objects.get(first=one, second=two).score == pytest.approx(0.7)


def test_two_groups_of_a_unit_for_one_purpose_are_found(place, group):
    told = {"purpose": "防汛值班值守工作联络", "functions": ["汛情通报", "值班安排"]}
    one, two = group("防汛值守工作群", **told), group("防汛值守联络群", **told)
    other = group("低保核查群", purpose="低保对象核查", functions=["入户核查安排"])
    compare_purposes(place.civil, actor=System)
    assert signs(place, one) == signs(place, two) == {"overlapping"}
    assert signs(place, other) == set()
    enqueue("registry.group.compare")
    work(once=True)
    assert Overlap.objects.filter(sort="purpose").count() == 1


def test_the_list_names_the_lesser_of_two_and_what_is_beyond_the_cap(place, group):
    live, old = group("甲群", last_message=ago(1)), group("乙群", last_message=ago(20))
    members(live, people(0, 10))
    members(old, people(0, 10))
    group("丙群", last_message=ago(2))
    last = group("丁群", last_message=ago(30))
    found = {each.group.pk: each for each in queries.to_dissolve(place.civil_officer, [place.civil])}
    assert set(found) == {old.pk, last.pk}
    assert found[old.pk].instead == live
    assert [sign.code for sign in found[last.pk].signs] == ["capped"]


def test_a_group_that_only_lacks_an_owner_is_not_proposed_to_dissolve(place, group):
    group("缺群主", owner_name=None)
    gone = group("缺群主也没有消息", owner_name=None, last_message=ago(200))
    listed = queries.to_dissolve(place.civil_officer, [place.civil])
    assert [each.group.pk for each in listed] == [gone.pk]


def test_an_answer_is_remembered_until_a_new_sign_or_half_a_year(place, group):
    made = group("甲群", last_message=ago(100))
    with pytest.raises(Refused):
        actions.keep_group(made, actor=place.civil_officer, signs=["idle"], reason=" ")
    actions.keep_group(made, actor=place.civil_officer, signs=["idle"], reason="年底普查要用")
    assert queries.to_dissolve(place.civil_officer, [place.civil]) == []
    actions.change_asset(made, actor=place.civil_officer, values={"ends_on": ago(1)})
    assert len(queries.to_dissolve(place.civil_officer, [place.civil])) == 1
    actions.change_asset(made, actor=place.civil_officer, values={"ends_on": ago(-30)})
    assert queries.to_dissolve(place.civil_officer, [place.civil]) == []
    GroupKept.objects.update(until=TODAY - datetime.timedelta(days=1))
    assert len(queries.to_dissolve(place.civil_officer, [place.civil])) == 1


def test_one_click_dissolves_and_keeps_what_was_given_a_reason(client, place, group):
    gone, kept = group("甲群", last_message=ago(200)), group("乙群", last_message=ago(150))
    client.force_login(place.civil_officer)
    assert any("/groups/dissolve/" in todo.url for todo in todos_for(place.civil_officer))
    shown = client.get("/register/groups/dissolve/").content.decode()
    assert shown.count('<option value="dissolve" selected>') == 2
    refused = client.post("/register/groups/dissolve/", {f"d{gone.pk}": "dissolve", f"d{kept.pk}": "keep"})
    gone.refresh_from_db()
    assert (refused.status_code, gone.status) == (400, "running")
    answers = {f"d{gone.pk}": "dissolve", f"d{kept.pk}": "keep", f"r{kept.pk}": "普查要用"}
    client.post("/register/groups/dissolve/", answers)
    gone.refresh_from_db()
    assert gone.status == "closed"
    assert gone.events.last().basis == "R33"
    assert not any("/groups/dissolve/" in todo.url for todo in todos_for(place.civil_officer))


def test_the_pages_cost_the_same_at_any_length(client, place, group, django_assert_max_num_queries):
    client.force_login(place.reviewer)
    pages = ("/register/groups/", "/register/groups/dissolve/")

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as caught:
            for page in pages:
                assert client.get(page).status_code == 200
        return len(caught)

    for number in range(3):
        members(group(f"{number}群", place.office, last_message=ago(200)), people(0, 5))
    few = cost()
    for number in range(3, 15):
        members(group(f"{number}群", place.office, last_message=ago(200)), people(0, 5))
    assert cost() == few


def test_the_gate_warns_of_groups_with_the_same_purpose_and_members(client, place, group):
    told = {"purpose": "防汛值班值守工作联络", "functions": ["汛情通报", "值班安排"]}
    held = group("防汛值守工作群", **told)
    members(held, people(0, 10))
    draft = draft_proposal(
        place.civil,
        actor=place.civil_officer,
        kind="group",
        raw={"name": "防汛值守联络群", "group_type": "standing", **told},
    )
    seen = examine(draft).as_json()
    assert [each["id"] for each in seen["groups"]["purpose"]] == [str(held.pk)]
    assert any(each["rule"] == "R32" and each["status"] == "open" for each in seen["findings"])
    name, data = members_file({"防汛值守联络群": people(1, 11)})
    client.force_login(place.civil_officer)
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.post(f"/register/groups/attach/{draft.pk}/", {"file": SimpleUploadedFile(name, data)})
    (shared,) = examine(draft).as_json()["groups"]["members"]
    assert (shared["shared"], shared["containment"]) == (9, 0.9)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "防汛值守工作群" in page
    client.force_login(place.health_officer)
    assert client.get(f"/register/groups/attach/{draft.pk}/").status_code == 404


def test_an_owner_registers_a_group_once(client, place):
    client.force_login(place.township)
    values = {"unit": place.town.pk, "chat_product": "微信", "name": "党政办工作群", "group_type": "standing"}
    assert client.post("/register/groups/new/", values).status_code == 302
    assert client.post("/register/groups/new/", values).status_code == 400
    assert client.post("/register/groups/new/", {**values, "unit": place.civil.pk}).status_code == 404


def test_a_list_is_uploaded_seen_and_confirmed_in_the_browser(client, place):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(place.civil_officer)
    name, data = members_file({"低保工作群": people(0, 4)})
    answer = client.post(
        "/register/groups/files/", {"unit": place.civil.pk, "file": SimpleUploadedFile(name, data)}, follow=True
    )
    assert "低保工作群" in answer.content.decode()
    address = answer.redirect_chain[-1][0]
    client.post(f"{address}confirm/")
    work(once=True)
    assert "Registered" in client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    client.force_login(place.health_officer)
    assert client.get(address).status_code == 404


def test_the_report_keeps_its_published_shape(place, group):
    from jsonschema import validate

    from qingzhuang.gate.schema import SCHEMA

    draft = draft_proposal(place.civil, actor=place.civil_officer, kind="group", raw={"name": "新群"})
    item = examine(draft).as_json()
    validate({"version": 1, "items": [json.loads(json.dumps(item))]}, SCHEMA)
