"""Who may do what at the gate. One line each; what is not allowed here is refused."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.domain.text import Text
from qingzhuang.gate.models import Proposal
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, roles_of, works_for

OWN_PROPOSAL = Text(
    "自己（或本单位）提出的，须由他人审核。", "A proposal is reviewed by someone else than those who made it."
)


def _is_proposers(actor: Any, proposal: Proposal) -> bool:
    return proposal.proposer_id == actor.pk or works_for(actor, proposal.sponsor_id)


def _may_review(actor: Any, proposal: Proposal) -> bool | Text:
    if not has_role(actor, "reviewer", proposal.sponsor):
        return False
    return OWN_PROPOSAL if _is_proposers(actor, proposal) else True


@policy("gate.proposal.draft")
def may_draft(actor: Any, sponsor: Organisation | None) -> bool:
    """Anyone with a post may propose for the unit of that post."""
    return bool(roles_of(actor)) and (sponsor is None or works_for(actor, sponsor.pk))


@policy("gate.proposal.save")
def may_save(actor: Any, proposal: Proposal) -> bool:
    return proposal.state in ("draft", "returned") and _is_proposers(actor, proposal)


@policy("gate.proposal.submit")
def may_submit(actor: Any, proposal: Proposal) -> bool:
    return may_save(actor, proposal)


@policy("gate.proposal.examine")
def may_examine(actor: Any, proposal: Proposal) -> bool:
    return _is_proposers(actor, proposal) or _may_review(actor, proposal) is True


@policy("gate.proposal.withdraw")
def may_withdraw(actor: Any, proposal: Proposal) -> bool:
    return proposal.state in ("draft", "submitted", "returned") and _is_proposers(actor, proposal)


@policy("gate.proposal.accept")
def may_accept(actor: Any, proposal: Proposal) -> bool | Text:
    return _may_review(actor, proposal)


@policy("gate.proposal.return")
def may_return(actor: Any, proposal: Proposal) -> bool | Text:
    return _may_review(actor, proposal)


@policy("gate.proposal.refuse")
def may_refuse(actor: Any, proposal: Proposal) -> bool | Text:
    return _may_review(actor, proposal)


@policy("gate.proposal.lapse")
def may_lapse(actor: Any, proposal: Proposal) -> bool:
    """Only the clock lets a proposal lapse."""
    return bool(getattr(actor, "is_system", False))


@policy("gate.decision.see")
def may_see_decision(actor: Any, decision: Any) -> bool:
    return _is_proposers(actor, decision.proposal)


@policy("gate.calendar.set")
def may_set_calendar(actor: Any, _target: Any) -> bool:
    return bool(roles_of(actor) & {"reviewer", "administrator"})
