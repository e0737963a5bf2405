import datetime

import pytest

from qingzhuang.registry.states import STATES, VERBS, state_after, state_named

DAY = datetime.date


def test_the_latest_fact_says_the_state_whatever_the_order_of_telling():
    facts = [("closed", DAY(2026, 5, 1)), ("found", DAY(2024, 1, 1)), ("changed", DAY(2026, 6, 1))]
    assert state_after(facts, DAY(2026, 11, 23)) == "closed"


def test_a_fact_to_come_does_not_count_yet():
    facts = [("found", DAY(2024, 1, 1)), ("closed", DAY(2027, 1, 1))]
    assert state_after(facts, DAY(2026, 11, 23)) == "running"
    assert state_after(facts, DAY(2027, 1, 1)) == "closed"


def test_of_one_day_the_later_told_counts():
    facts = [("found", DAY(2026, 1, 1)), ("rectifying", DAY(2026, 1, 1))]
    assert state_after(facts, DAY(2026, 1, 1)) == "rectifying"


def test_without_facts_a_thing_is_only_proposed():
    assert state_after([], DAY(2026, 1, 1)) == "proposed"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("运行", "running"),
        ("已备案(第一批)", "filed"),
        ("停止运营", "closed"),
        ("Closed", "closed"),
        ("更新不及时", None),
    ],
)
def test_states_are_read_as_ledgers_write_them(word, code):
    assert state_named(word) == code


def test_every_verb_leads_to_a_known_state():
    assert {verb.state for verb in VERBS.values() if verb.state} <= set(STATES)
