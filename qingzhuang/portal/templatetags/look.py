"""What the components need to say a word, show a number and draw a line. Loaded with ``{% load look %}``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from qingzhuang.domain.text import Text
from qingzhuang.gate.formats import SEVERITIES, STATUSES

register = template.Library()

# The sign that goes with each severity and status; the words are the gate's own, the colour the class of that name.
SIGNS = {
    "block": "square",
    "high": "diamond",
    "medium": "triangle",
    "low": "dot",
    "good": "check",
    "excepted": "check",
    "not_examined": "dash",
}
WORDS = {**SEVERITIES, **STATUSES, "good": Text("合规", "in order")}


@register.filter
def say(value: Any) -> Any:
    """Return a :class:`Text` (or its stored form, whatever else stands beside) in the reader's language; anything else
    as it is."""
    language = get_language() or "zh-hans"
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, dict) and {"zh", "en"} <= set(value):
        return Text(value["zh"], value["en"]).in_(language)
    return "" if value is None else value


@register.filter
def number(value: Any) -> str:
    """Write a number for reading: thousands apart, one decimal at most; words pass through unchanged."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "—"
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


@register.filter
def percent(value: float | None) -> str:
    """Write a share between 0 and 1 as whole per cent."""
    return "—" if value is None else f"{round(float(value) * 100)}%"


@register.filter
def mark_word(code: str) -> str:
    """The word of a severity or status, as the glossary has it, written as a label."""
    word = say(WORDS[code]) if code in WORDS else str(code)
    return word[:1].upper() + word[1:]


@register.filter
def mark_icon(code: str) -> str:
    """The sign that goes with the word, so that nothing rests on colour alone."""
    return SIGNS.get(code, "dot")


@register.filter
def mark_of(status: str, severity: str) -> str:
    """What a finding is marked with: its severity while open, else its status."""
    return severity if status == "open" else status


@register.filter
def tone(code: str) -> str:
    """Map Django's message levels and the gate's severities to one class name."""
    levels = {"error": "block", "warning": "high", "success": "good", "info": "medium", "debug": "low"}
    return levels.get(code, code)


@register.filter
def hundred(share: Any) -> float:
    """A share between 0 and 1 as the width of a bar, 0 to 100."""
    try:
        return round(min(max(float(share), 0.0), 1.0) * 100, 2)
    except (TypeError, ValueError):
        return 0.0


@register.filter
def scaled(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Give rows of ``(label, value[, url])`` their bar's share of the largest value."""
    rows = [(*row, "")[:3] for row in items]
    top = max((abs(float(value)) for _label, value, _url in rows), default=0.0) or 1.0
    return [
        {"label": label, "value": value, "url": url, "share": abs(float(value)) / top} for label, value, url in rows
    ]


@register.filter
def ticks(left: Any, total: Any) -> list[dict[str, Any]]:
    """One tick per working day of a clock: ``used`` first, then those left. Overdue clocks are all used."""
    count = max(int(total or 0), 0)
    used = min(max(count - int(left or 0), 0), count)
    return [{"x": index * 9 + 1, "used": index < used} for index in range(count)]


@register.filter
def clock_tone(left: Any) -> str:
    """Late clocks are red, the last two days ochre, the others plain."""
    days = int(left or 0)
    return "block" if days < 0 else "high" if days <= 2 else ""


@register.filter
def tick_width(total: int) -> int:
    """The width of a clock's drawing, nine units a day."""
    return max(int(total), 1) * 9


@register.filter
def whole(value: Any) -> int:
    """A whole number, however it was written in the template."""
    return int(value or 0)


@register.filter
def minus(value: Any) -> Any:
    """The size of a negative number, for "three days late"."""
    return -int(value or 0)


@register.filter
def one_per_line(value: Any) -> str:
    """A list as lines of a text area; text passes through unchanged."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value)


@register.filter
def choice_of(value: Any) -> str:
    """The answer to a yes-or-no question as ``yes``, ``no`` or empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


@register.filter
def words(value: str) -> list[str]:
    """Words of a line, to walk over in a template."""
    return value.split()


@register.filter
def spaced(value: str) -> str:
    """A list of file endings, such as ``.xlsx,.csv``, so that it can wrap."""
    return ", ".join(part.strip() for part in value.split(","))
