"""Dates with the year last (``3/14/2024``, ``14.3.24 18:09``): month first or day first is told by the whole column.

A single cell such as 3/4/2024 cannot tell. One that has 13 to 31 in one place settles its column; a column with none, or
with both sorts, is not guessed at: its cells are said to be unclear.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from qingzhuang.domain.text import Text

MONTH_FIRST, DAY_FIRST, UNTOLD, MIXED = "month", "day", "untold", "mixed"
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}.*)?")
# Two digits mean this century up to this year of it, as spreadsheets read them.
_PIVOT = 69


def order_of(values: Iterable[Any]) -> str:
    """In which order a column writes its dates; ``UNTOLD`` also when none has its year last."""
    seen = {sort for value in values if (parts := _parts(value)) for sort in _sorts(*parts)}
    return MIXED if len(seen) > 1 else next(iter(seen), UNTOLD)


def read_year_last(value: Any, order: str) -> datetime.date | Text | None:
    """The day a cell with its year last means, or what is unclear about it; ``None`` for any other cell."""
    parts = _parts(value)
    if parts is None:
        return None
    if order in (UNTOLD, MIXED):
        return Text(
            f"“{value}”分不清月和日：该列{_ZH[order]}。请写成 2026-11-23 再导入。",
            f"“{value}”: month or day first? {_EN[order]} Write it as 2026-11-23 and bring it in again.",
        )
    first, second, year = parts
    month, day = (first, second) if order == MONTH_FIRST else (second, first)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return Text(f"“{value}”不是有效日期，请写成 2026-11-23。", f"“{value}” is not a date; write it as 2026-11-23.")


_ZH = {UNTOLD: "没有哪一格能说明先写月还是先写日", MIXED: "有的先写月，有的先写日"}
_EN = {UNTOLD: "No cell of this column tells.", MIXED: "This column has both sorts."}


def _parts(value: Any) -> tuple[int, int, int] | None:
    if not isinstance(value, str):
        return None
    found = _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if found is None:
        return None
    first, second, year = map(int, found.groups())
    if len(found[3]) == 2:
        year += 2000 if year < _PIVOT else 1900
    return first, second, year


def _sorts(first: int, second: int, _year: int) -> list[str]:
    if first <= 12 < second <= 31:
        return [MONTH_FIRST]
    return [DAY_FIRST] if second <= 12 < first <= 31 else []
