"""Days that an office declares otherwise than the calendar that ships."""

from __future__ import annotations

import datetime
from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.domain.text import Text
from qingzhuang.gate.models import CalendarDay


@action("gate.calendar.set", Text("调整工作日历", "Set a calendar day"))
def set_calendar_day(*, actor: Any, day: datetime.date, working: bool, note: str = "") -> CalendarDay:
    """Declare a day a working day or a holiday; the last declaration counts."""
    entry, _ = CalendarDay.objects.update_or_create(day=day, defaults={"working": working, "note": note})
    journal.detail(day=day.isoformat(), working=working)
    return entry
