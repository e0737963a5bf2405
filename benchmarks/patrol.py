"""Comparing a list from outside with the register, and counting who is in two groups.

    ./qz bench patrol --entries 50000 --rows 100000

Prints seconds for a patrol (reading the file, matching, likeness of what is left, writing findings) and its ratio to the
bare cost: reading the same file and inserting one row a line. Planted truth: nine tenths of the rows are registered, one in
a hundred of those renamed; the rest is new. Then the time of one overlap question among 2,000 groups of 40 members.
Runs in a database of its own, made and removed here.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from datetime import date

from benchmarks.scratch import governance_office, scratch_database

SYLLABLES = "安平民政惠农防汛河湖网格巡查医保社保就业教育交通水务林业应急消防环卫城管信访司法文旅住建"


def names(count: int, chance: random.Random) -> list[str]:
    """Made-up names, each once."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(SYLLABLES, k=6))] = None
    return list(made)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=50_000)
    arguments.add_argument("--rows", type=int, default=100_000)
    wanted = arguments.parse_args()
    with scratch_database():
        _patrol(wanted.entries, wanted.rows)
        _overlap()


def _patrol(entries: int, rows: int) -> None:
    from qingzhuang.core.jobs import work
    from qingzhuang.registry import actions
    from qingzhuang.registry.models import Asset, Sighting

    chance = random.Random(11)
    office, person = governance_office()
    made = names(entries + rows, chance)
    held, fresh = made[:entries], made[entries:]
    sponsors = [f"第{number}局" for number in range(500)]
    assets = []
    for number, name in enumerate(held):
        asset = Asset(
            kind="account", keeper=office, sponsor_name=sponsors[number % 500], source="import", status="running"
        )
        asset.take({"name": name, "platform": "wechat"})
        assets.append(asset)
    Asset.objects.bulk_create(assets, batch_size=2000)

    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["账号名称", "主办单位", "平台"])
    known = min(entries, rows * 9 // 10)
    renamed = 0
    for number in range(known):
        name = held[number] + "在线" if number % 100 == 7 else held[number]
        renamed += number % 100 == 7
        lines.writerow([name, sponsors[number % 500], "微信公众号"])
    for number in range(rows - known):
        lines.writerow([fresh[number], sponsors[number % 500], "微信公众号"])
    data = text.getvalue().encode()

    patrol = actions.upload_patrol(office, actor=person, source="平台", name="list.csv", data=data)
    actions.start_patrol(patrol, actor=person, kind="account")
    began = time.perf_counter()
    work(once=True)
    took = time.perf_counter() - began
    patrol.refresh_from_db()
    counts = {sort: patrol.findings.filter(sort=sort).count() for sort in ("renamed", "unregistered", "moved")}
    bare = _bare(patrol, data, Sighting)
    print(
        f"patrol of {rows:,} rows against {entries:,} entries: {took:.1f} s, {rows / took:,.0f} rows/s; step {patrol.step}"
    )
    print(f"bare reading and inserting: {bare:.1f} s; ratio {took / bare:.2f}")
    print(f"matched {patrol.matched:,} of {known:,}; renamed {counts['renamed']:,} of {renamed:,} planted")
    print(f"unregistered {counts['unregistered']:,} of {rows - known:,} planted; moved {counts['moved']:,} of 0")


def _bare(patrol, data: bytes, model) -> float:
    from qingzhuang.registry.actions.imports import read_ledger

    model.objects.all().delete()
    began = time.perf_counter()
    rows = read_ledger(data, "list.csv").rows()
    model.objects.bulk_create(
        (model(patrol=patrol, number=row.number, name=row.cells[0], told={"sponsor": row.cells[1]}) for row in rows),
        batch_size=500,
    )
    return time.perf_counter() - began


def _overlap() -> None:
    from qingzhuang.registry.models import Asset, Member, Roster
    from qingzhuang.registry.queries.overlaps import shared_with
    from qingzhuang.registry.rosters import key_mark, mark_of

    chance = random.Random(5)
    people = [mark_of("phone", str(number)) for number in range(10_000)]
    groups = list(Asset.objects.order_by("pk")[:2000])
    lists = {group.pk: chance.sample(people, 40) for group in groups}
    day = date(2026, 1, 1)
    rosters = Roster.objects.bulk_create(
        [Roster(asset=group, size=40, bases=["phone"], key=key_mark(), told_on=day) for group in groups], batch_size=500
    )
    Member.objects.bulk_create(
        (Member(roster=each, basis="phone", mark=mark) for each in rosters for mark in lists[each.asset_id]),
        batch_size=2000,
    )
    times, wrong = [], 0
    for roster in rosters[:200]:
        marks = lists[roster.asset_id]
        began = time.perf_counter()
        found = {each.roster.asset_id: each.shared for each in shared_with(roster, {"phone": marks})}
        times.append(time.perf_counter() - began)
        own = set(marks)
        true = {pk: n for pk, other in lists.items() if pk != roster.asset_id and (n := len(own.intersection(other)))}
        wrong += found != true
    times.sort()
    print(
        f"overlap of one group with 2,000: p50 {times[100] * 1000:.1f} ms, p95 {times[190] * 1000:.1f} ms; wrong {wrong} of 200"
    )


if __name__ == "__main__":
    main()
