"""Merging, step by step: counts that agree, work that stalls, and two who act at once."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry import actions
from qingzhuang.registry.actions.moving import carry_part
from qingzhuang.registry.models import (
    FunctionFate,
    Move,
    Tally,
)
from qingzhuang.registry.movables import Movable, Moved, movables

from .merging import again, announced, count_all, decide_all, executed, fates_of, fresh, later

pytestmark = pytest.mark.django_db


def test_counts_that_do_not_agree_are_refused_by_name(place, grid):
    big, small, _other = grid
    merge = executed(big, [small], place.reviewer)
    users = Tally.objects.get(thing="users")
    Tally.objects.filter(pk=users.pk).update(before=100)
    with later(merge.execute_from):
        with pytest.raises(Refused) as refused:
            actions.confirm_merge(merge, actor=place.reviewer)
        assert refused.value.code == "registry.merge_uncounted"
        assert refused.value.values["count"] == merge.parts.get().tallies.count()
        count_all(merge, place.reviewer, "after", users=97)
        with pytest.raises(Refused) as refused:
            actions.confirm_merge(merge, actor=place.reviewer)
        values = refused.value.values
        assert (refused.value.code, values["thing"].en, values["before"], values["after"]) == (
            "registry.merge_count_differs", "Users", 100, 97,
        )  # fmt: skip
        actions.leave_behind(Tally.objects.get(pk=users.pk), actor=place.reviewer, count=3, reason="已注销")
        actions.confirm_merge(merge, actor=place.reviewer)


def test_a_function_taken_away_after_the_execution_stops_the_confirmation(place, grid):
    big, small, _other = grid
    merge = executed(big, [small], place.reviewer)
    with later(merge.execute_from):
        count_all(merge, place.reviewer, "after")
        actions.change_asset(fresh(big), actor=place.civil_officer, values={"functions": big.functions})
        with pytest.raises(Refused) as refused:
            actions.confirm_merge(merge, actor=place.reviewer)
    assert refused.value.values["thing"].en == "Functions"


def test_a_movable_of_another_room_that_loses_something_stops_the_merge(place, grid, monkeypatch):
    big, small, other = grid
    held = {small.pk: 3, other.pk: 0, big.pk: 1}

    def move(source, survivor):
        moved, held[source.pk] = held[source.pk], 0
        held[survivor.pk] += max(moved - 1, 0)
        return Moved(moved)

    leaky = Movable("leaky", Text("订阅", "Subscriptions"), lambda a: held[a.pk], move, lambda *_: None, ("cases",))
    monkeypatch.setitem(movables._entries, "leaky", leaky)
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    assert not Tally.objects.filter(part__merge=merge, thing="cases").exists()
    decide_all(merge, place.reviewer)
    count_all(merge, place.reviewer, "before")
    actions.rehearse_merge(merge, actor=place.reviewer)
    work(once=True)
    stops = [each["text"]["en"] for each in again(merge).report["findings"] if each["level"] == "stop"]
    assert any("Subscriptions" in each and "4 before, 3 after" in each for each in stops)
    with pytest.raises(Refused):
        actions.announce_merge(merge, actor=place.reviewer)


def test_a_stalled_execution_goes_on_and_moves_nothing_twice(place, grid):
    big, small, other = grid
    merge = announced(big, [small, other], place.reviewer)
    with later(merge.execute_from):
        merge = actions.execute_merge(merge, actor=place.reviewer)
        carry_part(merge.parts.first(), actor=place.reviewer)
        Job.objects.filter(pk=merge.job_id).update(state="failed")
        assert again(merge).stalled
        actions.execute_merge(again(merge), actor=place.reviewer)
        work(once=True)
    assert again(merge).step == "executed"
    assert fresh(big).functions.count("地图标注") == 1
    assert Move.objects.filter(movable="functions").count() == 2


def test_who_may_prepare_and_who_decides(place, grid):
    big, small, other = grid
    merge = actions.draft_merge(big, actor=place.civil_officer, parts=[small, other], basis="3号")
    assert can(place.health_officer, "registry.merge.map", merge)
    assert not can(place.health_officer, "registry.merge.announce", merge)
    assert not can(place.civil_officer, "registry.merge.announce", merge)
    assert can(place.reviewer, "registry.merge.announce", merge)
    assert not can(place.stranger, "registry.merge.map", merge)
    with pytest.raises(Denied):
        actions.draft_merge(big, actor=place.health_officer, parts=[small], basis="3号")


words = st.lists(st.sampled_from(["查询", "上报", "派单", "走访", "统计", "通知"]), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=words.map(lambda found: list(dict.fromkeys(found))),
    lists=st.lists(words, min_size=1, max_size=2),
    choice=st.data(),
)
def test_any_mapping_conserves_the_functions_there_and_back(place, enter, held, lists, choice):
    """What a part had is what was added, joined and dropped; the survivor loses nothing; the way back restores it."""
    big = enter(place.civil, name="保留", functions=held)
    parts = [enter(place.civil, name=f"并入{number}", functions=each) for number, each in enumerate(lists)]
    merge = actions.draft_merge(big, actor=place.reviewer, parts=parts, basis="3号")
    fates = {}
    for row in FunctionFate.objects.filter(part__merge=merge):
        fate = choice.draw(st.sampled_from(["moved", "dropped", *(["kept"] if held else [])]))
        target = choice.draw(st.sampled_from(held)) if fate == "kept" else ""
        fates[row.pk] = {"fate": fate, "target": target, "reason": "没有人用"}
    actions.map_functions(merge, actor=place.reviewer, fates=fates)
    count_all(merge, place.reviewer, "before")
    actions.rehearse_merge(merge, actor=place.reviewer)
    work(once=True)
    today = datetime.date.today()
    actions.announce_merge(merge, actor=place.reviewer, execute_from=today, short_reason="试验")
    actions.execute_merge(merge, actor=place.reviewer)
    work(once=True)
    after = fresh(big).functions
    assert again(merge).step == "executed"
    assert after[: len(held)] == held
    assert len(after) == len(set(after)) == again(merge).report["after"]
    there = len(held)
    for part, functions in zip(merge.parts.all(), lists, strict=True):
        move = part.moves.get(movable="functions")
        assert (move.here_before, move.there_before) == (len(functions), there)
        assert move.here_before + move.there_before == move.here_after + move.there_after + move.joined
        assert all(row.target in after for row in part.fates.exclude(fate="dropped"))
        there = move.there_after
    actions.undo_merge(merge, actor=place.reviewer, reason="试验完毕")
    work(once=True)
    assert fresh(big).functions == held


def test_the_mapping_follows_a_list_that_changed_and_keeps_what_was_decided(place, grid):
    big, small, _other = grid
    merge = announced(big, [small], place.reviewer, 地图标注=("dropped", "", "没有人用"))
    actions.change_asset(
        fresh(small), actor=place.civil_officer, values={"functions": ["上报隐患", "地图标注", "语音上报"]}
    )
    actions.rehearse_merge(merge, actor=place.reviewer)
    work(once=True)
    assert fates_of(merge)["地图标注"] == ("dropped", "")
    assert set(fates_of(merge)) == {"上报隐患", "地图标注", "语音上报"}
    assert [row.function for row in FunctionFate.objects.filter(decided=False)] == ["语音上报"]
    with later(merge.execute_from):
        with pytest.raises(Refused) as refused:
            actions.execute_merge(again(merge), actor=place.reviewer)
        assert refused.value.code == "registry.merge_stops"
        decide_all(again(merge), place.reviewer)
        actions.rehearse_merge(merge, actor=place.reviewer)
        work(once=True)
        actions.execute_merge(again(merge), actor=place.reviewer)
        work(once=True)
    assert again(merge).step == "executed"


def test_the_second_of_two_who_map_at_once_is_told(place, grid):
    big, small, _other = grid
    merge = again(actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号"))
    row = FunctionFate.objects.first()
    fates = {row.pk: {"fate": "moved", "target": "甲"}}
    actions.map_functions(merge, actor=place.reviewer, fates=fates, seen=merge.changed_at)
    with pytest.raises(Refused) as refused:
        actions.map_functions(merge, actor=place.civil_officer, fates=fates, seen=merge.changed_at)
    assert refused.value.code == "registry.merge_changed"


def test_a_stalled_execution_can_be_taken_back_too(place, grid):
    big, small, other = grid
    merge = announced(big, [small, other], place.reviewer)
    with later(merge.execute_from):
        merge = actions.execute_merge(merge, actor=place.reviewer)
        with pytest.raises(Refused):
            actions.undo_merge(merge, actor=place.reviewer, reason="还在执行")
        carry_part(merge.parts.first(), actor=place.reviewer)
        Job.objects.filter(pk=merge.job_id).update(state="failed")
        actions.undo_merge(merge, actor=place.reviewer, reason="先停一停")
        work(once=True)
    assert again(merge).step == "undone"
    assert fresh(big).functions == big.functions
    assert {fresh(small).status, fresh(other).status} == {"running"}


def test_what_is_being_merged_is_not_closed_and_what_is_being_closed_is_not_merged(place, grid):
    big, small, other = grid
    actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    for asset in (big, small):
        with pytest.raises(Refused) as refused:
            actions.close_asset(asset, actor=place.reviewer, basis="已停用")
        assert refused.value.code == "registry.closure_in_merge"
        assert fresh(asset).alive
    actions.plan_closure(other, actor=place.reviewer, basis="3号", reason="停用", instead="政务网")
    with pytest.raises(Refused) as refused:
        actions.draft_merge(big, actor=place.reviewer, parts=[other], basis="3号")
    assert refused.value.code == "registry.closure_planned"
