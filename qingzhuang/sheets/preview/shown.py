"""A value as a person sees it under its number format: percent, thousands, decimals, and days.

Formats with several sections, conditions or colours show their first section; what is not understood is shown plainly.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from qingzhuang.sheets.workbook import Value, display

_QUOTED = re.compile(r"\"([^\"]*)\"|\\(.)|\[[^\]]*\]|_.|\*.")
_NUMBER = re.compile(r"(#,##0|0)(?:\.(0+))?(%?)")
_DAY_PARTS = (("yyyy", "%Y"), ("yy", "%y"), ("mm", "%m"), ("m", "month"), ("dd", "%d"), ("d", "day"))
_MOST = 2_000


def shown(value: Value, number_format: str = "") -> str:
    """The text of a cell, at most 2,000 characters of it."""
    if isinstance(value, str) or number_format in ("", "General", "@"):
        return display(value)[:_MOST]
    section = number_format.split(";")[0]
    if isinstance(value, (date, datetime)):
        return _day(value, section)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, section)
    return display(value)


def _number(value: float, section: str) -> str:
    plain = _QUOTED.sub("", section).strip()
    found = _NUMBER.fullmatch(plain)
    if not found:
        return display(value)
    places = len(found[2] or "")
    if found[3]:
        return f"{value * 100:.{places}f}%"
    return f"{value:,.{places}f}" if "," in found[1] else f"{value:.{places}f}"


def _day(value: date | datetime, section: str) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return display(value)
    said = re.sub(r"\[[^\]]*\]", "", section).lower()
    text = "".join(part if part is not None else "" for part in _pieces(said, value))
    return text if any(mark.isdigit() for mark in text) else display(value)


def _pieces(said: str, value: date) -> list[str]:
    """The format piece by piece: letters become parts of the day, what is quoted and all else stays."""
    pieces, at = [], 0
    while at < len(said):
        quoted = _QUOTED.match(said, at)
        if quoted:
            pieces.append(quoted[1] or quoted[2] or "")
            at = quoted.end()
            continue
        letters, part = next(((word, code) for word, code in _DAY_PARTS if said.startswith(word, at)), ("", ""))
        if letters:
            pieces.append(value.strftime(part) if part.startswith("%") else str(getattr(value, part)))
        else:
            pieces.append(said[at] if said[at] not in "aphs:" else "")
        at += len(letters) or 1
    return pieces
