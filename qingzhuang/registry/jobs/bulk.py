"""Doing or taking back what was planned for many entries."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import bulk as acting
from qingzhuang.registry.models import BulkChange


@job(acting.JOB, label=Text("批量办理", "Bulk action"))
def run_bulk(run: Run, bulk: int) -> dict[str, int]:
    """Entry by entry; an interrupted job goes on with the next."""
    found = BulkChange.objects.select_related("person").get(pk=bulk)
    done, total = 0, found.rows.exclude(state__in=("refused", "left_out")).count()
    while acting.do_next(found):
        done += 1
        if done % 20 == 0:
            run.progress(done, total)
            run.check_cancelled()
    return {"entries": done}
