"""Each reason says what holds, and names it; advice follows from what is covered and whose it is."""

import pytest

from qingzhuang.analytics.likeness import Entry, LikenessIndex, Similar, entries_from_records, functions_of, suggestion

PLATFORM = Entry(
    "big",
    "app",
    "青溪基层平台",
    "青溪县政法委",
    ("网格巡查", "隐患上报", "打卡考勤", "防汛值班", "矛盾纠纷调解", "积分排行"),
    "村社区事件处置与网格员管理",
    "网格员、村干部",
)


def one(asked: Entry | str, register: list[Entry] | None = None) -> Similar:
    return LikenessIndex.build(register or [PLATFORM]).similar(asked)[0]


def codes(found: Similar) -> dict[str, tuple[str, ...]]:
    return {reason.code: reason.evidence for reason in found.reasons}


def test_a_part_of_something_larger_is_told_with_the_functions_and_the_synonyms():
    found = one(Entry("p", "mini_program", "村务签到", "柳溪镇", ("签到考勤", "抗洪值守"), "", "网格员、村干部"))
    assert found.shared == (("签到考勤", "打卡考勤"), ("抗洪值守", "防汛值班"))
    assert "隐患上报" in found.only_there
    assert found.only_here == ()
    reasons = codes(found)
    assert {"shared_functions", "contained_in", "synonyms", "same_users"} <= set(reasons)
    assert "抗洪 = 防汛" in reasons["synonyms"]
    assert "same_sponsor" not in reasons


def test_the_larger_one_contains_the_smaller():
    small = Entry("s", "app", "签到", "柳溪镇", ("打卡签到",))
    assert "contains" in codes(one(PLATFORM, [small]))


def test_same_name_same_sponsor_and_purpose_are_told():
    asked = Entry("p", "app", "青溪基层平台", "青溪县政法委", ("养殖保险",), "村社区事件处置与网格员管理")
    found = one(asked)
    assert {"same_name", "same_sponsor", "same_purpose"} <= set(codes(found))
    assert found.score < 0.5


@pytest.mark.parametrize("word", ["防汛", "抗洪", "调解", "积分"])
def test_a_word_of_two_characters_finds_and_says_why(word):
    found = one(word)
    assert found.id == "big"
    assert found.reasons


def test_every_reason_speaks_both_languages():
    found = one(Entry("p", "app", "青溪基层平台", "青溪县政法委", ("网格巡检", "风险点报送"), "事件处置", "网格员"))
    assert all(reason.text.zh and reason.text.en for reason in found.reasons)


def test_names_alone_are_compared_without_their_place_and_boilerplate():
    groups = [Entry("1", "group", "柳溪镇防汛工作群"), Entry("2", "group", "柳溪镇计生工作群")]
    found = LikenessIndex.build(groups).similar(Entry("q", "group", "石桥镇抗洪群"))
    assert found[0].id == "1"
    assert found[0].score >= 0.5
    assert all(each.score < 0.3 for each in found[1:])


def test_english_is_compared_too():
    register = [
        Entry("1", "app", "Grid helper", "", ("hazard report", "attendance", "door-to-door visits")),
        Entry("2", "app", "Parking", "", ("parking payment",)),
    ]
    found = one(Entry("q", "app", "Village app", "", ("check-in", "report hidden danger")), register)
    assert found.id == "1"
    assert len(found.shared) == 2


def advice(functions: tuple[str, ...], sponsor: str = "青溪县水利局", users: str = ""):
    proposal = Entry("p", "app", "新应用", sponsor, functions, "", users)
    return suggestion(proposal, LikenessIndex.build([PLATFORM]).similar(proposal))


def test_advice_is_to_use_what_covers_all():
    assert advice(("网格巡检", "隐患填报", "防汛值守")).action == "use_existing"


def test_advice_is_a_module_where_a_part_is_missing_inside_something_larger():
    found = advice(("网格巡检", "隐患填报", "养殖保险"), users="网格员、村干部")
    assert (found.action, found.target) == ("add_module", "big")
    assert "养殖保险" in found.text.zh


def test_advice_is_to_cooperate_with_another_sponsor():
    parts = ("网格巡检", "隐患填报", "养殖保险", "农机调配", "果园采摘")
    assert advice(parts).action == "cooperate"


def test_no_advice_where_nothing_is_alike():
    assert advice(("养殖保险", "果园采摘")) is None
    assert suggestion(Entry("p", "app", "空"), []) is None


@pytest.mark.parametrize(
    "cell", ["甲查询;乙登记", "甲查询；乙登记", "1.甲查询、2.乙登记", "（一）甲查询，②乙登记", "甲查询\n乙登记"]
)
def test_functions_are_parted_as_people_part_them(cell):
    assert functions_of(cell) == ("甲查询", "乙登记")


def test_a_ledger_without_names_or_ids():
    assert entries_from_records(["编号", "功能"], [["1", "查询"]])[1][0].code == "no_name_column"
    entries, problems = entries_from_records(["name", "Owner"], [{"name": "甲", "Owner": "乙"}, {}, {"name": "丙"}])
    assert [(entry.id, entry.sponsor) for entry in entries] == [("2", "乙"), ("4", "")]
    assert not problems
    entries, problems = entries_from_records(["名称", "ＩＤ"], [["甲", 7.0], ["乙", "7"]], numbers=[5, 9])
    assert [entry.id for entry in entries] == ["7", "7#2"]
    assert (problems[0].code, problems[0].row) == ("repeated_id", 9)
