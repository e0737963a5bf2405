"""The first page, the search over everything, the style page, and two pages for machines."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qingzhuang.core.policies import can
from qingzhuang.core.todos import todos_for
from qingzhuang.identity.demo_signin import people
from qingzhuang.identity.queries import has_role
from qingzhuang.portal import layout, style, today
from qingzhuang.portal.queries import search_everything


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs you now; to a stranger, what this is and the way in."""
    if not request.user.is_authenticated:
        context = {
            "people": people(),
            "enter_url": layout.address("identity:demo-sign-in"),
            "rules_url": layout.address("gate:rules"),
        }
        return render(request, "portal/welcome.html", context)
    may_propose = can(request.user, "gate.proposal.draft")
    context = {
        "waiting": today.waiting(todos_for(request.user)),
        "fill_url": layout.address("datahub:fillings") if can(request.user, "datahub.value.read") else "",
        "propose_url": layout.address("gate:proposal-new") if may_propose else "",
    }
    return render(request, "portal/home.html", context)


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """One box over the register, the proposals and the rules."""
    q = " ".join(request.GET.get("q", "").split())[:100]
    groups = search_everything(request.user, q)
    total = sum(len(group.hits) for group in groups)
    return render(request, "portal/search.html", {"q": q, "groups": groups, "total": total})


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Every token and component, in both themes and both languages; for those who build and look after the site."""
    if not (settings.DEMO or settings.DEBUG or has_role(request.user, "administrator")):
        raise Http404
    english = (get_language() or "").startswith("en")
    context = {
        **style.EXAMPLES,
        "samples": style.samples(),
        "colours": style.COLOURS,
        "here": "en" if english else "zh-hans",
        "there": "zh-hans" if english else "en",
        "page": Paginator(range(1, 183), 25).page(2),
    }
    return render(request, "portal/style.html", context)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """An internal tool asks search engines to stay away."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
