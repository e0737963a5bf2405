"""Bulk actions: seen before, refused with the reason, done by a job entry by entry, taken back where nobody changed it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.actions.bulk import do_next
from qingzhuang.registry.models import Asset, BulkChange

TODAY = timezone.localdate()
SOON = (TODAY + datetime.timedelta(days=90)).isoformat()


def plan(person, verb, **given):
    assets = Asset.objects.visible_to(person).order_by("pk")
    return actions.plan_bulk(
        None, actor=person, verb=verb, given={"basis": "专项整治", **given}, assets=assets, query=""
    )


def run(bulk):
    work(once=True)
    bulk.refresh_from_db()
    return bulk


def states(bulk):
    return dict(bulk.rows.values_list("asset__name", "state"))


def test_the_preview_says_before_after_and_why_not_and_does_nothing(place, enter):
    enter(place.civil, name="甲", ends_on="2027-01-01")
    enter(place.civil, name="乙", starts_on="2099-01-01")
    enter(place.civil, name="丙", ends_on=SOON)
    enter(place.health, name="丁", facing="grassroots")
    closed = enter(place.civil, name="戊")
    actions.close_asset(closed, actor=place.civil_officer, basis="整合")
    bulk = plan(place.civil_officer, "end_date", ends_on=SOON)
    assert states(bulk) == {"甲": "planned", "乙": "refused", "丙": "refused", "丁": "refused", "戊": "refused"}
    rows = {row.asset.name: row for row in bulk.rows.all()}
    assert (rows["甲"].before, rows["甲"].after) == ({"ends_on": "2027-01-01"}, {"ends_on": SOON})
    assert "2099-01-01" in rows["乙"].why["en"]
    assert rows["丁"].why["en"] == "You may not do this to it."
    assert Asset.objects.get(name="甲").ends_on.isoformat() == "2027-01-01"


@pytest.mark.parametrize("verb", ["end_date", "unit", "rectify", "close"])
def test_each_verb_is_done_entry_by_entry_and_taken_back(place, enter, verb):
    for name in ("甲", "乙"):
        enter(place.civil, name=name)
    given = {"ends_on": SOON, "unit": place.health.name, "what": "删去打卡", "due_on": SOON}
    before = list(Asset.objects.values("name", "ends_on", "sponsor", "sponsor_name", "keeper", "status", "closed_on"))
    bulk = plan(place.reviewer, verb, **given)
    lines = JournalEntry.objects.count()
    actions.confirm_bulk(bulk, actor=place.reviewer)
    assert states(run(bulk)) == {"甲": "done", "乙": "done"}
    told = JournalEntry.objects.filter(seq__gt=lines, subject_type="registry.asset")
    assert told.count() == 2
    assert set(told.values_list("actor_name", flat=True)) == {"reviewer"}
    changed = list(Asset.objects.values("name", "ends_on", "sponsor", "sponsor_name", "keeper", "status", "closed_on"))
    assert all(one != two for one, two in zip(before, changed, strict=True))
    actions.undo_bulk(bulk, actor=place.reviewer)
    assert states(run(bulk)) == {"甲": "undone", "乙": "undone"}
    after = list(Asset.objects.values("name", "ends_on", "sponsor", "sponsor_name", "keeper", "status", "closed_on"))
    assert after == before


def test_what_somebody_changed_since_is_not_taken_back(place, enter):
    first, _second = enter(place.civil, name="甲"), enter(place.civil, name="乙")
    bulk = plan(place.reviewer, "end_date", ends_on=SOON)
    actions.confirm_bulk(bulk, actor=place.reviewer)
    run(bulk)
    actions.change_asset(first, actor=place.civil_officer, values={"ends_on": "2029-01-01"})
    actions.undo_bulk(bulk, actor=place.reviewer)
    assert states(run(bulk)) == {"甲": "kept", "乙": "undone"}
    first.refresh_from_db()
    assert first.ends_on.isoformat() == "2029-01-01"


def test_what_changed_between_preview_and_doing_is_not_forced(place, enter):
    first, _second = enter(place.civil, name="甲"), enter(place.civil, name="乙")
    bulk = plan(place.reviewer, "close")
    actions.close_asset(first, actor=place.civil_officer, basis="已注销")
    actions.confirm_bulk(bulk, actor=place.reviewer)
    assert states(run(bulk)) == {"甲": "failed", "乙": "done"}


def test_an_interrupted_run_goes_on_with_the_next_entry(place, enter):
    for number in range(4):
        enter(place.civil, name=f"{number}号")
    bulk = actions.confirm_bulk(plan(place.reviewer, "close"), actor=place.reviewer)
    assert do_next(bulk)
    assert sorted(states(bulk).values()) == ["done", "planned", "planned", "planned"]
    assert set(states(run(bulk)).values()) == {"done"}
    assert JournalEntry.objects.filter(verb="registry.asset.close").count() == 4


def test_it_can_be_taken_back_for_a_week(place, enter):
    enter(place.civil, name="甲")
    bulk = actions.confirm_bulk(plan(place.reviewer, "close"), actor=place.reviewer)
    run(bulk)
    BulkChange.objects.update(done_at=timezone.now() - datetime.timedelta(days=8))
    bulk.refresh_from_db()
    with pytest.raises(Refused):
        actions.undo_bulk(bulk, actor=place.reviewer)


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("end_date", {"ends_on": "下周"}),
        ("end_date", {}),
        ("unit", {"unit": "没有的单位"}),
        ("delete", {}),
        ("close", {"basis": ""}),
    ],
)
def test_what_is_said_wrongly_is_refused_with_its_field(place, enter, verb, given):
    enter(place.civil, name="甲")
    with pytest.raises(Refused) as refused:
        plan(place.reviewer, verb, **given)
    assert refused.value.where


def test_the_desk_in_the_browser(client, place, enter):
    for name in ("甲号", "乙号"):
        enter(place.civil, name=name)
    client.force_login(place.reviewer)
    form = client.get("/register/bulk/", {"query": "kind=app"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "For 2 entries" in form
    planned = client.post("/register/bulk/", {"query": "kind=app", "verb": "close", "basis": "整治"})
    bulk = BulkChange.objects.get()
    assert planned.url == bulk.get_absolute_url()
    left = bulk.rows.get(asset__name="乙号")
    client.post(bulk.get_absolute_url(), {"row": left.pk})
    client.post(f"{bulk.get_absolute_url()}confirm/")
    assert states(run(bulk)) == {"甲号": "done", "乙号": "left_out"}
    page = client.get(bulk.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Take it back" in page
    client.post(f"{bulk.get_absolute_url()}undo/")
    assert states(run(bulk)) == {"甲号": "undone", "乙号": "left_out"}
    assert client.post("/register/bulk/", {"query": "kind=app", "verb": "close"}).status_code == 400
    client.force_login(place.civil_officer)
    assert client.get(bulk.get_absolute_url()).status_code == 404


def test_the_pages_cost_the_same_at_any_length(client, place, enter):
    client.force_login(place.reviewer)

    def cost(count):
        for number in range(count):
            enter(place.civil, name=f"{count}-{number}")
        with CaptureQueriesContext(connection) as planning:
            bulk = plan(place.reviewer, "close")
        with CaptureQueriesContext(connection) as showing:
            client.get(bulk.get_absolute_url())
        return len(planning), len(showing)

    cost(1)  # whose posts these are is asked once
    assert cost(2) == cost(20)
