"""Which form is contained in which: how much of one form another asks already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qingzhuang.analytics.overlap.finding import Overlaps

# A form with fewer facts than this is contained in nearly everything; it says nothing.
LEAST = 3
FROM = 0.6
FAMILY = 0.8


@dataclass(frozen=True, slots=True)
class Containment:
    """``share`` of the fields of form ``inner`` that ``outer`` asks too; ``weight`` the same in minutes of filling."""

    inner: int
    outer: int
    share: float
    weight: float
    common: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """Of a form: how many facts it asks, how many of them any other form asks too, and that share in minutes."""

    asked: int
    again: int
    weight: float


def repeated_of(found: Overlaps) -> list[Repeated]:
    """Form by form how much is asked elsewhere, by whichever form."""
    forms = np.array([fact.forms for fact in found.facts] or [0])
    result = []
    for form in range(len(found.forms)):
        facts, minutes = _asks(found, form)
        again = forms[facts] > 1 if len(facts) else np.zeros(0, dtype=bool)
        result.append(Repeated(len(facts), int(again.sum()), _share(minutes[again].sum(), minutes.sum())))
    return result


def containments(found: Overlaps, most: int = 5) -> list[Containment]:
    """For each form those that ask at least ``FROM`` of it, the fullest ``most``; one row of counts at a time."""
    postings = [np.array(sorted({form for form, _place in fact.fields})) for fact in found.facts]
    result: list[Containment] = []
    for inner in range(len(found.forms)):
        facts, minutes = _asks(found, inner)
        if len(facts) < LEAST:
            continue
        counts, weights = np.zeros(len(found.forms), dtype=int), np.zeros(len(found.forms))
        for fact, minute in zip(facts, minutes, strict=True):
            counts[postings[fact]] += 1
            weights[postings[fact]] += minute
        counts[inner] = 0
        best = np.argsort(-counts, kind="stable")[:most]
        result += [
            Containment(
                inner, int(outer), counts[outer] / len(facts), _share(weights[outer], minutes.sum()), int(counts[outer])
            )
            for outer in best
            if counts[outer] >= FROM * len(facts)
        ]
    return result


def families(found: Sequence[Containment], forms: int) -> list[list[int]]:
    """Forms that contain one another, in both directions, almost wholly: the same form issued more than once."""
    full = {(each.inner, each.outer) for each in found if each.share >= FAMILY}
    owner = list(range(forms))

    def root(number: int) -> int:
        while owner[number] != number:
            number = owner[number]
        return number

    for inner, outer in sorted(full):
        if (outer, inner) in full:
            one, other = sorted((root(inner), root(outer)))
            owner[other] = one
    groups: dict[int, list[int]] = {}
    for form in range(forms):
        groups.setdefault(root(form), []).append(form)
    return [group for group in groups.values() if len(group) > 1]


def _asks(found: Overlaps, form: int) -> tuple[np.ndarray, np.ndarray]:
    """The facts a form asks, each once, with the minutes of one cell."""
    minutes: dict[int, float] = {}
    for place, fact in enumerate(found.of[form]):
        if fact is not None:
            minutes.setdefault(fact, found.forms[form].fields[place].minutes)
    return np.array(list(minutes), dtype=int), np.array(list(minutes.values()))


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
