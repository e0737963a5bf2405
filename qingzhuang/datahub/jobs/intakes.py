"""Taking tables in."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, enqueue, job
from qingzhuang.datahub.actions.announcing import announce
from qingzhuang.datahub.actions.intakes import TAKE, lines_of
from qingzhuang.datahub.intake.lines import batches
from qingzhuang.datahub.intake.taking import Taker
from qingzhuang.datahub.jobs.coverage import COUNT
from qingzhuang.datahub.models import Intake
from qingzhuang.domain.text import Text

BATCH = 2_000


@job(TAKE, label=Text("数据入库", "Take a table of data in"), queue="long")
def take_table(run: Run, intake: int) -> dict[str, Any]:
    """Take in every row of a matched table; an interrupted run goes on after the last batch that was committed."""
    found = Intake.objects.select_related("area", "source").get(pk=intake)
    taker = Taker(found)
    with lines_of(found) as lines:
        for rows in batches(lines.rows(found.reached), BATCH):
            run.check_cancelled()
            with transaction.atomic():
                taker.take(rows)
                run.progress(found.reached)
    found.step, found.total = "done", found.reached
    # Every row stands in the records now; a second copy of so many people's data has no use.
    found.file.delete(save=False)
    found.save(update_fields=["step", "total", "file"])
    announce(found.source, actor=System, area=found.area, codes=set(found.mapping.values()), intake=found.pk)
    enqueue(COUNT, key=str(intake), area=found.area_id)
    return {"new": found.new, "known": found.known, "doubtful": found.doubtful, "wrong": found.wrong}
