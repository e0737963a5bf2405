"""What a proposing unit does: draft, save as you go, have it examined, submit, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.draft import Passage
from qingzhuang.domain.exemption import exception_gaps
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.lifecycle import STATES, STEPS, target_of
from qingzhuang.domain.text import Text
from qingzhuang.gate import clock, reports
from qingzhuang.gate.models import Proposal, Report
from qingzhuang.identity.models import Organisation

# While it can be written to.
OPEN = ("draft", "returned")


@action("gate.proposal.draft", Text("起草提议", "Draft a proposal"))
def draft_proposal(
    sponsor: Organisation,
    *,
    actor: Any,
    kind: str,
    raw: Mapping[str, Any] | None = None,
    passages: Iterable[Passage] = (),
    upload: tuple[str, bytes] | None = None,
) -> Proposal:
    """Start a proposal of ``kind`` for the unit ``sponsor``; ``raw`` are first answers, ``upload`` name and bytes."""
    proposal = Proposal(kind=kinds.get(kind).code, sponsor=sponsor, proposer=actor)
    proposal.passages = [{"where": p.where, "text": p.text} for p in passages]
    _answer(proposal, raw or {})
    if upload:
        proposal.source_name = upload[0]
        proposal.source_file.save(upload[0], ContentFile(upload[1]), save=False)
    proposal.save()
    journal.detail(kind=kind, source=proposal.source_name)
    return proposal


@action("gate.proposal.save", Text("保存提议", "Save a proposal"))
def save_proposal(proposal: Proposal, *, actor: Any, raw: Mapping[str, Any], version: int | None = None) -> Proposal:
    """Keep the answers given so far. ``version`` is the one the person saw; a newer one refuses, losing nothing."""
    _lock(proposal)
    if proposal.state not in OPEN or (version is not None and version != proposal.version):
        raise Refused("gate.changed_meanwhile")
    before = dict(proposal.raw)
    _answer(proposal, raw)
    proposal.version += 1
    proposal.save()
    journal.detail(changed=sorted(code for code in proposal.raw if proposal.raw[code] != before.get(code)))
    return proposal


@action("gate.proposal.examine", Text("把关检查", "Have a proposal examined"))
def examine_proposal(proposal: Proposal, *, actor: Any) -> Report:
    """Write the report on the proposal as it stands; the same version under the same rules has one report."""
    return reports.write(proposal)


@action("gate.proposal.submit", Text("提交提议", "Submit a proposal"))
def submit_proposal(proposal: Proposal, *, actor: Any) -> Proposal:
    """Put it before the reviewers. All gaps are told at once; an incomplete exception is refused with its article."""
    target = _target(proposal, "submit")
    _refuse_gaps(proposal)
    if gaps := exception_gaps(proposal.values, clock.today()):
        raise Refused("gate.exception_incomplete", missing=_joined(gaps))
    proposal.state, proposal.submitted_at = target, timezone.now()
    proposal.review_due = clock.review_due(clock.today())
    proposal.supplement_due = None
    proposal.save()
    report = reports.write(proposal)
    journal.detail(report=report.pk, review_due=proposal.review_due.isoformat())
    return proposal


@action("gate.proposal.withdraw", Text("撤回提议", "Withdraw a proposal"))
def withdraw_proposal(proposal: Proposal, *, actor: Any) -> Proposal:
    proposal.state, proposal.closed_at = _target(proposal, "withdraw"), timezone.now()
    proposal.save()
    return proposal


@action("gate.proposal.lapse", Text("提议逾期失效", "Let a proposal lapse"))
def lapse_proposal(proposal: Proposal, *, actor: Any) -> Proposal:
    """Not completed in time counts as given up (MM-07)."""
    proposal.state, proposal.closed_at = _target(proposal, "lapse"), timezone.now()
    proposal.save()
    return proposal


def step_target(proposal: Proposal, step: str) -> str:
    """The state a step leads to from where the proposal stands now, locked; refused when it may not be taken."""
    _lock(proposal)
    target = target_of(step, proposal.state)
    if target is None:
        raise Refused("gate.step_not_allowed", state=STATES[proposal.state].label, step=STEPS[step].label)
    return target


_target = step_target


def _lock(proposal: Proposal) -> None:
    """Read it anew and keep it: whoever is at it at the same moment comes after, and sees what was done."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())


def _answer(proposal: Proposal, raw: Mapping[str, Any]) -> None:
    """Keep what was typed, and what could be read of it."""
    definition = proposal.definition
    known = {each.code for each in definition.fields}
    proposal.raw = {**proposal.raw, **{code: value for code, value in raw.items() if code in known}}
    proposal.values, _errors = definition.parse(proposal.raw)
    proposal.name = str(proposal.values.get("name") or "")[:300]


def _refuse_gaps(proposal: Proposal) -> None:
    definition = proposal.definition
    _values, errors = definition.parse(proposal.raw)
    missing = [each.label for each in definition.missing(proposal.values)]
    wrong = [definition.field(code).label for code in errors]
    gaps = list(dict.fromkeys(wrong + missing))
    if gaps:
        raise Refused("gate.gaps", count=len(gaps), fields=_joined(gaps))


def _joined(texts: Iterable[Text]) -> Text:
    texts = list(texts)
    return Text("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))
