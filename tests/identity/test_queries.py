"""Who holds what, where and when, and how far it reaches."""

import datetime

import pytest

from qingzhuang.core.actions import System
from qingzhuang.identity import actions, queries
from qingzhuang.identity.models import Organisation, Person
from tests.identity.conftest import SINCE

TODAY = datetime.date(2026, 3, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 10, 4, tzinfo=datetime.UTC), tick=False)


def again(person):
    return Person.objects.get(pk=person.pk)


def names(found):
    return {organisation.name for organisation in found}


def test_a_subtree_is_the_organisation_and_everything_below_it(land):
    below = Organisation.objects.filter(queries.subtree_filter("", land.county))
    assert below.count() == 6
    assert set(below) == {land.county, *land.county.get_descendants()}
    assert names(Organisation.objects.filter(queries.subtree_filter("", land.town))) == {"柏树镇", "前沟村"}


def test_a_subtree_is_a_range_of_an_index(land):
    plan = Organisation.objects.filter(queries.subtree_filter("", land.county)).order_by().explain()
    assert "INDEX" in plan.upper() or "Seq Scan" in plan  # PostgreSQL reads ten rows straight


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("reviewer", {"北岭县", "北岭县治理办", "北岭县民政局", "柏树镇", "竹溪乡", "前沟村"}),
        ("officer", {"北岭县民政局"}),
        ("township", {"柏树镇", "前沟村"}),
        ("worker", {"前沟村"}),
        ("postless", set()),
    ],
)
def test_what_a_person_sees_follows_from_the_post(land, who, seen):
    assert names(Organisation.objects.filter(queries.within(getattr(land, who)))) == seen


def test_several_posts_reach_as_far_as_all_of_them(land):
    post = actions.create_post(land.village, actor=System, title="包村", roles=["village_worker"], valid_from=SINCE)
    actions.appoint(post, actor=System, person=land.officer, valid_from=SINCE)
    assert names(Organisation.objects.filter(queries.within(again(land.officer)))) == {"北岭县民政局", "前沟村"}


def test_a_role_counts_at_the_office_s_area_and_below_only(land):
    assert queries.has_role(land.reviewer, "reviewer")
    assert queries.has_role(land.reviewer, "reviewer", land.village)
    assert queries.has_role(land.reviewer, "reviewer", land.bureau)
    assert not queries.has_role(land.reviewer, "reviewer", land.city)
    assert not queries.has_role(land.reviewer, "reviewer", land.other)
    assert not queries.has_role(land.officer, "reviewer", land.bureau)


def test_a_post_counts_from_its_first_to_its_last_day(land, person):
    newcomer = person("newcomer")
    last = TODAY + 20 * DAY
    post = actions.create_post(
        land.bureau, actor=System, title="挂职", roles=["leader"], valid_from=TODAY, valid_until=last
    )
    actions.appoint(post, actor=System, person=newcomer, valid_from=TODAY + DAY, valid_until=last - DAY)
    held = {day: bool(queries.roles_of(newcomer, TODAY + day * DAY)) for day in (0, 1, 19, 20)}
    assert held == {0: False, 1: True, 19: True, 20: False}


def test_the_substantive_post_comes_first(land):
    post = actions.create_post(land.town, actor=System, title="驻村队长", roles=["leader"], valid_from=SINCE)
    actions.appoint(post, actor=System, person=land.worker, valid_from=SINCE, kind="acting")
    worker = again(land.worker)
    assert [each.kind for each in queries.appointments_of(worker)] == ["substantive", "acting"]
    assert queries.organisation_of(worker) == land.village
    assert queries.organisations_of(worker) == [land.village, land.town]
    assert queries.roles_of(worker) == {"village_worker", "leader"}


def test_a_substitute_has_the_roles_while_the_holder_is_away_and_no_longer(land):
    held = queries.appointments_of(land.reviewer)[0]
    actions.appoint_substitute(
        held, actor=land.reviewer, person=land.officer, valid_from=TODAY + DAY, valid_until=TODAY + 5 * DAY
    )
    officer = again(land.officer)
    reviews = [day for day in range(8) if "reviewer" in queries.roles_of(officer, TODAY + day * DAY)]
    assert reviews == [1, 2, 3, 4, 5]
    assert [each.person for each in queries.substitutes_of(land.reviewer)] == [land.officer]


def test_the_governance_office_is_the_nearest_one_up_the_tree(land, person):
    for organisation in (land.village, land.bureau, land.county, land.office):
        assert queries.governance_office_for(organisation) == land.office
    assert queries.governance_office_for(land.city) is None
    person("second-reviewer", land.second, "reviewer")
    assert queries.governance_office_for(land.second) == land.second
    assert queries.governance_office_for(land.village) == land.office


def test_an_office_is_found_by_one_query(land, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.governance_office_for(land.village)


def test_who_holds_a_role_at_an_organisation(land):
    assert queries.people_with_role("reviewer", land.office) == [land.reviewer]
    assert queries.people_with_role("reviewer", land.county) == []
    land.reviewer.is_active = False
    land.reviewer.save()
    assert queries.people_with_role("reviewer", land.office) == []


def test_asking_about_a_person_costs_two_queries_however_often_and_however_many_posts(land, django_assert_num_queries):
    for organisation in (land.office, land.far, land.town):
        post = actions.create_post(organisation, actor=System, title="兼", roles=["leader"], valid_from=SINCE)
        actions.appoint(post, actor=System, person=land.officer, valid_from=SINCE)
    officer = again(land.officer)
    with django_assert_num_queries(2):
        for _again in range(3):
            queries.roles_of(officer)
            queries.organisation_of(officer)
            queries.has_role(officer, "leader", land.village)
            queries.within(officer)


def test_below_lies_what_is_in_force(land):
    assert names(queries.children_of(land.county)) == {"北岭县治理办", "北岭县民政局", "柏树镇", "竹溪乡"}
    actions.close_organisation(land.second, actor=System, on=TODAY - DAY)
    assert "竹溪乡" not in names(queries.children_of(land.county))
    assert names(queries.children_of(None)) == {"演示省"}


def test_whoever_was_made_inactive_has_no_post(place):
    """A queued job of theirs stops as well."""
    Person.objects.filter(pk=place.reviewer.pk).update(is_active=False)
    assert queries.roles_of(place.reviewer)
    assert not queries.roles_of(again(place.reviewer))
    assert not queries.has_role(again(place.reviewer), "reviewer", place.town)
