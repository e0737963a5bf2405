"""Cloud resources: bills brought in, what is idle, whose it is, what becomes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.idleness import STATES
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry import actions
from qingzhuang.registry.exports import resources_export_response
from qingzhuang.registry.hosting.bills import CAPTIONS, refused_text
from qingzhuang.registry.models import BillUpload, Resource
from qingzhuang.registry.models.hosting import RELEASE_OR_KEEP
from qingzhuang.registry.queries import hosting as queries
from qingzhuang.registry.thresholds import IDLE, idleness
from qingzhuang.registry.views.merges import day_of
from qingzhuang.registry.views.taking import taken_in

PAGE = 50
TONES = {"idle": "high", "of_ended": "high", "unclear": "medium", "used": "clear", "released": "plain"}


@login_required
@require_GET
def resource_list(request: HttpRequest) -> HttpResponseBase:
    """Resources within one's reach: those that wait first, each list with what it costs a month."""
    wanted = queries.ResourceFilters.read(request.GET)
    found = queries.resources_for(request.user, wanted)
    if (form := request.GET.get("format", "")) in ("csv", "xlsx"):
        return resources_export_response(found, form, get_language())
    sums = queries.sums_by_list(request.user, wanted.q)
    labels = {"": _("All"), "waits": _("To be decided"), "nobody": _("Nobody's"), **STATES}
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.tone = TONES[each.state]
    context = {
        "page": page,
        "wanted": wanted,
        "tabs": [
            (label, f"?list={name}&q={wanted.q}", name == wanted.list, sums[name][0]) for name, label in labels.items()
        ],
        "fen": sums[wanted.list][1],
        "waiting_fen": sums["waits"][1],
        "given_back_fen": queries.given_back(request.user),
        "limits": idleness(),
        "rule": IDLE,
        "query": f"list={wanted.list}&q={wanted.q}",
    }
    return render(request, "registry/resource_list.html", context)


@login_required
def resource_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource, its months, what follows from them; its owner answers here."""
    resource = Resource.objects.select_related("office", "asset", "answered_by").get_or_404_for(request.user, pk=pk)
    refused = None
    if request.method == "POST":
        try:
            _decide(request, resource)
            return redirect(resource)
        except Refused as refusal:
            refused = refusal
    context = {
        "resource": resource,
        "tone": TONES[resource.state],
        "months": resource.months.all(),
        "bars": [(f"{each.month:%Y-%m}", each.fen // 100) for each in resource.months.all()],
        "answers": list(RELEASE_OR_KEEP.items()),
        "given": request.POST,
        "may_assign": can(request.user, "registry.hosting.assign", resource),
        "may_answer": resource.state in ("idle", "of_ended") and can(request.user, "registry.hosting.answer", resource),
        "refused": refused,
    }
    return render(request, "registry/resource_detail.html", context, status=refused.problem.status if refused else 200)


def _decide(request: HttpRequest, resource: Resource) -> None:
    given = request.POST
    if "asset" in given:
        asset = queries.asset_called(request.user, given["asset"])
        if asset is None:
            raise Refused("registry.resource_asset", where={"field": "asset"})
        actions.assign_resource(resource, actor=request.user, asset=asset, whole_project=given.get("whole") == "yes")
        messages.success(request, _("Noted whose it is."))
    else:
        said: dict[str, Any] = {"answer": given.get("answer", ""), "because": given.get("because", "")}
        actions.answer_resource(resource, actor=request.user, by_on=day_of(given.get("by_on", "")), **said)
        messages.success(request, _("Noted. The next bill shows whether it is gone."))


@login_required
def bill_list(request: HttpRequest) -> HttpResponse:
    """Bills of one's area, and the door for a new one."""
    offices, refused = organisations_of(request.user), None
    if request.method == "POST":
        try:
            return redirect(taken_in(request, offices, actions.upload_bill))
        except Refused as refusal:
            refused = refusal
    context = {
        "title": _("Cloud bills"),
        "lead": _("The monthly bill as the provider gives it, or a table of how much resources are used."),
        "note": _(
            "Several lines of one resource add up; a later file for the same month replaces it; "
            "the same file twice counts once."
        ),
        "desk": (reverse("registry:resources"), _("Cloud resources")),
        "accept": ".csv,.xlsx,.xls",
        "page": Paginator(queries.bills_for(request.user), PAGE).get_page(request.GET.get("page")),
        "offices": offices,
        "refused": refused,
        "captions": [(words.split()[0], "、".join(words.split()[1:])) for words in CAPTIONS.values()],
    }
    return render(request, "registry/upload_list.html", context, status=400 if refused else 200)


@login_required
@require_GET
def bill_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One bill: how far it is, then what was refused, row by row."""
    bill = BillUpload.objects.select_related("office", "person", "job").get_or_404_for(request.user, pk=pk)
    rows = [{**each, "label": each["column"], "reason": refused_text(each)} for each in bill.rows_refused]
    context = {
        "upload": bill,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "list": (reverse("registry:bills"), _("Cloud bills")),
        "then": _("What they tell stands at the cloud resources."),
    }
    return render(request, "registry/upload_detail.html", context)
