"""A form as the platform knows it: who asks it of whom how often, and its fields one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingzhuang.domain.burden import TIMES
from qingzhuang.domain.burden.minutes import seconds_for_caption


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``caption`` goes from the outermost group to the label; ``element`` is what a person bound it to.

    ``unit`` and ``values`` (the words to choose from) are as printed beside the caption, blank where nothing is.
    """

    caption: tuple[str, ...]
    place: str = ""
    element: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.caption[-1] if self.caption else ""

    @property
    def minutes(self) -> float:
        """Of one cell: the platform's one assumption on how long small things take (``domain/burden``)."""
        return seconds_for_caption(self.label) / 60


@dataclass(frozen=True, slots=True)
class Form:
    """``cycle`` is a word of ``burden.TIMES``; ``units`` how many are asked; ``None`` and ``""`` mean nobody said."""

    id: str
    name: str
    fields: tuple[FormField, ...]
    issuer: str = ""
    level: str = ""
    cycle: str = ""
    units: int | None = None
    rows: int = 1

    @property
    def times(self) -> int | None:
        return TIMES.get(self.cycle)

    def hours(self, asked: FormField) -> float | None:
        """Hours a year that one field costs all who are asked; ``None`` while units or cycle are unknown."""
        return hours_a_year(asked.minutes, self.rows, self.units, self.cycle)


def hours_a_year(minutes: float, rows: int, units: int | None, cycle: str) -> float | None:
    """cells × units × times a year × minutes a cell, in hours; ``None`` while a factor is unknown."""
    times = TIMES.get(cycle)
    return None if units is None or times is None else minutes * max(rows, 1) * units * times / 60


@dataclass(slots=True)
class Price:
    """Hours a year of some fields: of all, and of all but the dearest one, which is what asking again costs."""

    hours: float = 0.0
    dearest: float = 0.0
    known: int = 0
    unknown: int = 0
    by_issuer: dict[str, float] = field(default_factory=dict)

    def add(self, issuer: str, hours: float | None) -> None:
        if hours is None:
            self.unknown += 1
            return
        self.known += 1
        self.hours += hours
        self.dearest = max(self.dearest, hours)
        self.by_issuer[issuer] = self.by_issuer.get(issuer, 0.0) + hours

    @property
    def again(self) -> float:
        return self.hours - self.dearest
