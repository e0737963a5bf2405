"""The spans before the day of the question over which use is counted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

# Days up to and including the day asked for. The rules ask after 60-day spans of none and 3-month spans of few.
WINDOWS = (7, 30, 90, 180, 365)


def beginnings(as_of: datetime.date) -> Iterator[tuple[int, datetime.date]]:
    """``(days, first day)`` of each window that ends with ``as_of``."""
    for days in WINDOWS:
        yield days, as_of - datetime.timedelta(days=days - 1)
