"""The table of words that mean the same, and a county's own beside it."""

import pytest

from qingzhuang.analytics.likeness import DEFAULT, Entry
from qingzhuang.analytics.likeness.scan import scan


def class_of(synonyms, word):
    return next((each.canonical for each in synonyms.classes if word in each.words), None)


def extended(tmp_path, *rows):
    (tmp_path / "words.csv").write_text("canonical,role,words\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return DEFAULT.extended(tmp_path / "words.csv")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("防汛", "抗洪"),
        ("打卡", "签到"),
        ("低保", "最低生活保障"),
        ("走访", "入户"),
        ("退役军人", "退伍军人"),
        ("厕所", "公厕"),
        ("花名册", "名单"),
        ("务工人员", "农民工"),
    ],
)
def test_words_of_daily_use_stand_for_one_another(one, other):
    assert class_of(DEFAULT, one) == class_of(DEFAULT, other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("提醒", "报警"), ("督办", "抽查"), ("户口", "流动人口"), ("危房", "宅基地"), ("审批", "核验"), ("停水", "供水")],
)
def test_neighbouring_notions_are_kept_apart(one, other):
    assert class_of(DEFAULT, one) != class_of(DEFAULT, other)
    assert class_of(DEFAULT, one)
    assert class_of(DEFAULT, other)


def test_a_row_joins_the_class_that_knows_its_word_and_moves_the_others(tmp_path):
    ours = extended(tmp_path, "打卡,action,刷脸报到处", "提灯会,object,督办|夜游灯会")
    assert class_of(ours, "刷脸报到处") == class_of(ours, "签到") == class_of(DEFAULT, "签到")
    assert class_of(ours, "督办") == class_of(ours, "夜游灯会") == "提灯会"
    assert class_of(ours, "催办") == class_of(DEFAULT, "催办")


def test_a_countys_words_make_a_pair(tmp_path):
    entries = [
        Entry("a", "app", "甲", functions=("青黛申领", "青黛年审", "青黛补换")),
        Entry("b", "app", "乙", functions=("墨竹申领", "墨竹年审", "墨竹补换")),
    ]
    assert not len(scan(entries))
    assert len(scan(entries, synonyms=extended(tmp_path, "青黛,object,墨竹"))) == 1


def test_a_countys_table_may_come_from_a_spreadsheet_program(tmp_path):
    (tmp_path / "words.csv").write_bytes("canonical,role,words\r\n青黛,object,墨竹\r\n".encode("gb18030"))
    assert class_of(DEFAULT.extended(tmp_path / "words.csv"), "墨竹") == "青黛"


@pytest.mark.parametrize("row", ["只有一列", "青黛,thing,墨竹", ",object,墨竹", "青黛,object,竹"])
def test_a_row_that_cannot_be_used_is_named(row, tmp_path):
    with pytest.raises(ValueError, match=r"words\.csv:2|at least two"):
        extended(tmp_path, row)
