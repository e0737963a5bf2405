"""Which value is held when sources differ."""

import datetime

import pytest

from qingzhuang.datahub.holding import Fact, Terms, take

TODAY = datetime.date(2026, 11, 23)
POLICE, SURVEY, CLINIC = 1, 2, 3
DECIDES = {"person.phone": Terms(authority=POLICE)}
AGES = {"person.phone": Terms(good_for=365)}


@pytest.mark.parametrize(
    ("terms", "old", "new", "held", "conflicts"),
    [
        ({}, ("a", 1, SURVEY, "2026-01-01"), ("b", 2, SURVEY, "2026-05-01"), "b", 0),
        ({}, ("a", 1, SURVEY, "2026-05-01"), ("b", 2, SURVEY, "2026-01-01"), "a", 0),
        ({}, ("a", 1, SURVEY, "2026-05-01"), ("b", 2, SURVEY, "2026-05-01"), "b", 0),
        ({}, ("a", 1, SURVEY, "2026-01-01"), ("b", 2, CLINIC, "2026-05-01"), "b", 1),
        ({}, ("a", 1, SURVEY, "2026-05-01"), ("b", 2, CLINIC, "2026-01-01"), "a", 0),
        ({}, ("a", 1, SURVEY, "2026-05-01"), ("b", 2, CLINIC, "2026-05-01"), "a", 1),
        (DECIDES, ("a", 1, SURVEY, "2026-05-01"), ("b", 2, POLICE, "2026-01-01"), "b", 0),
        (DECIDES, ("a", 1, POLICE, "2026-01-01"), ("b", 2, SURVEY, "2026-05-01"), "a", 1),
        (DECIDES, ("a", 1, POLICE, "2026-05-01"), ("b", 2, SURVEY, "2026-01-01"), "a", 0),
        (DECIDES, ("a", 1, SURVEY, "2026-01-01"), ("b", 2, CLINIC, "2026-05-01"), "b", 1),
        (AGES, ("a", 1, SURVEY, "2024-01-01"), ("b", 2, CLINIC, "2026-05-01"), "b", 0),
        (AGES, ("a", 1, SURVEY, "2026-01-01"), ("b", 2, CLINIC, "2026-05-01"), "b", 1),
    ],
)
def test_the_rules_of_holding(terms, old, new, held, conflicts):
    now = {"person.phone": Fact(*old)}
    outcome = take(now, {"person.phone": Fact(*new)}, terms, TODAY)
    assert now["person.phone"].value == held
    assert len(outcome.conflicts) == conflicts


def test_said_again_is_fresher_and_no_conflict():
    now = {"person.phone": Fact("a", 1, SURVEY, "2026-01-01")}
    outcome = take(now, {"person.phone": Fact("a", 2, CLINIC, "2026-05-01")}, {}, TODAY)
    assert now["person.phone"].observed == "2026-05-01"
    assert not outcome.conflicts


def test_a_month_or_a_year_can_age():
    terms = Terms(good_for=365)
    assert terms.stale(Fact("a", 1, 1, "2024"), TODAY)
    assert not terms.stale(Fact("a", 1, 1, "2026-03"), TODAY)
