"""Who answers for an entry, and the yearly self-check that is prefilled, confirmed, corrected, and passed on when late."""

import datetime

import pytest
from django.urls import reverse

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.identity.models import Appointment
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, ChangeFiling, Complaint, Custody, Resource, SelfCheck
from qingzhuang.registry.schedule import anniversary_of, next_anniversary
from qingzhuang.registry.seen import seen_of, self_check_facts

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def day(ahead):
    return TODAY + datetime.timedelta(days=ahead)


@pytest.fixture
def due(place, enter):
    """An entry whose self-check is due so many days from now (negative: overdue), and its check."""

    def make(ahead, kind="account", **values):
        found = (("found", day(ahead).replace(year=day(ahead).year - 2), "摸底"),)
        asset = enter(place.civil, kind, events=found, **{"name": f"条目{ahead}", "functions": ["联络"], **values})
        actions.plan_self_checks(None, actor=System, assets=[asset], on=min(TODAY, day(ahead - 1)))
        return SelfCheck.objects.get(asset=asset)

    return make


def nightly():
    enqueue("registry.selfchecks.plan")
    work(once=True)


@pytest.mark.parametrize(
    ("of", "after", "expected"),
    [
        ("2024-05-06", "2026-05-05", "2026-05-06"),
        ("2024-05-06", "2026-05-06", "2027-05-06"),
        ("2024-02-29", "2025-01-01", "2025-02-28"),
        ("2026-05-06", "2026-05-01", "2027-05-06"),
    ],
)
def test_the_check_is_on_the_anniversary_of_filing(of, after, expected):
    assert next_anniversary(*map(datetime.date.fromisoformat, (of, after))).isoformat() == expected


def test_every_living_entry_is_planned_once_however_often_the_night_comes(place, enter):
    for number in range(3):
        enter(place.civil, "group", name=f"群{number}")
    gone = enter(place.civil, name="停用")
    actions.close_asset(gone, actor=place.civil_officer, basis="x")
    for _ in range(2):
        nightly()
    assert SelfCheck.objects.count() == 3
    assert Job.objects.filter(name="registry.selfchecks.plan", state="done").count() == 2
    first = Asset.objects.get(name="群0")
    assert SelfCheck.objects.get(asset=first).due_on == next_anniversary(anniversary_of(first), TODAY)


def test_nothing_changed_is_one_action_and_the_next_is_a_year_on(place, due):
    check = due(10)
    for _ in range(2):
        actions.confirm_self_check(check, actor=place.civil_officer)
    done, coming = SelfCheck.objects.order_by("due_on")
    assert (done.done_on, done.unchanged, done.done_by) == (TODAY, True, place.civil_officer)
    assert {each["code"] for each in done.facts} >= {"functions", "ends_on", "responsible"}
    assert coming.due_on == next_anniversary(check.due_on, check.due_on)


def test_what_differs_needs_a_word_or_is_put_right(place, due):
    check = due(10, ends_on=day(-5).isoformat())
    with pytest.raises(Refused) as refused:
        actions.confirm_self_check(check, actor=place.civil_officer)
    assert "结束日期" in refused.value.in_("zh-hans")
    assert SelfCheck.objects.get().done_on is None
    done = actions.confirm_self_check(check, actor=place.civil_officer, values={"ends_on": day(300).isoformat()})
    assert (done.changed, Asset.objects.get().ends_on) == (["ends_on"], day(300))


def test_functions_are_never_slipped_in_by_a_self_check(place, due):
    check = due(10)
    actions.confirm_self_check(
        check, actor=place.civil_officer, values={"functions": "联络\n打卡接龙"}, note="已申请变更"
    )
    assert Asset.objects.get().functions == ["联络"]
    assert ChangeFiling.objects.get().added == ["打卡接龙"]


def test_only_the_owner_confirms(place, due):
    with pytest.raises(Denied):
        actions.confirm_self_check(due(10), actor=place.reviewer)


def test_owners_are_reminded_then_the_office_is_told_once(place, due):
    soon, late = due(12), due(-40)
    due(60)
    nightly()
    assert {todo.due for todo in todos_for(place.civil_officer) if "自查" in todo.lead.zh} == {soon.due_on, late.due_on}
    assert [each.pk for each in SelfCheck.objects.filter(escalated_on=TODAY)] == [late.pk]
    assert any("1 项自查逾期" in str(getattr(todo.title, "zh", todo.title)) for todo in todos_for(place.reviewer))
    actions.confirm_self_check(late, actor=place.civil_officer)
    assert not any("自查逾期" in str(getattr(todo.title, "zh", todo.title)) for todo in todos_for(place.reviewer))


def test_many_are_one_line(place, due):
    for ahead in range(2, 8):
        due(ahead)
    titles = [todo.title.zh for todo in todos_for(place.civil_officer) if not isinstance(todo.title, str)]
    assert titles == ["6 项年度自查"]


def test_a_named_person_in_post_answers_until_handed_over(place, due):
    check = due(5)
    appointment = Appointment.objects.get(person=place.civil_officer)
    first = actions.assign_responsible(check.asset, actor=place.civil_officer, appointment=appointment)
    assert actions.assign_responsible(check.asset, actor=place.reviewer, appointment=appointment) == first
    other = Appointment.objects.get(person=place.health_officer)
    with pytest.raises(Refused) as refused:
        actions.assign_responsible(check.asset, actor=place.civil_officer, appointment=other)
    assert refused.value.code == "registry.responsible_outside"
    assert [todo.url for todo in todos_for(place.civil_officer)] == [check.get_absolute_url()]


def test_when_the_appointment_ends_the_office_has_to_name_another(place, due):
    check = due(50)
    appointment = Appointment.objects.get(person=place.civil_officer)
    actions.assign_responsible(check.asset, actor=place.civil_officer, appointment=appointment)
    Appointment.objects.filter(pk=appointment.pk).update(valid_until=day(-1))
    assert any("离任" in todo.lead.zh for todo in todos_for(place.reviewer))


def test_one_person_for_everything_that_has_nobody(place, due):
    one, two = due(50), due(51)
    appointment = Appointment.objects.get(person=place.civil_officer)
    actions.assign_responsible(one.asset, actor=place.civil_officer, appointment=appointment)
    assert actions.assign_all(place.civil, actor=place.civil_officer, appointment=appointment) == 1
    assert actions.assign_all(place.civil, actor=place.civil_officer, appointment=appointment) == 0
    assert set(Custody.objects.values_list("asset", flat=True)) == {one.asset_id, two.asset_id}


def test_the_pages(place, due, client):
    fine, differing = due(3), due(4, ends_on=day(-5).isoformat())
    client.force_login(place.civil_officer)
    page = client.get(reverse("registry:self-checks")).content.decode()
    assert f'name="check" value="{fine.pk}"' in page
    assert f'name="check" value="{differing.pk}"' not in page
    assert client.post(differing.get_absolute_url(), {"step": "confirm"}).status_code == 400
    client.post(reverse("registry:self-checks"), {"check": [fine.pk, differing.pk]})
    assert [each.done_on for each in SelfCheck.objects.filter(pk__in=[fine.pk, differing.pk])] == [TODAY, None]
    fixed = {"step": "correct", "ends_on": day(200).isoformat(), "audience": "村干部"}
    assert client.post(differing.get_absolute_url(), fixed).status_code == 302
    assert "已改正" in client.get(reverse("registry:self-checks") + "?view=done").content.decode()
    appointment = Appointment.objects.get(person=place.civil_officer)
    address = reverse("registry:responsible-all", args=[place.civil.pk])
    assert client.post(address, {"appointment": appointment.pk}).status_code == 302
    assert Custody.objects.count() == 2
    client.force_login(place.stranger)
    assert client.get(fine.get_absolute_url()).status_code == 404


def test_the_list_costs_the_same_at_any_length(place, due, client, django_assert_max_num_queries):
    client.force_login(place.reviewer)
    for ahead in (3, 4, 5, 6, 7, 8, 9):
        due(ahead)
        with django_assert_max_num_queries(24):
            assert client.get(reverse("registry:self-checks")).status_code == 200


def test_the_api_tells_what_is_seen_and_confirms(place, due, client):
    check = due(3)
    client.force_login(place.civil_officer)
    told = client.get("/api/v1/self-checks").json()
    assert [fact["code"] for fact in told[0]["facts"]][:2] == ["functions", "ends_on"]
    done = client.post(f"/api/v1/self-checks/{check.pk}/confirm", {}, "application/json").json()
    assert done["done_on"] == TODAY.isoformat()


def test_every_subject_tells_for_many_at_once(place, due):
    assets = [due(3).asset, due(4).asset]
    for subject in self_check_facts:
        assert set(subject.tell(assets)) <= {asset.pk for asset in assets}


def test_bills_and_complaints_are_seen_and_what_waits_needs_a_word(place, due):
    check = due(3, "app", hosting="other")
    quiet = due(4, "app", name="另一个", hosting="gov_cloud")
    idle = Resource.objects.create(
        office=place.office, code="e", asset=check.asset, latest="2026-10-01", state="idle", monthly_fen=120000
    )
    Resource.objects.create(office=place.office, code="f", asset=quiet.asset, latest="2026-10-01", state="used")
    Complaint.objects.create(asset=check.asset, text="打不开", due_on=day(-1))
    seen = {each.code: each for each in seen_of([check.asset, quiet.asset])[check.asset.pk]}
    assert (seen["resources"].seen.en, seen["resources"].differs) == ("1 on the bills, ¥1,200 a month, 1 idle", True)
    assert (seen["complaints"].seen.en, seen["complaints"].differs) == (
        "1 in all, 1 not answered, 1 of them late",
        True,
    )
    assert not any(each.differs for each in seen_of([quiet.asset])[quiet.asset.pk] if each.code == "resources")
    actions.change_asset(check.asset, actor=place.civil_officer, values={"hosting": "gov_cloud"}, basis="核实")
    actions.answer_resource(idle, actor=place.civil_officer, answer="keep", because="汛期备用")
    fresh = Asset.objects.get(pk=check.asset.pk)
    assert not next(each for each in seen_of([fresh])[fresh.pk] if each.code == "resources").differs


def test_the_office_finds_its_own_apart_from_those_of_its_area(place, due, enter, client):
    due(3)
    own = enter(place.office, "account", name="治理办公众号", functions=["联络"], ends_on=day(-5).isoformat())
    actions.plan_self_checks(None, actor=System, assets=[own], on=TODAY)
    SelfCheck.objects.filter(asset=own).update(due_on=day(4))
    client.force_login(place.reviewer)
    mine = client.get(reverse("registry:self-checks")).content.decode()
    assert "治理办公众号" in mine
    assert "条目3" not in mine
    assert "条目3" in client.get(reverse("registry:self-checks") + "?view=due").content.decode()
    client.force_login(place.civil_officer)
    assert "?view=mine" not in client.get(reverse("registry:self-checks")).content.decode()


def test_a_check_and_a_passed_end_stand_first_on_the_entrys_page(place, due, client):
    check = due(3, ends_on=day(-5).isoformat())
    client.force_login(place.civil_officer)
    page = client.get(check.asset.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert page.index("Past its end") < page.index("Yearly self-check") < page.index('id="life"')
