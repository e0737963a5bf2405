"""What a source owes: corrections opened against it, and settled by what it tells next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from qingzhuang.datahub.models import Conflict, Correction, Source
from qingzhuang.gate.clock import calendar

# Reply clock of a conflict and of a correction: the county example in the notes on DS-CLASS, 10 working days.
WORKING_DAYS = 10


def owe(
    source: Source, *, asked_by: Any, was: str, now: str, conflict: Conflict | None = None, **said: Any
) -> Correction:
    """Open a correction at a source; ``said`` are its subject, element, record and reason.

    A decided conflict replaces what waited for the same value: an owner is never asked for two values at once.
    """
    if conflict is not None:
        same = Correction.objects.waiting().filter(source=source, subject=conflict.subject_id, element=conflict.element)
        same.update(state="superseded", answered_at=timezone.now())
    made = Correction(source=source, asked_by=asked_by, conflict=conflict, due=reply_by(), **said)
    made.values = was, now
    made.save()
    return made


def reply_by() -> date:
    """The day by which an owner answers."""
    return calendar().add_working_days(timezone.localdate(), WORKING_DAYS)


def settle(source: Source, told: Sequence[tuple[int, dict[str, str]]]) -> set[tuple[int, str]]:
    """Let corrections meet what their source tells now: ``(subject, values)``.

    Returns (subject, element) where the old value came back: decided already, so neither held nor asked again.
    """
    said = dict(told)
    owed = Correction.objects.waiting().filter(source=source, subject__in=said)
    came_back, changed = set(), []
    for each in owed:
        value = said[each.subject_id].get(each.element)
        was, now = each.values
        if value == now:
            each.state, each.answered_at = "taken", timezone.now()
        elif value == was and each.conflict_id:
            each.state = "came_back"
            came_back.add((each.subject_id, each.element))
        else:
            continue
        changed.append(each)
    Correction.objects.bulk_update(changed, ["state", "answered_at"])
    return came_back
