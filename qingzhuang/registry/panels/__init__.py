"""Sections of an entry's page: each subject registers its own, so that the page need not know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.registry.models import Asset


@dataclass(frozen=True)
class Panel:
    """``data(asset, person)`` is what ``template`` shows as ``data``, or ``None`` to leave the section out.

    Panels stand in ``order`` between the answers and the history, those of an ``order`` below 0 before the answers;
    each at a fixed number of queries.
    """

    code: str
    order: int
    template: str
    data: Callable[[Asset, Any], Any]


panels: Catalogue[Panel] = Catalogue("panels of an entry")


def panels_for(asset: Asset, person: Any) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """``(template, data)`` of the sections that have something to show this person, in order: those that stand before
    the answers, and those that stand after them."""
    before, after = [], []
    for panel in sorted(panels, key=lambda each: each.order):
        if (data := panel.data(asset, person)) is not None:
            (before if panel.order < 0 else after).append((panel.template, data))
    return before, after
