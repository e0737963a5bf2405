"""Review: decide with reasons."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.gate import actions, clock
from qingzhuang.gate.models import Proposal
from qingzhuang.gate.presenting import ReportView
from qingzhuang.gate.reports import write


@login_required
def proposal_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The report beside the decision; what is refused says why and loses nothing that was typed."""
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    if not can(request.user, "gate.proposal.accept", proposal):
        raise Denied("gate.proposal.accept")
    refused = None
    if request.method == "POST":
        try:
            _decide(request, proposal)
            return redirect(proposal)
        except Refused as refusal:
            refused = refusal
            proposal.refresh_from_db()
    report = ReportView.of(write(proposal).content)
    citations = {c["ref"]: c for f in report.must + report.should + report.excepted for c in f["citations"]}
    context = {
        "proposal": proposal,
        "kind": proposal.definition,
        "report": report,
        "clock": clock.clock_of(proposal),
        "citations": list(citations.values()),
        "claims": proposal.values.get("exception_scene"),
        "refused": refused,
        "typed": request.POST,
        "chosen_citations": request.POST.getlist("citation"),
    }
    return render(request, "gate/proposal_review.html", context, status=400 if refused else 200)


def _decide(request: HttpRequest, proposal: Proposal) -> None:
    posted, person = request.POST, request.user
    outcome = posted.get("outcome")
    reason = posted.get("reason", "")
    if outcome in ("accept", "accept_with_exception"):
        overruled = {k.removeprefix("overrule-"): v for k, v in posted.items() if k.startswith("overrule-")}
        with_exception = outcome == "accept_with_exception"
        actions.accept_proposal(
            proposal, actor=person, reason=reason, with_exception=with_exception, overruled=overruled
        )
    elif outcome == "return":
        actions.return_proposal(proposal, actor=person, gaps=posted.get("gaps", "").splitlines(), reason=reason)
    elif outcome == "refuse":
        actions.refuse_proposal(proposal, actor=person, citations=posted.getlist("citation"), reason=reason)
    else:
        raise Refused("gate.reason_needed")
