"""Lists from chat products: each product's headings, hashes instead of people, idempotent, resumed after a crash."""

import datetime
import json
import random

import pytest

from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job, JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.actions import rosters as entering
from qingzhuang.registry.models import Asset, GroupFile, Member, Overlap, Roster
from qingzhuang.registry.rosters import read_listing
from tests.registry.rosters import members_file, people, table

LISTS = {
    "wecom": (
        ["群聊ID", "群聊名称", "群主", "群人数", "创建时间", "最近消息时间"],
        ["wr01", "防汛调度群", "王强", "32", "2025-03-01 09:30", "2026-11-01 18:02"],
    ),
    "dingtalk": (
        ["群会话ID", "群名称", "群主", "群人数", "创建时间", "最近活跃时间"],
        ["cid9", "防汛调度群", "王强", 32, "2025/3/1 09:30:11", "2026/11/1 18:02:00"],
    ),
    "feishu": (
        ["群组ID", "群组名称", "群主", "群成员数", "创建时间", "最后发言时间"],
        ["oc_7", "防汛调度群", "王强", "32人", "2025年3月1日", "2026年11月1日"],
    ),
    "wechat": (
        ["编号", "微信群名称", "群主", "人数", "建群时间", "最近消息日期"],
        ["7", "防汛调度群", "王强", "３２", "2025.3.1", "2026.11.1"],
    ),
}


@pytest.mark.parametrize("product", LISTS)
@pytest.mark.parametrize("name", ["群.csv", "群.xlsx"])
def test_each_product_is_recognised_and_read(product, name):
    headers, row = LISTS[product]
    name, data = table(headers, [row], name)
    listing = read_listing(data, name)
    assert listing.product.code == product
    (group,) = listing.groups
    assert (group.name, group.external_id) == ("防汛调度群", row[0])
    assert group.values == {
        "owner_name": "王强",
        "people": 32,
        "starts_on": "2025-03-01",
        "last_message": "2026-11-01",
    }
    assert not listing.remarks


def test_what_cannot_be_read_is_said_with_its_cell():
    name, data = table(["群名称", "最近消息时间"], [["甲群", "上周"], ["", "2026-01-01"]], "a.xlsx")
    listing = read_listing(data, name)
    assert [cell for cell, _text in listing.remarks] == ["B2", "3"]
    with pytest.raises(Refused) as refused:
        read_listing(*reversed(table(["甲", "乙"], [["1", "2"]])))
    assert refused.value.code == "registry.roster_headings"


def test_members_are_compared_on_the_surest_basis_that_all_have():
    headers = ["群名称", "姓名", "手机号", "员工UserID"]
    full = [["甲群", "张三", "139 0000 0001", "u1"], ["甲群", "李四", "+8613900000002", "u2"]]
    (group,) = read_listing(*reversed(table(headers, full))).groups
    assert set(group.complete()) == {"phone", "account", "name"}
    (group,) = read_listing(*reversed(table(headers, [*full, ["甲群", "王五", "", "u3"]]))).groups
    assert set(group.complete()) == {"account", "name"}
    assert group.members == 3


def upload(place, name, data, **more):
    return actions.upload_groups(place.civil, actor=place.civil_officer, name=name, data=data, **more)


def enter_all(place, name, data):
    file = upload(place, name, data)
    actions.confirm_groups(file, actor=place.civil_officer)
    work(once=True)
    file.refresh_from_db()
    assert file.step == "done", Job.objects.first().error
    return file


def test_nobody_can_be_found_in_what_is_kept(place):
    name, data = members_file({"低保工作群": people(1, 6)})
    enter_all(place, name, data)
    kept = json.dumps(
        [list(model.objects.values()) for model in (GroupFile, Roster, Member, Asset, JournalEntry, Job)],
        default=str,
        ensure_ascii=False,
    )
    assert "13900000001" not in kept
    assert "人员0001" not in kept
    assert Member.objects.filter(basis="phone").count() == 5


def test_overlaps_are_exact_against_sets_counted_by_hand(place):
    chance = random.Random(7)
    lists = {f"{number}号群": set(chance.sample(people(0, 60), chance.randint(5, 30))) for number in range(12)}
    enter_all(place, *members_file({name: sorted(each) for name, each in lists.items()}))
    found = {
        (each.first.name, each.second.name): (each.shared, each.first_size, each.second_size, each.score, each.jaccard)
        for each in Overlap.objects.filter(sort="members").select_related("first", "second")
    }
    names = [each.name for each in Asset.objects.order_by("pk")]
    for at, one in enumerate(names):
        for two in names[at + 1 :]:
            both, smaller = len(lists[one] & lists[two]), min(len(lists[one]), len(lists[two]))
            if both / smaller >= 0.2:
                either = len(lists[one] | lists[two])
                expected = (both, len(lists[one]), len(lists[two]), both / smaller, both / either)
                assert found.pop((one, two)) == pytest.approx(expected)
    assert not found


def test_a_new_list_of_a_group_replaces_what_was_known(place):
    enter_all(place, *members_file({"甲群": people(0, 10), "乙群": people(0, 10)}))
    assert Overlap.objects.get().score == 1.0
    enter_all(place, *members_file({"乙群": people(50, 60)}, "新.csv"))
    assert not Overlap.objects.exists()
    assert Asset.objects.filter(kind="group").count() == 2


def test_the_same_file_twice_registers_nothing_twice(place):
    name, data = members_file({"甲群": people(0, 4)})
    first, again = enter_all(place, name, data), upload(place, name, data)
    assert again.pk == first.pk
    headers = ["群名称", "最近消息时间", "群人数"]
    enter_all(place, *table(headers, [["甲群", "2026-11-01", "4"]], "later.csv"))
    enter_all(place, *table(headers, [["甲群", "2026-10-01", "4"]], "earlier.csv"))
    group = Asset.objects.get(kind="group")
    assert group.last_update_on == datetime.date(2026, 11, 1)
    assert group.values["last_message"] == "2026-11-01"


def test_entering_goes_on_where_it_stopped(place, monkeypatch):
    monkeypatch.setattr(entering, "CHUNK", 2)
    file = upload(place, *members_file({f"{number}号群": people(0, 3) for number in range(5)}))
    actions.confirm_groups(file, actor=place.civil_officer)
    file = actions.enter_groups(file, actor=place.civil_officer)
    assert (file.reached, Asset.objects.count()) == (2, 2)
    work(once=True)
    file.refresh_from_db()
    assert (file.step, file.reached, Asset.objects.count()) == ("done", 5, 5)
    assert [each["marks"] for each in file.plan] == [{}] * 5


def test_others_may_not_bring_in_a_units_groups(place):
    with pytest.raises(Denied):
        actions.upload_groups(place.health, actor=place.civil_officer, name="a.csv", data=b"")
    actions.upload_groups(place.civil, actor=place.reviewer, name="a.csv", data=members_file({"甲": people(0, 2)})[1])
