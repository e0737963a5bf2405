"""Where apps run: hosting, network, size, protection grade and tests, with what is missing or old."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qingzhuang.registry.exports import placements_export_response
from qingzhuang.registry.queries import placement as queries
from qingzhuang.registry.rules import parameter

PAGE = 50


@login_required
@require_GET
def placement_list(request: HttpRequest) -> HttpResponseBase:
    """Running apps within one's reach, those with something to mend first."""
    wanted = queries.PlacementFilters.read(request.GET.dict())
    found = queries.placements_for(request.user, wanted)
    if (form := request.GET.get("format", "")) in ("csv", "xlsx"):
        return placements_export_response(found, form, get_language() or "zh-hans")
    counts = queries.counts_by_list(request.user, wanted.q)
    labels = {"gaps": _("To be mended"), **queries.GAPS, "fine": _("In order"), "": _("All")}
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.placements_of(page),
        "wanted": wanted,
        "query": f"list={wanted.list}&q={wanted.q}",
        "tabs": [
            (label, f"?list={name}&q={wanted.q}", name == wanted.list, counts[name]) for name, label in labels.items()
        ],
        "days": parameter(queries.RULE, "days"),
        "rule": queries.RULE,
    }
    return render(request, "registry/placement_list.html", context)
