"""Pilots and their promotion; the reuse shelf."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry import actions
from qingzhuang.registry.life import Ask, parsed
from qingzhuang.registry.models import Asset, Offer, ReuseRequest
from qingzhuang.registry.queries import pilots as queries

PAGE = 50
VIEWS = ("running", "ended", "used")
PEOPLE = Ask("people", Text("人数", "How many people"), "integer")


@login_required
@require_GET
def pilot_list(request: HttpRequest) -> HttpResponse:
    """Running pilots with the days they have left, ended ones, and those used after their end."""
    person, view = request.user, request.GET.get("view", "")
    view = view if view in VIEWS else "running"
    found = {
        "running": queries.pilots_for(person),
        "ended": queries.pilots_for(person, ended=True),
        "used": queries.pilots_used_after_end(person),
    }
    labels = {"running": _("Running pilots"), "ended": _("Ended"), "used": _("Used after the end")}
    tabs = [(labels[each], f"?view={each}", each == view, found[each].count()) for each in VIEWS]
    page = Paginator(found[view], PAGE).get_page(request.GET.get("page"))
    rows = [(asset, queries.used_after_end(asset) if view == "used" else None) for asset in page]
    context = {
        "page": page,
        "rows": rows,
        "tabs": tabs,
        "view": view,
        "may_propose": can(person, "gate.proposal.draft"),
    }
    return render(request, "registry/pilot_list.html", context)


@login_required
@require_POST
def pilot_promote(request: HttpRequest, pk: int) -> HttpResponse:
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    return redirect(actions.promote_pilot(asset, actor=request.user).edit_url)


@login_required
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "")[:200]
    page = Paginator(queries.shelf_for(request.user, q), PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/shelf.html", {"page": page, "q": q})


@login_required
@require_POST
def offer_make(request: HttpRequest, pk: int) -> HttpResponse:
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    offer = actions.offer_reuse(asset, actor=request.user, terms=request.POST.get("terms", ""))
    messages.success(request, _("It stands on the shelf."))
    return redirect(offer)


@login_required
def offer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing on the shelf, open to every place: what it does, where it is used, and the form to ask."""
    offer = Offer.objects.select_related("asset__sponsor", "asset__keeper").get_or_404_for(request.user, pk=pk)
    person, refused = request.user, None
    if request.method == "POST":
        try:
            if request.POST.get("step") == "withdraw":
                actions.withdraw_offer(offer, actor=person)
                return redirect("registry:shelf")
            _ask(request, offer)
            messages.success(request, _("Asked; the owner answers."))
            return redirect(offer)
        except Refused as refusal:
            refused = refusal
    units = [unit for unit in organisations_of(person) if unit.pk != offer.asset.sponsor_id]
    requests = list(queries.requests_on(offer, person))
    asked = {each.unit_id for each in requests if each.state != "declined"}
    context: dict[str, Any] = {
        "offer": offer,
        "asset": offer.asset,
        "in_register": Asset.objects.visible_to(person).filter(pk=offer.asset_id).exists(),
        "requests": [
            (each, each.state == "asked" and can(person, "registry.reuse.accept", each), _may_join(person, each))
            for each in requests
        ],
        "units": [(unit.pk, unit.name) for unit in units if unit.pk not in asked],
        "may_withdraw": can(person, "registry.reuse.withdraw", offer),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "registry/offer.html", context, status=400 if refused else 200)


def _may_join(person: Any, request: ReuseRequest) -> bool:
    return request.state == "accepted" and can(person, "registry.reuse.join", request)


def _ask(request: HttpRequest, offer: Offer) -> None:
    posted, units = request.POST, organisations_of(request.user)
    unit = next((each for each in units if str(each.pk) == posted.get("unit")), units[0])
    actions.ask_reuse(
        unit,
        actor=request.user,
        offer=offer,
        area=posted.get("area", ""),
        people=parsed(PEOPLE, posted.get("people")),
        why=posted.get("why", ""),
    )


@login_required
@require_POST
def reuse_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, decline or join."""
    found = ReuseRequest.objects.select_related("offer__asset", "unit").get_or_404_for(request.user, pk=pk)
    match step:
        case "accept":
            actions.accept_reuse(found, actor=request.user, answer=request.POST.get("answer", ""))
        case "decline":
            actions.decline_reuse(found, actor=request.user, answer=request.POST.get("answer", ""))
        case "join":
            actions.join_reuse(found, actor=request.user)
    messages.success(request, _("Recorded."))
    return redirect(found.offer)
