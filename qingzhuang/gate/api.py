"""The gate as JSON: examine something without proposing it, and propose it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from qingzhuang.core.problems import Refused
from qingzhuang.domain.draft import Draft, Passage
from qingzhuang.domain.kinds import Kind, kinds
from qingzhuang.gate import actions
from qingzhuang.gate.models import Proposal
from qingzhuang.gate.reports import examine_any
from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.queries import organisation_of

router = Router(tags=["gate"], auth=signed_in("register.propose"))


class ProposalIn(Schema):
    """``values`` are answers by field code of the kind; ``text`` is a notice, scheme or message to be read."""

    kind: str
    values: dict[str, Any] = {}
    text: str = ""


class ProposalOut(Schema):
    id: int
    kind: str
    name: str
    state: str
    version: int


@router.post("/check", summary="The gate's report, nothing stored")
def check(request: HttpRequest, draft: ProposalIn) -> dict[str, Any]:
    """One item of the published report (``docs/reference/check.schema.json``); wrong values come back as ``errors``."""
    definition = _kind(draft)
    values, errors = definition.parse(draft.values)
    passages = (Passage("text", draft.text[:100_000]),) if draft.text else ()
    item = examine_any(Draft("request", definition.code, values, passages))
    return {**item.as_json(), "errors": {code: text.as_dict() for code, text in errors.items()}}


@router.post("/proposals", response=ProposalOut, summary="Draft a proposal for one's own unit")
def propose(request: HttpRequest, draft: ProposalIn) -> Proposal:
    sponsor = organisation_of(request.user)
    passages = [Passage("text", draft.text)] if draft.text else []
    return actions.draft_proposal(
        sponsor, actor=request.user, kind=_kind(draft).code, raw=draft.values, passages=passages
    )


@router.post("/proposals/{int:pk}/submit", response=ProposalOut, summary="Submit it for review")
def submit(request: HttpRequest, pk: int) -> Proposal:
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    return actions.submit_proposal(proposal, actor=request.user)


@router.get("/proposals/{int:pk}", response=ProposalOut, summary="One proposal")
def proposal(request: HttpRequest, pk: int) -> Proposal:
    return Proposal.objects.get_or_404_for(request.user, pk=pk)


def _kind(draft: ProposalIn) -> Kind:
    """The kind of a draft; refuses answers to what it does not ask, which would be lost unsaid."""
    if draft.kind not in kinds:
        raise Http404
    kind = kinds.get(draft.kind)
    unknown = draft.values.keys() - {field.code for field in kind.fields}
    if unknown:
        raise Refused("gate.unknown_fields", kind=kind.label, fields=", ".join(sorted(unknown))[:300])
    return kind
