"""What a reviewer decides: accept, accept with an exception, return with all gaps, refuse with the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.exemption import exception_gaps
from qingzhuang.domain.text import Text
from qingzhuang.gate import clock, reports
from qingzhuang.gate.actions.proposals import step_target
from qingzhuang.gate.extension import acceptance_handlers
from qingzhuang.gate.models import Admission, Decision, Proposal, Serial

EXCEPTION_FIELDS = ("exception_scene", "exception_basis", "exception_scope", "exception_ends_on", "exception_reason")


@action("gate.proposal.accept", Text("受理提议", "Accept a proposal"))
def accept_proposal(
    proposal: Proposal,
    *,
    actor: Any,
    reason: str = "",
    with_exception: bool = False,
    overruled: Mapping[str, str] | None = None,
) -> Proposal:
    """Accept: a number is given and the thing enters the register.

    A finding that blocks must be gone, covered by a complete exception (``with_exception``) or overruled with a
    reason for each rule (``overruled``: rule id → reason), which stays in the decision.
    """
    target = step_target(proposal, "accept")
    report = reports.write(proposal)
    if with_exception:
        gaps = exception_gaps(proposal.values, clock.today(), needed=True)
        if gaps:
            missing = Text("、".join(t.zh for t in gaps), ", ".join(t.en for t in gaps))
            raise Refused("gate.exception_incomplete", missing=missing)
    reasons = {rule: text.strip() for rule, text in (overruled or {}).items() if text.strip()}
    blocking = [rule for rule in reports.blocking_rules(report) if rule not in reasons]
    if blocking:
        raise Refused("gate.blocked", count=len(blocking), rules="、".join(blocking))
    outcome = "accept_with_exception" if with_exception else "accept"
    _decide(proposal, report, actor, outcome, reason, gaps=[{"rule": r, "overruled": t} for r, t in reasons.items()])
    proposal.state, proposal.closed_at = target, timezone.now()
    proposal.save()
    admission = _admit(proposal, report.content, with_exception)
    becomes = proposal.definition.becomes
    if becomes in acceptance_handlers:
        acceptance_handlers.get(becomes).accept(proposal, actor=actor, number=admission.number)
    journal.detail(outcome=outcome, number=admission.number, overruled=reasons)
    return proposal


@action("gate.proposal.return", Text("退回补正", "Return a proposal"))
def return_proposal(proposal: Proposal, *, actor: Any, gaps: Sequence[str], reason: str = "") -> Proposal:
    """Return it with all gaps told at once; a clock runs for the supplement."""
    target = step_target(proposal, "return")
    gaps = [gap.strip() for gap in gaps if gap.strip()]
    if not gaps:
        raise Refused("gate.reason_needed")
    _decide(proposal, reports.write(proposal), actor, "return", reason, gaps=[{"text": gap} for gap in gaps])
    proposal.state, proposal.returned_at = target, timezone.now()
    proposal.review_due = None
    proposal.supplement_due = clock.supplement_due(clock.today())
    proposal.save()
    journal.detail(gaps=gaps, supplement_due=proposal.supplement_due.isoformat())
    return proposal


@action("gate.proposal.refuse", Text("不予受理", "Refuse a proposal"))
def refuse_proposal(proposal: Proposal, *, actor: Any, citations: Sequence[str], reason: str) -> Proposal:
    """Refuse it, citing at least one article (``citations``: reference ids) and saying why."""
    target = step_target(proposal, "refuse")
    if not reason.strip():
        raise Refused("gate.reason_needed")
    if not citations:
        raise Refused("gate.article_needed")
    _decide(proposal, reports.write(proposal), actor, "refuse", reason, citations=list(citations))
    proposal.state, proposal.closed_at = target, timezone.now()
    proposal.save()
    journal.detail(citations=list(citations))
    return proposal


@action("gate.decision.see", Text("查看审核决定", "Read a decision"))
def see_decision(decision: Decision, *, actor: Any) -> Decision:
    """The proposing unit has opened the decision; it leaves the list of what needs them."""
    decision.seen_at = timezone.now()
    decision.save(update_fields=["seen_at"])
    return decision


def _decide(
    proposal: Proposal,
    report: Any,
    actor: Any,
    outcome: str,
    reason: str,
    *,
    gaps: Sequence[Mapping[str, str]] = (),
    citations: Sequence[str] = (),
) -> Decision:
    return Decision.objects.create(
        proposal=proposal,
        report=report,
        outcome=outcome,
        reason=reason.strip(),
        citations=list(citations),
        gaps=list(gaps),
        reviewer=actor,
    )


def _admit(proposal: Proposal, report: Mapping[str, Any], with_exception: bool) -> Admission:
    values = proposal.values
    return Admission.objects.create(
        number=_next_number(),
        proposal=proposal,
        kind=proposal.kind,
        name=proposal.name,
        owner=proposal.sponsor,
        starts_on=values.get("starts_on") or values.get("issued_on"),
        ends_on=values.get("ends_on"),
        hours_per_year=report["burden"]["hours_per_year"],
        exception={code: values.get(code) for code in EXCEPTION_FIELDS} if with_exception else None,
    )


def _next_number() -> str:
    """Numbers run without gaps within a year; the row is locked until the acceptance commits."""
    year = clock.today().year
    Serial.objects.get_or_create(year=year)
    serial = Serial.objects.select_for_update().get(year=year)
    serial.last += 1
    serial.save()
    return f"{settings.NUMBER_PREFIX}-{year}-{serial.last:04d}"
