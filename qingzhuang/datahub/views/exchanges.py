"""The log of what was given under grants: one's own reads, and what others had of what one answers for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.queries.sharing import exchanges_for
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import organisation_of

PAGE = 50
SIDES = (
    ("", Text("全部", "All")),
    ("had", Text("我方取得的", "What we were given")),
    ("gave", Text("我方提供的", "What we gave")),
)


@login_required
@require_GET
def exchange_list(request: HttpRequest) -> HttpResponse:
    """Who had which data when, for what; each line with its proof."""
    if organisation_of(request.user) is None:
        raise Http404
    side = request.GET.get("side", "")
    address = reverse("datahub:exchanges")
    context = {
        "page": Paginator(exchanges_for(request.user, side), PAGE).get_page(request.GET.get("page")),
        "sides": [(label, f"{address}?side={code}" if code else address, code == side, None) for code, label in SIDES],
        "tabs": tabs_for(request.user, "datahub:exchanges"),
    }
    return render(request, "datahub/exchange_list.html", context)
