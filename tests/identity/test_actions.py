"""Every write: what it does, what the journal says of it, and what is refused."""

import datetime

import pytest

from qingzhuang.core import journal
from qingzhuang.core.actions import System
from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.identity import actions, queries
from qingzhuang.identity.models import Organisation, OrganisationParent, Person
from tests.identity.conftest import PASSWORD, SINCE

DAY = datetime.timedelta(days=1)
LATER = SINCE + 100 * DAY


def refused(problem, action, /, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, actor=kwargs.pop("actor", System), **kwargs)
    assert caught.value.code == problem
    assert caught.value.title.zh
    assert caught.value.title.en
    assert caught.value.title.zh != caught.value.title.en
    return caught.value


def last(subject):
    return journal.history_of(subject).first()


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("99012", "county"),
        ("9901211", "county"),
        ("99O121", "county"),
        ("９９０１２３", "county"),  # full-width digits
        ("980123", "county"),
        ("990121", "township"),
        ("990221109", "township"),
    ],
)
def test_a_code_that_is_no_division_code_is_refused(land, unit, code, level):
    parent = land.county if level == "township" else land.city
    with pytest.raises(Refused) as caught:
        unit(parent, code, "某地", level)
    assert caught.value.code == "identity.code_shape"
    assert caught.value.where == {"field": "code"}
    assert not Organisation.objects.filter(name="某地").exists()


def test_a_code_is_used_once(land, unit):
    with pytest.raises(Refused) as caught:
        unit(land.city, "990121", "又一县", "county")
    assert "北岭县" in caught.value.title.zh


def test_opening_below_what_does_not_exist_yet_is_refused(land):
    fields = {"code": "990121103", "name": "新设乡", "level": "township", "nature": "area"}
    refused("identity.not_there_yet", actions.open_organisation, land.county, valid_from=SINCE - DAY, **fields)
    refused(
        "identity.unknown_word",
        actions.open_organisation,
        land.county,
        valid_from=SINCE,
        **{**fields, "nature": "line"},
    )
    refused("identity.missing", actions.open_organisation, land.county, valid_from=SINCE, **{**fields, "name": " "})


def test_renaming_keeps_the_old_name_in_the_journal(land):
    actions.rename_organisation(land.town, actor=land.admin, name="柏树街道")
    assert Organisation.objects.get(pk=land.town.pk).name == "柏树街道"
    entry = last(land.town)
    assert (entry.verb, entry.actor_name) == ("identity.organisation.rename", "admin 同志")
    assert entry.details == {"before": "柏树镇", "after": "柏树街道"}
    refused("identity.missing", actions.rename_organisation, land.town, name="")


def test_a_move_takes_the_subtree_along_and_remembers_where_it_stood(land):
    actions.move_organisation(land.town, actor=System, parent=land.other, on=LATER)
    town = Organisation.objects.get(pk=land.town.pk)
    assert town.get_parent() == land.other
    assert set(Organisation.objects.filter(queries.subtree_filter("", town))) == {land.town, land.village}
    stood = OrganisationParent.objects.filter(organisation=town).order_by("valid_from")
    assert [(row.parent, row.valid_from, row.valid_until) for row in stood] == [
        (land.county, SINCE, LATER - DAY),
        (land.other, LATER, None),
    ]
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_moves_that_cannot_be(land):
    move = actions.move_organisation
    refused("identity.cyclic_move", move, land.county, parent=land.village, on=LATER)
    refused("identity.cyclic_move", move, land.county, parent=land.county, on=LATER)
    refused("identity.move_date", move, land.town, parent=land.other, on=SINCE)
    refused("identity.move_date", move, land.town, parent=land.other, on=datetime.date(2999, 1, 1))
    assert Organisation.objects.get(pk=land.town.pk).get_parent() == land.county


def test_nobody_moves_an_organisation_to_where_they_have_no_say(land):
    with pytest.raises(Denied):
        actions.move_organisation(land.town, actor=land.admin, parent=land.other, on=LATER)


def test_closing_waits_for_what_is_below(land):
    refused("identity.still_in_use", actions.close_organisation, land.town, on=LATER)
    refused("identity.still_in_use", actions.close_organisation, land.bureau, on=LATER)
    refused("identity.dates_reversed", actions.close_organisation, land.second, on=SINCE - DAY)
    closed = actions.close_organisation(land.second, actor=land.admin, on=LATER)
    assert closed.holds_on(LATER)
    assert not closed.holds_on(LATER + DAY)


def test_a_post_carries_known_roles_within_its_organisation_s_dates(land):
    create = actions.create_post
    refused("identity.unknown_role", create, land.bureau, title="岗", roles=["king"], valid_from=SINCE)
    refused("identity.not_there_yet", create, land.bureau, title="岗", roles=[], valid_from=SINCE - DAY)
    refused("identity.missing", create, land.bureau, title="", roles=[], valid_from=SINCE)
    refused("identity.dates_reversed", create, land.bureau, title="岗", roles=[], valid_from=LATER, valid_until=SINCE)


def test_an_appointment_lies_within_its_post_and_overlaps_no_other(land):
    post = actions.create_post(
        land.bureau, actor=System, title="挂职", roles=["leader"], valid_from=SINCE + DAY, valid_until=LATER
    )
    appoint = actions.appoint
    refused("identity.outside_post", appoint, post, person=land.worker, valid_from=SINCE, valid_until=LATER)
    refused("identity.outside_post", appoint, post, person=land.worker, valid_from=SINCE + DAY)
    refused("identity.unknown_word", appoint, post, person=land.worker, valid_from=LATER, kind="substitute")
    first = appoint(post, actor=land.admin, person=land.worker, valid_from=SINCE + DAY, valid_until=SINCE + 9 * DAY)
    assert first.person == land.worker
    dates = {"valid_from": SINCE + 9 * DAY, "valid_until": LATER}
    problem = refused("identity.dates_overlap", appoint, post, person=land.worker, **dates)
    assert "worker" in problem.title.en
    assert appoint(post, actor=System, person=land.worker, valid_from=SINCE + 10 * DAY, valid_until=LATER).pk


def test_a_substitute_is_named_by_the_holder_for_their_own_dates(land):
    held = queries.appointments_of(land.reviewer)[0]
    actions.end_appointment(held, actor=System, on=LATER + 365 * 20 * DAY)
    name, dates = actions.appoint_substitute, {"valid_from": LATER, "valid_until": LATER + 5 * DAY}
    own = {"actor": land.reviewer}
    refused("identity.own_substitute", name, held, person=land.reviewer, **dates, **own)
    refused("identity.dates_reversed", name, held, person=land.officer, valid_from=LATER, valid_until=SINCE, **own)
    far = LATER + 365 * 21 * DAY
    refused("identity.outside_absence", name, held, person=land.officer, valid_from=LATER, valid_until=far, **own)
    with pytest.raises(Denied):
        name(held, actor=land.officer, person=land.worker, **dates)
    standing = name(held, actor=land.reviewer, person=land.officer, **dates)
    assert (standing.kind, standing.for_person) == ("substitute", land.reviewer)
    assert not can(land.officer, "identity.appointment.substitute", standing), "a substitute passes nothing on"
    assert can(land.reviewer, "identity.appointment.end", standing)
    assert not can(land.officer, "identity.appointment.end", standing)
    assert last(standing).details["kind"] == "substitute"


def test_somebody_whose_account_is_closed_gets_no_post(land):
    land.worker.is_active = False
    land.worker.save()
    post = actions.create_post(land.bureau, actor=System, title="岗", roles=[], valid_from=SINCE)
    refused("identity.inactive", actions.appoint, post, person=land.worker, valid_from=SINCE)


def test_people_have_names_of_their_own(land):
    refused("identity.username_taken", actions.add_person, land.bureau, username="officer", name="另一位")
    refused("identity.missing", actions.add_person, land.bureau, username="", name="无名")
    made = actions.add_person(land.bureau, actor=land.admin, username="new", name="新人")
    assert not made.has_usable_password()


def test_a_password_is_strong_and_never_in_the_journal(land):
    refused("identity.weak_password", actions.set_password, land.officer, password="12345678")
    actions.set_password(land.officer, actor=land.officer, password="another-Long-phrase-7")
    officer = Person.objects.get(pk=land.officer.pk)
    assert officer.check_password("another-Long-phrase-7")
    assert not officer.check_password(PASSWORD)
    entry = last(land.officer)
    assert entry.verb == "identity.person.set_password"
    assert "phrase" not in str(entry.details)


def test_a_language_is_one_of_two(land):
    refused("identity.unknown_word", actions.set_language, land.officer, language="fr", actor=land.officer)
    assert actions.set_language(land.officer, actor=land.officer, language="en").language == "en"


def test_nothing_is_written_when_an_action_is_refused(land):
    before = journal.history_of(land.town).count()
    with pytest.raises(Denied):
        actions.rename_organisation(land.town, actor=land.officer, name="我的镇")
    refused("identity.missing", actions.rename_organisation, land.town, name="")
    assert journal.history_of(land.town).count() == before
    assert Organisation.objects.get(pk=land.town.pk).name == "柏树镇"


def test_the_journal_of_all_this_is_intact(land):
    assert journal.verify().ok
    verbs = {entry.verb for entry in journal.entries_after(0)}
    assert {
        "identity.organisation.open",
        "identity.person.add",
        "identity.post.create",
        "identity.post.appoint",
    } <= verbs
