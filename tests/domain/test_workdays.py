import datetime

from qingzhuang.domain.workdays import Calendar

D = datetime.date


def test_ten_working_days_skip_weekends():
    assert Calendar.shipped().add_working_days(D(2026, 11, 23), 10) == D(2026, 12, 7)


def test_the_national_holiday_is_skipped_and_its_make_up_day_counts():
    days = Calendar.shipped()
    assert not days.is_working(D(2026, 10, 5))
    assert days.is_working(D(2026, 10, 10)), "a Saturday that is worked"
    assert days.working_days_between(D(2026, 9, 30), D(2026, 10, 12)) == 4


def test_adding_and_counting_agree():
    days, start = Calendar.shipped(), D(2026, 1, 28)
    for count in range(40):
        assert days.working_days_between(start, days.add_working_days(start, count)) == count


def test_a_year_without_a_notice_still_knows_the_days_fixed_by_law():
    assert not Calendar.shipped().is_working(D(2030, 5, 1))
    assert Calendar.shipped().is_working(D(2030, 5, 6))
