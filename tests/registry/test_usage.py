"""Use as apps report it: accepted once, written once, bad rows refused by name, verdicts only from what was seen."""

import datetime
import json

import pytest
from django.utils import timezone

from qingzhuang.analytics.activity.storage import roll_up
from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.models import Job, JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.registry.actions import note_sign_in, report_usage
from qingzhuang.registry.actions.usage import judge
from qingzhuang.registry.models import Asset, Liveness, UsageMonth, UsageReport
from qingzhuang.registry.usage import months
from qingzhuang.registry.usage.judging import due_assets
from qingzhuang.registry.usage.partitions import events_of
from qingzhuang.registry.usage.partitions import place as kept_at
from tests.analytics.activity.stores import object_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_state")]


def day(ago=0):
    return timezone.localdate() - datetime.timedelta(days=ago)


def write():
    """Let the minute pass for which the writing waits."""
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    work(once=True)
    Job.objects.filter(state="done").delete()


def counts(asset, *rows):
    return [{"asset": asset.pk, "day": day(ago).isoformat(), "uses": uses} for ago, uses in rows]


def told(asset):
    return {on: count for month in UsageMonth.objects.filter(asset=asset) for on, count in months.days_of(month)}


@pytest.fixture
def app(place, enter):
    return enter(place.civil, name="民情通", functions=["走访"], people=100)


def test_a_batch_counts_once_however_often_it_is_sent(place, app):
    first = report_usage(place.civil, actor=place.civil_officer, batch="a", counts=counts(app, (1, 7)))
    again = report_usage(place.civil, actor=place.civil_officer, batch="a", counts=counts(app, (1, 7)))
    assert first.pk == again.pk
    write()
    assert told(app) == {day(1): [7, None, None]}
    with pytest.raises(Refused) as refused:
        report_usage(place.civil, actor=place.civil_officer, batch="a", counts=counts(app, (1, 8)))
    assert refused.value.code == "registry.usage_batch_reused"


def test_what_is_told_later_of_a_day_replaces_what_was_told_before(place, app):
    for batch, uses in (("a", 7), ("b", 3)):
        report_usage(place.civil, actor=place.civil_officer, batch=batch, counts=counts(app, (1, uses), (2, 5)))
        write()
    assert told(app) == {day(1): [3, None, None], day(2): [5, None, None]}
    assert sum(UsageMonth.objects.values_list("uses", flat=True)) == 8


def test_what_cannot_be_is_refused_by_row_and_the_rest_is_kept(place, enter, app):
    other = enter(place.health, name="别家", functions=["体检"])
    rows = [
        {"asset": app.pk, "day": day(1).isoformat(), "uses": 5, "users": 2},
        {"asset": app.pk, "day": day(-1).isoformat(), "uses": 5},
        {"asset": app.pk, "day": day(2).isoformat(), "uses": -1},
        {"asset": app.pk, "day": day(3).isoformat(), "uses": 10**12},
        {"asset": app.pk, "day": day(4).isoformat(), "uses": 2.5},
        {"asset": app.pk, "day": day(5).isoformat(), "uses": 3, "users": 4},
        {"asset": app.pk, "day": day(6).isoformat()},
        {"asset": other.pk, "day": day(1).isoformat(), "uses": 5},
        {"asset": app.pk, "day": "昨天", "uses": 5},
        {"asset": app.pk, "day": day(1).isoformat(), "uses": 6},
        {"asset": app.pk, "day": day(2000).isoformat(), "uses": 6},
        {"asset": app.pk, "day": day(7).isoformat(), "uses": True},
    ]
    report = report_usage(place.civil, actor=place.civil_officer, batch="a", counts=rows)
    assert report.accepted == 1
    assert [(each["row"], each["field"], each["why"]) for each in report.refused] == [
        (2, "day", "ahead"), (3, "uses", "not_whole"), (4, "uses", "not_whole"), (5, "uses", "not_whole"),
        (6, "users", "too_many_users"), (7, "uses", "no_count"), (8, "asset", "unknown"), (9, "day", "no_day"),
        (10, "day", "twice"), (11, "day", "too_old"), (12, "uses", "not_whole"),
    ]  # fmt: skip


def test_a_flood_is_asked_to_wait_and_loses_nothing(place, app, settings, client):
    settings.USAGE_ROWS_PER_MINUTE = 3
    client.force_login(place.civil_officer)

    def send(batch):
        given = {"batch": batch, "counts": counts(app, *((n, n) for n in range(1, 3)))}
        return client.post("/api/v1/usage", json.dumps(given), content_type="application/json")

    assert send("a").status_code == 202
    flooded = send("b")
    assert flooded.status_code == 429
    assert 1 <= int(flooded["Retry-After"]) <= 60
    UsageReport.objects.update(received_at=timezone.now() - datetime.timedelta(seconds=61))
    assert send("b").json()["accepted"] == 2
    write()
    assert not UsageReport.objects.filter(written_at=None).exists()
    assert told(app)[day(2)] == [2, None, None]


def test_what_was_reported_is_kept_where_the_engines_read_it(place, app):
    for batch, uses in (("a", 7), ("b", 9), ("c", 8)):
        report_usage(place.civil, actor=place.civil_officer, batch=batch, counts=counts(app, (1, uses), (2, 0)))
        write()
    kept = roll_up(kept_at(), day()).connection.execute("SELECT asset, last_use::DATE, uses FROM activity").fetchall()
    # Events are never taken back: the correction to 8 stands in the months alone.
    assert kept == [(str(app.pk), day(1), 9)]
    assert told(app)[day(1)] == [8, None, None]


def test_use_is_kept_in_a_bucket_where_the_settings_name_one_and_waits_while_it_is_away(
    place, app, settings, monkeypatch
):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    events = [{"asset": app.pk, "day": day(1).isoformat(), "person": who} for who in ("li", "wang")]
    with object_store() as store:
        settings.USAGE_STORE = store.address
        for name, value in store.environment.items():
            monkeypatch.setenv(name, value)
        store.fails += [503, 503, 503]
        report_usage(place.civil, actor=place.civil_officer, batch="a", counts=counts(app, (1, 7)), events=events)
        write()
        assert UsageReport.objects.filter(written_at=None).count() == 1
        assert not store.objects
        write()
        assert told(app) == {day(1): [7, 2, None]}
        assert [name.rpartition("/")[0] for name in store.objects] == [f"county/day={day(1)}"]
    assert not (settings.STATE / "usage").exists()


def test_events_count_different_people_and_keep_no_name(place, app):
    events = [{"asset": app.pk, "day": day(1).isoformat(), "person": who} for who in ("li", "li", "wang")]
    events += [
        {"asset": app.pk, "day": day(1).isoformat(), "what": "update"},
        {"asset": app.pk, "day": day(1).isoformat()},
    ]
    report = report_usage(place.civil, actor=place.civil_officer, batch="a", events=events)
    assert "li" not in json.dumps(report.rows)
    assert [each["why"] for each in report.refused] == ["nobody"]
    write()
    assert told(app) == {day(1): [3, 2, 1]}


def test_a_sign_in_counts_once_a_day_and_names_nobody(place, app):
    for person in (place.reviewer, place.reviewer, place.township):
        note_sign_in(app, person)
    noted = JournalEntry.objects.filter(verb="registry.usage.sign_in")
    assert [(each.actor_id, each.details) for each in noted] == [(None, {"accepted": 1, "refused": 0})] * 2
    write()
    assert told(app) == {day(0): [2, 2, None]}


def test_writing_that_was_interrupted_writes_the_same_again(place, app, monkeypatch):
    report_usage(place.civil, actor=place.civil_officer, batch="a", counts=counts(app, (1, 7)))
    events = [{"asset": app.pk, "day": day(1).isoformat(), "person": "li"}]
    report_usage(place.civil, actor=place.civil_officer, batch="b", events=events)

    def killed(_months):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(months, "_save", killed)
        Job.objects.filter(state="queued").update(run_at=timezone.now())
        with pytest.raises(KeyboardInterrupt):
            work(once=True)
    assert UsageReport.objects.filter(written_at=None).count() == 2
    Job.objects.update(state="queued", worker="")
    write()
    assert told(app) == {day(1): [7, 1, None]}
    assert len(list(kept_at().rglob("*.parquet"))) == 1
    assert events_of(day(1).isoformat(), [app.pk]) == {app.pk: [1, 1, None]}


def live(asset):
    judge(None, actor=System, assets=[asset.pk])
    return Liveness.objects.get(asset=asset)


def report_all(place, app, **fields):
    rows = [{"asset": app.pk, "day": day(n).isoformat(), **fields} for n in range(1, 200)]
    report_usage(place.civil, actor=place.civil_officer, batch=f"b{UsageReport.objects.count()}", counts=rows)
    write()


def test_an_app_nobody_told_of_is_unclear_and_says_what_is_missing(app):
    found = live(app)
    assert (found.verdict, found.missing) == ("unclear", ["use", "update", "owner"])


def test_an_app_told_of_daily_is_alive_and_silence_that_was_told_is_silence(place, app):
    report_all(place, app, uses=4, users=2, updates=0)
    found = live(app)
    assert (found.verdict, found.signals["update"]["state"]) == ("live", "silent")
    report_all(place, app, uses=0, users=0, updates=0)
    found = live(app)
    assert (found.verdict, found.signals["use"]["state"], found.missing) == ("unclear", "silent", ["owner"])
    assert found.last_use is None


def test_hardly_used_is_measured_against_the_people_it_is_for(place, enter):
    crowd = enter(place.civil, name="大家用", functions=["走访"], people=100_000)
    report_all(place, crowd, uses=4, users=2)
    found = live(crowd)
    assert found.signals["use"]["state"] == "scarce"
    assert found.active_share == 0.1
    assert found.months_low >= 3
    assert found.verdict == "unclear"


def test_a_statement_speaks_only_of_the_days_before_it_was_made(place, enter):
    account = enter(place.civil, "account", name="清河民政", functions=["发布"], last_update=day(100).isoformat())
    assert live(account).signals["update"]["state"] == "silent"
    Asset.objects.filter(pk=account.pk).update(created_at=timezone.now() - datetime.timedelta(days=40))
    assert live(account).signals["update"]["state"] == "unseen"


def test_the_night_touches_only_what_time_changed(place, app, enter):
    report_all(place, app, uses=4)
    quiet = enter(place.civil, name="没人用", functions=["走访"])
    live(quiet)
    before = Liveness.objects.get(asset=quiet).judged_on
    Liveness.objects.filter(asset=app).update(look_on=day(0), verdict="unclear")
    assert due_assets(day(0)) == [app.pk]
    assert before == Liveness.objects.get(asset=quiet).judged_on


def test_the_night_makes_one_file_of_a_past_day_and_forgets_the_marks_of_sign_ins(place, app):
    for batch, uses in (("a", 7), ("b", 9)):
        report_usage(place.civil, actor=place.civil_officer, batch=batch, counts=counts(app, (1, uses)))
        write()
    note_sign_in(app, place.township)
    write()
    UsageReport.objects.filter(source="sign_in").update(received_at=timezone.now() - datetime.timedelta(days=2))
    assert len(list((kept_at() / f"day={day(1)}").glob("*.parquet"))) == 2
    enqueue("registry.usage.tidy")
    write()
    assert len(list((kept_at() / f"day={day(1)}").glob("*.parquet"))) == 1
    assert not UsageReport.objects.filter(source="sign_in").exists()
    assert UsageReport.objects.filter(source="api").count() == 2


def test_what_was_closed_is_no_longer_judged(place, app):
    live(app)
    Asset.objects.filter(pk=app.pk).update(status="closed")
    judge(None, actor=System, assets=[app.pk])
    assert not Liveness.objects.exists()
