"""The way a column wants its values is seen from its samples, hints, lists and number format, and met."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.sheets.fill.forms import column, filled, roster, values

NUMBER = "11010519491231002X"
PERSON = {"姓名": "王芳", "身份证号": NUMBER, "出生日期": "1949-12-31", "性别": "女", "年收入": 36500, "低保": "是"}


def second(caption, *, sample=None, data=PERSON, key=None, **options):
    """Fill the second row of ``caption``'s column, whose first row may hold a sample; returns what was written."""
    sample_row = ["张三", sample] if sample is not None else [None, None]
    form = roster(["姓名", caption, "说明文字"], body=[sample_row, ["王芳"] if sample is not None else []], **options)
    row = 1 if sample is not None else 0
    return column(form, [data], 2)[row]


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({}, NUMBER),
        ({"sample": "110105 19491231 002X"}, "110105 19491231 002X"),
        ({"sample": "110105-19491231-002X"}, "110105-19491231-002X"),
        ({"sample": "11010519491231002x"}, "11010519491231002x"),
        ({"sample": "110105********002X"}, "110105********002X"),
        ({"sample": "'11010519491231002X"}, "'11010519491231002X"),
        ({"caption": "身份证号（后四位）"}, "002X"),
        ({"caption": "身份证号（X小写）"}, "11010519491231002x"),
        ({"note": "说明：身份证号请用空格隔开，按6-8-4位填写"}, "110105 19491231 002X"),
        ({"note": "注：身份证号中间8位用*代替"}, "110105********002X"),
    ],
)
def test_ways_to_write_an_identity_number(options, written):
    caption = options.pop("caption", "身份证号")
    assert second(caption, tail=False, **options) == written


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({}, "1949-12-31"),
        ({"caption": "出生年月"}, "1949.12"),
        ({"sample": "2019.02"}, "1949.12"),
        ({"sample": "2019.2"}, "1949.12"),
        ({"sample": "2019年2月"}, "1949年12月"),
        ({"sample": "2019年2月3日"}, "1949年12月31日"),
        ({"sample": "2019-02-03"}, "1949-12-31"),
        ({"sample": "2019/2/3"}, "1949/12/31"),
        ({"sample": "20190203"}, "19491231"),
        ({"sample": "201902"}, "194912"),
        ({"caption": "出生日期（YYYY/MM/DD）"}, "1949/12/31"),
        ({"caption": "出生日期（年/月/日）"}, "1949/12/31"),
        ({"caption": "出生日期（年.月）"}, "1949.12"),
        ({"caption": "出生日期（格式：xxxx年xx月）"}, "1949年12月"),
        ({"note": "填表说明：出生日期填写格式如 2019.02.01"}, "1949.12.31"),
        ({"formats": {2: "yyyy-mm-dd"}}, datetime.datetime(1949, 12, 31)),
        ({"formats": {2: 'yyyy"年"m"月"'}}, datetime.datetime(1949, 12, 31)),
    ],
)
def test_ways_to_write_a_date(options, written):
    caption = options.pop("caption", "出生日期")
    assert second(caption, tail=False, **options) == written


@pytest.mark.parametrize(
    ("told", "written"), [("1949年3月", "1949年3月"), ("1949.3", "1949.3"), ("1949-03", "1949-03")]
)
def test_a_date_stays_as_told_where_nothing_is_asked(told, written):
    assert second("出生日期", data=PERSON | {"出生日期": told}) == written


def test_a_date_known_to_the_month_is_not_given_a_day():
    out, report = filled(roster(["姓名", "出生日期（YYYY-MM-DD）", "说明"]), [PERSON | {"出生日期": "1949年12月"}])
    assert values(out)[2][1] == "1949-12"
    assert "精度" in report.filled[1].doubt.zh


@pytest.mark.parametrize(
    ("caption", "options", "told", "written"),
    [
        ("性别", {}, "2", "女"),
        ("性别", {"sample": "1"}, "女", "2"),
        ("性别（1男 2女）", {}, "女", "2"),
        ("性别（01男 12女）", {}, "女", "12"),
        ("性别", {"choices": {2: ["男性", "女性"]}}, "女", "女性"),
        ("性别", {"choices": {2: ["1.男", "2.女"]}}, "女", "2.女"),
    ],
)
def test_codes_and_words(caption, options, told, written):
    assert second(caption, tail=False, data=PERSON | {"性别": told}, **options) == written


@pytest.mark.parametrize(
    ("caption", "options", "told", "written"),
    [
        ("文化程度", {}, "60", "高中"),
        ("文化程度", {}, "普通高级中学教育", "普通高级中学教育"),
        ("文化程度", {"sample": "初级中学教育"}, "60", "普通高级中学教育"),
        ("文化程度", {"sample": "初中"}, "60", "高中"),
        ("文化程度", {"choices": {2: ["普通高级中学教育", "其他"]}}, "高中", "普通高级中学教育"),
        ("文化程度", {"choices": {2: ["高中及中专", "高中"]}}, "60", "高中"),
        ("文化程度（1初中 2高中）", {}, "60", "2"),
        ("政治面貌", {}, "01", "中共党员"),
        ("住房类型", {"choices": {2: ["1.砖混结构", "2.砖木结构"]}}, "砖混", "1.砖混结构"),
        ("住房类型（1砖混 2砖木）", {}, "砖木结构", "2"),
        ("住房类型", {}, "吊脚楼", "吊脚楼"),
        ("住房类型", {"sample": "1"}, "砖木", "砖木"),
        ("证件类型", {"sample": "111"}, "护照", "414"),
        ("证件类型", {}, "414", "普通护照"),
    ],
)
def test_usual_words_and_open_lists(caption, options, told, written):
    asked = caption.partition("（")[0]
    assert second(caption, tail=False, data={"姓名": "王芳", asked: told}, **options) == written


@pytest.mark.parametrize(
    ("caption", "options", "told", "written"),
    [
        ("是否低保户", {}, "是", "是"),
        ("是否低保户（1是0否）", {}, "否", "0"),
        ("是否低保户", {}, True, "是"),
        ("是否低保户（是打√）", {}, "是", "√"),
        ("是否低保户（是打√）", {}, "否", None),
        ("是否低保户", {"sample": "有"}, "否", "无"),
        ("是否低保户（1是 2否）", {}, "否", "2"),
        ("是否低保户", {"choices": {2: ["是", "否"]}}, "低保户", "是"),
    ],
)
def test_yes_and_no(caption, options, told, written):
    assert second(caption, tail=False, data={"姓名": "王芳", "是否低保户": told}, **options) == written


@pytest.mark.parametrize(
    ("caption", "told", "written"),
    [
        ("家庭年收入（元）", {"家庭年收入": 36500}, 36500),
        ("家庭年收入（万元）", {"家庭年收入": 36500}, 3.65),
        ("家庭年收入（元）", {"家庭年收入（万元）": 3.65}, 36500),
        ("家庭年收入（元）", {"家庭年收入": "3.65万元"}, 36500),
        ("耕地面积（公顷）", {"耕地面积（亩）": 30}, 2),
    ],
)
def test_amounts_come_in_the_unit_of_the_column(caption, told, written):
    assert second(caption, tail=False, data={"姓名": "王芳"} | told) == written


def test_the_unit_line_of_the_sheet_counts():
    form = roster(["姓名", "家庭年收入", "备注"], tail=False, note="单位：万元")
    assert column(form, [{"姓名": "王芳", "家庭年收入": 36500}], 2)[0] in (36500, 3.65)


def test_digits_in_a_text_column_stay_text():
    assert second("家庭人口", tail=False, formats={2: "@"}, data={"姓名": "王芳", "家庭人口": 4}) == "4"


def test_a_value_outside_the_list_is_told_and_not_written():
    out, report = filled(
        roster(["姓名", "文化程度", "备注"], choices={2: ["小学", "初中"]}), [{"姓名": "王芳", "文化程度": "博士"}]
    )
    assert values(out)[2][1] is None
    assert [finding.kind for finding in report.findings] == ["unfit"]


def test_birth_date_and_sex_follow_from_the_number():
    out, report = filled(
        roster(["姓名", "身份证号", "性别", "出生日期", "备注"]), [{"姓名": "王芳", "身份证号": NUMBER}]
    )
    assert values(out)[2][2:4] == ["女", "1949-12-31"]
    assert "person.id_number" in report.filled[2].source


def test_a_list_of_choices_may_stand_in_cells_under_a_name():
    book = openpyxl.load_workbook(io.BytesIO(roster(["姓名", "性别", "备注"], tail=False)))
    codes = book.create_sheet("代码")
    for row, word in enumerate(["1-男", "2-女"], 1):
        codes.cell(row, 1, word)
    book.defined_names["性别表"] = DefinedName("性别表", attr_text="代码!$A$1:$A$2")
    rule = DataValidation(type="list", formula1="=性别表")
    rule.add("B3:B5")
    book["花名册"].add_data_validation(rule)
    held = io.BytesIO()
    book.save(held)
    assert column(held.getvalue(), [PERSON], 2)[0] == "2-女"
