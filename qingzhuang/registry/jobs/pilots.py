"""The nightly look at pilots: who is warned, what ends."""

from __future__ import annotations

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import end_pilot, warn_pilot
from qingzhuang.registry.queries import pilots as queries
from qingzhuang.registry.terms import term


@job("registry.pilots.sunset", label=Text("试点到期", "Sunset of pilots"), schedule="15 0 * * *")
def sunset(run: Run) -> dict[str, int]:
    """Warn owners at the days R51 names and close what is past its day. Each pilot is its own transaction, and what is
    done is not done again, so an interrupted run goes on by running again."""
    warned = ended = 0
    for days in term("R51", "warn"):
        for asset in queries.pilots_to_warn(days).iterator(chunk_size=200):
            run.check_cancelled()
            warn_pilot(asset, actor=System, days=days)
            warned += 1
    for asset in queries.pilots_to_end().iterator(chunk_size=200):
        run.check_cancelled()
        ended += not end_pilot(asset, actor=System).alive
    return {"warned": warned, "ended": ended}
