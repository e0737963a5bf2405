"""The arithmetic of burden: people × minutes × repetitions, each line shown with where it comes from.

Minutes for filling follow the method of demarche-numerique (every field type states its seconds; reading by
length); what nobody stated is an assumption and says so. No time of a single person is measured or stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.burden.minutes import (
    ATTACHMENT_MINUTES,
    PAPER_COPY_MINUTES,
    reading_minutes,
    seconds_for_caption,
)
from qingzhuang.domain.draft import Draft
from qingzhuang.domain.text import Text

GIVEN, COUNTED, ASSUMED = "given", "counted", "assumed"
TIMES = {"once": 1, "yearly": 1, "half_yearly": 2, "quarterly": 4, "monthly": 12, "weekly": 52, "daily": 250}


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic: ``minutes`` are minutes of one person, one time."""

    text: Text
    minutes: float
    source: str

    def as_json(self) -> dict[str, Any]:
        return {**self.text.as_dict(), "minutes": round(self.minutes, 2), "source": self.source}


@dataclass(frozen=True)
class Burden:
    """``hours_per_year`` is ``None`` while people or repetitions are unknown; nothing is made up for them."""

    people: int | None
    times_per_year: int | None
    lines: tuple[Line, ...]

    @property
    def minutes_each(self) -> float | None:
        return sum(line.minutes for line in self.lines) if self.lines else None

    @property
    def hours_per_year(self) -> float | None:
        return None if self.minutes_each is None else self.hours_of(self.minutes_each)

    def hours_of(self, minutes_each: float) -> float | None:
        """Hours a year of what takes everybody so many minutes each time."""
        if self.people is None or self.times_per_year is None:
            return None
        return self.people * self.times_per_year * minutes_each / 60

    def product(self) -> Text:
        """The whole sum in one line."""
        people, times = (("?" if n is None else f"{n:,}") for n in (self.people, self.times_per_year))
        minutes = "?" if self.minutes_each is None else f"{self.minutes_each:g}"
        if self.minutes_each is not None:
            minutes = f"{round(self.minutes_each, 1):g}"
        return Text(f"{people} 人 × {minutes} 分钟 × {times} 次", f"{people} people × {minutes} min × {times} times")

    def as_json(self) -> dict[str, Any]:
        """The ``burden`` object of the published report."""
        minutes, hours = self.minutes_each, self.hours_per_year
        return {
            "people": self.people,
            "minutes_each": None if minutes is None else round(minutes, 2),
            "times_per_year": self.times_per_year,
            "hours_per_year": None if hours is None else round(hours, 1),
            "arithmetic": [line.as_json() for line in self.lines]
            + [{**self.product().as_dict(), "minutes": None, "source": COUNTED}],
        }


def burden_of(draft: Draft) -> Burden:
    """Estimate what a draft costs those below, from its answers and from the texts it brings."""
    lines = [*_reading(draft), *_use(draft), *_filling(draft), *_items(draft), *_extras(draft.values)]
    return Burden(draft.values.get("people"), _times(draft), tuple(line for line in lines if line.minutes > 0))


def filling_hours(draft: Draft, captions: Iterable[str]) -> float | None:
    """Of the hours a year a draft costs, those of filling these captions."""
    return burden_of(draft).hours_of(_minutes_of(captions, _rows(draft)))


def _times(draft: Draft) -> int | None:
    times = draft.definition.effort.times
    said = draft.values.get(times) if isinstance(times, str) else times
    return TIMES.get(said) if isinstance(said, str) else said


def _reading(draft: Draft) -> list[Line]:
    """A notice is read each time it comes: its text as answered, or the passages of the file it came in."""
    reads = draft.definition.effort.reads
    answered = sum(len(str(draft.values.get(code) or "")) for code in reads)
    length = answered or (sum(len(p.text) for p in draft.passages) if "text" in reads else 0)
    text = Text(f"阅读约 {length:,} 字", f"Reading about {length:,} characters")
    return [Line(text, reading_minutes(length), COUNTED)]


def _use(draft: Draft) -> list[Line]:
    effort = draft.definition.effort
    if effort.each_use is None or not draft.values:
        return []
    minutes, text = effort.each_use
    return [Line(text, minutes, ASSUMED)]


def _filling(draft: Draft) -> list[Line]:
    effort = draft.definition.effort
    captions = list(draft.values.get(effort.fills) or ()) if effort.fills else []
    rows = _rows(draft)
    by_rows = Text(f" × {rows} 行", f" × {rows} rows") if rows != 1 else Text("", "")
    text = Text(f"填写 {len(captions)} 个字段{by_rows.zh}", f"Filling fields: {len(captions)}{by_rows.en}")
    return [Line(text, _minutes_of(captions, rows), COUNTED)]


def _rows(draft: Draft) -> int:
    rows = draft.definition.effort.rows
    return (draft.values.get(rows) or 1) if rows else 1


def _minutes_of(captions: Iterable[str], rows: int) -> float:
    return sum(map(seconds_for_caption, captions)) * rows / 60


def _items(draft: Draft) -> list[Line]:
    effort = draft.definition.effort
    if effort.stated and draft.values.get(effort.stated) is not None:
        text = Text("办理（提出单位自报）", "Doing it (stated by the proposer)")
        return [Line(text, draft.values[effort.stated], GIVEN)]
    if effort.per_item is None:
        return []
    code, minutes, text = effort.per_item
    given = draft.values.get(code) or 0
    count = given if isinstance(given, int) else len(given)
    return [Line(text.format(count=count), count * minutes, ASSUMED)]


def _extras(values: Mapping[str, Any]) -> list[Line]:
    lines = []
    if count := len(values.get("attachments") or ()):
        text = Text(f"准备并上传 {count} 种附件", f"Preparing and uploading attachments: {count}")
        lines.append(Line(text, count * ATTACHMENT_MINUTES, COUNTED))
    if values.get("paper_copy"):
        text = Text("打印、盖章、送交纸质件", "Printing, sealing and delivering a paper copy")
        lines.append(Line(text, PAPER_COPY_MINUTES, ASSUMED))
    return lines
