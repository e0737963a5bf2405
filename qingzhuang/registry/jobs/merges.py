"""Rehearsing, executing and taking back a merge; reading the lists of ids that prove its counts."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Person
from qingzhuang.registry.actions import moving, tallies
from qingzhuang.registry.actions.merges import REHEARSE, note_rehearsal
from qingzhuang.registry.merging.comparing import reading_of
from qingzhuang.registry.merging.marks import assets_of, marks_of
from qingzhuang.registry.merging.rehearsal import rehearse_part
from qingzhuang.registry.models import CountFile, Merge, MergePart

# Long enough for a complaint about a merge to be looked into (assumed: no source names a period).
KEPT = datetime.timedelta(days=90)


@job(REHEARSE, label=Text("演练整合", "Rehearse a merge"))
def rehearse(run: Run, merge: int) -> dict[str, int]:
    """Try every part out; an interrupted rehearsal goes on with the next part, unless something changed meanwhile."""
    found = _merge(merge)
    seen = marks_of(assets_of(found))
    done = run.saved if run.saved and run.saved["seen"] == seen else {"seen": seen, "parts": []}
    parts = list(found.parts.select_related("asset__sponsor"))
    held = [str(each) for each in found.survivor.functions]
    for each in done["parts"]:
        held += each["functions"]["added"]
    for part in parts[len(done["parts"]) :]:
        run.check_cancelled()
        done["parts"].append(rehearse_part(part, found.survivor, held))
        run.checkpoint(done)
        run.progress(len(done["parts"]), len(parts))
    report = _report(found, done["parts"], held)
    note_rehearsal(found, actor=_person(run), report=report, seen=seen)
    return {"findings": len(report["findings"])}


def _report(merge: Merge, parts: list[dict[str, Any]], held: list[str]) -> dict[str, Any]:
    before = len(merge.survivor.functions)
    return {
        "before": before,
        "after": len(held),
        "functions": [each["functions"] for each in parts],
        "moves": [move for each in parts for move in each["moves"]],
        "findings": [finding for each in parts for finding in each["findings"]],
    }


@job(moving.EXECUTE, label=Text("执行整合", "Execute a merge"), queue="long")
def execute(run: Run, merge: int) -> dict[str, int]:
    """Carry the parts over one by one, each in one transaction. What does not agree brings everything back."""
    found, actor = _merge(merge), _person(run)
    parts = list(found.parts.select_related("asset"))
    try:
        for number, part in enumerate(parts, start=1):
            with transaction.atomic():
                moving.carry_part(part, actor=actor)
                run.progress(number, len(parts))
        moving.finish_execution(found, actor=actor)
    except Refused as refusal:
        _bring_all_back(found, actor)
        moving.halt_execution(found, actor=actor, trouble=refusal.title)
        raise
    return {"parts": len(parts)}


@job(moving.UNDO, label=Text("撤回整合", "Take a merge back"), queue="long")
def undo(run: Run, merge: int) -> dict[str, int]:
    """Bring the parts back, the last first, each in one transaction."""
    found, actor = _merge(merge), _person(run)
    count = _bring_all_back(found, actor)
    moving.finish_undo(found, actor=actor)
    return {"parts": count}


def _bring_all_back(merge: Merge, actor: Any) -> int:
    parts = list(MergePart.objects.filter(merge=merge, moved_at__isnull=False).order_by("-id"))
    for part in parts:
        moving.bring_back(part, actor=actor)
    return len(parts)


@job(tallies.READ, label=Text("清点名单", "Count a list"))
def read_list(run: Run, file: int) -> dict[str, int | None]:
    """Count a list of ids and compare it with the list of the other side."""
    found = CountFile.objects.select_related("tally__part__merge").get(pk=file)
    while tallies.note_count(found, actor=_person(run), reading=reading_of(found)) is None:
        run.check_cancelled()
    return {"count": found.count}


@job("registry.tally.forget", label=Text("销毁清点名单", "Destroy lists of ids"), schedule="20 3 * * *")
def forget(run: Run) -> dict[str, int]:
    """Destroy lists of ids that nobody needs any more."""
    return {"lists": tallies.forget_lists(None, actor=System, before=timezone.now() - KEPT)}


def _merge(pk: int) -> Merge:
    return Merge.objects.select_related("survivor__sponsor").get(pk=pk)


def _person(run: Run) -> Person:
    return Person.objects.get(pk=run.job.created_by)
