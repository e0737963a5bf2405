"""Entering, changing and closing: who may, what is refused, what stands in the history."""

import datetime

import pytest

from qingzhuang.core.actions import System
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.registry.actions import change_asset, close_asset, delete_filter, register_asset, save_filter
from qingzhuang.registry.history import timeline_of
from qingzhuang.registry.models import Asset, SavedFilter

pytestmark = pytest.mark.django_db
TOMORROW = datetime.date.today() + datetime.timedelta(days=2)


def _code(refused):
    return refused.value.code


def test_the_sponsor_answers_for_what_is_entered_and_else_the_office(place, enter):
    assert enter(place.civil, name="甲").keeper == place.civil
    named = enter(place.office, name="乙", sponsor_name="某协会")
    assert (named.sponsor, named.sponsor_shown, named.keeper) == (None, "某协会", place.office)


def test_a_number_is_given_once(place, enter):
    enter(place.civil, name="甲", number="YL-2026-0001")
    with pytest.raises(Refused) as refused:
        register_asset(place.civil, actor=System, kind="app", values={"name": "乙"}, number="YL-2026-0001")
    assert _code(refused) == "registry.number_taken"


def test_a_change_keeps_before_and_after(place, enter):
    asset = enter(place.civil, name="甲", functions=["签到"], people=10)
    change_asset(
        asset, actor=place.civil_officer, values={"functions": "上报\n查询", "people": "１２"}, basis="县发〔2026〕3号"
    )
    again = Asset.objects.get(pk=asset.pk)
    assert (again.functions, again.values["people"]) == (["上报", "查询"], 12)
    entry = JournalEntry.objects.get(verb="registry.asset.change")
    assert {"field": "people", "before": 10, "after": 12} in entry.details["changed"]
    changes = [moment for moment in timeline_of(again) if moment.changes]
    assert ("10", "12") in [row[1:] for row in changes[0].changes]


def test_secret_answers_never_reach_the_journal(place, enter):
    asset = enter(place.civil, name="甲", handler_phone="13800000000")
    change_asset(asset, actor=place.civil_officer, values={"handler_phone": "13911112222"})
    assert "139" not in str(JournalEntry.objects.get(verb="registry.asset.change").details)


def test_what_cannot_be_read_is_told_and_nothing_is_written(place, enter):
    asset = enter(place.civil, name="甲", ends_on="2027-01-01")
    with pytest.raises(Refused) as refused:
        change_asset(asset, actor=place.civil_officer, values={"ends_on": "明年", "name": ""})
    assert _code(refused) == "registry.gaps"
    assert "2" in refused.value.in_("en")
    assert str(Asset.objects.get(pk=asset.pk).ends_on) == "2027-01-01"


def test_an_answer_can_be_emptied_when_it_need_not_be_given(place, enter):
    asset = enter(place.civil, name="甲", cloud_id="X1")
    change_asset(asset, actor=place.civil_officer, values={"cloud_id": ""})
    assert "cloud_id" not in Asset.objects.get(pk=asset.pk).attributes


def test_the_second_of_two_who_change_at_once_is_told(place, enter):
    asset = enter(place.civil, name="甲")
    seen = asset.updated_at
    change_asset(asset, actor=place.civil_officer, values={"name": "乙"}, seen=seen)
    with pytest.raises(Refused) as refused:
        change_asset(asset, actor=place.reviewer, values={"name": "丙"}, seen=seen)
    assert _code(refused) == "registry.changed_meanwhile"
    assert Asset.objects.get(pk=asset.pk).name == "乙"


def test_only_the_sponsor_and_the_office_of_the_area_change_or_close(place, enter):
    asset = enter(place.civil, name="甲")
    for actor in (place.health_officer, place.stranger, place.township):
        with pytest.raises(Denied):
            change_asset(asset, actor=actor, values={"name": "乙"})
        with pytest.raises(Denied):
            close_asset(asset, actor=actor, basis="x")
    close_asset(asset, actor=place.reviewer, basis="县发〔2026〕3号")


def test_closing_is_a_dated_fact_with_a_basis(place, enter):
    asset = enter(place.civil, name="甲", events=(("found", datetime.date(2024, 1, 1), ""),))
    for basis, on, code in (("", None, "registry.reason_needed"), ("文件", TOMORROW, "registry.date_ahead")):
        with pytest.raises(Refused) as refused:
            close_asset(asset, actor=place.civil_officer, basis=basis, on=on)
        assert _code(refused) == code
    closed = close_asset(asset, actor=place.civil_officer, basis="停用通知", on=datetime.date(2026, 5, 1))
    assert (closed.status, closed.closed_on) == ("closed", datetime.date(2026, 5, 1))
    for act, code in (
        (lambda: close_asset(closed, actor=place.reviewer, basis="x"), "registry.step_not_allowed"),
        (lambda: change_asset(closed, actor=place.reviewer, values={}), "registry.not_alive"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert _code(refused) == code


def test_filters_are_kept_by_name_for_oneself(place):
    saved = save_filter(None, actor=place.reviewer, name=" 到期  群 ", query="kind=group")
    save_filter(None, actor=place.reviewer, name="到期 群", query="kind=app")
    assert list(SavedFilter.objects.values_list("name", "query")) == [("到期 群", "kind=app")]
    with pytest.raises(Refused):
        save_filter(None, actor=place.reviewer, name="  ", query="")
    with pytest.raises(Denied):
        delete_filter(saved, actor=place.township)
    delete_filter(saved, actor=place.reviewer)
    assert not SavedFilter.objects.exists()
