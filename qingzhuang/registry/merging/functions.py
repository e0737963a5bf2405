"""What the machine proposes for each function of a part: the survivor's that serves it, or none, or that it end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qingzhuang.domain.detectors import FAMILIES, detect
from qingzhuang.registry.likeness import alike_functions
from qingzhuang.registry.models import Asset

FORCED = ("checkin", "points_ranking", "usage_time")


@dataclass(frozen=True)
class Proposed:
    """A fate with the survivor's ``target``; ``alike`` from 0 to 1 where two functions were matched."""

    function: str
    fate: str
    target: str = ""
    reason: str = ""
    alike: float | None = None


def proposed_fates(part: Asset, survivor: Asset) -> list[Proposed]:
    """One proposal for each function of a part, in its order.

    A function that looks like a forced one is proposed to end (OP-07), unless the survivor runs under an exception.
    """
    matched = alike_functions(part, survivor)
    return list(_proposals(part, survivor, matched))


def _proposals(part: Asset, survivor: Asset, matched: dict[int, tuple[int, float]]) -> Iterator[Proposed]:
    for place, function in enumerate(map(str, part.functions)):
        forced = "" if survivor.exception_scene else forced_family(function, part.kind)
        if forced:
            yield Proposed(function, "dropped", reason=f"{FAMILIES[forced].label.zh}（OP-07）")
        elif place in matched:
            there, alike = matched[place]
            yield Proposed(function, "kept", str(survivor.functions[there]), alike=round(alike, 3))
        else:
            yield Proposed(function, "moved", function)


def forced_family(function: str, kind: str) -> str:
    """The family of forced functions that a function's words belong to, or nothing."""
    return next((s.family for s in detect(function, kind) if s.family in FORCED and not s.excepted), "")
