"""Merging: nothing is left out, nothing is lost, every count is proven, and there is a way back."""

import datetime

import pytest

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry import actions
from qingzhuang.registry.merging.circles import successor_of
from qingzhuang.registry.models import (
    Asset,
    AssetLink,
    Closure,
    FunctionFate,
    Merge,
    Move,
    Tally,
)

from .merging import again, announced, count_all, decide_all, executed, fates_of, fresh, later, rehearsed

pytestmark = pytest.mark.django_db


def test_the_machine_proposes_a_fate_for_every_function(place, grid):
    big, small, other = grid
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small, other], basis="县发3号")
    assert fates_of(merge) == {
        "上报隐患": ("kept", "隐患上报"),
        "每日打卡签到": ("dropped", ""),
        "地图标注": ("moved", "地图标注"),
        "走访登记": ("kept", "走访登记"),
        "体温登记": ("moved", "体温登记"),
    }
    assert not FunctionFate.objects.filter(decided=True).exists()
    assert set(Tally.objects.values_list("thing", flat=True)) == {"users", "cases", "records"}


def test_what_its_forms_ask_for_is_counted_by_data_element(place, enter):
    big = enter(place.civil, name="甲")
    small = enter(place.civil, name="乙", collects=["姓名", "身份证号", "心情"])
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    found = set(Tally.objects.filter(part__merge=merge, thing="records").values_list("element", flat=True))
    assert found == {"person.name", "person.id_number"}


def test_a_merge_runs_from_draft_to_confirmation_and_its_parts_are_closed(place, grid):
    big, small, other = grid
    actions.add_link(small, actor=place.civil_officer, address="https://paizhao.example.gov.cn/")
    merge = executed(big, [small, other], place.reviewer)
    assert merge.step == "executed"
    assert fresh(big).functions == ["隐患上报", "事件派单", "走访登记", "地图标注", "体温登记"]
    assert {fresh(small).status, fresh(other).status} == {"closed"}
    assert AssetLink.objects.get().asset == big
    assert successor_of(fresh(small)) == big
    with later(merge.execute_from):
        count_all(merge, place.reviewer, "after")
        actions.confirm_merge(merge, actor=place.reviewer)
    assert again(merge).step == "confirmed"
    closure = Closure.objects.get(asset=small)
    assert (closure.step, closure.next_step, closure.successor) == ("offline", "reported", big)
    assert list(closure.facts.values_list("step", flat=True)) == ["announced", "migrated", "offline"]


@pytest.mark.parametrize("kinds", [("app", "account"), ("group", "mini_program"), ("account", "group")])
def test_only_what_can_stand_in_for_another_is_merged(place, enter, kinds):
    one, two = (enter(place.civil, kind, name=kind) for kind in kinds)
    with pytest.raises(Refused) as refused:
        actions.draft_merge(one, actor=place.reviewer, parts=[two], basis="3号")
    assert refused.value.code == "registry.merge_sorts"


def test_circles_and_chains_are_refused_with_their_path(place, enter):
    a, b, c = (enter(place.civil, name=name) for name in "甲乙丙")

    def refusal(survivor, part):
        with pytest.raises(Refused) as refused:
            actions.draft_merge(survivor, actor=place.reviewer, parts=[part], basis="3号")
        return refused.value.code, refused.value.in_("zh")

    actions.draft_merge(b, actor=place.reviewer, parts=[a], basis="3号")
    code, said = refusal(a, b)
    assert (code, "“乙” → “甲” → “乙”" in said) == ("registry.merge_circle", True)
    code, said = refusal(c, b)
    assert (code, "“甲” → “乙” → “丙”" in said) == ("registry.merge_chain", True)
    assert refusal(c, a)[0] == "registry.merge_chain"
    merge = Merge.objects.get()
    actions.drop_merge(merge, actor=place.reviewer, reason="选错了")
    actions.draft_merge(a, actor=place.reviewer, parts=[b], basis="3号")


def test_a_longer_circle_through_finished_merges_is_refused_with_its_path(place, enter):
    a, b, c = (enter(place.civil, name=name, functions=["查询"]) for name in "甲乙丙")
    merge = executed(b, [a], place.reviewer)
    with later(merge.execute_from):
        count_all(merge, place.reviewer, "after")
        actions.confirm_merge(merge, actor=place.reviewer)
        actions.draft_merge(c, actor=place.reviewer, parts=[fresh(b)], basis="3号")
        with pytest.raises(Refused) as refused:
            actions.draft_merge(fresh(a), actor=place.reviewer, parts=[c], basis="3号")
    assert refused.value.code == "registry.merge_circle"
    assert "“丙” → “甲” → “乙” → “丙”" in refused.value.in_("zh")


def test_a_mapping_that_leaves_something_out_is_refused_row_by_row(place, grid):
    big, small, _other = grid
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    with pytest.raises(Refused) as refused:
        decide_all(
            merge,
            place.reviewer,
            地图标注=("", "", ""),
            每日打卡签到=("dropped", "", ""),
            上报隐患=("kept", "没有的", ""),
        )
    assert refused.value.code == "registry.merge_fates"
    assert refused.value.values["count"] == 3
    assert not FunctionFate.objects.filter(decided=True).exists()


def test_nothing_is_announced_that_was_not_rehearsed_decided_and_counted(place, grid):
    big, small, _other = grid
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    with pytest.raises(Refused) as refused:
        actions.announce_merge(merge, actor=place.reviewer)
    assert refused.value.code == "registry.merge_unrehearsed"
    actions.rehearse_merge(merge, actor=place.reviewer)
    work(once=True)
    stops = [each["text"]["en"] for each in again(merge).report["findings"] if each["level"] == "stop"]
    assert any("functions" in each for each in stops)
    assert any("Users" in each for each in stops)
    with pytest.raises(Refused) as refused:
        actions.announce_merge(merge, actor=place.reviewer)
    assert refused.value.code == "registry.merge_stops"


def test_a_rehearsal_changes_nothing_and_says_what_would_happen(place, grid):
    big, small, other = grid
    actions.add_link(small, actor=place.civil_officer, address="https://paizhao.example.gov.cn")
    before = fresh(big).updated_at, fresh(small).updated_at
    merge = rehearsed(big, [small, other], place.reviewer)
    assert (fresh(big).updated_at, fresh(small).updated_at) == before
    assert AssetLink.objects.get().asset == small
    assert (merge.report["before"], merge.report["after"]) == (3, 5)
    assert [each["here"] for each in merge.report["moves"] if each["label"]["en"] == "Registered addresses"] == [1, 0]
    texts = " ".join(each["text"]["zh"] for each in merge.report["findings"])
    assert "不再提供：每日打卡签到" in texts
    assert "主办单位" in texts


def test_a_forced_function_is_not_moved_along(place, grid):
    big, small, _other = grid
    merge = rehearsed(big, [small], place.reviewer, 每日打卡签到=("moved", "每日打卡签到", ""))
    with pytest.raises(Refused) as refused:
        actions.announce_merge(merge, actor=place.reviewer)
    assert "OP-07" in refused.value.in_("zh")


def test_a_change_by_somebody_else_makes_the_rehearsal_stale(place, grid):
    big, small, _other = grid
    merge = rehearsed(big, [small], place.reviewer)
    actions.change_asset(fresh(small), actor=place.civil_officer, values={"purpose": "改了"})
    with pytest.raises(Refused) as refused:
        actions.announce_merge(merge, actor=place.reviewer)
    assert (refused.value.code, refused.value.values["names"]) == ("registry.merge_stale", "隐患随手拍")


def test_a_change_between_announcement_and_execution_brings_everything_back(place, grid):
    big, small, other = grid
    merge = announced(big, [small, other], place.reviewer)
    with later(merge.execute_from):
        actions.execute_merge(merge, actor=place.reviewer)
        # While the job waits a user writes to the second part.
        Asset.objects.filter(pk=other.pk).update(purpose="有人在写")
        work(once=True)
    merge = again(merge)
    assert merge.step == "announced"
    assert "巡查通" in Text.of(merge.trouble).zh
    assert fresh(big).functions == ["隐患上报", "事件派单", "走访登记"]
    assert {fresh(small).status, fresh(other).status} == {"merging"}
    assert not Move.objects.exists()


def test_it_is_not_executed_before_the_announced_day_nor_announced_too_short(place, grid):
    big, small, _other = grid
    merge = rehearsed(big, [small], place.reviewer)
    today = datetime.date.today()
    with pytest.raises(Refused) as refused:
        actions.announce_merge(merge, actor=place.reviewer, execute_from=today)
    assert (refused.value.code, refused.value.values["days"]) == ("registry.notice_short", 15)
    merge = actions.announce_merge(merge, actor=place.reviewer)
    with pytest.raises(Refused) as refused:
        actions.execute_merge(merge, actor=place.reviewer)
    assert refused.value.code == "registry.merge_too_early"


def test_the_way_back_restores_everything_until_it_is_confirmed(place, grid):
    big, small, other = grid
    link = actions.add_link(small, actor=place.civil_officer, address="https://paizhao.example.gov.cn")
    merge = executed(big, [small, other], place.reviewer)
    with later(merge.execute_from):
        actions.undo_merge(merge, actor=place.reviewer, reason="用户反映不便")
        work(once=True)
    assert again(merge).step == "undone"
    assert again(merge).trouble is None
    assert fresh(big).functions == big.functions
    assert {fresh(small).status, fresh(other).status} == {"running"}
    assert AssetLink.objects.get(pk=link.pk).asset == small
    assert successor_of(fresh(small)) is None


def test_a_part_that_was_only_filed_is_filed_again_after_the_way_back(place, enter):
    day = datetime.date.today() - datetime.timedelta(days=9)
    big = enter(place.civil, name="甲", functions=["查询"])
    small = enter(place.civil, name="乙", functions=["查询"], events=(("filed", day, "1号"),))
    merge = announced(big, [small], place.reviewer)
    assert fresh(small).status == "merging"
    actions.undo_merge(merge, actor=place.reviewer, reason="缓办")
    assert fresh(small).status == "filed"


def test_the_way_back_leaves_what_others_added_meanwhile_and_says_so(place, grid):
    big, small, _other = grid
    merge = executed(big, [small], place.reviewer)
    with later(merge.execute_from):
        actions.change_asset(
            fresh(big), actor=place.civil_officer, values={"functions": [*fresh(big).functions, "新功能"]}
        )
        actions.undo_merge(merge, actor=place.reviewer, reason="缓办")
        work(once=True)
    assert fresh(big).functions == [*big.functions, "新功能"]
    assert again(merge).trouble


def test_after_confirmation_there_is_no_way_back_and_only_one_of_two_confirms(place, grid):
    big, small, _other = grid
    merge = executed(big, [small], place.reviewer)
    with later(merge.execute_from):
        count_all(merge, place.reviewer, "after")
        stale = again(merge)
        actions.confirm_merge(merge, actor=place.reviewer)
        with pytest.raises(Refused) as refused:
            actions.confirm_merge(stale, actor=place.reviewer)
        assert refused.value.code == "registry.merge_step"
        with pytest.raises(Refused) as refused:
            actions.undo_merge(stale, actor=place.reviewer, reason="后悔")
        assert refused.value.code == "registry.merge_confirmed"
    assert JournalEntry.objects.filter(verb="registry.merge.confirm").count() == 1
