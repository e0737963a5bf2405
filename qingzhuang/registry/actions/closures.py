"""Closing a thing in the order of MM-CLOSE: announce, move the users, take offline, report, dispose of data, archive."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.announcing import announce, end_announcements
from qingzhuang.registry.actions.telling import person_of, tell
from qingzhuang.registry.merging.things import named_elements
from qingzhuang.registry.models import Asset, Closure, ClosureFact, Merge, MergePart
from qingzhuang.registry.models.closures import CLOSURE_STEPS
from qingzhuang.registry.models.merges import OPEN
from qingzhuang.registry.periods import notice_period, report_due
from qingzhuang.registry.states import STATES
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import DEFAULT

DISPOSAL = ("what", "how", "who")
# Proofs are kept, never opened: papers, pictures of papers, sheets.
PROOFS = {".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".xls", ".csv", ".txt"}
_PERSONAL = {each.code for each in ELEMENTS if each.sensitivity != "none"}


@action("registry.closure.plan", Text("计划关停", "Plan a closure"))
def plan_closure(
    asset: Asset,
    *,
    actor: Any,
    basis: str,
    reason: str,
    successor: Asset | None = None,
    instead: str = "",
    personal_data: bool = False,
) -> Closure:
    """Begin the closing of a thing. What its forms ask for decides whether it holds personal data; more may be said.

    Raises ``registry.reason_needed``, ``registry.closure_twice``, ``registry.closure_in_merge``,
    ``registry.closure_successor``, ``registry.step_not_allowed``.
    """
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if not basis.strip() or not reason.strip():
        raise Refused("registry.reason_needed")
    _refuse_unfit(asset, successor)
    closure = Closure.objects.create(
        asset=asset,
        basis=basis.strip(),
        reason=reason.strip(),
        successor=successor,
        instead=instead.strip()[:500],
        personal_data=personal_data or holds_personal_data(asset),
        opened_by=person_of(actor),
    )
    journal.detail(basis=closure.basis, successor=successor.name if successor else "", personal=closure.personal_data)
    return closure


def _refuse_unfit(asset: Asset, successor: Asset | None) -> None:
    if not asset.alive:
        step = Text("关停", "closing it")
        raise Refused("registry.step_not_allowed", name=asset.name, state=STATES[asset.status].label, step=step)
    if open_closure(asset):
        raise Refused("registry.closure_twice", name=asset.name)
    _refuse_in_merge(asset)
    if successor is not None and (successor.pk == asset.pk or not _stays(successor)):
        raise Refused("registry.closure_successor", name=successor.name)


def _refuse_in_merge(asset: Asset) -> None:
    """What goes into something else is closed by that merge; what takes something in cannot be closed meanwhile."""
    parts = MergePart.objects.filter(merge__step__in=OPEN).select_related("merge__survivor", "asset")
    if part := parts.filter(Q(asset=asset) | Q(merge__survivor=asset)).first():
        raise Refused("registry.closure_in_merge", name=part.asset.name, other=part.merge.survivor.name)


def _stays(asset: Asset) -> bool:
    """Whether a thing runs, and is neither about to be closed nor to go into something else."""
    leaving = MergePart.objects.filter(asset=asset, merge__step__in=OPEN).exists()
    return asset.alive and not leaving and open_closure(asset) is None


def open_closure(asset: Asset) -> Closure | None:
    """The closure of a thing that is planned or under way."""
    return Closure.objects.filter(asset=asset, withdrawn_on=None, gone=False).exclude(step="archived").first()


def holds_personal_data(asset: Asset) -> bool:
    """Whether what is registered shows that a thing holds data about persons."""
    return bool(asset.attributes.get("sensitive_assessment") or _PERSONAL & set(named_elements(asset)))


@action("registry.closure.step", Text("关停步骤", "Take a step of a closure"))
def take_step(
    closure: Closure,
    *,
    actor: Any,
    step: str,
    on: datetime.date | None = None,
    note: str = "",
    offline_from: datetime.date | None = None,
    details: Mapping[str, str] | None = None,
    file: tuple[str, bytes] | None = None,
) -> Closure:
    """Record the next step of a closure; no step can be jumped.

    ``details`` of the disposal say ``what``, ``how`` and ``who``; ``file`` is a proof as ``(name, content)``. Raises
    ``registry.closure_order``, ``registry.closure_too_early``, ``registry.notice_short``, ``registry.date_ahead``,
    ``registry.date_before``, ``registry.disposal_unproven``, ``registry.reason_needed``, ``registry.proof_kind``.
    """
    closure = _latest(closure)
    if step != closure.next_step:
        _refuse_order(closure, step)
    today = timezone.localdate()
    fact = ClosureFact(closure=closure, step=step, on=on or today, note=note.strip(), actor=person_of(actor))
    _refuse_day(closure, fact)
    if file:
        _attach(fact, *file)
    {"announced": _announce, "migrated": _migrate, "offline": _offline, "disposed": _dispose, "archived": _archive}.get(
        step, _plain
    )(closure, fact, actor, offline_from, dict(details or {}))
    fact.save()
    closure.step, closure.skipped = step, [each for each in closure.skipped if each != step]
    closure.save()
    journal.detail(step=step, on=fact.on, file=fact.file_name, digest=fact.digest)
    return closure


def _latest(closure: Closure) -> Closure:
    return Closure.objects.select_for_update(of=("self",)).select_related("asset", "successor").get(pk=closure.pk)


def _refuse_order(closure: Closure, step: str) -> None:
    wanted = CLOSURE_STEPS.get(step, Text(step, step))
    following = CLOSURE_STEPS[closure.next_step] if closure.next_step else Text("无", "nothing")
    raise Refused("registry.closure_order", name=closure.asset.name, step=wanted, next=following)


def _refuse_day(closure: Closure, fact: ClosureFact) -> None:
    if fact.on > timezone.localdate():
        raise Refused("registry.date_ahead", date=fact.on.isoformat())
    last = closure.facts.last()
    if last is not None and fact.on < last.on:
        raise Refused("registry.date_before", date=fact.on.isoformat(), last=last.label, day=last.on.isoformat())


def _announce(closure: Closure, fact: ClosureFact, actor: Any, offline_from: datetime.date | None, _said: dict) -> None:
    """The announcement is published today; a period shorter than the rule's needs a reason in the note."""
    fact.on = timezone.localdate()
    days = notice_period(closure.asset).days
    due = fact.on + datetime.timedelta(days=days)
    closure.offline_from = offline_from or due
    if closure.offline_from < due and not fact.note:
        raise Refused("registry.notice_short", days=days, due=due.isoformat())
    tell(closure.asset, "closing", actor=actor, basis=closure.basis, note=f"公告至 {closure.offline_from}")
    announce(
        closure.asset,
        until=closure.offline_from,
        successor=closure.successor,
        instead=closure.instead,
        closure=closure,
    )


def _migrate(closure: Closure, fact: ClosureFact, _actor: Any, _day: datetime.date | None, _said: dict) -> None:
    """What the users use instead: the successor, or words."""
    if not (closure.successor_id or closure.instead or fact.note):
        raise Refused("registry.migration_unsaid", name=closure.asset.name)


def _offline(closure: Closure, fact: ClosureFact, actor: Any, _day: datetime.date | None, _said: dict) -> None:
    if fact.on < closure.offline_from:
        raise Refused("registry.closure_too_early", name=closure.asset.name, day=closure.offline_from.isoformat())
    closure.report_by = report_due(fact.on)
    tell(closure.asset, "closed", actor=actor, basis=closure.basis, on=fact.on, note=closure.reason)
    end_announcements(withdrawn=False, closure=closure)


def _dispose(closure: Closure, fact: ClosureFact, _actor: Any, _day: datetime.date | None, said: dict) -> None:
    """With personal data: what was disposed of, how and by whom, or a file that says it. Without: a word on it."""
    fact.details = {part: str(said.get(part, "")).strip()[:500] for part in DISPOSAL}
    if closure.personal_data:
        if not fact.file_name and not all(fact.details.values()):
            raise Refused("registry.disposal_unproven", name=closure.asset.name)
    elif not (fact.note or fact.file_name or any(fact.details.values())):
        raise Refused("registry.reason_needed")


def _archive(closure: Closure, fact: ClosureFact, actor: Any, _day: datetime.date | None, _said: dict) -> None:
    tell(closure.asset, "archived", actor=actor, basis=closure.basis, on=fact.on)


def _plain(closure: Closure, fact: ClosureFact, _actor: Any, _day: datetime.date | None, _said: dict) -> None:
    """The report: its number, words or file."""
    if not fact.note and not fact.file_name:
        raise Refused("registry.reason_needed")


def _attach(fact: ClosureFact, name: str, data: bytes) -> None:
    """Keep a proof with its digest; programs and unknown sorts of file are refused, and so is what is empty or huge."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix not in PROOFS or data[:2] == b"MZ" or data[:4] == b"\x7fELF":
        raise Refused("registry.proof_kind", where={"file": name}, file=name)
    if not data or len(data) > DEFAULT.max_file_bytes:
        trouble = (
            UnreadableFile("empty")
            if not data
            else UnreadableFile("too_large", size_mb=f"{len(data) >> 20}", limit_mb=f"{DEFAULT.max_file_bytes >> 20}")
        )
        values = {"file": name, "message": trouble.message, "remedy": trouble.what_to_do}
        raise Refused("registry.file_unreadable", where={"file": name}, **values)
    fact.file_name, fact.digest = name[:300], hashlib.sha256(data).hexdigest()
    fact.file.save(f"{fact.digest[:16]}-{name[-80:]}", ContentFile(data), save=False)


@action("registry.closure.withdraw", Text("撤回关停", "Withdraw a closure"))
def withdraw_closure(closure: Closure, *, actor: Any, reason: str) -> Closure:
    """The thing goes on after all; possible until it is offline."""
    closure = _latest(closure)
    if closure.next_step not in ("announced", "migrated", "offline"):
        _refuse_order(closure, "announced")
    if not reason.strip():
        raise Refused("registry.reason_needed")
    if closure.step != "planned":
        tell(closure.asset, "kept_open", actor=actor, basis=closure.basis, note=reason)
        end_announcements(withdrawn=True, closure=closure)
    closure.withdrawn_on = timezone.localdate()
    closure.save()
    journal.detail(reason=reason.strip())
    return closure


def note_gone(asset: Asset, *, actor: Any, basis: str) -> Closure:
    """Keep of a thing that is gone already which steps nobody took, and why. Refused while a closure is under way."""
    if open_closure(asset):
        raise Refused("registry.closure_planned", name=asset.name)
    _refuse_in_merge(asset)
    skipped = [step for step in CLOSURE_STEPS if step not in ("offline", "archived")]
    journal.detail(skipped=skipped)
    return Closure.objects.create(
        asset=asset,
        basis=basis,
        reason=basis,
        gone=True,
        step="offline",
        skipped=skipped,
        personal_data=holds_personal_data(asset),
        opened_by=person_of(actor),
    )


def close_after_merge(part: MergePart, merge: Merge, *, actor: Any) -> Closure:
    """What a confirmed merge has done already of a part's closure; its report, disposal and archiving remain."""
    users_counted = any(tally.thing == "users" and tally.before for tally in part.tallies.all())
    closure = Closure.objects.create(
        asset=part.asset,
        step="offline",
        basis=merge.basis,
        reason=merge.reason or merge.basis,
        successor=merge.survivor,
        merge=merge,
        personal_data=users_counted or holds_personal_data(part.asset),
        offline_from=merge.execute_from,
        report_by=report_due(merge.executed_on),
        opened_by=person_of(actor),
    )
    days = (("announced", merge.announced_on), ("migrated", merge.executed_on), ("offline", merge.executed_on))
    ClosureFact.objects.bulk_create(
        ClosureFact(closure=closure, step=step, on=on, actor=person_of(actor)) for step, on in days
    )
    return closure
