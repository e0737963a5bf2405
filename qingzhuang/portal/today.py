"""What needs a person now, in the words of the first page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext


@dataclass(frozen=True)
class Waiting:
    """One line of the first page: ``when`` in words, ``tone`` empty unless it is late or due within two days."""

    title: Any
    lead: Any
    when: str
    url: str
    tone: str


def waiting(todos: list[Any], today: datetime.date | None = None) -> list[Waiting]:
    """Say in words when each thing is due; the order stays."""
    today = today or timezone.localdate()
    return [
        Waiting(todo.title, todo.lead, due_words(todo.due, today), todo.url, due_tone(todo.due, today))
        for todo in todos
    ]


def due_words(due: datetime.date | None, today: datetime.date) -> str:
    """``Today``, ``Tomorrow``, ``3 days late``, the weekday within the week, else the date."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days == 0:
        return gettext("Today")
    if days == 1:
        return gettext("Tomorrow")
    return date_format(due, "l") if days < 7 else due.isoformat()


def due_tone(due: datetime.date | None, today: datetime.date) -> str:
    """The class of the due word: late is ``block``, today and tomorrow are ``high``."""
    if due is None:
        return ""
    days = (due - today).days
    return "block" if days < 0 else "high" if days <= 1 else ""
