"""What a campaign looks for: each criterion says which things meet it, by what evidence, and what it suggests.

A subject adds a criterion by a file here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry.models import Asset

DECISIONS = {
    "keep": Text("保留", "Keep"),
    "rectify": Text("整改", "Rectify"),
    "merge": Text("整合", "Merge"),
    "close": Text("关停", "Close"),
}


@dataclass(frozen=True)
class Met:
    """One thing meets a criterion: ``evidence`` is what was seen; ``into`` where it could go, for a merge."""

    evidence: Text
    into: int | None = None


@dataclass(frozen=True)
class Criterion:
    """``met(assets)`` answers for at most a thousand living things at a fixed number of queries: ``{pk: Met}``.

    ``suggests`` is one of :data:`DECISIONS`; ``cites`` are provisions by reference; ``kinds`` it reaches, all if empty.
    """

    code: str
    label: Text
    cites: tuple[str, ...]
    suggests: str
    met: Callable[[Sequence[Asset]], dict[int, Met]]
    kinds: tuple[str, ...] = ()

    @property
    def provisions(self) -> list[Any]:
        return [provisions()[ref] for ref in self.cites]


criteria: Catalogue[Criterion] = Catalogue("criteria of campaigns", __name__)


def reasons_for(assets: Sequence[Asset], codes: Sequence[str]) -> dict[int, dict[str, Met]]:
    """``{asset: {criterion: Met}}`` of those that meet any of these criteria; codes no longer known are passed over."""
    found: dict[int, dict[str, Met]] = {}
    for code in codes:
        if code in criteria:
            for pk, met in _met(criteria.get(code), assets):
                found.setdefault(pk, {})[code] = met
    return found


def _met(criterion: Criterion, assets: Sequence[Asset]) -> Iterator[tuple[int, Met]]:
    reached = [each for each in assets if not criterion.kinds or each.kind in criterion.kinds]
    return iter(criterion.met(reached).items() if reached else ())
