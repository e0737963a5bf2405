"""The line of states with the next steps, and what is live beside what is filed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qingzhuang.core.policies import can
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry.life import Next, Point, line_of, next_steps
from qingzhuang.registry.models import Asset, ChangeFiling, LiveReport, Rectification
from qingzhuang.registry.models.life import PENDING
from qingzhuang.registry.panels import Panel, panels


@dataclass(frozen=True)
class Life:
    asset: Asset
    line: list[Point]
    open: list[Next]
    others: list[Next]
    provisions: list[Any]
    rectification: Rectification | None


@dataclass(frozen=True)
class Live:
    asset: Asset
    last: LiveReport | None
    filing: ChangeFiling | None
    may_report: bool


def life_of(asset: Asset, person: Any) -> Life:
    coming = next_steps(asset, person)
    return Life(
        asset,
        line_of(asset),
        [each for each in coming if each.may],
        [each for each in coming if not each.may],
        list(provisions().values()),
        asset.rectifications.filter(done_on=None).first() if asset.status == "rectifying" else None,
    )


def live_of(asset: Asset, person: Any) -> Live | None:
    """Shown when somebody looked, or to those who may tell."""
    last, may = asset.live_reports.first(), can(person, "registry.change.report", asset)
    if last is None and not may:
        return None
    return Live(asset, last, asset.change_filings.filter(state__in=PENDING).first(), may)


panels.register(Panel("life", -10, "registry/panels/life.html", life_of))
panels.register(Panel("live", 20, "registry/panels/live.html", live_of))
