"""What columns are about, judged with their neighbours and with what people confirmed."""

import time

import pytest

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import caption_key, merged, recognise, signature
from qingzhuang.sheets.recognise.binding import binder_for
from qingzhuang.sheets.safety import open_upload
from tests.sheets.makers import xlsx


def table_of(*rows, merges=(), confirmed=None):
    found = recognise(read_workbook(open_upload(xlsx(rows, merges), "x.xlsx")), confirmed=confirmed)
    return found.sheets[0].tables[0]


def elements_of(*rows, **options):
    return [column.element for column in table_of(*rows, **options).columns]


def test_a_number_beside_the_head_of_household_alone_is_the_heads():
    assert elements_of(["户主姓名", "身份证号", "备注"], [None, None, None])[1] == "household.head_id_number"


def test_with_other_names_the_number_is_the_persons():
    bound = elements_of(["户主姓名", "姓名", "身份证号"], [None, None, None])
    assert bound == ["household.head_name", "person.name", "person.id_number"]


@pytest.mark.parametrize(("beside", "wanted"), [("姓名", "person.employer"), ("统一社会信用代码", "organisation.name")])
def test_whose_unit_it_is_depends_on_what_the_rows_are(beside, wanted):
    assert elements_of([beside, "单位", "备注"], [None, None, None])[1] == wanted


def test_counts_are_no_persons_own_answers():
    bound = elements_of(
        ["村名", "低保对象", None], [None, "户数(户)", "人数(人)"], [None, None, None], merges=["A1:A2", "B1:C1"]
    )
    assert bound[1:] == [None, None]


def test_what_places_have_is_no_households_own_answer():
    village = ["村名", "人口", "低保户", "耕地面积", "联系电话"]
    assert elements_of(village, [None] * 5) == ["place.village", None, None, None, None]
    assert elements_of([*village, "户主"], [None] * 6)[1:3] == ["household.size", "household.minimum_living_allowance"]


def test_a_second_person_of_the_row_is_not_the_rows_own():
    rows = [["姓名", "身份证号", "代办员", None], [None, None, "姓名", "电话"], [None] * 4]
    bound = elements_of(*rows, merges=["A1:A2", "B1:B2", "C1:D1"])
    assert bound == ["person.name", "person.id_number", None, None]


def test_where_nobody_is_the_rows_own_person_every_name_is_doubtful():
    rows = [["村名", "早班", None, "晚班", None], [None, "姓名", "电话", "姓名", "电话"], [None] * 5]
    columns = table_of(*rows, merges=["A1:A2", "B1:C1", "D1:E1"]).columns[1:]
    assert all(column.doubtful for column in columns)
    assert "不止一个人" in columns[0].why.zh
    assert "more than one person" in columns[0].why.en


def test_a_masked_example_does_not_make_its_caption_doubtful():
    assert not table_of(["姓名", "手机号码"], ["张三", "138****5678"]).columns[1].doubtful
    rows = [[f"某{n}", f"无{n}"] for n in "甲乙丙"]
    assert table_of(["姓名", "手机号码"], *rows).columns[1].doubtful


def test_of_two_columns_for_one_thing_the_plainer_keeps_its_confidence():
    first, second = table_of(["联系电话", "被征地人员联系电话", "姓名"], [None] * 3).columns[:2]
    assert not first.doubtful
    assert second.doubtful
    assert "联系电话" in second.why.zh


def test_a_second_telephone_after_the_contact_is_the_contacts():
    bound = elements_of(["姓名", "手机号码", "联系人", "联系电话"], [None] * 4)
    assert bound == ["person.name", "person.phone", "person.emergency_contact", "person.emergency_phone"]


def test_what_people_confirmed_holds_for_sheets_with_the_same_captions_only():
    rows = [["姓名", "情况", "类别"], [None, None, None]]
    family = signature(table_of(["2026年花名册"], *rows, merges=["A1:C1"]))
    confirmed = {family: {caption_key(["情况"]): "person.health_status", caption_key(["姓名"]): ""}}
    found = table_of(*rows, confirmed=confirmed).columns
    assert [(c.element, c.doubtful) for c in found[:2]] == [(None, False), ("person.health_status", False)]
    assert "确认" in found[1].why.zh
    assert elements_of(["姓名", "情况", "等级"], [None] * 3, confirmed=confirmed)[0] == "person.name"


def test_the_nearer_office_outweighs_the_farther():
    county, own = {"f": {"a": "x", "b": "y"}}, {"f": {"a": "z"}}
    assert merged([county, own]) == {"f": {"a": "z", "b": "y"}}


def test_thousands_of_unknown_captions_do_not_take_minutes():
    captions = [f"第{number}项未知的说法" for number in range(3000)]
    binder = binder_for(ELEMENTS)
    started = time.process_time()
    assert not any(binder.match((caption,)) for caption in captions)
    assert time.process_time() - started < 2
