"""The grammar is held to its own made-up cases, and to the shared ones where they are present."""

import csv
from pathlib import Path

import pytest

from qingzhuang.domain.detectors import FAMILIES, detect

OWN = Path(__file__).parent / "cases" / "own.csv"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "cases" / "lint" / "cases.csv"
KINDS = {"form": "data_request", "assessment": "scheme"}


def open_families(text: str, kind: str) -> list[str]:
    return [found.family for found in detect(text, kind) if not found.excepted]


def rates(path: Path, text: str, expected: str) -> tuple[float, float]:
    """Share of problems found by their first code, and share of clean texts with any alarm."""
    hits = problems = alarms = clean = 0
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            found = open_families(row[text], KINDS.get(row["kind"], row["kind"]))
            if row[expected] == "none":
                clean += 1
                alarms += bool(found)
            else:
                problems += 1
                hits += row[expected].split("|")[0] in found
    return hits / problems, alarms / clean


def test_own_cases():
    found, alarms = rates(OWN, "text", "expected")
    assert found >= 0.95
    assert alarms <= 0.03


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside this checkout")
def test_shared_cases():
    found, alarms = rates(SHARED, "text_zh", "expected_problem")
    assert found >= 0.9
    assert alarms <= 0.05


def test_quotes_are_the_exact_words():
    for text in (
        "干部每日须ＡＰＰ打卡，１０分钟内回复",
        "要求①全员安装APP，②每天上传照片！",
        "　每人　必须　转发推文到朋友圈。",
    ):
        found = detect(text, "task")
        assert found
        for each in found:
            assert text[each.start : each.end] == each.quote
            assert each.quote.strip()


@pytest.mark.parametrize(
    ("order", "harmless"),
    [
        ("网格员每天必须打卡。", "网格员不得被要求每天打卡。"),
        ("网格员每天必须打卡。", "网格员每天打卡的要求已全部取消。"),
        ("各村上传走访照片。每户必须上传照片。", "走访不再要求上传照片。"),
        ("收到请回复。", "通知无需回复收到。"),
        ("党员积分每周排名通报。", "严禁对党员积分排名通报。"),
    ],
)
def test_an_order_is_told_from_a_ban(order, harmless):
    assert open_families(order, "task")
    assert open_families(harmless, "task") == []


def test_a_ban_that_turns_into_an_order_is_an_order():
    assert "checkin" in open_families("应急响应虽不再执行，但干部仍须每天打卡。", "task")


def test_scenes_let_some_acts_pass_and_others_not():
    text = "防汛应急响应期间，巡堤人员每班定位签到。"
    assert [(s.family, s.scene, s.excepted) for s in detect(text, "task")] == [("checkin", "emergency", True)]
    assert "points_ranking" in open_families("汛期干部积分每周排名通报。", "task")
    over = "应急响应已经终止，巡堤人员仍须每班定位签到。"
    assert open_families(over, "task") == ["checkin"]


def test_every_family_is_worded_in_both_languages():
    assert len(FAMILIES) == 17
    for family in FAMILIES.values():
        assert family.label.zh
        assert family.label.en
        assert family.meaning.zh
        assert family.meaning.en


def test_odd_input_is_survived():
    for text in ("", " ", "\n\n", "\x00", "。。。", "a" * 1000, "①②③", "🙂" * 50):
        assert detect(text, None) == []


def test_a_very_long_text_is_read_to_its_end():
    text = "天气晴好，粮食丰收，" * 50_000 + "网格员每天必须打卡。"
    assert "checkin" in open_families(text, "task")
