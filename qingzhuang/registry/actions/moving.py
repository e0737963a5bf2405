"""A merge while things move: execution part by part, the way back, and the confirmation that ends it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.announcing import end_announcements
from qingzhuang.registry.actions.carrying import (
    FUNCTIONS,
    carry,
    carry_back,
    give_functions_back,
    gone_further,
    lock,
    proven,
    take_functions,
)
from qingzhuang.registry.actions.closures import close_after_merge
from qingzhuang.registry.actions.merges import at, refuse_unready
from qingzhuang.registry.actions.telling import person_of, tell
from qingzhuang.registry.merging.marks import mark_of
from qingzhuang.registry.merging.things import THINGS
from qingzhuang.registry.models import Asset, Merge, MergePart, Move, Tally
from qingzhuang.registry.movables import movables
from qingzhuang.registry.periods import way_back_period
from qingzhuang.registry.states import VERBS

EXECUTE, UNDO = "registry.merge.execute", "registry.merge.undo"


@action("registry.merge.execute", Text("执行整合", "Execute the merge"))
def execute_merge(merge: Merge, *, actor: Any) -> Merge:
    """Have everything moved by a job, after the announced day. A stalled execution goes on where it stopped.

    Raises ``registry.merge_too_early``, ``registry.merge_stale``, ``registry.merge_stops``.
    """
    merge = at(merge, "announced", "executing")
    if merge.step == "announced":
        if timezone.localdate() < merge.execute_from:
            raise Refused("registry.merge_too_early", day=merge.execute_from.isoformat())
        refuse_unready(merge)
        merge.before = list(merge.survivor.functions)
    elif merge.at_work:
        raise Refused("registry.merge_step", name=merge.survivor.name, step=merge.step_label)
    merge.step, merge.trouble = "executing", None
    merge.job = enqueue(EXECUTE, actor=actor, merge=merge.pk)
    merge.save()
    return merge


@action("registry.merge.carry", Text("迁移一项", "Carry one part over"))
def carry_part(part: MergePart, *, actor: Any) -> MergePart:
    """Move everything of one part in one transaction; done twice it does nothing the second time.

    Raises ``registry.merge_stale`` when an asset changed since the rehearsal, ``registry.merge_count_differs``.
    """
    merge = at(part.merge, "executing")
    held = lock([merge.survivor_id, part.asset_id])
    part = MergePart.objects.get(pk=part.pk)
    if part.moved_at is not None:
        return part
    survivor, source = held[merge.survivor_id], held[part.asset_id]
    changed = [asset.name for asset in (survivor, source) if merge.seen.get(str(asset.pk)) != mark_of(asset)]
    if changed:
        raise Refused("registry.merge_stale", names="、".join(changed))
    moves = [take_functions(part, source, survivor)]
    moves += [carry(movable, source, survivor) for movable in movables]
    for move in moves:
        move.part = part
        move.save()
    survivor.save()
    tell(survivor, "took_in", actor=actor, basis=merge.basis, note=f"“{source.name}”")
    tell(source, "closed", actor=actor, basis=merge.basis, note=f"并入“{survivor.name}”")
    part.moved_at = timezone.now()
    part.save()
    merge.seen[str(survivor.pk)] = mark_of(Asset.objects.get(pk=survivor.pk))
    merge.save()
    journal.detail(counts={m.movable: [m.here_before, m.there_before, m.here_after, m.there_after] for m in moves})
    return part


@action("registry.merge.carried", Text("整合执行完毕", "Merge executed"))
def finish_execution(merge: Merge, *, actor: Any) -> Merge:
    """Everything has moved: from now on the way back is open until the merge is confirmed."""
    merge = at(merge, "executing")
    waiting = merge.parts.filter(moved_at=None).count()
    if waiting:
        raise Refused("registry.merge_step", name=merge.survivor.name, step=merge.step_label)
    today = timezone.localdate()
    merge.step, merge.executed_on = "executed", today
    merge.confirm_by = today + datetime.timedelta(days=way_back_period().days)
    merge.save()
    end_announcements(withdrawn=False, merge=merge)
    return merge


@action("registry.merge.halt", Text("整合执行中止", "Execution halted"))
def halt_execution(merge: Merge, *, actor: Any, trouble: Text) -> Merge:
    """Something did not agree and everything was brought back: the merge stands as announced, and says why."""
    merge = at(merge, "executing")
    merge.step, merge.trouble, merge.report = "announced", trouble.as_dict(), None
    merge.save()
    for part in merge.parts.select_related("asset"):
        if VERBS["merging"].can_follow(part.asset.status):
            tell(part.asset, "merging", actor=actor, basis=merge.basis, note=trouble.zh)
    journal.detail(trouble=trouble)
    return merge


@action("registry.merge.undo", Text("撤回整合", "Take the merge back"))
def undo_merge(merge: Merge, *, actor: Any, reason: str) -> Merge:
    """Bring everything back as it was: at once while nothing has moved, by a job afterwards; also when it stalled.

    Raises ``registry.merge_confirmed`` once it is confirmed, ``registry.merge_later`` when the survivor has itself
    gone into something else, ``registry.reason_needed``.
    """
    merge = at(merge, "announced", "executing", "executed", "undoing", "confirmed")
    if merge.step == "confirmed":
        raise Refused("registry.merge_confirmed", day=merge.confirmed_on.isoformat())
    if not reason.strip():
        raise Refused("registry.reason_needed")
    if later := gone_further(merge.survivor):
        raise Refused("registry.merge_later", name=merge.survivor.name, other=later.merge.survivor.name)
    if merge.step in ("executing", "undoing") and merge.at_work:
        raise Refused("registry.merge_step", name=merge.survivor.name, step=merge.step_label)
    journal.detail(reason=reason.strip())
    if merge.step == "announced":
        for part in merge.parts.select_related("asset"):
            tell(part.asset, "merge_undone", actor=actor, basis=merge.basis, note=reason)
        end_announcements(withdrawn=True, merge=merge)
        merge.step = "undone"
    else:
        merge.step = "undoing"
        merge.job = enqueue(UNDO, actor=actor, merge=merge.pk)
    merge.save()
    return merge


@action("registry.merge.bring_back", Text("送回一项", "Bring one part back"))
def bring_back(part: MergePart, *, actor: Any) -> MergePart:
    """Undo everything that was moved for one part, in one transaction; done twice it does nothing the second time."""
    merge = at(part.merge, "executing", "undoing")
    held = lock([merge.survivor_id, part.asset_id])
    part = MergePart.objects.get(pk=part.pk)
    if part.moved_at is None:
        return part
    survivor, source = held[merge.survivor_id], held[part.asset_id]
    moves = list(part.moves.order_by("-id"))
    gone = [name for move in moves for name in _returned(move, source, survivor)]
    survivor.save()
    tell(survivor, "gave_back", actor=actor, basis=merge.basis, note=f"“{source.name}”")
    tell(source, "merge_undone", actor=actor, basis=merge.basis, note=f"自“{survivor.name}”送回")
    Move.objects.filter(part=part).delete()
    part.moved_at = None
    part.save()
    journal.detail(functions=gone, counts={move.movable: [move.here_before, move.there_before] for move in moves})
    return part


def _returned(move: Move, source: Asset, survivor: Asset) -> list[str]:
    """Undo one move; returns the functions that the survivor lost by it."""
    if move.movable == FUNCTIONS:
        return give_functions_back(move, survivor)
    carry_back(move, source, survivor)
    return []


@action("registry.merge.undone", Text("整合撤回完毕", "Merge taken back"))
def finish_undo(merge: Merge, *, actor: Any) -> Merge:
    """Everything is back. What others changed at the survivor meanwhile is left, and said."""
    merge = at(merge, "undoing")
    if merge.parts.filter(moved_at__isnull=False).exists():
        raise Refused("registry.merge_step", name=merge.survivor.name, step=merge.step_label)
    for part in merge.parts.select_related("asset"):
        if part.asset.status == "merging":  # its turn had not come
            tell(part.asset, "merge_undone", actor=actor, basis=merge.basis)
    survivor = Asset.objects.get(pk=merge.survivor_id)
    merge.step, merge.trouble = "undone", None
    if list(survivor.functions) != merge.before:
        said = Text("保留方的功能其间被他人改动，改动已保留。", "Others changed the survivor meanwhile; that was left.")
        merge.trouble = said.as_dict()
    merge.save()
    end_announcements(withdrawn=True, merge=merge)
    return merge


@action("registry.merge.confirm", Text("确认整合", "Confirm the merge"))
def confirm_merge(merge: Merge, *, actor: Any) -> Merge:
    """End the way back: every count agrees, every function is served. What is left to close gets its closure plan.

    Raises ``registry.merge_uncounted`` naming every count that is missing, or ``registry.merge_count_differs`` naming the
    first that is not proven.
    """
    merge = at(merge, "executed")
    survivor = lock([merge.survivor_id])[merge.survivor_id]
    parts = list(merge.parts.select_related("asset"))
    tallies = [(part, tally) for part in parts for tally in part.tallies.all()]
    for part in parts:
        proven(part, survivor)
    _refuse_uncounted(tallies)
    for part, tally in tallies:
        _refuse_differing(tally, part)
    merge.step, merge.confirmed_on, merge.confirmed_by = "confirmed", timezone.localdate(), person_of(actor)
    merge.save()
    for part in parts:
        close_after_merge(part, merge, actor=actor)
    journal.detail(parts=[part.asset.name for part in parts])
    return merge


def _refuse_uncounted(tallies: Sequence[tuple[MergePart, Tally]]) -> None:
    named = [
        Text(
            f"“{part.asset.name}”的{THINGS[tally.thing].label.zh}",
            f"“{part.asset.name}”: {THINGS[tally.thing].label.en}",
        )
        for part, tally in tallies
        if tally.before is None or tally.after is None
    ]
    if named:
        what = Text("、".join(each.zh for each in named), ", ".join(each.en for each in named))
        raise Refused("registry.merge_uncounted", count=len(named), what=what)


def _refuse_differing(tally: Tally, part: MergePart) -> None:
    if tally.agrees:
        return
    label, name, reached = THINGS[tally.thing].label, part.asset.name, tally.after + tally.left
    if tally.before != reached:
        raise Refused("registry.merge_count_differs", thing=label, name=name, before=tally.before, after=reached)
    rows = (tally.missing or 0) - tally.left + (tally.extra or 0) + tally.unclear
    raise Refused("registry.merge_rows_differ", thing=label, name=name, rows=rows)
