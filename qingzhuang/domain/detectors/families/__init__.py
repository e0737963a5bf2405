"""Families of problems; a new family is one registration in a file of this folder."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass

from qingzhuang.domain.detectors.required import required_characters
from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class Pattern:
    """``act`` with ``force`` in the same sentence. ``firm`` patterns carry their own stance ("still not deregistered")
    and are not undone by words before them; ``unless`` in the sentence lets it pass."""

    act: re.Pattern[str]
    force: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    kinds: frozenset[str] = frozenset()
    reads_as: str = "order"
    firm: bool = False


@dataclass(frozen=True)
class Family:
    """``trigger`` is the first look: without it no pattern can match; ``needs`` the cheaper one before it: a text
    without any of these characters has no match either."""

    code: str
    label: Text
    meaning: Text
    patterns: tuple[Pattern, ...]
    trigger: re.Pattern[str]
    needs: frozenset[str]
    scenes: frozenset[str]


FAMILIES: dict[str, Family] = {}


def pattern(
    act: str,
    force: str | None = None,
    *,
    unless: str | None = None,
    kinds: str = "",
    reads_as: str = "order",
    firm: bool = False,
) -> Pattern:
    """Compile one pattern; ``kinds`` are codes separated by blanks, none for all."""
    return Pattern(
        re.compile(act),
        re.compile(force) if force else None,
        re.compile(unless) if unless else None,
        frozenset(kinds.split()),
        reads_as,
        firm,
    )


def family(code: str, label: Text, meaning: Text, *patterns: Pattern, scenes: str = "") -> Family:
    """Register a family; its trigger is the union of its acts."""
    if code in FAMILIES:
        raise ValueError(f"family {code!r} is registered twice")
    trigger = re.compile("|".join(f"(?:{each.act.pattern})" for each in patterns))
    needs = required_characters(trigger)
    FAMILIES[code] = Family(code, label, meaning, patterns, trigger, needs, frozenset(scenes.split()))
    return FAMILIES[code]


for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
