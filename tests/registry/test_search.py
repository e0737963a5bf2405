"""Search gives the same answers on SQLite and PostgreSQL."""

import pytest
from django.db import connection

from qingzhuang.registry.actions import change_asset, close_asset
from qingzhuang.registry.queries.assets import AssetFilters, assets_for, counts_by_kind, search_assets

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(place, enter):
    return {
        "patrol": enter(place.civil, name="网格巡查通", functions=["巡查打卡", "隐患上报"], facing="grassroots"),
        "flood": enter(place.health, name="防汛一张图", functions=["河道巡查", "水位预警"], facing="grassroots"),
        "group": enter(place.town, "group", name="青山镇巡查", purpose="森林防火", people=30),
        "account": enter(place.civil, "account", name="云岭民政发布", platform="wechat", facing="public"),
        "latin": enter(place.civil, "mini_program", name="Ｈealth 健康码 v2", functions=["扫码"]),
    }


def _names(person, q):
    return [asset.name for asset in search_assets(person, q)]


def test_two_character_words_are_found_and_names_come_first(place, register):
    assert _names(place.reviewer, "巡查") == ["网格巡查通", "青山镇巡查", "防汛一张图"]


def test_longer_words_sponsors_and_functions_are_found(place, register):
    assert _names(place.reviewer, "水位预警") == ["防汛一张图"]
    assert set(_names(place.reviewer, "云岭县民政局")) == {"网格巡查通", "云岭民政发布", "Ｈealth 健康码 v2"}


def test_every_word_of_the_question_must_be_there(place, register):
    assert _names(place.reviewer, "巡查 水位") == ["防汛一张图"]
    assert _names(place.reviewer, "巡查 火箭") == []


def test_latin_words_are_found_by_their_beginning_in_any_width_and_case(place, register):
    assert _names(place.reviewer, "HEAL") == ["Ｈealth 健康码 v2"]


def test_one_character_is_found_wherever_it_stands(place, register):
    assert _names(place.reviewer, "查")[:2] == ["网格巡查通", "青山镇巡查"]


def test_the_very_name_comes_first(place, enter, register):
    enter(place.civil, name="大巡查")
    enter(place.civil, name="巡查")
    assert _names(place.reviewer, "巡查")[0] == "巡查"


def test_signs_alone_match_nothing_and_break_nothing(place, register):
    for q in ("", "***", '"', "' OR 1=1 --", "NEAR(", "a:b", "%", "_"):
        assert isinstance(_names(place.reviewer, q), list)
    assert assets_for(place.reviewer, AssetFilters(q="***")).count() == 0


def test_what_is_changed_is_found_by_its_new_words_only(place, register):
    change_asset(register["patrol"], actor=place.civil_officer, values={"name": "网格走访通"}, basis="更名")
    assert "网格走访通" in _names(place.reviewer, "走访")
    assert "网格走访通" not in _names(place.reviewer, "格巡")


def test_counts_by_kind_follow_the_other_filters(place, register):
    close_asset(register["account"], actor=place.reviewer, basis="停更")
    counts = counts_by_kind(place.reviewer, AssetFilters(status="alive", kind="app"))
    assert counts == {"account": 0, "app": 2, "group": 1, "mini_program": 1}


def test_search_looks_only_at_what_the_person_may_see(place, register):
    assert _names(place.stranger, "巡查") == []
    assert _names(place.health_officer, "巡查") == ["网格巡查通", "防汛一张图"]


@pytest.mark.postgres
def test_postgresql_answers_alike(place, register):
    if connection.vendor != "postgresql":
        pytest.skip("QZ_DATABASE_URL names no PostgreSQL")
    test_two_character_words_are_found_and_names_come_first(place, register)
    test_latin_words_are_found_by_their_beginning_in_any_width_and_case(place, register)
    test_one_character_is_found_wherever_it_stands(place, register)
    test_signs_alone_match_nothing_and_break_nothing(place, register)
