"""Steps in the life of an entry, what is live, and the change that has to be filed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingzhuang.core.policies import can, why_not
from qingzhuang.core.problems import Refused
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry import actions
from qingzhuang.registry.life import take, usual_provisions
from qingzhuang.registry.models import Asset, ChangeFiling
from qingzhuang.registry.queries import life as queries


@login_required
@require_POST
def life_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    take(asset, step, actor=request.user, given=request.POST.dict(), cites=cites_of(request))
    messages.success(request, _("Recorded."))
    return redirect(asset)


def cites_of(request: HttpRequest) -> list[str]:
    """The provisions ticked and chosen; the blank choice is none."""
    return [ref for ref in request.POST.getlist("cites") if ref]


@login_required
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """What is filed beside what is live; the same form tells it anew."""
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    refused = None
    if request.method == "POST":
        try:
            actions.report_live(
                asset,
                actor=request.user,
                functions=request.POST.get("functions", ""),
                note=request.POST.get("note", ""),
            )
            messages.success(request, _("Recorded."))
            pending = queries.pending_change(asset)
            return redirect(pending or asset)
        except Refused as refusal:
            refused = refusal
    last = queries.last_report(asset)
    context = {
        "asset": asset,
        "last": last,
        "functions": request.POST.get("functions") or (last.functions if last else asset.functions),
        "note": request.POST.get("note", ""),
        "refused": refused,
        "may_report": can(request.user, "registry.change.report", asset),
    }
    return render(request, "registry/live.html", context, status=400 if refused else 200)


@login_required
def change_filing(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest change of an entry: what differs, what the rules say, and the step that is due."""
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    filing = queries.latest_change(asset)
    if filing is None:
        return redirect(asset)
    refused = None
    if request.method == "POST":
        try:
            _answer(request, filing)
            messages.success(request, _("Recorded."))
            return redirect(filing)
        except Refused as refusal:
            refused = refusal
    person = request.user
    context: dict[str, Any] = {
        "asset": asset,
        "filing": filing,
        "refused": refused,
        "typed": request.POST,
        "usual": usual_provisions("changed", asset.kind),
        "provisions": list(provisions().values()),
        "may_submit": filing.state == "open" and can(person, "registry.change.submit", filing),
        "may_accept": filing.state == "submitted" and can(person, "registry.change.accept", filing),
        "why_not": why_not(person, "registry.change.accept", filing) if filing.state == "submitted" else None,
    }
    return render(request, "registry/change_filing.html", context, status=400 if refused else 200)


def _answer(request: HttpRequest, filing: ChangeFiling) -> None:
    posted, person = request.POST, request.user
    match posted.get("step"):
        case "submit":
            actions.submit_change(
                filing,
                actor=person,
                reason=posted.get("reason", ""),
                basis=posted.get("basis", ""),
                cites=cites_of(request),
            )
        case "accept":
            overruled = {rule: posted.get(f"overrule-{rule}", "") for rule in filing.blocking}
            actions.accept_change(filing, actor=person, answer=posted.get("answer", ""), overruled=overruled)
        case "return":
            actions.return_change(filing, actor=person, answer=posted.get("answer", ""))
