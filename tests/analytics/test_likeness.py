"""What is found similar, what is not, and why."""

import pytest

from qingzhuang.analytics.likeness import Entry, LikenessIndex, entries_from_records, suggestion

GRID = Entry(
    "1", "app", "青溪网格", "县委政法委", ("隐患上报", "事件派单", "网格走访", "照片上传"), "网格事件处置", "网格员"
)
SAFETY = Entry(
    "2", "app", "安全生产巡查", "县应急管理局", ("隐患上报", "现场拍照", "整改派单"), "企业隐患巡查", "网格员"
)
HEALTH = Entry("3", "app", "健康青溪", "县卫生健康局", ("预约挂号", "家庭医生签约"), "居民健康服务", "居民")
BENEFIT = Entry("4", "app", "惠农通", "县农业农村局", ("补贴查询", "农技问答", "申报补贴"), "惠农补贴服务", "农户")
FLOOD = Entry("5", "mini_program", "防汛值守", "县水利局", ("雨水情查看", "巡堤签到"), "汛期值守", "巡堤人员")
ALL = [GRID, SAFETY, HEALTH, BENEFIT, FLOOD]


@pytest.fixture(scope="module")
def index() -> LikenessIndex:
    return LikenessIndex.build(ALL)


def asked(functions, name="新应用", **fields) -> Entry:
    return Entry("new", "app", name, fields.get("sponsor", "县交通局"), tuple(functions), fields.get("purpose", ""), "")


def test_the_same_functions_in_other_words_are_found_with_the_functions_named(index):
    first = index.similar(asked(["风险点填报", "事件派单", "网格巡查走访", "图片上传"]))[0]
    assert first.id == "1"
    assert first.score >= 0.7
    reasons = {reason.code for reason in first.reasons}
    assert "shared_functions" in reasons
    assert any("事件派单" in pair for pair in first.shared)


def test_another_function_in_the_same_department_stays_low(index):
    found = {each.id: each.score for each in index.similar(asked(["学生选课", "成绩查询"], sponsor="县委政法委"))}
    assert all(score < 0.5 for score in found.values())


def test_a_small_thing_inside_a_larger_one_is_advised_as_a_module(index):
    proposal = asked(["隐患上报", "事件派单", "网格走访", "道路养护登记"], sponsor="县委政法委", name="隐患通")
    advice = suggestion(proposal, index.similar(proposal))
    assert advice is not None
    assert advice.target == "1"
    assert advice.action in ("add_module", "use_existing")
    assert advice.text.zh
    assert advice.text.en


def test_a_free_sentence_finds_the_thing(index):
    assert index.similar("想给农民查补贴、问农技的小程序")[0].id == "4"


def test_adding_removing_and_reloading_agree_with_building_anew(index, tmp_path):
    grown = LikenessIndex.build(ALL[:2])
    for entry in ALL[2:]:
        grown.add(entry)
    grown.add(Entry("9", "app", "多余", "县局", ("补贴查询",)))
    assert grown.remove("9")
    proposal = asked(["补贴查询", "农技问答"])
    expected = [(each.id, each.score) for each in index.similar(proposal)]
    assert [(each.id, each.score) for each in grown.similar(proposal)] == expected
    grown.save(tmp_path)
    assert [(e.id, e.score) for e in LikenessIndex.load(tmp_path).similar(proposal)] == expected


def test_nothing_to_compare_is_no_error():
    assert LikenessIndex.build([]).similar(asked(["隐患上报"])) == []
    assert LikenessIndex.build(ALL).similar("") == []


def test_a_ledger_is_read_by_its_captions_and_its_faults_are_told():
    headers = ["编号", "名称", "主办单位", "功能"]
    rows = [["1", "甲", "县局", "上报；派单"], ["1", "乙", "县局", "查询、申报"], ["3", "", "县局", ""]]
    entries, problems = entries_from_records(headers, rows)
    assert [entry.functions for entry in entries] == [("上报", "派单"), ("查询", "申报")]
    assert entries[0].id != entries[1].id
    assert len(problems) == 2
