"""All pairs of a ledger: what must be found, what must not, and what keeps clusters apart."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest

from benchmarks.planted import GRADES, Ledger
from qingzhuang.analytics.likeness import Entry
from qingzhuang.analytics.likeness.scan import scan
from qingzhuang.analytics.likeness.scan.clusters import clusters_of


def entry(identity, *functions, name="某平台", **more):
    return Entry(identity, "app", name, functions=functions, **more)


FLOOD = ("防汛值班签到", "水位监测预警", "抢险物资调度", "危险区群众转移", "汛情信息上报")


def pairs_of(found):
    ids = [each.id for each in found.entries]
    return {(ids[p.here], ids[p.there]): p for p in found.pairs()}


@pytest.fixture(scope="module")
def planted():
    ledger = list(Ledger(4000, 31).entries())
    return ledger, scan([each.entry for each in ledger])


def test_copies_of_every_grade_are_found_and_little_else(planted):
    ledger, found = planted
    cluster = np.array([each.cluster for each in ledger])
    grade = np.array([each.grade for each in ledger])
    right = cluster[found.here] == cluster[found.there]
    assert right.mean() > 0.98
    for each in GRADES:
        there = sum(n * (n - 1) // 2 for n in Counter(cluster[grade == each]).values())
        assert (right & (grade[found.here] == each)).sum() >= 0.95 * there, each


def test_the_same_dress_around_other_functions_is_no_pair(planted):
    ledger, found = planted
    dressed = {at for at, each in enumerate(ledger) if each.grade == "negative"}
    wrong = sum(p.here in dressed or p.there in dressed for p in found.pairs())
    assert wrong <= 0.02 * len(dressed)


def test_mass_copies_each_a_little_different_are_one_cluster():
    ledger = list(Ledger(4000, 5, mass=0.1).entries())
    found = scan([each.entry for each in ledger])
    groups = defaultdict(list)
    for at, each in enumerate(ledger):
        if each.grade == "mass":
            groups[each.cluster].append(found.clusters[at])
    assert len(groups) == 2
    for labels in groups.values():
        assert Counter(labels).most_common(1)[0][1] >= 0.9 * len(labels)


def test_no_cluster_is_much_larger_than_the_largest_planted(planted):
    ledger, found = planted
    assert np.bincount(found.clusters).max() <= 3 * max(Counter(each.cluster for each in ledger).values())


def test_synonyms_meet_and_the_reason_says_so():
    found = scan(
        [
            entry("a", *FLOOD),
            entry("b", "抗洪值班打卡", *FLOOD[1:]),
            entry("c", "老人助餐预约", "助餐点评价", "送餐派单"),
        ]
    )
    [((one, other), pair)] = pairs_of(found).items()
    assert (one, other, pair.score) == ("a", "b", 1.0)
    line = found.reasons().line(pair.here, pair.there, "zh")
    assert "共有功能 5 项" in line
    assert "防汛值班签到 ≈ 抗洪值班打卡" in line


def test_a_module_of_something_larger_is_said_to_be_inside_it():
    larger = entry(
        "large",
        *FLOOD,
        "河长巡河记录",
        "水质取样登记",
        "堤坝隐患台账",
        "水库调度会商",
        "排涝泵站管理",
        name="智慧水利平台",
    )
    others = [entry(f"x{n}", f"第{n}类事项登记", f"业务{n}办理", f"材料{n}核验") for n in range(20)]
    found = scan([entry("small", *FLOOD[1:4], name="防汛通"), larger, *others])
    pair = pairs_of(found)["small", "large"]
    assert pair.contained
    assert "可作为其模块" not in found.reasons().line(pair.here, pair.there, "zh")
    first = found.reasons().of(pair.here, pair.there, contained=True)[0]
    assert first.text.zh == "“防汛通”的内容大部分已在更大的“智慧水利平台”之中，可作为其模块"
    turned = found.reasons().of(pair.there, pair.here, contained=True)[0]
    assert turned.text == first.text, "what is inside what does not hang on the order of the ledger"


def test_a_module_with_one_function_of_its_own_is_still_inside_the_larger_thing():
    others = ("河长巡河记录", "水质取样登记", "堤坝隐患台账", "水库调度会商", "排涝泵站管理")
    found = scan([entry("small", *FLOOD[1:], "古桥牌匾修补"), entry("large", *FLOOD, *others)])
    assert pairs_of(found)["small", "large"].contained


def test_the_same_things_with_other_acts_are_other_functions():
    things = ("古树名木挂牌", "村口晒谷坪", "廊桥匾额", "石牌坊照壁", "油纸伞作坊", "文化礼堂")
    acts = ("查询", "登记", "公示", "缴费", "评价", "预约")
    functions = [thing + act for thing, act in zip(things, acts, strict=True)]
    others = [thing + act for thing, act in zip(things, ("巡查", "打印", "督办", "培训", "注销", "捐赠"), strict=True)]
    said_otherwise = [*functions[:2], "廊桥匾额公布", "石牌坊照壁交费", "油纸伞作坊打分", "文化礼堂预订"]
    found = scan([entry("a", *functions), entry("b", *others), entry("c", *said_otherwise)])
    assert set(pairs_of(found)) == {("a", "c")}


def test_functions_told_in_a_sentence_meet_those_told_in_a_list():
    prose = Entry("b", "app", "青溪一点通", description="主要功能有" + "、".join(reversed(FLOOD[1:])) + "等服务。")
    others = [entry(f"x{n}", f"第{n}类事项登记", f"业务{n}办理", f"材料{n}核验") for n in range(20)]
    assert ("a", "b") in pairs_of(scan([entry("a", *FLOOD), prose, *others]))


def test_entries_that_tell_no_functions_are_compared_by_name_and_purpose():
    found = scan(
        [
            Entry("a", "app", "青溪县智慧防汛抢险调度系统", description="汛期值守与物资调度"),
            Entry("b", "app", "青溪县智慧防汛抢险调度平台", description="汛期值守与物资调度"),
            Entry("c", "app", "青溪县高龄津贴申领系统", description="津贴申领与复核"),
        ]
    )
    assert set(pairs_of(found)) == {("a", "b")}


def test_empty_and_tiny_ledgers_are_no_trouble():
    assert len(scan([])) == 0
    assert len(scan([entry("a")])) == 0
    assert len(scan([entry("a", "，；"), entry("b", "！")])) == 0


def test_scores_are_of_the_pair_whatever_the_order_of_the_ledger(planted):
    ledger, found = planted
    entries = [each.entry for each in ledger]
    again = scan(entries[::-1])
    ids = [each.id for each in again.entries]
    turned = {frozenset((ids[p.here], ids[p.there])): p.score for p in again.pairs()}
    straight = {frozenset(key): p.score for key, p in pairs_of(found).items()}
    both = straight.keys() & turned.keys()
    assert len(both) >= 0.99 * max(len(straight), len(turned))
    assert all(abs(straight[key] - turned[key]) < 1e-4 for key in both)


def test_a_chain_of_likenesses_makes_no_giant_cluster():
    chain = [(n, n + 1) for n in range(300)]
    first, second = (np.array(side) for side in zip(*chain, strict=True))
    labels = clusters_of(first, second, np.full(len(chain), 0.5, dtype=np.float32), 301)
    assert np.bincount(labels).max() <= 3


def test_a_clique_with_a_bridge_keeps_its_side():
    left, right = list(combinations(range(10), 2)), list(combinations(range(10, 20), 2))
    first, second = (np.array(side) for side in zip(*left, *right, (9, 10), strict=True))
    labels = clusters_of(first, second, np.full(len(first), 0.8, dtype=np.float32), 20)
    assert sorted(Counter(labels.tolist()).values()) in ([9, 11], [10, 10])


def test_a_report_can_end_the_scan():
    def stop(step, share):
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([entry("a", *FLOOD), entry("b", *FLOOD)], report=stop)
