"""Comparing a patrol's list with the register."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import patrols
from qingzhuang.registry.actions.imports import read_ledger
from qingzhuang.registry.models import Patrol


@job(patrols.JOB, label=Text("比对巡查清单", "Compare a patrol list"))
def compare(run: Run, patrol: int) -> dict[str, int]:
    """Read the list in parts, then finish; an interrupted comparison goes on with the part it was at."""
    found = Patrol.objects.select_related("office", "person").get(pk=patrol)
    with found.file.open("rb") as stream:
        ledger = read_ledger(stream.read(), found.file_name, found.sheet)

    def between(now: Patrol) -> None:
        run.progress(now.reached, now.total)
        run.check_cancelled()

    found = patrols.compare_list(found, actor=found.person, ledger=ledger, between=between)
    return {"matched": found.matched, "findings": found.findings.count()}
