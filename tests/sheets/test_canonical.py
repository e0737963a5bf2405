"""Each value has one spelling, however it was written."""

import datetime

import pytest

from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.sheets.canonical import canonical, derived, meaning, usual

BY_CODE = {element.code: element for element in ELEMENTS}


@pytest.mark.parametrize(
    ("code", "said", "stored"),
    [
        ("person.id_number", "11010519491231002x", "11010519491231002X"),
        ("person.id_number", " １１０１０５ 19491231 002X", "11010519491231002X"),
        ("person.id_number", "110105491231002", "11010519491231002X"),
        ("person.id_number", 440524188001010014, "440524188001010014"),
        ("organisation.uscc", "91110000600037341l", "91110000600037341L"),
        ("person.birth_date", "2019.02", "2019-02"),
        ("person.birth_date", "2019年2月3日", "2019-02-03"),
        ("person.birth_date", datetime.date(1949, 12, 31), "1949-12-31"),
        ("record.year", "2026年度", "2026"),
        ("person.sex", "男", "1"),
        ("person.sex", 2, "2"),
        ("person.sex", "female", "2"),
        ("person.ethnicity", "土家", "15"),
        ("person.ethnicity", "1", "01"),
        ("person.education", "大专", "30"),
        ("person.political_status", "中共党员", "01"),
        ("person.disability_level", "2级", "2"),
        ("person.disability_type", "肢体", "4"),
        ("household.relation_to_head", "儿子", "20"),
        ("household.income_annual", "3.2万元", "32000"),
        ("household.income_annual", "12,500", "12500"),
        ("household.dwelling_area", "120㎡", "120"),
        ("household.size", "4人", "4"),
        ("household.minimum_living_allowance", "√", "true"),
        ("household.minimum_living_allowance", "否", "false"),
        ("person.phone", "+86 138 1234 5678", "13812345678"),
        ("person.phone", "0990-1234567", "0990-1234567"),
        ("person.name", " 王  小明 ", "王 小明"),
        ("household.water_supply", "自来水", "自来水"),
        ("household.water_supply", "邻村的水渠", "邻村的水渠"),
        ("person.id_type", "身份证", "居民身份证"),
        ("person.id_type", 111, "居民身份证"),
        ("person.blood_type", "ab", "AB型"),
        ("person.medical_insurance", "新农合", "新型农村合作医疗"),
        ("household.poverty_cause", "因病、缺技术", "因病、缺技术"),
        ("household.dwelling_safety", "Ｃ", "C级"),
        ("place.province", "贵州", "贵州省"),
        ("place.township", "石桥镇", "石桥镇"),
    ],
)
def test_what_is_said_becomes_what_is_stored(code, said, stored):
    assert canonical(BY_CODE[code], said) == stored


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("person.id_number", "110105194912310021"),
        ("person.id_number", "110105194913310020"),
        ("person.id_number", "1101051949"),
        ("organisation.uscc", "91110000600037341X"),
        ("person.birth_date", "2019-02-30"),
        ("person.sex", "雄"),
        ("household.size", "4.5"),
        ("household.income_annual", "约三万"),
        ("household.poverty_relief", "待定"),
        ("person.phone", "12345"),
        ("person.name", "  "),
    ],
)
def test_what_cannot_be_meant_is_refused_with_words(code, said):
    with pytest.raises(BadValue) as bad:
        canonical(BY_CODE[code], said)
    assert bad.value.text.zh
    assert bad.value.text.en


def test_stored_spellings_stay_as_they_are():
    for code, said in (("person.sex", "男"), ("person.phone", "0990-1234567转8"), ("household.income_annual", "3万")):
        once = canonical(BY_CODE[code], said)
        assert canonical(BY_CODE[code], once) == once


def test_every_code_is_found_by_each_of_its_words_and_is_stored_once():
    for element in ELEMENTS:
        codes = code_list(element.datatype, element.code)
        for stored, code in codes.codes.items() if codes else ():
            for said in (stored, code.code, code.meaning.zh, code.meaning.en, *code.other_words):
                assert not said or canonical(element, said) == stored, (element.code, said)


def test_every_element_of_a_kind_has_a_list_but_for_places():
    without = {
        each.code for each in ELEMENTS if each.datatype.startswith("code") and not code_list(each.datatype, each.code)
    }
    assert without == {"place.city", "place.county", "place.township", "place.village"}


def test_a_code_is_shown_by_its_meaning_and_goes_into_sheets_by_its_usual_word():
    education = BY_CODE["person.education"]
    assert (meaning(education, "60").zh, usual(education, "60")) == ("普通高级中学教育", "高中")
    assert usual(BY_CODE["household.water_supply"], "雨水") == "雨水"
    assert usual(BY_CODE["household.poverty_relief"], "false") == "否"
    assert meaning(BY_CODE["person.sex"], "2").zh == "女"
    assert meaning(BY_CODE["household.poverty_relief"], "true").en == "yes"
    assert meaning(BY_CODE["person.name"], "王小明").zh == "王小明"


def test_birth_date_sex_and_age_follow_from_the_number():
    found = derived({"person.id_number": "11010519491231002X"}, datetime.date(2026, 12, 30))
    assert found["person.birth_date"] == ("1949-12-31", "person.id_number")
    assert found["person.sex"] == ("2", "person.id_number")
    assert found["person.age"] == ("76", "person.birth_date")
