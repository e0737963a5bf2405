"""Closing, as pages: the plan, its steps, its proofs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can, ensure, why_not
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.actions.closures import DISPOSAL, holds_personal_data
from qingzhuang.registry.closing import finding_on
from qingzhuang.registry.models import Asset, Closure
from qingzhuang.registry.periods import notice_period
from qingzhuang.registry.queries import merges as queries
from qingzhuang.registry.views.merges import day_of

PAGE = 30


@login_required
@require_GET
def closure_list(request: HttpRequest) -> HttpResponse:
    """Closures under way, over, and what was gone before anybody planned it."""
    view = request.GET.get("view", "open")
    view = view if view in ("open", "over", "gone") else "open"
    counts = queries.closure_counts(request.user)
    labels = (("open", _("Under way")), ("over", _("Over")), ("gone", _("Gone without a plan")))
    context = {
        "page": Paginator(queries.closures_for(request.user, view), PAGE).get_page(request.GET.get("page")),
        "tabs": [(label, f"?view={code}", code == view, counts[code]) for code, label in labels],
    }
    return render(request, "registry/closure_list.html", context)


@login_required
def closure_new(request: HttpRequest) -> HttpResponse:
    """Plan the closure of ``?asset=``."""
    given = request.POST if request.method == "POST" else request.GET
    asset = _visible(request, given.get("asset", ""))
    if asset is None or not can(request.user, "registry.closure.plan", asset):
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            return redirect(_plan(request, asset))
        except Refused as refusal:
            refused = refusal
    context = {
        "asset": asset,
        "period": notice_period(asset),
        "personal": holds_personal_data(asset),
        "likely": [(str(each.pk), f"{each.name} · {each.sponsor_shown}") for each in _likely(request, asset)],
        "given": given,
        "refused": refused,
    }
    return render(request, "registry/closure_new.html", context, status=refused.problem.status if refused else 200)


def _likely(request: HttpRequest, asset: Asset) -> list[Asset]:
    return queries.likely_successors(request.user, asset)


def _visible(request: HttpRequest, given: str) -> Asset | None:
    if not given.isdecimal() or len(given) > 17:
        return None
    return Asset.objects.visible_to(request.user).select_related("sponsor", "keeper").filter(pk=int(given)).first()


def _plan(request: HttpRequest, asset: Asset) -> Closure:
    number = request.POST.get("successor", "").strip() or request.POST.get("likely", "")
    successor = _visible(request, number) if number else None
    if number and successor is None:
        raise Refused("registry.closure_successor", name=number)
    return actions.plan_closure(
        asset,
        actor=request.user,
        basis=request.POST.get("basis", ""),
        reason=request.POST.get("reason", ""),
        successor=successor,
        instead=request.POST.get("instead", ""),
        personal_data=request.POST.get("personal_data") == "yes",
    )


@login_required
def closure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan with its facts; posting takes the next step."""
    closure = _closure(request, pk)
    refused = None
    if request.method == "POST":
        ensure(request.user, "registry.closure.step", closure)
        try:
            _step(request, closure)
            return redirect(closure)
        except Refused as refusal:
            refused = refusal
            closure = _closure(request, pk)
    may = closure.next_step is not None and can(request.user, "registry.closure.step", closure)
    context = {
        "closure": closure,
        "plan": queries.plan_of(closure),
        "finding": finding_on(closure),
        "period": notice_period(closure.asset),
        "may": may,
        "may_withdraw": closure.next_step in ("announced", "migrated", "offline")
        and can(request.user, "registry.closure.withdraw", closure),
        "why_not": None
        if may or closure.next_step is None
        else why_not(request.user, "registry.closure.step", closure),
        "refused": refused,
        "given": request.POST,
    }
    return render(request, "registry/closure_detail.html", context, status=refused.problem.status if refused else 200)


def _closure(request: HttpRequest, pk: int) -> Closure:
    seen = Closure.objects.visible_to(request.user)
    joined = seen.select_related("asset__sponsor", "asset__keeper", "successor", "merge__survivor", "opened_by")
    return joined.get_or_404_for(request.user, pk=pk)


def _step(request: HttpRequest, closure: Closure) -> None:
    given, upload = request.POST, request.FILES.get("file")
    actions.take_step(
        closure,
        actor=request.user,
        step=given.get("step", ""),
        on=day_of(given.get("on", "")),
        note=given.get("note", ""),
        offline_from=day_of(given.get("offline_from", "")),
        details={part: given.get(part, "") for part in DISPOSAL},
        file=(upload.name, upload.read()) if upload else None,
    )
    messages.success(request, _("Recorded."))


@login_required
@require_POST
def closure_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    closure = _closure(request, pk)
    actions.withdraw_closure(closure, actor=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("Withdrawn: it goes on as before."))
    return redirect(closure)


@login_required
@require_GET
def closure_proof(request: HttpRequest, pk: int, fact: int) -> HttpResponseBase:
    """A proof as it was handed in, always as a download."""
    found = _closure(request, pk).facts.filter(pk=fact).exclude(file="").first()
    if found is None:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name)
