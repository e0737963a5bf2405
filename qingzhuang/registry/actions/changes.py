"""Reporting what is really live, and filing the change when it differs from what is filed (MM-CHANGE)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.telling import latest, person_of, tell
from qingzhuang.registry.livelist import difference, findings_on
from qingzhuang.registry.models import Asset, ChangeFiling, LiveReport
from qingzhuang.registry.models.life import PENDING
from qingzhuang.registry.states import provisions_of
from qingzhuang.registry.terms import change_due


@action("registry.change.report", Text("报告线上功能", "Report what is live"))
def report_live(
    asset: Asset, *, actor: Any, functions: Any, on: datetime.date | None = None, note: str = ""
) -> LiveReport:
    """Tell the functions found live; a difference from the filed list opens the duty to file a change.

    ``functions`` is a list, or text with one a line. A list that is as filed again settles an open duty; the same list
    of the same day is told once. Raises ``registry.functions_unreadable``, ``registry.functions_needed`` and
    ``registry.date_ahead``.
    """
    asset, today = latest(asset), timezone.localdate()
    day = on or today
    if day > today:
        raise Refused("registry.date_ahead", date=day.isoformat())
    live = _read(functions)
    last = asset.live_reports.first()
    if last and (last.on, last.functions) == (day, live):
        journal.detail(unchanged=True)
        return last
    report = LiveReport.objects.create(asset=asset, on=day, functions=live, note=note.strip(), person=person_of(actor))
    if asset.alive and (last is None or day >= last.on):
        _compare(asset, report)
    return report


@action("registry.change.submit", Text("申请变更备案", "File the change"))
def submit_change(
    filing: ChangeFiling, *, actor: Any, reason: str, basis: str = "", cites: Sequence[str] = ()
) -> ChangeFiling:
    """Say why functions changed. What only takes functions away is filed at once; what adds some is reviewed."""
    filing = _locked(filing)
    if filing.state == "submitted" and filing.reason == reason.strip():
        return filing
    _in_state(filing, "open")
    if not reason.strip():
        raise Refused("registry.reason_needed")
    filing.reason, filing.basis, filing.cites = reason.strip(), basis.strip()[:500], list(cites)
    filing.submitted_at, filing.submitted_by = timezone.now(), person_of(actor)
    filing.state, filing.answer = "submitted", ""
    filing.save()
    if not filing.added:
        _take(filing, actor)
    return filing


@action("registry.change.accept", Text("同意变更备案", "Accept the change"))
def accept_change(
    filing: ChangeFiling, *, actor: Any, answer: str = "", overruled: Mapping[str, str] | None = None
) -> Asset:
    """The live list becomes the filed one. A finding that blocks is overruled with a reason for each rule, or refuses
    with ``registry.change_blocked``."""
    filing = _locked(filing)
    if filing.state == "accepted":
        return filing.asset
    _in_state(filing, "submitted")
    reasons = {rule: text.strip() for rule, text in (overruled or {}).items() if text.strip()}
    if blocking := [rule for rule in filing.blocking if rule not in reasons]:
        raise Refused("registry.change_blocked", rules="、".join(blocking))
    filing.answer, filing.overruled = answer.strip(), reasons
    filing.answered_at, filing.answered_by = timezone.now(), person_of(actor)
    journal.detail(overruled=reasons)
    return _take(filing, actor)


@action("registry.change.return", Text("退回变更备案", "Return the change"))
def return_change(filing: ChangeFiling, *, actor: Any, answer: str) -> ChangeFiling:
    """Send it back with what must be put right; the duty stays open and its clock starts anew."""
    filing = _locked(filing)
    _in_state(filing, "submitted")
    if not answer.strip():
        raise Refused("registry.reason_needed")
    filing.state, filing.answer = "open", answer.strip()
    filing.answered_at, filing.answered_by = timezone.now(), person_of(actor)
    filing.due_on = change_due(timezone.localdate())
    filing.save()
    journal.detail(answer=filing.answer)
    return filing


def _read(functions: Any) -> list[str]:
    try:
        live = fieldtypes.get("items").parse(functions)
    except BadValue as bad:
        raise Refused("registry.functions_unreadable", message=bad.text) from bad
    if not live:
        raise Refused("registry.functions_needed")
    return live


def _compare(asset: Asset, report: LiveReport) -> None:
    """Open, renew or settle the one duty of an entry."""
    added, removed = difference(asset.functions, report.functions)
    pending = asset.change_filings.filter(state__in=PENDING).first()
    journal.detail(added=added, removed=removed)
    if not added and not removed:
        if pending:
            pending.state = "settled"
            pending.save()
        return
    today = timezone.localdate()
    filing = pending or ChangeFiling(asset=asset, opened_on=today, due_on=change_due(today))
    if pending and (pending.added, pending.removed) == (added, removed):
        return
    filing.report, filing.added, filing.removed = report, added, removed
    filing.findings, filing.state = findings_on(asset, added), "open"
    filing.save()


def _take(filing: ChangeFiling, actor: Any) -> Asset:
    """Let the filed list be the live one, as a dated fact."""
    asset = latest(filing.asset)
    before = list(asset.functions)
    asset.take({"functions": filing.report.functions})
    asset.save()
    filing.state = "accepted"
    filing.save()
    cites = filing.cites or ([] if filing.basis else list(provisions_of("changed", asset.kind)[:1]))
    basis = filing.basis or ("" if cites else filing.reason)
    journal.detail(changed=[{"field": "functions", "before": before, "after": asset.functions}])
    return tell(asset, "changed", actor=actor, basis=basis, cites=cites, note=filing.reason)


def _locked(filing: ChangeFiling) -> ChangeFiling:
    """The duty as it stands, its entry locked first, so that two people answer one after the other."""
    latest(filing.asset)
    return ChangeFiling.objects.select_related("asset", "report").select_for_update(of=("self",)).get(pk=filing.pk)


def _in_state(filing: ChangeFiling, state: str) -> None:
    if filing.state != state:
        raise Refused("registry.change_step", state=filing.state_label)
