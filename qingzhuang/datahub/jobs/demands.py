"""Counting what of an admitted request is held."""

from __future__ import annotations

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.actions import count_demand
from qingzhuang.datahub.actions.demands import COUNT_CELLS
from qingzhuang.datahub.models import Demand
from qingzhuang.datahub.tallying import Tally, tally_one_by_one
from qingzhuang.domain.text import Text


@job(COUNT_CELLS, label=Text("统计需求已有的单元格", "Count what of a request is held"))
def count_cells(run: Run, demand: int) -> dict[str, int]:
    """Go through everybody of the request's area and count for those its filter picks out."""
    found, total = Demand.objects.select_related("area", "admission").get(pk=demand), Tally()
    for part in tally_one_by_one(found):
        run.check_cancelled()
        total = Tally(*(one + other for one, other in zip(total, part, strict=True)))
    count_demand(found, actor=System, counted=total)
    return {"cells": total.cells, "held": total.held}
