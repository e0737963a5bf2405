"""Periods and limits the register counts with, read from the rules of this place, so that an overlay can set them."""

from __future__ import annotations

import datetime
from typing import Any

from qingzhuang.gate import clock
from qingzhuang.gate.reports import current_rulebook


def term(rule: str, name: str) -> Any:
    """The value of a rule's parameter as in force here; an unknown rule or parameter is a ``KeyError``."""
    found = {each.id: each for each in current_rulebook().rules}
    return found[rule].parameters[name].value


def change_due(opened_on: datetime.date) -> datetime.date:
    """By when a change is filed: working days of R12 (MM-CHANGE has a day count, which was not found)."""
    return clock.calendar().add_working_days(opened_on, term("R12", "days"))
