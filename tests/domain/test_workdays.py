import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingzhuang.domain.workdays import Calendar, years

SHIPPED = Calendar.shipped()


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2026-02-16", False),  # Monday inside the Spring Festival
        ("2026-02-14", True),  # Saturday worked instead
        ("2026-02-28", True),
        ("2026-10-08", True),  # Thursday, holiday over
        ("2026-10-07", False),
        ("2025-10-08", False),  # 2025 joins Mid-Autumn to the National Day
        ("2025-10-11", True),
        ("2026-11-21", False),  # plain Saturday
        ("2026-11-23", True),
        ("2027-01-01", False),  # no notice for the year: the days fixed by law
        ("2031-10-01", False),
        ("2031-10-08", True),
    ],
)
def test_days_are_worked_as_the_notices_say(text, worked):
    assert SHIPPED.is_workday(day(text)) is worked


def test_ten_working_days_skip_the_national_day_and_count_the_saturday_worked():
    assert SHIPPED.add_working_days(day("2026-09-28"), 10) == day("2026-10-16")
    assert SHIPPED.working_days_between(day("2026-09-28"), day("2026-10-16")) == 10


def test_the_first_day_is_not_counted_and_an_earlier_end_counts_nothing():
    assert SHIPPED.working_days_between(day("2026-11-23"), day("2026-11-24")) == 1
    assert SHIPPED.working_days_between(day("2026-11-23"), day("2026-11-23")) == 0
    assert SHIPPED.working_days_between(day("2026-11-24"), day("2026-11-23")) == 0
    assert SHIPPED.add_working_days(day("2026-11-21"), 0) == day("2026-11-21")
    with pytest.raises(ValueError):
        SHIPPED.add_working_days(day("2026-11-21"), -1)


def test_an_office_declares_its_own_days():
    own = SHIPPED.declared({day("2026-11-23"): False, day("2026-11-22"): True, day("2026-02-14"): False})
    assert not own.is_workday(day("2026-11-23"))
    assert own.is_workday(day("2026-11-22"))
    assert not own.is_workday(day("2026-02-14"))
    assert SHIPPED.is_workday(day("2026-11-23"))


def test_every_weekend_worked_is_a_weekend_and_no_day_is_both():
    assert all(each.weekday() >= 5 for each in SHIPPED.workdays)
    assert not SHIPPED.holidays & SHIPPED.workdays
    assert set(years()) <= {each.year for each in SHIPPED.holidays}


dates = st.dates(datetime.date(2024, 12, 1), datetime.date(2027, 1, 31))


@given(dates, st.integers(0, 120))
def test_counting_agrees_with_walking_day_by_day(start, span):
    end = start + datetime.timedelta(days=span)
    walked = sum(SHIPPED.is_workday(start + datetime.timedelta(days=n)) for n in range(1, span + 1))
    assert SHIPPED.working_days_between(start, end) == walked


@given(dates, st.integers(1, 60))
def test_adding_then_counting_gives_the_number_back(start, number):
    assert SHIPPED.working_days_between(start, SHIPPED.add_working_days(start, number)) == number
