"""Working days by the State Council's yearly arrangement of holidays and make-up days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache

# (first day, last day) of public holidays, and weekend days worked instead, as published in the State Council
# General Office's notices for 2025 (国办发明电〔2024〕12号) and 2026. Offices can declare days otherwise.
_HOLIDAYS = (
    "2025-01-01/2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06 2025-05-01/2025-05-05 2025-05-31/2025-06-02 "
    "2025-10-01/2025-10-08 2026-01-01/2026-01-03 2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 "
    "2026-06-19/2026-06-21 2026-09-25/2026-09-27 2026-10-01/2026-10-07"
)
_WORKED = (
    "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 "
    "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
)
# Holidays whose dates are fixed by law every year (全国年节及纪念日放假办法): used for years with no notice yet.
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days off beside weekends (``holidays``), and weekend days that are worked (``workdays``)."""

    holidays: frozenset[datetime.date] = field(default_factory=frozenset)
    workdays: frozenset[datetime.date] = field(default_factory=frozenset)

    @classmethod
    @cache
    def shipped(cls) -> Calendar:
        """The arrangement that ships; a year without a notice has only the days fixed by law."""
        holidays = set()
        for span in _HOLIDAYS.split():
            day, last = (datetime.date.fromisoformat(part) for part in span.split("/"))
            while day <= last:
                holidays.add(day)
                day += _DAY
        known = {day.year for day in holidays}
        for year in range(2024, 2041):
            if year not in known:
                holidays |= {datetime.date(year, month, day) for month, day in _FIXED}
        return cls(frozenset(holidays), frozenset(datetime.date.fromisoformat(day) for day in _WORKED.split()))

    def is_working(self, day: datetime.date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, start: datetime.date, days: int) -> datetime.date:
        """The day that is ``days`` working days after ``start``, which itself is not counted."""
        day = start
        while days > 0:
            day += _DAY
            days -= self.is_working(day)
        return day

    def working_days_between(self, start: datetime.date, end: datetime.date) -> int:
        """Working days after ``start`` up to and with ``end``; 0 when ``end`` is not later."""
        count, day = 0, start
        while day < end:
            day += _DAY
            count += self.is_working(day)
        return count
