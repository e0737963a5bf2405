"""Rows that cannot be counted: each is told with its file and row and left out, none is silently used."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from qingzhuang.domain.text import Text

# Before any such service existed; and more uses in one row than there are people to make them.
EARLIEST = datetime.date(2000, 1, 1)
MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a row cannot be counted; ``condition`` is SQL over ``events``, true where it is so."""

    code: str
    text: Text
    condition: str
    field: str


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One row that was left out. ``row`` counts from 1; in a csv file row 1 holds the captions."""

    file: str
    row: int
    code: str


UNREADABLE_ROW = Fault(
    "unreadable_row",
    Text("行的列数或编码不对，无法读取。", "The row has the wrong number of cells or broken text."),
    "FALSE",
    "",
)
# The first that is true names the row's fault.
FAULTS: tuple[Fault, ...] = (
    UNREADABLE_ROW,
    Fault("no_asset", Text("没有写明是哪个资产。", "The row does not say which asset."), "no_asset", "asset"),
    Fault("no_time", Text("时间缺失或不是日期。", "The time is missing or no date."), "moment IS NULL", "at"),
    Fault(
        "too_early",
        Text("时间早于 2000 年，不可能。", "The time is before the year 2000: impossible."),
        f"moment < DATE '{EARLIEST}'",
        "at",
    ),
    Fault(
        "after_as_of",
        Text("时间晚于统计截止日，未计入。", "The time is after the day of the question: not counted."),
        "moment >= DATE '{after}'",
        "at",
    ),
    Fault(
        "unknown_kind",
        Text(
            "事件类型不认识；可用：use、update、message、sign_in。",
            "The kind is unknown; use one of use, update, message, sign_in.",
        ),
        "kind IS NULL",
        "kind",
    ),
    Fault(
        "impossible_count",
        Text("次数不是 0 至 10 亿的整数。", "The count is not a whole number from 0 to 1,000,000,000."),
        f"(n IS NULL OR n < 0 OR n > {MOST})",
        "count",
    ),
)


def conditions(fields: set[str], as_of: datetime.date) -> dict[str, str]:
    """SQL by code, in order, of the faults that events with these fields can have."""
    after = as_of + datetime.timedelta(days=1)
    return {fault.code: fault.condition.format(after=after) for fault in FAULTS if fault.field in fields}


def suspicion(fields: set[str], as_of: datetime.date) -> str:
    """SQL, over the answers ``seen`` and ``observed``, that is true if any row is faulty: most events have none."""
    signs = ["asset IS NULL OR CAST(asset AS VARCHAR) = ''"]
    signs += ["understood < reports"] if "kind" in fields else []
    signs += [f"counted < reports OR least < 0 OR most > {MOST}"] if "count" in fields else []
    return (
        f"SELECT EXISTS (SELECT 1 FROM seen WHERE {' OR '.join(signs)}) OR EXISTS"
        f" (SELECT 1 FROM observed WHERE day IS NULL OR day < DATE '{EARLIEST}' OR day > DATE '{as_of}')"
    )
