"""Text that a spreadsheet could run (OWASP, CSV injection)."""

from __future__ import annotations

import re
from typing import Any

# Under Chinese settings the full-width signs begin a formula as well.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HARMLESS = re.compile(r"[+＋－-](?:[\d ().,/-]*%?)\Z")


def neutral(value: Any) -> Any:
    """Text that could run as a formula gets an apostrophe in front; signed numbers and telephones are let be."""
    if isinstance(value, str) and value.startswith(_RUNS) and not _HARMLESS.match(value):
        return "'" + value
    return "" if value is None else value
