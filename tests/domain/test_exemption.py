import datetime

from qingzhuang.domain.exemption import EXPIRED, PARTS, exception_gaps

TODAY = datetime.date(2026, 11, 23)
FULL = {
    "exception_scene": "emergency",
    "exception_basis": "县防汛抗旱应急预案第12条",
    "exception_scope": "沿江6个乡镇",
    "exception_ends_on": "2026-12-31",
}


def test_a_complete_exception_has_no_gaps_and_each_part_is_needed():
    assert exception_gaps(FULL, TODAY) == []
    for code, label in PARTS.items():
        assert exception_gaps({**FULL, code: None}, TODAY) == [label]


def test_an_end_date_that_has_come_is_a_gap():
    assert exception_gaps({**FULL, "exception_ends_on": "2026-11-23"}, TODAY) == [EXPIRED]


def test_nothing_claimed_is_no_gap_unless_one_is_needed():
    assert exception_gaps({}, TODAY) == []
    assert exception_gaps({}, TODAY, needed=True) == list(PARTS.values())
