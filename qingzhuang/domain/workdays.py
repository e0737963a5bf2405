"""Working days as the State Council arranges them: weekends off, holidays off, some weekends worked instead.

Sources: the State Council General Office's yearly notices for 2025 (国办发明电〔2024〕12号, days from background
knowledge checked against a second list) and 2026 (notice of 4 Nov 2025, wording read on a newspaper's repost).
A year without a notice here has only the days whose dates are fixed by law; an office declares its own days on
top (see ``declared``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

SATURDAY = 5
# 全国年节及纪念日放假办法: New Year, Labour Day, National Day. The rest follow the lunar year and wait for a notice.
FIXED_BY_LAW = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
LAST_YEAR = 2040
DAY = datetime.timedelta(days=1)

# (year, confidence as in the research notes, holidays as first and last day, weekends worked)
_ARRANGEMENTS = (
    (
        2025,
        "D",
        (
            ("01-01", "01-01"),
            ("01-28", "02-04"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("05-31", "06-02"),
            ("10-01", "10-08"),
        ),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    (
        2026,
        "A",
        (
            ("01-01", "01-03"),
            ("02-15", "02-23"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("06-19", "06-21"),
            ("09-25", "09-27"),
            ("10-01", "10-07"),
        ),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
)


@dataclass(frozen=True)
class Calendar:
    """Days that differ from the plain week: ``holidays`` are off, ``workdays`` are weekends worked."""

    holidays: frozenset[datetime.date] = frozenset()
    workdays: frozenset[datetime.date] = frozenset()

    @classmethod
    def shipped(cls) -> Calendar:
        """The arrangements of the years in :func:`years`."""
        return _shipped()

    def declared(self, days: Mapping[datetime.date, bool]) -> Calendar:
        """This calendar with days an office declared: ``True`` is worked, ``False`` is off."""
        worked = {day for day, working in days.items() if working}
        off = set(days) - worked
        return Calendar(frozenset(self.holidays - worked | off), frozenset(self.workdays - off | worked))

    def is_workday(self, day: datetime.date) -> bool:
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < SATURDAY

    def working_days_between(self, start: datetime.date, end: datetime.date) -> int:
        """Count working days after ``start`` up to and with ``end``; 0 when ``end`` is not later.

        The day on which something happens is not counted, as periods are counted in Chinese civil law.
        """
        span = (end - start).days
        if span <= 0:
            return 0
        weeks, rest = divmod(span, 7)
        count = weeks * 5 + sum((start + DAY * offset).weekday() < SATURDAY for offset in range(1, rest + 1))
        count -= sum(start < day <= end and day.weekday() < SATURDAY for day in self.holidays - self.workdays)
        count += sum(start < day <= end and day.weekday() >= SATURDAY for day in self.workdays)
        return count

    def add_working_days(self, start: datetime.date, days: int) -> datetime.date:
        """The day on which ``days`` working days have passed after ``start``; raises ``ValueError`` below 0."""
        if days < 0:
            raise ValueError("days must not be negative")
        day = start
        while days:
            day += DAY
            days -= self.is_workday(day)
        return day


def years() -> dict[int, str]:
    """Years whose arrangement ships, with the confidence in it (A read, D from background knowledge)."""
    return {year: confidence for year, confidence, _, _ in _ARRANGEMENTS}


@cache
def _shipped() -> Calendar:
    holidays: set[datetime.date] = set()
    workdays: set[datetime.date] = set()
    for year, _, spans, worked in _ARRANGEMENTS:
        for first, last in spans:
            holidays |= set(_days(_date(year, first), _date(year, last)))
        workdays |= {_date(year, day) for day in worked}
    noticed = years()
    for year in range(min(noticed), LAST_YEAR + 1):
        if year not in noticed:
            holidays |= {_date(year, day) for day in FIXED_BY_LAW}
    return Calendar(frozenset(holidays), frozenset(workdays))


def _date(year: int, month_and_day: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{year}-{month_and_day}")


def _days(first: datetime.date, last: datetime.date) -> Iterable[datetime.date]:
    return (first + DAY * offset for offset in range((last - first).days + 1))
