"""A merge before anything moves: draft, mapping of functions, rehearsal, announcement, dropping."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.announcing import announce
from qingzhuang.registry.actions.closures import open_closure
from qingzhuang.registry.actions.telling import person_of, tell
from qingzhuang.registry.likeness import SORTS
from qingzhuang.registry.merging.circles import refuse_circles
from qingzhuang.registry.merging.functions import proposed_fates
from qingzhuang.registry.merging.marks import changed_since
from qingzhuang.registry.merging.things import named_elements, things_of
from qingzhuang.registry.models import Asset, FunctionFate, Merge, MergePart, Tally
from qingzhuang.registry.models.merges import FATES
from qingzhuang.registry.periods import notice_period
from qingzhuang.registry.states import STATES, VERBS

REHEARSE = "registry.merge.rehearse"
# While nothing has moved the mapping can be changed; it is rehearsed again before it is executed.
BEFORE = ("draft", "announced")


@action("registry.merge.draft", Text("起草整合", "Draft a merge"))
def draft_merge(survivor: Asset, *, actor: Any, parts: Sequence[Asset], basis: str, reason: str = "") -> Merge:
    """Begin a merge of ``parts`` into ``survivor``; every function gets a proposed fate, every thing outside a tally.

    Raises ``registry.merge_sorts``, ``registry.merge_circle``, ``registry.merge_chain`` (with the path),
    ``registry.step_not_allowed``, ``registry.merge_too_few``, ``registry.reason_needed``.
    """
    coming = list({asset.pk: asset for asset in parts if asset.pk != survivor.pk}.values())
    if not coming:
        raise Refused("registry.merge_too_few")
    if not basis.strip():
        raise Refused("registry.reason_needed")
    refuse_circles(survivor, coming)
    _refuse_unfit(survivor, coming)
    merge = Merge.objects.create(
        survivor=survivor, basis=basis.strip(), reason=reason.strip(), opened_by=person_of(actor)
    )
    for asset in coming:
        part = MergePart.objects.create(merge=merge, asset=asset)
        _propose(part, survivor)
        _open_tallies(part)
    journal.detail(survivor=survivor.name, parts=[asset.name for asset in coming], basis=merge.basis)
    return merge


def _refuse_unfit(survivor: Asset, coming: Sequence[Asset]) -> None:
    for asset in coming:
        if SORTS[asset.kind] != SORTS[survivor.kind]:
            kinds = Text(
                f"{survivor.definition.label.zh}、{asset.definition.label.zh}",
                f"{survivor.definition.label.en}, {asset.definition.label.en}",
            )
            raise Refused("registry.merge_sorts", kinds=kinds)
        _refuse_state(asset)
    for asset in (survivor, *coming):
        if open_closure(asset):
            raise Refused("registry.closure_planned", name=asset.name)
    if not survivor.alive or survivor.status == "merging":
        step = Text("接收整合", "taking others in")
        raise Refused("registry.step_not_allowed", name=survivor.name, state=STATES[survivor.status].label, step=step)


def _refuse_state(asset: Asset) -> None:
    verb = VERBS["merging"]
    if not verb.can_follow(asset.status):
        raise Refused("registry.step_not_allowed", name=asset.name, state=STATES[asset.status].label, step=verb.label)


def _propose(part: MergePart, survivor: Asset) -> None:
    FunctionFate.objects.bulk_create(
        FunctionFate(
            part=part,
            place=place,
            function=each.function,
            fate=each.fate,
            target=each.target,
            reason=each.reason,
            alike=each.alike,
        )
        for place, each in enumerate(proposed_fates(part.asset, survivor))
    )


def _open_tallies(part: MergePart) -> None:
    """One line for each thing; data gets one for each data element that its forms name, or one for all of it."""
    lines = []
    for thing in things_of(part.asset):
        named = named_elements(part.asset) if thing.by_element else []
        lines += [Tally(part=part, thing=thing.code, element=code) for code in named or [""]]
    Tally.objects.bulk_create(lines)


@action("registry.merge.map", Text("对应功能", "Map the functions"))
def map_functions(
    merge: Merge, *, actor: Any, fates: Mapping[int, Mapping[str, str]], seen: datetime.datetime | None = None
) -> Merge:
    """Say what becomes of functions: id of the row → ``fate``, ``target``, ``reason``. All rows given count as decided.

    ``seen`` is when the reader's copy was of. Raises ``registry.merge_fates`` naming every row that is not complete,
    ``registry.merge_changed`` when somebody else was quicker, and ``registry.merge_step``.
    """
    merge = at(merge, *BEFORE)
    if seen is not None and seen != merge.changed_at:
        raise Refused("registry.merge_changed", name=merge.survivor.name)
    survivor = Asset.objects.get(pk=merge.survivor_id)
    rows = list(FunctionFate.objects.filter(part__merge=merge, pk__in=list(fates)).select_related("part__asset"))
    faults = []
    for row in rows:
        given = fates[row.pk]
        row.fate, row.reason = given.get("fate", ""), given.get("reason", "").strip()[:500]
        target = given.get("target", "").strip()[:500]
        row.target = "" if row.fate == "dropped" else target or (row.function if row.fate == "moved" else "")
        row.decided = True
        if fault := _fault(row, survivor):
            faults.append(Text(f"“{row.function}”{fault.zh}", f"“{row.function}” {fault.en}"))
    if faults:
        told = Text("；".join(each.zh for each in faults), "; ".join(each.en for each in faults))
        raise Refused("registry.merge_fates", count=len(faults), faults=told)
    FunctionFate.objects.bulk_update(rows, ["fate", "target", "reason", "decided"])
    _outdate(merge)
    journal.detail(fates={code: sum(row.fate == code for row in rows) for code in FATES})
    return merge


def _fault(row: FunctionFate, survivor: Asset) -> Text | None:
    if row.fate not in FATES:
        return Text("还没有定去向", "has no fate yet")
    if row.fate == "kept" and row.target not in [str(each) for each in survivor.functions]:
        return Text("要由哪项功能承担，不在保留应用的功能中", "is to be served by something the survivor does not have")
    if row.fate == "dropped" and not row.reason:
        return Text("不再提供，但没有写原因", "is dropped without a reason")
    return None


def _outdate(merge: Merge) -> None:
    """Whatever the rehearsal rested on has changed: it is to be done again."""
    merge.report, merge.seen, merge.rehearsed_at = None, {}, None
    merge.save()


@action("registry.merge.rehearse", Text("演练整合", "Rehearse the merge"))
def rehearse_merge(merge: Merge, *, actor: Any) -> Merge:
    """Have the whole merge tried out by a job; nothing stays changed."""
    merge = at(merge, *BEFORE)
    if not merge.at_work:
        for part in merge.parts.select_related("asset"):
            _catch_up(part, merge.survivor)
        merge.job = enqueue(REHEARSE, actor=actor, merge=merge.pk)
        merge.save()
    return merge


def _catch_up(part: MergePart, survivor: Asset) -> None:
    """Let the mapping follow a list of functions that changed: what stayed keeps its fate, what is new gets a proposal."""
    functions = [str(each) for each in part.asset.functions]
    fates = list(part.fates.all())
    if [fate.function for fate in fates] == functions:
        return
    decided = {fate.function: fate for fate in fates if fate.decided}
    part.fates.all().delete()
    _propose(part, survivor)
    for fate in part.fates.all():
        if held := decided.get(fate.function):
            fate.fate, fate.target, fate.reason, fate.decided = held.fate, held.target, held.reason, True
            fate.save()


@action("registry.merge.report", Text("记下演练结果", "Note the rehearsal"))
def note_rehearsal(merge: Merge, *, actor: Any, report: Mapping[str, Any], seen: Mapping[str, str]) -> Merge:
    """Keep the report of a rehearsal, with the marks of what it was made of."""
    merge = at(merge, *BEFORE)
    merge.report, merge.seen, merge.rehearsed_at = dict(report), dict(seen), timezone.now()
    merge.save()
    journal.detail(stops=sum(each["level"] == "stop" for each in report["findings"]))
    return merge


@action("registry.merge.announce", Text("公告整合", "Announce the merge"))
def announce_merge(
    merge: Merge, *, actor: Any, execute_from: datetime.date | None = None, short_reason: str = "", instead: str = ""
) -> Merge:
    """Tell the users, and let the parts count as being merged. ``execute_from`` is the announced day, by default after
    the longest period of any part; an earlier one needs ``short_reason``.

    Raises ``registry.merge_unrehearsed``, ``registry.merge_stale``, ``registry.merge_stops``, ``registry.notice_short``.
    """
    merge = at(merge, "draft")
    refuse_unready(merge)
    parts = list(merge.parts.select_related("asset__sponsor"))
    days = max(notice_period(part.asset).days for part in parts)
    today = timezone.localdate()
    due = today + datetime.timedelta(days=days)
    day = execute_from or due
    if day < due and not short_reason.strip():
        raise Refused("registry.notice_short", days=days, due=due.isoformat())
    for part in parts:
        note = Text(f"并入“{merge.survivor.name}”", f"into “{merge.survivor.name}”")
        tell(part.asset, "merging", actor=actor, basis=merge.basis, note=note.zh)
        announce(part.asset, until=day, successor=merge.survivor, instead=instead, merge=merge)
    merge.step, merge.announced_on, merge.execute_from = "announced", today, day
    merge.save()
    journal.detail(until=day.isoformat(), days=days, short_reason=short_reason.strip())
    return merge


def refuse_unready(merge: Merge) -> None:
    """Refuse what was never rehearsed, changed since, or met something in the way."""
    if merge.report is None:
        raise Refused("registry.merge_unrehearsed")
    if changed := changed_since(merge):
        raise Refused("registry.merge_stale", names="、".join(asset.name for asset in changed))
    stops = [each for each in merge.report["findings"] if each["level"] == "stop"]
    if stops:
        first = Text.of(stops[0]["text"])
        raise Refused("registry.merge_stops", count=len(stops), first=first)


@action("registry.merge.drop", Text("放弃整合", "Drop the merge"))
def drop_merge(merge: Merge, *, actor: Any, reason: str) -> Merge:
    """Give a draft up; nothing has moved."""
    merge = at(merge, "draft")
    if not reason.strip():
        raise Refused("registry.reason_needed")
    merge.step = "dropped"
    merge.save()
    journal.detail(reason=reason.strip())
    return merge


def at(merge: Merge, *steps: str) -> Merge:
    """The merge as it stands now, locked; refused unless it is at one of ``steps``."""
    now = Merge.objects.select_for_update(of=("self",)).select_related("survivor", "job").get(pk=merge.pk)
    if now.step not in steps:
        raise Refused("registry.merge_step", name=now.survivor.name, step=now.step_label)
    return now
