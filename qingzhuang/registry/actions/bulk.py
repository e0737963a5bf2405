"""Doing one thing to many entries: planned and seen first, done by a job, taken back within a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.policies import Denied, can, why_not
from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.bulk import BulkVerb, bulk_verbs
from qingzhuang.registry.models import Asset, AssetQuerySet, BulkChange, BulkRow

JOB = "registry.bulk.run"
MOST = 10_000
NOT_YOURS = Text("您无权办理这一条。", "You may not do this to it.")
SAME = Text("已是如此。", "It is so already.")
CHANGED = Text("此后有人改过，未撤回。", "Somebody changed it since; it was not taken back.")


@action("registry.bulk.plan", Text("拟批量办理", "Plan a bulk action"))
def plan_bulk(
    target: None, *, actor: Any, verb: str, given: Mapping[str, str], assets: AssetQuerySet, query: str
) -> BulkChange:
    """Say for every entry what it is, what it would be, and why it cannot be done; nothing is done yet.

    Raises ``registry.bulk_verb``, ``registry.bulk_given`` and ``registry.bulk_many``.
    """
    if verb not in bulk_verbs:
        raise Refused("registry.bulk_verb", where={"field": "verb"})
    chosen = bulk_verbs.get(verb)
    read = _read(chosen, given)
    count = assets.count()
    if not 0 < count <= MOST:
        raise Refused("registry.bulk_many", count=count, most=MOST)
    bulk = BulkChange.objects.create(person=actor, verb=verb, given=read, query=query[:1000])
    rows = [_planned(bulk, chosen, asset, read, actor) for asset in assets.select_related("sponsor", "keeper")]
    BulkRow.objects.bulk_create(rows, batch_size=500)
    journal.detail(verb=verb, given=read, entries=count, refused=sum(row.state == "refused" for row in rows))
    return bulk


@action("registry.bulk.leave_out", Text("调整批量办理", "Leave entries out"))
def leave_out(bulk: BulkChange, *, actor: Any, rows: Iterable[int]) -> BulkChange:
    """Leave some entries out of what is planned."""
    bulk = _at(bulk, "planned")
    bulk.rows.filter(pk__in=list(rows), state="planned").update(state="left_out")
    return bulk


@action("registry.bulk.confirm", Text("确认批量办理", "Confirm a bulk action"))
def confirm_bulk(bulk: BulkChange, *, actor: Any) -> BulkChange:
    """Have it done by a job; one whose job was given up goes on where it stopped."""
    bulk = _at(bulk, "planned", "running")
    return _queue(bulk, "running", actor)


@action("registry.bulk.undo", Text("撤回批量办理", "Take a bulk action back"))
def undo_bulk(bulk: BulkChange, *, actor: Any) -> BulkChange:
    """Have it taken back, entry by entry, where nobody changed it since. Raises ``registry.bulk_late`` after a week."""
    bulk = _at(bulk, "done", "undoing")
    if bulk.step == "done" and not bulk.can_be_undone:
        raise Refused("registry.bulk_late")
    return _queue(bulk, "undoing", actor)


def do_next(bulk: BulkChange) -> bool:
    """Do or take back the next entry and write down what became of it, both or neither; ``False`` at the end.

    The entry's own action asks the policy of the person who confirmed, and writes the journal.
    """
    doing = bulk.step == "running"
    with transaction.atomic():
        row = (
            bulk.rows.filter(state="planned" if doing else "done")
            .select_related("asset__sponsor", "asset__keeper")
            .first()
        )
        if row is None:
            bulk.step = "done" if doing else "undone"
            bulk.done_at = timezone.now() if doing else bulk.done_at
            bulk.save(update_fields=["step", "done_at"])
            return False
        try:
            with transaction.atomic():
                row.state, row.why = (_do if doing else _undo)(bulk, bulk_verbs.get(bulk.verb), row)
        except (Refused, Denied) as error:
            reason = error.title if isinstance(error, Refused) else error.reason or NOT_YOURS
            row.state, row.why = ("failed" if doing else "kept"), reason.as_dict()
        row.save()
    return True


def _do(bulk: BulkChange, verb: BulkVerb, row: BulkRow) -> tuple[str, Any]:
    if fault := verb.fault(row.asset, bulk.given):
        return "failed", fault.as_dict()
    row.before = verb.look(row.asset)
    done = verb.do(row.asset, bulk.given, bulk.person)
    row.after = verb.look(Asset.objects.select_related("sponsor").get(pk=done.pk))
    return "done", None


def _undo(bulk: BulkChange, verb: BulkVerb, row: BulkRow) -> tuple[str, Any]:
    if verb.look(row.asset) != row.after:
        return "kept", CHANGED.as_dict()
    basis = Text("撤回批量办理", "Bulk action taken back").zh + f" #{bulk.pk}"
    verb.undo(row.asset, row.before, basis, bulk.person)
    return "undone", None


def _planned(bulk: BulkChange, verb: BulkVerb, asset: Asset, given: Mapping[str, Any], actor: Any) -> BulkRow:
    before = verb.look(asset)
    row = BulkRow(bulk=bulk, asset=asset, before=before, state="planned")
    if not can(actor, verb.policy, asset):
        fault: Text | None = why_not(actor, verb.policy, asset) or NOT_YOURS
    else:
        fault = verb.fault(asset, given)
    if fault is None:
        row.after = verb.plan(asset, given)
        fault = SAME if row.after == before else None
    if fault is not None:
        row.state, row.why = "refused", fault.as_dict()
    return row


def _read(verb: BulkVerb, given: Mapping[str, str]) -> dict[str, Any]:
    """What was said for all entries, read as dates, units and words; every fault names its field."""
    read: dict[str, Any] = {}
    for asked in verb.asked:
        raw = str(given.get(asked.code, "")).strip()
        try:
            if not raw:
                raise BadValue(Text("须填写。", "It is needed."))
            if asked.sort == "date":
                read[asked.code] = fieldtypes.get("date").parse(raw)
            elif asked.sort == "unit":
                unit = _unit(raw)
                read |= {asked.code: unit.pk, f"{asked.code}_name": unit.name}
            else:
                read[asked.code] = raw[:500]
        except BadValue as bad:
            raise Refused("registry.bulk_given", field=asked.label, why=bad.text, where={"field": asked.code}) from bad
    return read


def _unit(raw: str) -> Organisation:
    found = Organisation.objects.filter(pk=int(raw)).first() if raw.isdecimal() and len(raw) < 18 else None
    found = found or Organisation.objects.filter(name=raw).first()
    if found is None:
        raise BadValue(Text(f"没有“{raw}”这个单位。", f"There is no unit “{raw}”."))
    return found


def _queue(bulk: BulkChange, step: str, actor: Any) -> BulkChange:
    bulk.step = step
    bulk.job = enqueue(JOB, actor=actor, bulk=bulk.pk)
    bulk.save()
    journal.detail(verb=bulk.verb, given=bulk.given)
    return bulk


def _at(bulk: BulkChange, *steps: str) -> BulkChange:
    now = BulkChange.objects.select_for_update().get(pk=bulk.pk)
    at_work = now.step in ("running", "undoing") and not now.stalled
    if at_work or now.step not in steps:
        raise Refused("registry.import_step", file=str(now), step=now.step_label)
    return now
