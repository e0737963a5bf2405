"""Events kept by day: taken once, made one file, read whole, whatever is cut short."""

import datetime

import pytest

from qingzhuang.analytics.activity import storage
from qingzhuang.analytics.activity.objects import Bucket
from qingzhuang.analytics.activity.places import opened
from qingzhuang.analytics.activity.storage import Event, compact, roll_up, series, write_day

from .stores import object_store

DAY = datetime.date(2025, 3, 1)
NEXT = DAY + datetime.timedelta(days=1)


def event(user, asset="a", day=DAY, **more):
    return Event(asset, datetime.datetime.combine(day, datetime.time(8)), user, **more)


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    if request.param == "folder":
        yield tmp_path
        return
    with object_store() as store:
        yield store.bucket


def told(place):
    return [(row["asset"], row["uses"], row["users"], row["days_seen"]) for row in roll_up(place, NEXT).rows()]


def names_of(place):
    with opened(place, alone=False) as held:
        return held.names(DAY)


def test_a_batch_is_taken_once_before_and_after_compaction(place):
    assert write_day(place, DAY, [event("u1"), event("u2", count=3)], "batch 1")
    assert not write_day(place, DAY, [event("u1"), event("u2", count=3)], "batch 1")
    assert write_day(place, DAY, [event("u1"), event(None, "b", kind="message")], "batch 2")
    assert write_day(place, NEXT, [event("u1", day=NEXT)], "batch 1")
    expected = [("a", 6, 2, 2), ("b", 0, 0, 1)]
    assert told(place) == expected
    assert compact(place, before=NEXT) == 1
    assert compact(place, before=NEXT) == 0
    assert names_of(place) == ["day.parquet"]
    assert told(place) == expected
    assert not write_day(place, DAY, [event("u1")], "batch 2")
    assert write_day(place, DAY, [event("u9")], "batch 3")
    assert compact(place, before=NEXT) == 1
    assert not write_day(place, DAY, [event("u1")], "batch 1")
    assert told(place) == [("a", 7, 3, 2), ("b", 0, 0, 1)]


@pytest.mark.parametrize("survivors", [0, 1, 2])
def test_a_compaction_cut_short_counts_nothing_twice_and_is_tidied_by_whoever_comes_next(place, survivors, monkeypatch):
    for number in range(2):
        write_day(place, DAY, [event(f"u{number}")], f"batch {number}")

    def killed(held, day, names):
        for name in sorted(names)[survivors:]:
            held.drop(day, name)

    with monkeypatch.context() as patched:
        patched.setattr(storage, "_drop", killed)
        compact(place, before=NEXT)
    assert len(names_of(place)) == 1 + survivors
    assert series(place, "a", DAY, DAY) == [{"day": DAY, "uses": 2, "users": 2, "updates": 0}]
    assert not write_day(place, DAY, [event("u0")], "batch 0")
    write_day(place, DAY, [event("u9")], "batch 9")
    assert compact(place, before=NEXT) == 1
    assert told(place) == [("a", 3, 3, 1)]
    assert names_of(place) == ["day.parquet"]


def test_a_reader_of_a_bucket_sees_the_whole_day_that_is_made_while_it_reads(monkeypatch):
    with object_store() as store:
        for number in range(2):
            write_day(store.bucket, DAY, [event(f"u{number}")], f"batch {number}")
        listed, seen = Bucket.names, []

        def compacted_after_listing(bucket, folder):
            found = list(listed(bucket, folder))
            if not seen:
                seen.append(found)
                compact(bucket, before=NEXT)
            return iter(found)

        monkeypatch.setattr(Bucket, "names", compacted_after_listing)
        assert series(store.bucket, "a", DAY, DAY) == [{"day": DAY, "uses": 2, "users": 2, "updates": 0}]
        assert len(seen[0]) == 2


def test_a_day_without_events_was_observed(place):
    write_day(place, DAY, [event("u1")], "1")
    write_day(place, NEXT, [], "1")
    assert roll_up(place, NEXT).summary["observed"]["missing"] == []


def test_an_event_of_another_day_is_refused_and_nothing_is_written(place):
    with pytest.raises(ValueError, match="event 2 is of 2025-03-02"):
        write_day(place, DAY, [event("u1"), event("u1", day=NEXT)], "1")
    assert not names_of(place)


def test_a_batch_id_is_no_path(tmp_path):
    write_day(tmp_path / "store", DAY, [event("u1")], "../../elsewhere")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_the_series_of_one_asset(place):
    write_day(place, DAY, [event("u1"), event("u1"), event("u2", count=0), event(None, kind="update")], "1")
    write_day(place, NEXT, [event("u3", day=NEXT), event("u1", "b", NEXT)], "1")
    assert series(place, "a", DAY, NEXT) == [
        {"day": DAY, "uses": 2, "users": 1, "updates": 1},
        {"day": NEXT, "uses": 1, "users": 1, "updates": 0},
    ]
    assert series(place, "c", DAY, NEXT) == []
    assert series(place, "a", NEXT + datetime.timedelta(days=5), NEXT + datetime.timedelta(days=9)) == []
