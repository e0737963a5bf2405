"""The same fact under other names, told from its neighbours; and what asking it again costs."""

import pytest

from benchmarks.overlap import made, scores
from qingzhuang.analytics.overlap import DIFFERENT, DOUBTFUL, SAME, Form, FormField, Reader, find
from qingzhuang.analytics.overlap.containing import containments, families, repeated_of

READER = Reader()


def form(name, *captions, issuer="", **said):
    asked = tuple(FormField(tuple(caption.split("/"))) for caption in captions)
    return Form(name, name, asked, issuer=issuer or name, **said)


def outcome(one, other, beside=("姓名",)):
    """What is made of two captions in two forms about persons (or about what ``beside`` names)."""
    found = find([form("甲", one, *beside), form("乙", other, *beside)], READER)
    here, there = found.of[0][0], found.of[1][0]
    if here is not None and here == there:
        return SAME
    pair = {found.worded[0][0], found.worded[1][0]}
    return DOUBTFUL if any(set(each) == pair for each, _said in found.doubtful()) else DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("身份证号", "公民身份号码", SAME),
        ("配偶/姓名", "爱人姓名", SAME),
        ("监护人电话", "监护人/联系电话", SAME),
        ("水稻种植面积（亩）", "2.水稻播种/面积*", SAME),
        ("农机补贴金额（元）", "农机补助资金（万元）", SAME),
        ("流感疫苗接种数（人）", "接种流感疫苗人数", SAME),
        ("户主姓名", "姓名", DIFFERENT),
        ("联系电话", "监护人电话", DIFFERENT),
        ("联系电话", "基本信息/家庭成员/联系电话", DIFFERENT),
        ("上年水稻种植面积", "本年水稻种植面积", DIFFERENT),
        ("电工培训人数", "厨师培训人数", DIFFERENT),
        ("贷款金额（元）", "贷款户数（户）", DIFFERENT),
        ("家庭人口", "户籍人口", DOUBTFUL),
        ("水稻种植面积", "本年水稻种植面积", DOUBTFUL),
        ("种植面积", "水稻种植面积", DOUBTFUL),
        ("类别", "类别", DIFFERENT),
        ("序号", "序号", DIFFERENT),
    ],
)
def test_captions_are_told_apart(one, other, said):
    assert outcome(one, other) == said
    assert outcome(other, one) == said


def test_a_ledger_of_households_asks_the_heads_number():
    ledger = form("台账", "户主姓名", "身份证号", "联系电话")
    found = find(
        [ledger, form("名册", "姓名", "身份证号", "联系电话"), form("户表", "户主姓名", "户主身份证号")], READER
    )
    assert found.of[0][1] == found.of[2][1] != found.of[1][1]
    assert [reason.code for _pair, said in found.doubtful() for reason in said.reasons] == ["element", "whose"]


def test_every_judgement_says_why_in_both_languages():
    found = find([form("甲", "姓名", "家庭人口", "种植面积"), form("乙", "姓名", "户籍人口", "水稻种植面积")], READER)
    assert len(found.doubtful()) == 2
    for _pair, said in found.doubtful():
        assert 0 < said.score < 1
        assert all(reason.text.zh and reason.text.en for reason in said.reasons)


def test_people_outweigh_the_engine():
    forms = [form("甲", "姓名", "家庭人口"), form("乙", "姓名", "户籍人口")]
    plain = find(forms, READER)
    size, registered = (plain.wordings[plain.worded[at][1]].key for at in (0, 1))
    name = plain.wordings[plain.worded[0][0]].key
    together = find(forms, READER, same=[(size, registered)])
    assert together.of[0][1] == together.of[1][1]
    assert not together.doubtful()
    other = [form("甲", "农机补贴金额"), form("乙", "农机补助金额")]
    first = find(other, READER)
    keys = tuple(wording.key for wording in first.wordings)
    apart = find([*other, form("丙", "姓名")], READER, different=[keys, (name, "no such key")])
    assert first.of[0][0] == first.of[1][0]
    assert apart.of[0][0] != apart.of[1][0]


def test_price_is_cells_by_units_by_cycle_by_minutes():
    said = {"cycle": "monthly", "units": 183, "rows": 20}
    found = find([form("甲", "身份证号", **said), form("乙", "公民身份号码", **said), form("丙", "身份证号码")], READER)
    fact = found.repeated()[0]
    one = 35 / 60 * 20 * 183 * 12 / 60
    assert fact.price.hours == pytest.approx(2 * one)
    assert fact.price.again == pytest.approx(one)
    assert fact.price.unknown == 1
    assert fact.price.by_issuer == pytest.approx({"甲": one, "乙": one})


def test_a_form_is_contained_in_a_larger_one():
    small = form("小表", "姓名", "公民身份号码", "手机号", "备注")
    large = form("大表", "姓名", "身份证号", "联系电话", "民族", "学历", "现住址")
    again = form("小表二", "居民姓名", "身份证号", "联系电话")
    found = find([small, large, again], READER)
    inside = {(each.inner, each.outer): each for each in containments(found)}
    assert inside[0, 1].share == 1
    assert (1, 0) not in inside
    assert families(list(inside.values()), 3) == [[0, 2]]
    counted = repeated_of(found)
    assert (counted[0].asked, counted[0].again) == (3, 3)
    assert (counted[1].asked, counted[1].again) == (6, 3)


def test_planted_facts_are_found_on_words_nobody_tuned():
    told, truth = made(120, 30, seed=9, held_out=True)
    found = find(told, Reader())
    groups = [
        number if number is not None else ("none", at)
        for at, number in enumerate(each for row in found.of for each in row)
    ]
    precision, recall, _f1 = scores(groups, [fact for row in truth for fact in row])
    assert precision > 0.99
    assert recall > 0.9
