"""Propose: choose a kind or drop a file, answer what the kind needs, see the report, submit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.lifecycle import STATES
from qingzhuang.gate import actions, clock, queries
from qingzhuang.gate.forms import answers_from, errors_of, questions_of, summary_of
from qingzhuang.gate.intake import drafts_of
from qingzhuang.gate.models import Proposal
from qingzhuang.gate.presenting import ReportView
from qingzhuang.gate.reports import examine
from qingzhuang.identity.queries import organisations_of
from qingzhuang.sheets.problems import UnreadableFile

PAGE = 30


@login_required
@require_GET
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Mine, to review, or all I may see; the review queue shows its clocks."""
    person, view = request.user, request.GET.get("view", "")
    queue = queries.review_queue(person)
    view = view or ("queue" if queue.exists() else "mine")
    chosen = {key: request.GET.get(key, "") for key in ("kind", "state")} | {"text": request.GET.get("q", "")}
    if view == "queue":
        found = queue
    elif view == "mine":
        found = queries.own_proposals(person)
    else:
        found = queries.proposals_for(person, **chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    days = clock.calendar()
    rows = [(proposal, clock.clock_of(proposal, days), STATES[proposal.state].label) for proposal in page]
    context = {
        "page": page,
        "rows": rows,
        "view": view,
        "chosen": chosen,
        "kinds": [(kind.code, kind.label) for kind in kinds],
        "states": [(state.code, state.label) for state in STATES.values()],
        "may_draft": can(person, "gate.proposal.draft"),
    }
    return render(request, "gate/proposal_list.html", context)


@login_required
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, or drop the real thing: a blank form, a notice, an indicator table, YAML or JSON."""
    error = None
    if request.method == "POST":
        sponsor = _sponsor(request)
        try:
            return redirect(_start(request, sponsor))
        except UnreadableFile as unreadable:
            error = unreadable
    context = {"kinds": list(kinds), "units": organisations_of(request.user), "unreadable": error}
    return render(request, "gate/proposal_new.html", context, status=400 if error else 200)


def _sponsor(request: HttpRequest):
    units = organisations_of(request.user)
    chosen = [unit for unit in units if str(unit.pk) == request.POST.get("sponsor")]
    return (chosen or units or [None])[0]


def _start(request: HttpRequest, sponsor) -> str:
    kind = request.POST.get("kind") or None
    upload = request.FILES.get("file")
    if upload is None:
        if kind not in kinds:
            return request.path
        return actions.draft_proposal(sponsor, actor=request.user, kind=kind).edit_url
    data = upload.read()
    drafts = drafts_of(data, upload.name, kind)
    first = None
    for draft in drafts[:1]:
        first = actions.draft_proposal(
            sponsor,
            actor=request.user,
            kind=draft.kind,
            raw=dict(draft.values),
            passages=draft.passages,
            upload=(upload.name, data),
        )
    return first.edit_url if first else request.path


@login_required
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. Without script it is saved and checked with the buttons; with script as one goes."""
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    if not can(request.user, "gate.proposal.save", proposal):
        return redirect(proposal)
    definition = proposal.definition
    refused = None
    if request.method == "POST":
        try:
            proposal = _save(request, proposal)
            step = request.POST.get("step", "save")
            if step == "submit":
                actions.submit_proposal(proposal, actor=request.user)
            elif step == "examine":
                actions.examine_proposal(proposal, actor=request.user)
            return redirect(proposal.edit_url if step == "save" else proposal)
        except Refused as refusal:
            refused = refusal
    errors = errors_of(definition, proposal.raw, gaps=refused is not None)
    context = {
        "proposal": proposal,
        "kind": definition,
        "blocks": questions_of(definition, proposal.raw, errors),
        "errors": summary_of(definition, errors),
        "refused": refused,
        "report": ReportView.of(examine(proposal).as_json()),
    }
    return render(request, "gate/proposal_edit.html", context, status=400 if refused else 200)


@login_required
@require_POST
def proposal_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save as you go: answers with the new version and the report as it now stands (swapped out of band)."""
    proposal = _save(request, Proposal.objects.get_or_404_for(request.user, pk=pk))
    errors = errors_of(proposal.definition, proposal.raw, gaps=False)
    report = ReportView.of(examine(proposal).as_json())
    context = {"proposal": proposal, "report": report, "errors": summary_of(proposal.definition, errors), "swap": True}
    return render(request, "gate/_saved.html", context)


def _save(request: HttpRequest, proposal: Proposal) -> Proposal:
    version = request.POST.get("version", "")
    return actions.save_proposal(
        proposal,
        actor=request.user,
        raw=answers_from(proposal.definition, request.POST),
        version=int(version) if version.isdigit() else None,
    )


@login_required
@require_GET
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen: the answer, the findings with their articles, what is similar, what it costs, what happened."""
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    stored = proposal.reports.first()
    content = stored.content if stored else examine(proposal).as_json()
    decision = queries.latest_decision(proposal)
    if decision and decision.seen_at is None and can(request.user, "gate.decision.see", decision):
        actions.see_decision(decision, actor=request.user)
    person = request.user
    context = {
        "proposal": proposal,
        "kind": proposal.definition,
        "state": STATES[proposal.state],
        "report": ReportView.of(content),
        "stored": stored,
        "decisions": queries.decisions_of(proposal),
        "clock": clock.clock_of(proposal),
        "admission": getattr(proposal, "admission", None),
        "history": queries.history_of(proposal),
        "answers": _answers(proposal),
        "may": {
            step: can(person, f"gate.proposal.{step}", proposal)
            for step in ("save", "submit", "withdraw", "accept", "return", "refuse")
        },
    }
    return render(request, "gate/proposal_detail.html", context)


def _answers(proposal: Proposal) -> list:
    language = get_language() or "zh-hans"
    return [
        (
            block,
            [
                (f, f.show(proposal.values[f.code], language))
                for f in block.fields
                if proposal.values.get(f.code) is not None
            ],
        )
        for block in proposal.definition.blocks
    ]


@login_required
@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    actions.withdraw_proposal(proposal, actor=request.user)
    return redirect(proposal)
