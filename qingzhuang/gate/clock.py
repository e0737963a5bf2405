"""Working-day clocks of the gate: when an answer is due, and how much time is left."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from qingzhuang.domain.workdays import Calendar
from qingzhuang.gate.models import CalendarDay, Proposal


def calendar() -> Calendar:
    """The State Council calendar that ships, with the days this office declared otherwise."""
    return Calendar.shipped().declared(dict(CalendarDay.objects.values_list("day", "working")))


def today() -> datetime.date:
    return timezone.localdate()


def review_due(submitted_on: datetime.date) -> datetime.date:
    """Completeness is reviewed within 10 working days (MM-07), the day of submission not counted."""
    return calendar().add_working_days(submitted_on, settings.REVIEW_WORKING_DAYS)


def supplement_due(returned_on: datetime.date) -> datetime.date:
    """Gaps are completed within the period set here; MM-07 has one, but its day count was not found."""
    return calendar().add_working_days(returned_on, settings.SUPPLEMENT_WORKING_DAYS)


@dataclass(frozen=True)
class Clock:
    """``left`` counts working days to ``due``, negative when late; ``allowed`` is the whole period."""

    due: datetime.date
    left: int
    allowed: int

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def used(self) -> int:
        return self.allowed - self.left


def clock_of(proposal: Proposal, days: Calendar | None = None) -> Clock | None:
    """The clock that runs on a proposal now, if any. Pass ``days`` when asking for many."""
    if proposal.state == "submitted" and proposal.review_due:
        due, allowed = proposal.review_due, settings.REVIEW_WORKING_DAYS
    elif proposal.state == "returned" and proposal.supplement_due:
        due, allowed = proposal.supplement_due, settings.SUPPLEMENT_WORKING_DAYS
    else:
        return None
    days = days or calendar()
    now = today()
    left = days.working_days_between(now, due) if due >= now else -days.working_days_between(due, now)
    return Clock(due, left, allowed)
