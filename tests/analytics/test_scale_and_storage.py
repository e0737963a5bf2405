"""Blocks with postings, changes without rebuilding, saving and loading, and corpora with planted truth."""

import random

import pytest

from benchmarks.corpus import Corpus
from qingzhuang.analytics.likeness import Entry, LikenessIndex, UnusableIndex

THINGS = ["井盖", "路灯", "公厕", "渔船", "果园", "茶园", "塔吊", "气瓶", "粉尘", "锅炉", "冷链", "集市"]
ACTS = ["盘点", "巡查", "登记", "抽检", "报修", "统计", "核验", "移交"]


def made(number: int, seed: int = 5) -> list[Entry]:
    chance = random.Random(seed)
    return [
        Entry(
            f"e{n}",
            "app",
            f"{chance.choice(THINGS)}通{n}",
            f"{chance.choice('甲乙丙丁')}县局",
            tuple({chance.choice(THINGS) + chance.choice(ACTS): None for _ in range(5)}),
        )
        for n in range(number)
    ]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return made(3000)


def answers(index: LikenessIndex, entries: list[Entry]) -> list[list[tuple[str, float]]]:
    return [[(each.id, each.score) for each in index.similar(entry, limit=5)] for entry in entries[:3]]


def test_growing_one_by_one_through_merged_blocks_keeps_every_entry_findable(entries):
    grown = LikenessIndex.build(entries[:1500])
    for entry in entries[1500:]:
        grown.add(entry)
    assert len(grown) == 3000
    for entry in (entries[0], entries[1600], entries[-1]):
        asked = Entry("asked", "app", entry.name, entry.sponsor, entry.functions)
        assert grown.similar(asked)[0].id == entry.id
    whole = LikenessIndex.build(entries)
    grown.compact()
    assert answers(grown, entries) == answers(whole, entries)


def test_removed_entries_are_gone_at_once_and_a_second_add_replaces(entries):
    index = LikenessIndex.build(entries)
    assert index.remove("e7")
    assert not index.remove("e7")
    assert "e7" not in index
    assert all(each.id != "e7" for each in index.similar(Entry("a", "app", "", "", entries[7].functions)))
    index.add(Entry("e8", "app", "改名", "", ("龙舟停靠登记",)))
    assert len(index) == 2999
    assert index.similar(Entry("a", "app", "", "", ("龙舟停靠登记",)))[0].name == "改名"
    expected = [entry for entry in entries if entry.id not in ("e7", "e8")]
    rebuilt = LikenessIndex.build([*expected, Entry("e8", "app", "改名", "", ("龙舟停靠登记",))])
    index.compact()
    assert answers(index, entries) == answers(rebuilt, entries)


def test_a_saved_index_answers_the_same_and_can_still_change(entries, tmp_path):
    index = LikenessIndex.build(entries)
    expected = answers(index, entries)
    index.save(tmp_path / "index")
    index.save(tmp_path / "index")
    assert len(list((tmp_path / "index").glob("v-*"))) == 1
    opened = LikenessIndex.load(tmp_path / "index")
    assert answers(opened, entries) == expected
    assert opened.remove("e3")
    assert answers(LikenessIndex.load(tmp_path / "index"), entries) == expected


def test_a_missing_or_damaged_index_is_refused(entries, tmp_path):
    with pytest.raises(UnusableIndex):
        LikenessIndex.load(tmp_path / "nowhere")
    LikenessIndex.build(entries[:50]).save(tmp_path)
    next(tmp_path.glob("v-*/0-tokens.npy")).write_bytes(b"broken")
    with pytest.raises(UnusableIndex):
        LikenessIndex.load(tmp_path)


def test_an_empty_index_can_be_saved(tmp_path):
    LikenessIndex.build([]).save(tmp_path)
    assert LikenessIndex.load(tmp_path).similar("防汛") == []


def test_of_two_entries_with_one_id_the_later_counts():
    index = LikenessIndex.build(
        [Entry("1", "app", "甲", "", ("井盖盘点",)), Entry("1", "app", "乙", "", ("路灯报修",))]
    )
    assert len(index) == 1
    assert [each.name for each in index.similar(Entry("a", "app", "", "", ("路灯报修",)))] == ["乙"]


@pytest.mark.parametrize("seed", [11, 12])
def test_planted_answers_are_in_the_first_ten(seed):
    corpus = Corpus(6000, seed, probes=12)
    index = LikenessIndex.build(corpus.entries())
    assert len(corpus.probes) == 72
    hits = [probe.truth in {each.id for each in index.similar(probe.asked)} for probe in corpus.probes]
    assert sum(hits) / len(hits) >= 0.97


def test_hard_negatives_stay_low_and_near_duplicates_high():
    corpus = Corpus(4000, 13, probes=20)
    entries = list(corpus.entries())
    index = LikenessIndex.build(entries)
    shells = {}
    for entry in entries:
        shells.setdefault((entry.sponsor, entry.name, entry.users), []).append(entry)
    for probe in corpus.probes:
        if probe.kind in ("copy", "reordered"):
            found = {each.id: each.score for each in index.similar(probe.asked, limit=20)}
            assert found[probe.truth] >= 0.7
            twins = shells[(probe.asked.sponsor, probe.asked.name, probe.asked.users)]
            others = [each.id for each in twins if not set(each.functions) & set(probe.asked.functions)]
            assert all(found.get(each, 0) < 0.5 for each in others if each.startswith("n"))


def test_the_order_is_always_the_same():
    twins = [Entry(f"t{n}", "app", "同", "", ("井盖盘点", "路灯报修")) for n in range(30)]
    asked = Entry("a", "app", "", "", ("井盖盘点", "路灯报修"))
    found = [each.id for each in LikenessIndex.build(twins).similar(asked, limit=40)]
    assert found == sorted(found)
    assert len(found) == 30
